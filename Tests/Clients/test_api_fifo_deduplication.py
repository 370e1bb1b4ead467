"""Deduplication (8.2). The five minutes themselves are waited for only with SQSD_SLOW=1."""

import hashlib
import os
import time

import pytest

from catalogue import refused, vectors
from conftest import bodies
from digests import md5_of_body

VECTORS = vectors("dedup-sha256")


@pytest.fixture
def queue(make_fifo):
    return make_fifo()


@pytest.fixture
def by_content(make_fifo):
    return make_fifo(ContentBasedDeduplication="true")


@pytest.fixture
def send(sqs, queue):
    def send(body="x", dedup="d", group="g", queue=queue, **members):
        if dedup is not None:
            members["MessageDeduplicationId"] = dedup
        return sqs.send_message(QueueUrl=queue, MessageBody=body, MessageGroupId=group, **members)

    return send


def same(one, other):
    return (one["MessageId"], one["SequenceNumber"]) == (other["MessageId"], other["SequenceNumber"])


def test_DED_2_a_duplicate_is_answered_like_the_first(send, queue, receive, counts):
    first = send("first")
    again = send("second")
    assert same(first, again)
    assert counts(queue) == (1, 0, 0) and bodies(receive(queue, 10)) == ["first"]


def test_DED_3_with_the_MD5s_of_the_new_body(send):
    attributes = {"a": {"DataType": "String", "StringValue": "b"}}
    first = send("first", MessageAttributes=attributes)
    again = send("second")
    assert first["MD5OfMessageBody"] == md5_of_body("first") and "MD5OfMessageAttributes" in first
    assert again["MD5OfMessageBody"] == md5_of_body("second") and "MD5OfMessageAttributes" not in again


def test_DED_2_the_same_body_under_other_ids_is_no_duplicate(send, queue, counts):
    assert not same(send("x", "d1"), send("x", "d2"))
    assert counts(queue) == (2, 0, 0)


def test_DED_1_ids_differ_by_case(send, queue, counts):
    assert not same(send("x", "d"), send("x", "D"))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=range(len(VECTORS["cases"])))
def test_DED_1_the_hash_of_the_content(sqs, by_content, receive, case):
    sqs.send_message(QueueUrl=by_content, MessageBody=case["body"], MessageGroupId="g")
    (message,) = receive(by_content, AttributeNames=["MessageDeduplicationId"])
    assert message["Attributes"]["MessageDeduplicationId"] == case["deduplication_id"]


def test_DED_1_only_the_body_is_the_content(send, by_content, receive):
    attributes = {"a": {"DataType": "String", "StringValue": "b"}}
    first = send("x", None, "g", by_content)
    assert same(first, send("x", None, "g", by_content, MessageAttributes=attributes))
    assert same(first, send("x", None, "another", by_content))
    assert not same(first, send("x ", None, "g", by_content))
    assert bodies(receive(by_content, 10)) == ["x", "x "]


def test_DED_1_an_explicit_id_overrides(send, by_content, receive):
    first = send("x", None, queue=by_content)
    other = send("x", "explicit", queue=by_content)
    assert not same(first, other)
    received = receive(by_content, 10, AttributeNames=["MessageDeduplicationId"])
    ids = [message["Attributes"]["MessageDeduplicationId"] for message in received]
    assert ids == [hashlib.sha256(b"x").hexdigest(), "explicit"]


def test_DED_1_an_explicit_id_equal_to_the_hash_of_another_body(send, by_content):
    first = send("x", None, queue=by_content)
    assert same(first, send("y", hashlib.sha256(b"x").hexdigest(), queue=by_content))
    explicit = send("z", hashlib.sha256(b"later").hexdigest(), queue=by_content)
    assert same(explicit, send("later", None, queue=by_content))


@pytest.mark.parametrize("moment", ["in flight", "deleted", "released"])
def test_DED_4_remembered_whatever_becomes_of_the_message(sqs, send, queue, receive, counts, moment):
    first = send()
    handle = receive(queue)[0]["ReceiptHandle"]
    if moment == "deleted":
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=handle)
    elif moment == "released":
        sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=0)
    before = counts(queue)
    assert same(first, send("another body"))
    assert counts(queue) == before


def test_DED_4_a_delayed_message_is_remembered_too(make_fifo, send, counts):
    queue = make_fifo(DelaySeconds=60)
    assert same(send(queue=queue), send(queue=queue))
    assert counts(queue) == (0, 0, 1)


def test_PQ_3_a_purge_forgets(sqs, send, queue, receive):
    first = send("first")
    sqs.purge_queue(QueueUrl=queue)
    second = send("second")
    assert not same(first, second) and second["SequenceNumber"] > first["SequenceNumber"]
    assert bodies(receive(queue, 10)) == ["second"]


def test_a_deleted_queue_is_forgotten(sqs, send, name, receive):
    make = lambda: sqs.create_queue(QueueName=name + ".fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    queue = make()
    first = send(queue=queue)
    sqs.delete_queue(QueueUrl=queue)
    assert make() == queue and not same(first, send(queue=queue))


def test_each_queue_remembers_for_itself(send, queue, make_fifo, counts):
    other = make_fifo()
    assert not same(send(), send(queue=other))
    assert counts(queue) == counts(other) == (1, 0, 0)


def test_DED_5_scope_queue_holds_across_groups(send, queue, counts):
    assert same(send(group="a"), send(group="b"))
    assert counts(queue) == (1, 0, 0)


@pytest.mark.parametrize("limit", ["perQueue", "perMessageGroupId"])
def test_DED_5_scope_messageGroup(make_fifo, send, receive, limit):
    queue = make_fifo(DeduplicationScope="messageGroup", FifoThroughputLimit=limit)
    first = send("1", group="a", queue=queue)
    second = send("2", group="b", queue=queue)
    assert not same(first, second)
    assert same(first, send("3", group="a", queue=queue)) and same(second, send("4", group="b", queue=queue))
    assert bodies(receive(queue, 10)) == ["1", "2"]


def test_DED_5_scope_messageGroup_by_content(make_fifo, send, counts):
    queue = make_fifo(DeduplicationScope="messageGroup", ContentBasedDeduplication="true")
    first = send("x", None, "a", queue)
    assert not same(first, send("x", None, "b", queue))
    assert same(first, send("x", None, "a", queue))
    assert counts(queue) == (2, 0, 0)


@pytest.mark.parametrize("created, changed", [("queue", "messageGroup"), ("messageGroup", "queue")])
def test_A_12_changing_the_scope_later_changes_nothing(sqs, make_fifo, send, created, changed):
    queue = make_fifo(DeduplicationScope=created)
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"DeduplicationScope": changed})
    assert same(send(group="a", queue=queue), send(group="b", queue=queue)) == (created == "queue")


def test_BAT_6_duplicates_within_a_batch(sqs, queue, receive, counts):
    entries = [
        {"Id": f"e{n}", "MessageBody": f"{n}", "MessageGroupId": "g", "MessageDeduplicationId": dedup}
        for n, dedup in enumerate(["d1", "d2", "d1", "d3", "d2"])
    ]
    reply = sqs.send_message_batch(QueueUrl=queue, Entries=entries)
    assert "Failed" not in reply
    e = reply["Successful"]
    assert [one["Id"] for one in e] == ["e0", "e1", "e2", "e3", "e4"]
    assert same(e[0], e[2]) and same(e[1], e[4]) and not same(e[0], e[1])
    assert [one["MD5OfMessageBody"] for one in e] == [md5_of_body(str(n)) for n in range(5)]
    assert bodies(receive(queue, 10)) == ["0", "1", "3"]


def test_BAT_6_duplicates_across_batch_and_single(sqs, send, queue):
    first = send()
    entries = [{"Id": "e", "MessageBody": "y", "MessageGroupId": "g", "MessageDeduplicationId": "d"}]
    assert same(first, sqs.send_message_batch(QueueUrl=queue, Entries=entries)["Successful"][0])


def test_DED_2_a_refused_send_is_not_remembered(sqs, send, queue, counts):
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"MaximumMessageSize": "1024"})
    with refused("S-SIZE"):
        send("x" * 1025)
    send("x")
    assert counts(queue) == (1, 0, 0)


def test_DED_2_many_at_once_store_one(sqs, send, queue, background, counts):
    answers = [one.result() for one in [background(lambda: send()) for _ in range(16)]]
    assert all(same(answers[0], one) for one in answers)
    assert counts(queue) == (1, 0, 0)


@pytest.mark.skipif(not os.environ.get("SQSD_SLOW"), reason="waits five minutes; SQSD_SLOW=1")
@pytest.mark.timeout(400)
def test_DED_2_five_minutes_from_the_first_send(send, queue, counts):
    first = send()
    began = time.monotonic()
    time.sleep(150)
    assert same(first, send()), "and this does not extend the window"
    time.sleep(began + 298 - time.monotonic())
    assert same(first, send())
    time.sleep(began + 301 - time.monotonic())
    assert not same(first, send())
    assert counts(queue) == (2, 0, 0)
