"""Long polls: how they wait, what wakes them, who gets the message (RCV-5, RCV-6, RCV-7)."""

import json
import time

from conftest import PROMPT, bodies


class Moment:
    """A call that sets a deadline one second ahead: it did so at some instant between its two ends."""

    def __init__(self, call):
        self.began = time.monotonic()
        call()
        self.ended = time.monotonic()

    def came_in_time(self):
        """Whether it is now the moment of that deadline."""
        now = time.monotonic()
        assert self.began + 0.95 <= now, f"{self.began + 1 - now:.3f} s too early"
        assert now < self.ended + 1 + PROMPT, f"{now - self.ended - 1:.3f} s too late"
        return True


def test_RCV_5_an_empty_poll_ends_after_its_wait(sqs, queue):
    began = time.monotonic()
    assert "Messages" not in sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1)
    assert 0.95 <= time.monotonic() - began < 1 + PROMPT


def test_RCV_5_the_wait_of_the_queue_is_the_default(make_queue, receive):
    queue = make_queue(ReceiveMessageWaitTimeSeconds=1)
    began = time.monotonic()
    assert receive(queue) == []
    assert 0.95 <= time.monotonic() - began < 1 + PROMPT


def test_RCV_5_zero_overrides_the_wait_of_the_queue(make_queue, receive):
    queue = make_queue(ReceiveMessageWaitTimeSeconds=20)
    began = time.monotonic()
    assert receive(queue, WaitTimeSeconds=0) == []
    assert time.monotonic() - began < PROMPT


def test_RCV_5_does_not_wait_to_fill_up(sqs, queue, receive):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    began = time.monotonic()
    assert bodies(receive(queue, 10, WaitTimeSeconds=10)) == ["x"]
    assert time.monotonic() - began < PROMPT


def test_RCV_6_woken_by_a_send(sqs, queue, poll):
    waiting = poll(queue)
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    assert bodies(waiting.result()) == ["x"]
    assert waiting.took < 0.25 + PROMPT


def test_RCV_6_woken_by_a_batch(sqs, queue, poll):
    waiting = poll(queue, count=10)
    sqs.send_message_batch(QueueUrl=queue, Entries=[{"Id": i, "MessageBody": i} for i in "abc"])
    assert bodies(waiting.result()) == ["a", "b", "c"]
    assert waiting.took < 0.25 + PROMPT


def test_RCV_6_woken_by_the_end_of_a_delay(sqs, queue, poll):
    sent = Moment(lambda: sqs.send_message(QueueUrl=queue, MessageBody="x", DelaySeconds=1))
    waiting = poll(queue)
    assert bodies(waiting.result()) == ["x"]
    assert sent.came_in_time()


def test_RCV_6_woken_by_the_end_of_a_delay_that_begins_while_it_waits(sqs, queue, poll):
    waiting = poll(queue)
    sent = Moment(lambda: sqs.send_message(QueueUrl=queue, MessageBody="x", DelaySeconds=1))
    assert bodies(waiting.result()) == ["x"]
    assert sent.came_in_time()


def test_RCV_6_woken_by_the_end_of_a_visibility_timeout(sqs, queue, poll, receive):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    received = Moment(lambda: receive(queue, VisibilityTimeout=1))
    waiting = poll(queue)
    assert bodies(waiting.result()) == ["x"]
    assert received.came_in_time()


def test_RCV_6_woken_by_a_visibility_of_zero(sqs, queue, poll, receive):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    handle = receive(queue)[0]["ReceiptHandle"]
    waiting = poll(queue)
    sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=0)
    assert bodies(waiting.result()) == ["x"]
    assert waiting.took < 0.25 + PROMPT


def test_RCV_6_woken_by_a_visibility_of_zero_in_a_batch(sqs, queue, poll, receive):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    handle = receive(queue)[0]["ReceiptHandle"]
    waiting = poll(queue)
    entries = [{"Id": "a", "ReceiptHandle": handle, "VisibilityTimeout": 0}]
    sqs.change_message_visibility_batch(QueueUrl=queue, Entries=entries)
    assert bodies(waiting.result()) == ["x"]
    assert waiting.took < 0.25 + PROMPT


def test_RCV_6_a_shortened_visibility_timeout_moves_the_moment(sqs, queue, poll, receive):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    handle = receive(queue, VisibilityTimeout=60)[0]["ReceiptHandle"]
    waiting = poll(queue)
    changed = Moment(lambda: sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=1))
    assert bodies(waiting.result()) == ["x"]
    assert changed.came_in_time()


def test_RCV_6_woken_by_an_arrival_in_the_dead_letter_queue(sqs, make_queue, redrive, poll, receive):
    target = make_queue()
    source = make_queue(RedrivePolicy=redrive(target, 1))
    sqs.send_message(QueueUrl=source, MessageBody="x")
    receive(source, VisibilityTimeout=0)
    waiting = poll(target)
    assert receive(source) == []
    assert bodies(waiting.result()) == ["x"]
    assert waiting.took < 0.25 + PROMPT


def test_a_message_for_another_queue_wakes_nobody(sqs, queue, make_queue, poll):
    waiting = poll(queue, wait=1)
    sqs.send_message(QueueUrl=make_queue(), MessageBody="x")
    assert waiting.result() == [] and waiting.took >= 0.95


def test_RCV_7_each_message_goes_to_one_of_many_pollers(sqs, queue, poll, counts):
    pollers = [poll(queue, wait=3) for _ in range(4)]
    for number in range(4):
        sqs.send_message(QueueUrl=queue, MessageBody=str(number))
    got = [bodies(one.result()) for one in pollers]
    assert sorted(got) == [["0"], ["1"], ["2"], ["3"]]
    assert counts(queue) == (0, 4, 0)


def test_RCV_7_the_longest_waiting_poller_is_served_first(sqs, queue, poll):
    first, second = poll(queue), poll(queue, wait=1)
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    assert bodies(first.result()) == ["x"]
    assert second.result() == []


def test_a_poll_uses_its_own_visibility_timeout(sqs, queue, poll, counts):
    waiting = poll(queue, VisibilityTimeout=1)
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    assert bodies(waiting.result()) == ["x"]
    assert counts(queue) == (0, 1, 0)
    time.sleep(1.1)
    assert counts(queue) == (1, 0, 0)


def test_a_poll_counts_time_of_visibility_from_the_delivery(sqs, queue, poll, receive):
    waiting = poll(queue, VisibilityTimeout=1)
    time.sleep(1)
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    assert bodies(waiting.result()) == ["x"]
    time.sleep(0.4)
    assert receive(queue) == []


def test_a_poll_asks_for_attributes_like_any_receive(sqs, queue, poll):
    waiting = poll(queue, AttributeNames=["All"], MessageAttributeNames=["All"])
    attributes = {"a": {"DataType": "String", "StringValue": "b"}}
    sqs.send_message(QueueUrl=queue, MessageBody=json.dumps({"x": 1}), MessageAttributes=attributes)
    (message,) = waiting.result()
    assert message["MessageAttributes"] == attributes and message["Attributes"]["ApproximateReceiveCount"] == "1"


def test_a_purge_during_a_poll_leaves_it_waiting(sqs, queue, poll):
    waiting = poll(queue, wait=4)
    sqs.purge_queue(QueueUrl=queue)
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    assert bodies(waiting.result()) == ["x"]
