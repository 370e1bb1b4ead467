"""What a FIFO queue takes, and what it refuses (8.3, SND-6 … SND-9, BAT-4)."""

import pytest

from catalogue import refused


@pytest.fixture
def queue(make_fifo):
    return make_fifo()


@pytest.fixture
def send(loose, queue):
    """A good send, with members replaced, or left out where they are `None`."""

    def send(**members):
        members = {"MessageBody": "x", "MessageGroupId": "g", "MessageDeduplicationId": "d"} | members
        return loose.send_message(QueueUrl=queue, **{k: v for k, v in members.items() if v is not None})

    return send


@pytest.fixture
def send_batch(loose, queue):
    """A batch of two good entries around one with members replaced, or left out where they are `None`."""

    def send_batch(**members):
        middle = {"Id": "b", "MessageBody": "b", "MessageGroupId": "g", "MessageDeduplicationId": "b"} | members
        entries = [
            {"Id": "a", "MessageBody": "a", "MessageGroupId": "g", "MessageDeduplicationId": "a"},
            {k: v for k, v in middle.items() if v is not None},
            {"Id": "c", "MessageBody": "c", "MessageGroupId": "g", "MessageDeduplicationId": "c"},
        ]
        return loose.send_message_batch(QueueUrl=queue, Entries=entries)

    return send_batch


def test_SND_8_without_group(send, queue, counts):
    with refused("M-PARAM", Name="MessageGroupId"):
        send(MessageGroupId=None)
    assert counts(queue) == (0, 0, 0)


def test_B_NOGROUP_fails_the_whole_batch(send_batch, queue, counts):
    with refused("B-NOGROUP"):
        send_batch(MessageGroupId=None)
    assert counts(queue) == (0, 0, 0)


def test_S_NODEDUP(send, queue, counts):
    with refused("S-NODEDUP"):
        send(MessageDeduplicationId=None)
    assert counts(queue) == (0, 0, 0)


def test_S_NODEDUP_fails_the_whole_batch(send_batch, queue, counts):
    with refused("S-NODEDUP"):
        send_batch(MessageDeduplicationId=None)
    assert counts(queue) == (0, 0, 0)


def test_content_based_deduplication_can_be_turned_on_and_off(sqs, send, queue, counts):
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"ContentBasedDeduplication": "true"})
    send(MessageDeduplicationId=None)
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"ContentBasedDeduplication": "false"})
    with refused("S-NODEDUP"):
        send(MessageDeduplicationId=None)
    assert counts(queue) == (1, 0, 0)


@pytest.mark.parametrize("delay", [1, 900])
def test_S_DELAYFIFO(send, queue, counts, delay):
    with refused("S-DELAYFIFO", n=delay):
        send(DelaySeconds=delay)
    assert counts(queue) == (0, 0, 0)


def test_S_DELAYFIFO_in_a_batch(send_batch, queue, counts):
    """BAT-4: the order of a batch must hold, so it goes as a whole or not at all."""
    with refused("S-DELAYFIFO", n=5):
        send_batch(DelaySeconds=5)
    assert counts(queue) == (0, 0, 0)


def test_SND_9_a_delay_of_zero_is_accepted(send, send_batch, queue, counts):
    send(DelaySeconds=0)
    send_batch(DelaySeconds=0)
    assert counts(queue) == (4, 0, 0)


@pytest.mark.parametrize("member", ["MessageGroupId", "MessageDeduplicationId"])
@pytest.mark.parametrize("value", ["x" * 129, "a b", "é", "a\tb"])
def test_S_FIFOID(send, queue, counts, member, value):
    with refused("S-FIFOID", saying=member):
        send(**{member: value})
    assert counts(queue) == (0, 0, 0)


@pytest.mark.parametrize("member", ["MessageGroupId", "MessageDeduplicationId"])
def test_S_FIFOID_fails_the_whole_batch(send_batch, queue, counts, member):
    with refused("S-FIFOID", saying=member):
        send_batch(**{member: "a b"})
    assert counts(queue) == (0, 0, 0)


@pytest.mark.parametrize("member", ["MessageGroupId", "MessageDeduplicationId"])
@pytest.mark.parametrize("value", ["x", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "x" * 128])
def test_DED_6_ids_at_their_edges(send, queue, receive, member, value):
    send(**{member: value})
    assert receive(queue, AttributeNames=[member])[0]["Attributes"] == {member: value}


def test_a_fifo_batch_is_answered_entry_by_entry(send_batch):
    reply = send_batch()
    assert "Failed" not in reply and [one["Id"] for one in reply["Successful"]] == ["a", "b", "c"]
    assert all(one["SequenceNumber"] and one["MessageId"] and one["MD5OfMessageBody"] for one in reply["Successful"])


def test_a_body_too_large_fails_the_whole_batch(sqs, send_batch, queue, counts):
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"MaximumMessageSize": "1024"})
    with refused("S-SIZEB", MaximumMessageSize=1024):
        send_batch(MessageBody="x" * 1025)
    assert counts(queue) == (0, 0, 0)


def test_a_standard_queue_answers_without_sequence_number(sqs, make_queue):
    assert "SequenceNumber" not in sqs.send_message(QueueUrl=make_queue(), MessageBody="x", MessageGroupId="g")
