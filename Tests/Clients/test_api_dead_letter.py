"""The automatic move into a dead-letter queue (10.1), on standard queues."""

import pytest

from catalogue import refused


@pytest.fixture
def pair(make_queue, redrive):
    """(source, target), joined by a RedrivePolicy with this count."""

    def pair(count):
        target = make_queue()
        return make_queue(RedrivePolicy=redrive(target, count)), target

    return pair


@pytest.fixture
def take(receive):
    """Receives with zero timeout and all attributes."""
    return lambda queue, count=1: receive(
        queue, count, VisibilityTimeout=0, AttributeNames=["All"], MessageAttributeNames=["All"]
    )


def receive_count(message):
    return int(message["Attributes"]["ApproximateReceiveCount"])


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_DLQ_1_delivered_as_often_as_allowed_and_then_moved(sqs, pair, take, counts, limit):
    source, target = pair(limit)
    sqs.send_message(QueueUrl=source, MessageBody="x")
    assert [receive_count(take(source)[0]) for _ in range(limit)] == list(range(1, limit + 1))
    assert take(source) == []
    assert counts(source) == (0, 0, 0) and counts(target) == (1, 0, 0)
    (message,) = take(target)
    assert message["Body"] == "x" and receive_count(message) == limit + 1


def test_DLQ_3_what_a_moved_message_keeps(sqs, pair, take, arn_of):
    source, target = pair(1)
    attributes = {
        "color": {"DataType": "String", "StringValue": "blue"},
        "b": {"DataType": "Binary", "BinaryValue": b"\1"},
    }
    trace = {"AWSTraceHeader": {"DataType": "String", "StringValue": "trace"}}
    sent = sqs.send_message(
        QueueUrl=source,
        MessageBody="x",
        MessageAttributes=attributes,
        MessageSystemAttributes=trace,
        MessageGroupId="g",
    )
    (before,) = take(source)
    assert "DeadLetterQueueSourceArn" not in before["Attributes"]
    assert take(source) == []
    (after,) = take(target)
    assert after["MessageId"] == sent["MessageId"]
    assert after["MessageAttributes"] == attributes
    assert after["MD5OfMessageAttributes"] == sent["MD5OfMessageAttributes"]
    assert after["Attributes"] == before["Attributes"] | {
        "ApproximateReceiveCount": "2",
        "DeadLetterQueueSourceArn": arn_of(source),
    }


def test_DLQ_3_the_delay_of_the_target_is_not_applied(sqs, make_queue, redrive, take):
    target = make_queue(DelaySeconds=60)
    source = make_queue(RedrivePolicy=redrive(target, 1))
    sqs.send_message(QueueUrl=source, MessageBody="x")
    assert len(take(source)) == 1 and take(source) == []
    assert len(take(target)) == 1


def test_DLQ_1_a_receive_gives_the_good_ones_and_moves_the_rest(sqs, pair, take, counts):
    source, target = pair(1)
    for body in ("spent 1", "spent 2"):
        sqs.send_message(QueueUrl=source, MessageBody=body)
    assert len(take(source, 10)) == 2
    sqs.send_message(QueueUrl=source, MessageBody="good")
    assert [message["Body"] for message in take(source, 10)] == ["good"]
    assert counts(target) == (2, 0, 0)
    assert sorted(message["Body"] for message in take(target, 10)) == ["spent 1", "spent 2"]


def test_DLQ_9_a_visibility_change_does_not_count(sqs, pair, take, receive):
    source, _ = pair(2)
    sqs.send_message(QueueUrl=source, MessageBody="x")
    handle = receive(source)[0]["ReceiptHandle"]
    for seconds in (10, 20, 0):
        sqs.change_message_visibility(QueueUrl=source, ReceiptHandle=handle, VisibilityTimeout=seconds)
    assert receive_count(take(source)[0]) == 2


def test_LC_12_the_source_handle_of_a_moved_message(sqs, pair, take, counts):
    source, target = pair(1)
    sqs.send_message(QueueUrl=source, MessageBody="x")
    handle = take(source)[0]["ReceiptHandle"]
    assert take(source) == []
    sqs.delete_message(QueueUrl=source, ReceiptHandle=handle)
    with refused("H-GONE", h=handle):
        sqs.change_message_visibility(QueueUrl=source, ReceiptHandle=handle, VisibilityTimeout=5)
    assert counts(target) == (1, 0, 0)
    with refused("H-OTHER", h=handle):
        sqs.delete_message(QueueUrl=target, ReceiptHandle=handle)


def test_DLQ_6_without_target_the_message_stays(sqs, pair, take):
    source, target = pair(1)
    sqs.send_message(QueueUrl=source, MessageBody="x")
    assert len(take(source)) == 1
    sqs.delete_queue(QueueUrl=target)
    assert [receive_count(take(source)[0]) for _ in range(2)] == [2, 3]


def test_DLQ_6_a_queue_that_leads_to_itself(sqs, queue, redrive, take):
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"RedrivePolicy": redrive(queue, 1)})
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    assert [receive_count(take(queue)[0]) for _ in range(3)] == [1, 2, 3]


def test_DLQ_6_chains_work_hop_by_hop(sqs, make_queue, redrive, take, counts):
    """The count goes on over all queues, but each of them may deliver as often as its own policy says."""
    last = make_queue()
    middle = make_queue(RedrivePolicy=redrive(last, 3))
    first = make_queue(RedrivePolicy=redrive(middle, 1))
    sqs.send_message(QueueUrl=first, MessageBody="x")
    assert receive_count(take(first)[0]) == 1
    assert take(first) == []
    assert [receive_count(take(middle)[0]) for _ in range(3)] == [2, 3, 4]
    assert take(middle) == []
    assert counts(first) == counts(middle) == (0, 0, 0)
    assert receive_count(take(last)[0]) == 5


def test_DLQ_7_lowering_the_count_holds_at_the_next_receive(sqs, pair, take, redrive, counts):
    source, target = pair(10)
    sqs.send_message(QueueUrl=source, MessageBody="x")
    for _ in range(3):
        take(source)
    sqs.set_queue_attributes(QueueUrl=source, Attributes={"RedrivePolicy": redrive(target, 2)})
    assert take(source) == []
    assert counts(target) == (1, 0, 0)


def test_without_a_policy_a_message_comes_as_often_as_it_likes(sqs, queue, take):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    assert [receive_count(take(queue)[0]) for _ in range(12)] == list(range(1, 13))
