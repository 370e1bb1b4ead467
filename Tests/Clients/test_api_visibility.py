"""ChangeMessageVisibility, its batch, and the handle table of section 7 for standard queues (5.14, 5.15)."""

import time

import pytest

from catalogue import check_failed, refused
from patience import in_time


@pytest.fixture
def taken(sqs, queue, receive):
    """Sends and receives one message; gives its handle."""

    def taken(body="x", **options):
        sqs.send_message(QueueUrl=queue, MessageBody=body)
        return receive(queue, **options)[0]["ReceiptHandle"]

    return taken


@pytest.fixture
def change(sqs, queue):
    return lambda handle, seconds, queue=queue: sqs.change_message_visibility(
        QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=seconds
    )


def test_CMV_2_zero_makes_it_visible_at_once(taken, change, queue, receive, counts):
    change(taken(), 0)
    assert counts(queue) == (1, 0, 0)
    (message,) = receive(queue, AttributeNames=["ApproximateReceiveCount"])
    assert message["Attributes"]["ApproximateReceiveCount"] == "2"


def test_CMV_2_extends(taken, change, queue, receive):
    handle = taken(VisibilityTimeout=1)
    change(handle, 60)
    time.sleep(1.1)
    assert receive(queue) == []


def test_CMV_2_counts_from_now_and_is_not_added(taken, change, queue, receive, counts, patience):
    handle = taken(VisibilityTimeout=600)
    with in_time(patience):
        change(handle, patience)
        assert counts(queue) == (0, 1, 0)
    time.sleep(patience + 0.1)
    assert len(receive(queue)) == 1


def test_CMV_2_is_not_remembered_for_later_receives(sqs, make_queue, receive, counts):
    queue = make_queue(VisibilityTimeout=60)
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    handle = receive(queue)[0]["ReceiptHandle"]
    sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=1)
    time.sleep(1.1)
    assert len(receive(queue)) == 1
    time.sleep(1.1)
    assert counts(queue) == (0, 1, 0)


def test_CMV_4_hides_again_after_the_timeout(taken, change, queue, receive, counts):
    handle = taken(VisibilityTimeout=1)
    time.sleep(1.1)
    assert counts(queue) == (1, 0, 0)
    change(handle, 60)
    assert counts(queue) == (0, 1, 0) and receive(queue) == []


def test_CMV_5_an_older_handle_still_works(taken, change, queue, receive, counts):
    old = taken(VisibilityTimeout=0)
    receive(queue)
    assert counts(queue) == (0, 1, 0)
    change(old, 0)
    assert counts(queue) == (1, 0, 0)


def test_CMV_9_does_not_count_as_a_receive(taken, change, queue, receive):
    handle = taken()
    for seconds in (5, 10, 0):
        change(handle, seconds)
    (message,) = receive(queue, AttributeNames=["ApproximateReceiveCount"])
    assert message["Attributes"]["ApproximateReceiveCount"] == "2"


def test_H_GONE_after_delete(sqs, taken, change, queue):
    handle = taken()
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=handle)
    with refused("H-GONE", h=handle):
        change(handle, 5)


def test_H_GONE_after_purge(sqs, taken, change, queue):
    handle = taken()
    sqs.purge_queue(QueueUrl=queue)
    with refused("H-GONE", h=handle):
        change(handle, 0)


@pytest.mark.parametrize("handle", ["garbage", "AQEB+/=", "a" * 1024])
def test_H_BAD(change, handle):
    with refused("H-BAD", h=handle):
        change(handle, 5)


def test_H_OTHER(taken, change, make_queue, queue, counts):
    handle = taken()
    with refused("H-OTHER", h=handle):
        change(handle, 0, make_queue())
    assert counts(queue) == (0, 1, 0)


@pytest.mark.parametrize("seconds", [-1, 43_201])
def test_V_RANGE(taken, change, queue, counts, seconds):
    handle = taken()
    with refused("V-RANGE", n=seconds):
        change(handle, seconds)
    assert counts(queue) == (0, 1, 0)


def test_V_TOTAL_no_more_than_twelve_hours_since_the_receive(taken, change, queue, receive):
    handle = taken(VisibilityTimeout=2)
    time.sleep(1.1)
    with refused("V-TOTAL", n=43_200):
        change(handle, 43_200)
    time.sleep(1.1)
    with in_time(10):
        (message,) = receive(queue)
        change(message["ReceiptHandle"], 43_190)


def test_CMV_1_missing_parameters(loose, taken, queue):
    handle = taken()
    with refused("M-PARAM", Name="VisibilityTimeout"):
        loose.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle)
    with refused("M-PARAM", Name="ReceiptHandle"):
        loose.change_message_visibility(QueueUrl=queue, VisibilityTimeout=5)


def test_order_required_before_values(loose, queue):
    with refused("M-PARAM", Name="ReceiptHandle"):
        loose.change_message_visibility(QueueUrl=queue, VisibilityTimeout=43_201)
    with refused("Q-NONE"):
        loose.change_message_visibility(QueueUrl=queue + "-gone", ReceiptHandle="garbage", VisibilityTimeout=43_201)


# Batch


def test_CMVB_each_entry_has_its_own_timeout(sqs, queue, receive, counts):
    sqs.send_message_batch(QueueUrl=queue, Entries=[{"Id": one, "MessageBody": one} for one in "abc"])
    seconds = {"a": 0, "b": 60, "c": 0}
    entries = [
        {
            "Id": message["Body"],
            "ReceiptHandle": message["ReceiptHandle"],
            "VisibilityTimeout": seconds[message["Body"]],
        }
        for message in receive(queue, 10)
    ]
    reply = sqs.change_message_visibility_batch(QueueUrl=queue, Entries=entries)
    assert reply["Successful"] == [{"Id": "a"}, {"Id": "b"}, {"Id": "c"}] and "Failed" not in reply
    assert counts(queue) == (2, 1, 0)
    assert sorted(message["Body"] for message in receive(queue, 10)) == ["a", "c"]


def test_CMVB_some_entries_fail(loose, sqs, queue, taken, make_queue, receive, counts):
    good, deleted = taken("good"), taken("deleted")
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=deleted)
    other_queue = make_queue()
    sqs.send_message(QueueUrl=other_queue, MessageBody="x")
    other = receive(other_queue)[0]["ReceiptHandle"]
    reply = loose.change_message_visibility_batch(
        QueueUrl=queue,
        Entries=[
            {"Id": "bad", "ReceiptHandle": "garbage", "VisibilityTimeout": 5},
            {"Id": "good", "ReceiptHandle": good, "VisibilityTimeout": 0},
            {"Id": "other", "ReceiptHandle": other, "VisibilityTimeout": 0},
            {"Id": "deleted", "ReceiptHandle": deleted, "VisibilityTimeout": 0},
            {"Id": "range", "ReceiptHandle": good, "VisibilityTimeout": 43_201},
            {"Id": "no-timeout", "ReceiptHandle": good},
            {"Id": "no-handle", "VisibilityTimeout": 0},
        ],
    )
    assert reply["Successful"] == [{"Id": "good"}]
    failed = {one["Id"]: one for one in reply["Failed"]}
    assert set(failed) == {"bad", "other", "deleted", "range", "no-timeout", "no-handle"}
    check_failed(failed["bad"], "bad", "H-BAD", h="garbage")
    check_failed(failed["other"], "other", "H-OTHER", h=other)
    check_failed(failed["deleted"], "deleted", "H-GONE", h=deleted)
    check_failed(failed["range"], "range", "V-RANGEB", n=43_201)
    check_failed(
        failed["no-timeout"],
        "no-timeout",
        "M-PARAM",
        Name="ChangeMessageVisibilityBatchRequestEntry.6.VisibilityTimeout",
    )
    check_failed(failed["no-handle"], "no-handle", "M-PARAM", Name="ReceiptHandle")
    assert counts(queue) == (1, 0, 0) and counts(other_queue) == (0, 1, 0)
