"""ReceiveRequestAttemptId: a receive whose answer was lost can be repeated (8.4)."""

import time

import pytest

from conftest import bodies
from patience import in_time


@pytest.fixture
def queue(make_fifo):
    return make_fifo(ContentBasedDeduplication="true")


@pytest.fixture
def send(sqs, queue):
    return lambda *texts: [sqs.send_message(QueueUrl=queue, MessageBody=text, MessageGroupId=text[0]) for text in texts]


@pytest.fixture
def attempt(receive, queue):
    def attempt(name="attempt", count=10, **options):
        return receive(queue, count, ReceiveRequestAttemptId=name, AttributeNames=["All"], **options)

    return attempt


def test_RRA_2_a_retry_gives_the_same_answer(send, attempt, counts, queue):
    send("a1", "a2", "b1")
    first = attempt()
    assert bodies(first) == ["a1", "a2", "b1"]
    assert attempt() == first == attempt(), "handles and, by RRA-4, counts included"
    assert counts(queue) == (0, 3, 0)


def test_RRA_2_messages_that_came_since_stay_out_of_it(send, attempt, receive, queue):
    send("a1")
    first = attempt()
    send("b1")
    assert attempt() == first
    assert bodies(receive(queue, 10)) == ["b1"]


def test_RRA_2_the_handles_work(sqs, send, attempt, queue, counts):
    send("a1", "a2")
    attempt()
    for message in attempt():
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    assert counts(queue) == (0, 0, 0)


def test_RRA_2_a_retry_begins_the_visibility_timeout_anew(sqs, send, attempt, receive, queue, counts, patience):
    send("a1")
    lease = 2 * patience
    with in_time(lease):
        (message,) = attempt(VisibilityTimeout=lease)
        time.sleep(0.55 * lease)
        again = time.monotonic()
        assert attempt(VisibilityTimeout=lease) == [message]
    with in_time(lease, since=again):
        time.sleep(0.55 * lease)
        assert counts(queue) == (0, 1, 0) and receive(queue) == []
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    assert counts(queue) == (0, 0, 0)


def test_RRA_2_another_id_is_another_receive(send, attempt):
    send("a1", "b1")
    assert bodies(attempt("one", 1)) == ["a1"]
    assert bodies(attempt("two", 1)) == ["b1"]
    assert bodies(attempt("one", 1)) == ["a1"]
    assert bodies(attempt("two", 1)) == ["b1"]


def test_RRA_1_without_id_every_receive_is_its_own(send, receive, queue):
    send("a1")
    assert len(receive(queue)) == 1 and receive(queue) == []


@pytest.mark.parametrize("how", ["delete", "change", "release"])
def test_RRA_3_a_changed_message_makes_it_an_ordinary_receive(sqs, send, attempt, queue, how):
    send("a1", "a2", "b1")
    first = attempt(count=2)
    assert bodies(first) == ["a1", "a2"]
    handle = first[0]["ReceiptHandle"]
    if how == "delete":
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=handle)
        expected = ["b1"]
    else:
        seconds = 60 if how == "change" else 0
        sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=seconds)
        expected = ["b1"] if how == "change" else ["b1", "a1"]
    assert bodies(attempt(count=2)) == expected


def test_RRA_3_after_the_visibility_timeout(send, attempt):
    send("a1")
    (first,) = attempt(VisibilityTimeout=1)
    time.sleep(1.2)
    (second,) = attempt()
    assert second["Body"] == "a1" and second["ReceiptHandle"] != first["ReceiptHandle"]
    assert second["Attributes"]["ApproximateReceiveCount"] == "2"
    assert attempt() == [second]


def test_RRA_3_with_a_visibility_timeout_of_zero(send, attempt):
    send("a1")
    (first,), (second,) = attempt(VisibilityTimeout=0), attempt(VisibilityTimeout=0)
    assert first["ReceiptHandle"] != second["ReceiptHandle"]
    assert second["Attributes"]["ApproximateReceiveCount"] == "2"


def test_RRA_3_after_a_purge(sqs, send, attempt, queue):
    send("a1")
    attempt()
    sqs.purge_queue(QueueUrl=queue)
    send("a2")
    assert bodies(attempt()) == ["a2"]


def test_RRA_5_an_empty_answer_is_not_remembered(send, attempt):
    assert attempt() == []
    send("a1")
    assert bodies(attempt()) == ["a1"]


def test_RRA_2_ids_are_remembered_queue_by_queue(sqs, make_fifo, send, attempt, receive):
    send("a1")
    attempt()
    other = make_fifo()
    assert receive(other, ReceiveRequestAttemptId="attempt") == []


def test_RRA_2_a_long_poll_can_be_repeated(send, attempt, queue, poll, prompt):
    waiting = poll(queue, ReceiveRequestAttemptId="attempt", AttributeNames=["All"])
    send("a1")
    first = waiting.result()
    with prompt():
        assert attempt(count=1, WaitTimeSeconds=20) == first


@pytest.mark.parametrize("value", ["!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "x" * 128])
def test_RRA_1_ids_at_their_edges(send, attempt, value):
    send("a1")
    assert attempt(value) == attempt(value) != []


@pytest.mark.parametrize("value", ["x" * 129, "a b", "é"])
def test_RRA_1_bad_ids(attempt, value):
    """The row S-FIFOID, whose words know the two ids of a send only."""
    from botocore.exceptions import ClientError

    with pytest.raises(ClientError, match="ReceiveRequestAttemptId") as caught:
        attempt(value)
    assert caught.value.response["Error"]["Code"] == "InvalidParameterValue"


def test_RCV_14_a_standard_queue_ignores_it(sqs, make_queue, receive):
    queue = make_queue()
    sqs.send_message_batch(QueueUrl=queue, Entries=[{"Id": one, "MessageBody": one} for one in "ab"])
    got = [bodies(receive(queue, ReceiveRequestAttemptId="attempt")) for _ in range(3)]
    assert sorted(got) == [[], ["a"], ["b"]]
