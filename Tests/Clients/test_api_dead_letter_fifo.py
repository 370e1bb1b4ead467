"""The automatic move into a FIFO dead-letter queue, and what polls see of moves (10.1)."""

import json
import time

import pytest

from catalogue import refused
from conftest import bodies


@pytest.fixture
def pair(make_fifo, redrive):
    """(source, target), joined by a RedrivePolicy with this count."""

    def pair(count, **attributes):
        target = make_fifo(**attributes)
        return make_fifo(RedrivePolicy=redrive(target, count)), target

    return pair


@pytest.fixture
def send(sqs):
    """Sends bodies such as `a1` into the group that their first letter names."""

    def send(queue, *texts, **members):
        return [
            sqs.send_message(
                QueueUrl=queue,
                MessageBody=text,
                MessageGroupId=text[0],
                **{"MessageDeduplicationId": f"id-of-{text}", **members},
            )
            for text in texts
        ]

    return send


@pytest.fixture
def take(receive):
    """Receives with zero timeout and all attributes."""
    return lambda queue, count=1, **options: receive(
        queue, count, AttributeNames=["All"], MessageAttributeNames=["All"], **{"VisibilityTimeout": 0, **options}
    )


def receive_count(message):
    return int(message["Attributes"]["ApproximateReceiveCount"])


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_DLQ_1_delivered_as_often_as_allowed_and_then_moved(send, pair, take, counts, limit):
    source, target = pair(limit)
    send(source, "a1")
    assert [receive_count(take(source)[0]) for _ in range(limit)] == list(range(1, limit + 1))
    assert take(source) == []
    assert counts(source) == (0, 0, 0) and counts(target) == (1, 0, 0)
    (message,) = take(target)
    assert message["Body"] == "a1" and receive_count(message) == limit + 1


@pytest.mark.parametrize("limit", [1, 2])
def test_DLQ_1_by_timeouts_that_end(send, pair, take, receive, counts, limit):
    source, target = pair(limit)
    send(source, "a1")
    for _ in range(limit):
        assert len(receive(source, VisibilityTimeout=1)) == 1
        time.sleep(1.1)
    assert receive(source) == []
    assert counts(source) == (0, 0, 0) and receive_count(take(target)[0]) == limit + 1


def test_DLQ_3_what_a_moved_message_keeps(sqs, send, pair, take, arn_of):
    source, target = pair(1)
    attributes = {"color": {"DataType": "String", "StringValue": "blue"}}
    trace = {"AWSTraceHeader": {"DataType": "String", "StringValue": "trace"}}
    (sent,) = send(source, "a1", MessageAttributes=attributes, MessageSystemAttributes=trace)
    (before,) = take(source)
    assert take(source) == []
    (after,) = take(target)
    assert after["MessageId"] == sent["MessageId"] and after["MessageAttributes"] == attributes
    changed = {"ApproximateReceiveCount", "DeadLetterQueueSourceArn", "MessageDeduplicationId", "SequenceNumber"}
    kept = before["Attributes"].keys() - changed
    assert "MessageGroupId" in kept and "AWSTraceHeader" in kept and "SentTimestamp" in kept
    assert {name: after["Attributes"][name] for name in kept} == {name: before["Attributes"][name] for name in kept}
    assert after["Attributes"].keys() - before["Attributes"].keys() == {"DeadLetterQueueSourceArn"}
    assert after["Attributes"]["DeadLetterQueueSourceArn"] == arn_of(source)


def test_DED_8_the_deduplication_id_becomes_the_message_id(send, pair, take):
    source, target = pair(1)
    (sent,) = send(source, "a1")
    take(source), take(source)
    assert take(target)[0]["Attributes"]["MessageDeduplicationId"] == sent["MessageId"]


def test_DED_8_two_that_share_an_id_both_land(send, make_fifo, redrive, take, counts):
    target = make_fifo()
    sources = [make_fifo(RedrivePolicy=redrive(target, 1)) for _ in range(2)]
    for source in sources:
        send(source, "a1", MessageDeduplicationId="shared")
        take(source), take(source)
    assert counts(target) == (2, 0, 0)


def test_DED_4_a_moved_message_is_remembered_in_its_source(send, pair, take, counts):
    source, target = pair(1)
    (first,) = send(source, "a1")
    take(source), take(source)
    (again,) = send(source, "a1")
    assert again["MessageId"] == first["MessageId"] and counts(source) == (0, 0, 0)


def test_DLQ_5_the_group_is_free_for_its_next_message(send, pair, take, receive, counts):
    source, target = pair(1)
    send(source, "a1", "a2", "a3")
    assert bodies(take(source)) == ["a1"]
    assert bodies(receive(source, 2)) == ["a2", "a3"], "the receive that moves a1 goes on with what is behind it"
    assert counts(target) == (1, 0, 0)


def test_DLQ_5_order_and_new_sequence_numbers(send, pair, take):
    source, target = pair(1)
    send(target, "z0")
    old = [one["SequenceNumber"] for one in send(source, "a1", "b1", "a2", "b2")]
    assert bodies(take(source, 10)) == ["a1", "a2", "b1", "b2"]
    assert take(source, 10) == []
    moved = take(target, 10)
    assert [body for body in bodies(moved) if body[0] == "a"] == ["a1", "a2"]
    assert [body for body in bodies(moved) if body[0] == "b"] == ["b1", "b2"]
    numbers = {message["Body"]: message["Attributes"]["SequenceNumber"] for message in moved}
    assert len(set(numbers.values())) == 5
    assert numbers["a1"] < numbers["a2"] and numbers["b1"] < numbers["b2"] and numbers["z0"] < numbers["a1"]
    (later,) = send(target, "a9")
    assert later["SequenceNumber"] > max(numbers.values()) and len(old) == 4


def test_LC_12_the_source_handle_of_a_moved_message(sqs, send, pair, take, counts):
    source, target = pair(1)
    send(source, "a1")
    handle = take(source)[0]["ReceiptHandle"]
    assert take(source) == []
    sqs.delete_message(QueueUrl=source, ReceiptHandle=handle)
    with refused("H-GONE", h=handle):
        sqs.change_message_visibility(QueueUrl=source, ReceiptHandle=handle, VisibilityTimeout=5)
    assert counts(target) == (1, 0, 0)


def test_DLQ_3_the_delay_of_the_target_is_not_applied(send, pair, take):
    source, target = pair(1, DelaySeconds=60)
    send(source, "a1")
    take(source), take(source)
    assert bodies(take(target)) == ["a1"]


def test_DLQ_6_without_target_the_message_stays(sqs, send, pair, take):
    source, target = pair(1)
    send(source, "a1", "a2")
    take(source)
    sqs.delete_queue(QueueUrl=target)
    for count in (2, 3):
        (message,) = take(source)
        assert message["Body"] == "a1" and receive_count(message) == count


def test_DLQ_6_a_target_that_comes_back(sqs, make_queue, redrive, take, counts):
    """By name and ARN it is the same queue to the policy."""
    target = make_queue()
    source = make_queue(RedrivePolicy=redrive(target, 1))
    sqs.send_message(QueueUrl=source, MessageBody="x")
    take(source)
    sqs.delete_queue(QueueUrl=target)
    assert len(take(source)) == 1
    assert sqs.create_queue(QueueName=target.rsplit("/", 1)[1])["QueueUrl"] == target
    assert take(source) == [] and counts(target) == (1, 0, 0)


def test_DLQ_6_a_queue_that_leads_to_itself(sqs, send, make_fifo, redrive, take):
    queue = make_fifo()
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"RedrivePolicy": redrive(queue, 1)})
    send(queue, "a1", "a2")
    for count in (1, 2, 3):
        (message,) = take(queue)
        assert message["Body"] == "a1" and receive_count(message) == count


def test_DLQ_6_chains_name_the_last_source(send, make_fifo, redrive, take, arn_of, counts):
    """Each queue allows its own number of deliveries; the count goes on over all of them (LC-11)."""
    last = make_fifo()
    middle = make_fifo(RedrivePolicy=redrive(last, 2))
    first = make_fifo(RedrivePolicy=redrive(middle, 1))
    (sent,) = send(first, "a1")
    seen = [receive_count(take(first)[0])]
    assert take(first) == []
    for _ in range(2):
        (message,) = take(middle)
        seen.append(receive_count(message))
        assert message["Attributes"]["DeadLetterQueueSourceArn"] == arn_of(first)
    assert take(middle) == []
    (message,) = take(last)
    assert seen + [receive_count(message)] == [1, 2, 3, 4]
    assert message["Attributes"]["DeadLetterQueueSourceArn"] == arn_of(middle)
    assert message["MessageId"] == sent["MessageId"]
    assert counts(first) == counts(middle) == (0, 0, 0)


def test_DLQ_7_raising_the_count_lets_a_message_live_longer(sqs, send, pair, take, redrive, counts):
    source, target = pair(1)
    send(source, "a1")
    take(source)
    sqs.set_queue_attributes(QueueUrl=source, Attributes={"RedrivePolicy": redrive(target, 3)})
    assert [receive_count(take(source)[0]) for _ in range(2)] == [2, 3]
    assert take(source) == [] and counts(target) == (1, 0, 0)


def test_DLQ_7_without_the_policy_it_stays(sqs, send, pair, take):
    source, _ = pair(1)
    send(source, "a1")
    take(source)
    sqs.set_queue_attributes(QueueUrl=source, Attributes={"RedrivePolicy": ""})
    assert [receive_count(take(source)[0]) for _ in range(3)] == [2, 3, 4]


def test_RRA_4_a_repeated_receive_does_not_count_towards_the_move(send, pair, take, counts):
    source, target = pair(1)
    send(source, "a1")
    for _ in range(4):
        (message,) = take(source, VisibilityTimeout=30, ReceiveRequestAttemptId="attempt")
        assert receive_count(message) == 1
    assert counts(target) == (0, 0, 0)


# Polls


def test_RCV_6_a_poll_on_the_target_is_woken(send, pair, take, poll, prompt):
    source, target = pair(1)
    send(source, "a1")
    take(source)
    waiting = poll(target)
    with prompt():
        assert take(source) == []
        assert bodies(waiting.result()) == ["a1"]


@pytest.mark.parametrize("kind", ["standard", "fifo"])
def test_DLQ_2_a_timeout_that_ends_under_a_waiting_poll_moves(
    sqs, make_queue, make_fifo, redrive, receive, poll, counts, prompt, kind
):
    """Polls wait on both queues: the one on the source stays empty, the one on the target gets the message."""
    fifo = {"MessageGroupId": "g", "MessageDeduplicationId": "d"} if kind == "fifo" else {}
    make = make_fifo if fifo else make_queue
    target = make()
    source = make(RedrivePolicy=redrive(target, 1))
    sqs.send_message(QueueUrl=source, MessageBody="x", **fifo)
    with prompt(after=1):
        receive(source, VisibilityTimeout=1)
        at_source, at_target = poll(source, wait=2), poll(target)
        assert bodies(at_target.result()) == ["x"]
    assert at_source.result() == [] and counts(source) == (0, 0, 0)


def test_RCV_6_a_move_frees_the_group_for_a_waiting_poll(send, pair, receive, poll, prompt):
    """The first message has had its receives; its end lets the poll have the one behind it."""
    source, target = pair(1)
    send(source, "a1", "a2")
    with prompt(after=1):
        receive(source, VisibilityTimeout=1)
        assert bodies(poll(source).result()) == ["a2"]


def test_A_33_a_fifo_target_that_does_not_allow_it(sqs, make_fifo, redrive, arn_of):
    source, allowed = make_fifo(), make_fifo()
    policy = json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": [arn_of(allowed)]})
    target = make_fifo(RedriveAllowPolicy=policy)
    sqs.set_queue_attributes(QueueUrl=allowed, Attributes={"RedrivePolicy": redrive(target)})
    with refused("T-RPDENIED"):
        sqs.set_queue_attributes(QueueUrl=source, Attributes={"RedrivePolicy": redrive(target)})
    assert sqs.list_dead_letter_source_queues(QueueUrl=target)["queueUrls"] == [allowed]
