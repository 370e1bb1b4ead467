"""DeleteMessage, DeleteMessageBatch and the handle table of section 7 for standard queues (5.12, 5.13)."""

import time

import pytest

from catalogue import check_failed, refused


@pytest.fixture
def taken(sqs, queue, receive):
    """Sends and receives one message; gives its handle."""

    def taken(body="x", **options):
        sqs.send_message(QueueUrl=queue, MessageBody=body)
        return receive(queue, **options)[0]["ReceiptHandle"]

    return taken


@pytest.fixture
def delete(sqs, queue):
    return lambda handle, queue=queue: sqs.delete_message(QueueUrl=queue, ReceiptHandle=handle)


def test_DEL_latest_handle_in_flight(taken, delete, queue, counts, receive):
    handle = taken(VisibilityTimeout=1)
    delete(handle)
    assert counts(queue) == (0, 0, 0)
    time.sleep(1.1)
    assert receive(queue) == []


def test_DEL_3_deleting_again_succeeds(taken, delete, queue, counts):
    handle = taken()
    delete(handle)
    delete(handle)
    assert counts(queue) == (0, 0, 0)


def test_DEL_4_after_the_timeout_when_not_received_again(taken, delete, queue, counts):
    handle = taken(VisibilityTimeout=1)
    time.sleep(1.1)
    assert counts(queue) == (1, 0, 0)
    delete(handle)
    assert counts(queue) == (0, 0, 0)


def test_DEL_4_after_a_receive_with_zero_timeout(taken, delete, queue, counts):
    delete(taken(VisibilityTimeout=0))
    assert counts(queue) == (0, 0, 0)


def test_DEL_5_an_older_handle_succeeds(taken, delete, queue, receive, counts):
    """Whether the message goes is not promised; that the call succeeds, and the newest handle works, is."""
    old = taken(VisibilityTimeout=0)
    new = receive(queue)[0]["ReceiptHandle"]
    delete(old)
    delete(new)
    assert counts(queue) == (0, 0, 0)


def test_DEL_7_visible_again_by_a_visibility_of_zero(sqs, taken, delete, queue, counts):
    handle = taken()
    sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=0)
    delete(handle)
    assert counts(queue) == (0, 0, 0)


def test_DEL_3_after_a_purge(sqs, taken, delete, queue):
    handle = taken()
    sqs.purge_queue(QueueUrl=queue)
    delete(handle)


def test_DEL_deletes_only_its_own_message(sqs, queue, receive, delete, counts):
    for body in "abc":
        sqs.send_message(QueueUrl=queue, MessageBody=body)
    messages = receive(queue, 10, VisibilityTimeout=0)
    delete(messages[1]["ReceiptHandle"])
    assert [message["Body"] for message in receive(queue, 10)] == ["a", "c"]


GARBAGE = ["garbage", "x", "AQEB+/=", "a" * 1024, "é", "00000000-0000-0000-0000-000000000000"]


@pytest.mark.parametrize("handle", GARBAGE)
def test_H_BAD(queue, delete, handle):
    with refused("H-BAD", h=handle):
        delete(handle)


def test_H_BAD_a_handle_cut_short_or_changed(taken, delete, queue, counts):
    handle = taken()
    for wrong in (handle[: len(handle) // 2], handle + "x", handle[::-1]):
        with refused("H-BAD", h=wrong):
            delete(wrong)
    assert counts(queue) == (0, 1, 0)


def test_H_OTHER_a_handle_of_another_queue(taken, delete, make_queue, queue, counts):
    handle = taken()
    with refused("H-OTHER", h=handle):
        delete(handle, make_queue())
    assert counts(queue) == (0, 1, 0)


def test_DEL_1_missing_and_empty_handle(loose, queue):
    with refused("M-PARAM", Name="ReceiptHandle"):
        loose.delete_message(QueueUrl=queue)
    with refused("M-PARAM", Name="ReceiptHandle"):
        loose.delete_message(QueueUrl=queue, ReceiptHandle="")


def test_order_queue_before_handle(sqs, queue):
    with refused("Q-NONE"):
        sqs.delete_message(QueueUrl=queue + "-gone", ReceiptHandle="garbage")


# Batch


def test_DEL_8_batch(sqs, queue, receive, counts):
    entries = [{"Id": f"s{number}", "MessageBody": str(number)} for number in range(10)]
    sqs.send_message_batch(QueueUrl=queue, Entries=entries)
    entries = [{"Id": message["Body"], "ReceiptHandle": message["ReceiptHandle"]} for message in receive(queue, 10)]
    reply = sqs.delete_message_batch(QueueUrl=queue, Entries=entries)
    assert reply["Successful"] == [{"Id": str(number)} for number in range(10)] and "Failed" not in reply
    assert counts(queue) == (0, 0, 0)
    assert len(sqs.delete_message_batch(QueueUrl=queue, Entries=entries)["Successful"]) == 10


def test_DEL_8_some_entries_fail(loose, queue, taken, make_queue, sqs, receive, counts):
    good = taken()
    other_queue = make_queue()
    sqs.send_message(QueueUrl=other_queue, MessageBody="x")
    other = receive(other_queue)[0]["ReceiptHandle"]
    reply = loose.delete_message_batch(
        QueueUrl=queue,
        Entries=[
            {"Id": "bad", "ReceiptHandle": "garbage"},
            {"Id": "good", "ReceiptHandle": good},
            {"Id": "other", "ReceiptHandle": other},
            {"Id": "none"},
        ],
    )
    assert reply["Successful"] == [{"Id": "good"}]
    bad, foreign, none = reply["Failed"]
    check_failed(bad, "bad", "H-BAD", h="garbage")
    check_failed(foreign, "other", "H-OTHER", h=other)
    check_failed(none, "none", "M-PARAM", Name="ReceiptHandle")
    assert counts(queue) == (0, 0, 0) and counts(other_queue) == (0, 1, 0)


def test_DEL_8_one_handle_twice(sqs, queue, taken, counts):
    handle = taken()
    entries = [{"Id": one, "ReceiptHandle": handle} for one in "ab"]
    reply = sqs.delete_message_batch(QueueUrl=queue, Entries=entries)
    assert [one["Id"] for one in reply["Successful"]] == ["a", "b"]
    assert counts(queue) == (0, 0, 0)
