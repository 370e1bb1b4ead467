"""Long polls: how they wait, what wakes them, who gets the message (RCV-5, RCV-6, RCV-7)."""

import json
import time

from conftest import bodies
from patience import in_time


def test_RCV_5_an_empty_poll_ends_after_its_wait(sqs, queue, prompt):
    with prompt(after=1):
        assert "Messages" not in sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1)


def test_RCV_5_the_wait_of_the_queue_is_the_default(make_queue, receive, prompt):
    queue = make_queue(ReceiveMessageWaitTimeSeconds=1)
    with prompt(after=1):
        assert receive(queue) == []


def test_RCV_5_zero_overrides_the_wait_of_the_queue(make_queue, receive, prompt):
    queue = make_queue(ReceiveMessageWaitTimeSeconds=20)
    with prompt():
        assert receive(queue, WaitTimeSeconds=0) == []


def test_RCV_5_does_not_wait_to_fill_up(sqs, queue, receive, prompt):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    with prompt():
        assert bodies(receive(queue, 10, WaitTimeSeconds=20)) == ["x"]


def test_RCV_6_woken_by_a_send(sqs, queue, poll, prompt):
    waiting = poll(queue)
    with prompt():
        sqs.send_message(QueueUrl=queue, MessageBody="x")
        assert bodies(waiting.result()) == ["x"]


def test_RCV_6_woken_by_a_batch(sqs, queue, poll, prompt):
    waiting = poll(queue, count=10)
    with prompt():
        sqs.send_message_batch(QueueUrl=queue, Entries=[{"Id": i, "MessageBody": i} for i in "abc"])
        assert bodies(waiting.result()) == ["a", "b", "c"]


def test_RCV_6_woken_by_the_end_of_a_delay(sqs, queue, poll, prompt):
    with prompt(after=1):
        sqs.send_message(QueueUrl=queue, MessageBody="x", DelaySeconds=1)
        assert bodies(poll(queue).result()) == ["x"]


def test_RCV_6_woken_by_the_end_of_a_delay_that_begins_while_it_waits(sqs, queue, poll, prompt):
    waiting = poll(queue)
    with prompt(after=1):
        sqs.send_message(QueueUrl=queue, MessageBody="x", DelaySeconds=1)
        assert bodies(waiting.result()) == ["x"]


def test_RCV_6_woken_by_the_end_of_a_visibility_timeout(sqs, queue, poll, receive, prompt):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    with prompt(after=1):
        receive(queue, VisibilityTimeout=1)
        assert bodies(poll(queue).result()) == ["x"]


def test_RCV_6_woken_by_a_visibility_of_zero(sqs, queue, poll, receive, prompt):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    handle = receive(queue, VisibilityTimeout=600)[0]["ReceiptHandle"]
    waiting = poll(queue)
    with prompt():
        sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=0)
        assert bodies(waiting.result()) == ["x"]


def test_RCV_6_woken_by_a_visibility_of_zero_in_a_batch(sqs, queue, poll, receive, prompt):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    handle = receive(queue, VisibilityTimeout=600)[0]["ReceiptHandle"]
    waiting = poll(queue)
    entries = [{"Id": "a", "ReceiptHandle": handle, "VisibilityTimeout": 0}]
    with prompt():
        sqs.change_message_visibility_batch(QueueUrl=queue, Entries=entries)
        assert bodies(waiting.result()) == ["x"]


def test_RCV_6_a_shortened_visibility_timeout_moves_the_moment(sqs, queue, poll, receive, prompt):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    handle = receive(queue, VisibilityTimeout=600)[0]["ReceiptHandle"]
    waiting = poll(queue)
    with prompt(after=1):
        sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=1)
        assert bodies(waiting.result()) == ["x"]


def test_RCV_6_woken_by_an_arrival_in_the_dead_letter_queue(sqs, make_queue, redrive, poll, receive, prompt):
    target = make_queue()
    source = make_queue(RedrivePolicy=redrive(target, 1))
    sqs.send_message(QueueUrl=source, MessageBody="x")
    receive(source, VisibilityTimeout=0)
    waiting = poll(target)
    with prompt():
        assert receive(source) == []
        assert bodies(waiting.result()) == ["x"]


def test_a_message_for_another_queue_wakes_nobody(sqs, queue, make_queue, poll):
    waiting = poll(queue, wait=1)
    sqs.send_message(QueueUrl=make_queue(), MessageBody="x")
    assert waiting.result() == [] and waiting.took >= 0.95


def test_RCV_7_each_message_goes_to_one_of_many_pollers(sqs, queue, poll, counts):
    pollers = [poll(queue) for _ in range(4)]
    for number in range(4):
        sqs.send_message(QueueUrl=queue, MessageBody=str(number))
    got = [bodies(one.result()) for one in pollers]
    assert sorted(got) == [["0"], ["1"], ["2"], ["3"]]
    assert counts(queue) == (0, 4, 0)


def test_RCV_7_the_longest_waiting_poller_is_served_first(sqs, queue, poll):
    first, second = poll(queue), poll(queue)
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    assert bodies(first.result()) == ["x"]
    sqs.send_message(QueueUrl=queue, MessageBody="y")
    assert bodies(second.result()) == ["y"]


def test_a_poll_uses_its_own_visibility_timeout(sqs, queue, poll, counts, patience):
    waiting = poll(queue, VisibilityTimeout=patience)
    with in_time(patience):
        sqs.send_message(QueueUrl=queue, MessageBody="x")
        assert bodies(waiting.result()) == ["x"]
        assert counts(queue) == (0, 1, 0)
    time.sleep(patience + 0.1)
    assert counts(queue) == (1, 0, 0)


def test_a_poll_counts_time_of_visibility_from_the_delivery(sqs, queue, poll, receive, patience):
    waiting = poll(queue, VisibilityTimeout=patience)
    time.sleep(patience + 0.1)
    with in_time(patience):
        sqs.send_message(QueueUrl=queue, MessageBody="x")
        assert bodies(waiting.result()) == ["x"]
        assert receive(queue) == []


def test_a_poll_asks_for_attributes_like_any_receive(sqs, queue, poll):
    waiting = poll(queue, AttributeNames=["All"], MessageAttributeNames=["All"])
    attributes = {"a": {"DataType": "String", "StringValue": "b"}}
    sqs.send_message(QueueUrl=queue, MessageBody=json.dumps({"x": 1}), MessageAttributes=attributes)
    (message,) = waiting.result()
    assert message["MessageAttributes"] == attributes and message["Attributes"]["ApproximateReceiveCount"] == "1"


def test_a_purge_during_a_poll_leaves_it_waiting(sqs, queue, poll):
    waiting = poll(queue)
    sqs.purge_queue(QueueUrl=queue)
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    assert bodies(waiting.result()) == ["x"]
