"""SendMessageBatch, and what the three batch actions have in common (5.10, BAT-*)."""

import pytest

from catalogue import check_failed, refused
from digests import md5_of_attributes, md5_of_body

MEBIBYTE = 1_048_576


def entry(entry_id, body="x", **more):
    return {"Id": entry_id, "MessageBody": body, **more}


def text(value, data_type="String"):
    return {"DataType": data_type, "StringValue": value}


@pytest.fixture
def send(loose, queue):
    return lambda entries, to=queue: loose.send_message_batch(QueueUrl=to, Entries=entries)


def test_BAT_7_every_entry_has_its_own_md5s(send, queue, receive):
    attributes = {"color": text("blue")}
    trace = {"AWSTraceHeader": text("trace")}
    reply = send(
        [
            entry("plain", "one"),
            entry("attributed", "two", MessageAttributes=attributes),
            entry("traced", "three", MessageSystemAttributes=trace),
        ]
    )
    assert "Failed" not in reply
    plain, attributed, traced = reply["Successful"]
    ids = [one.pop("MessageId") for one in reply["Successful"]]
    assert plain == {"Id": "plain", "MD5OfMessageBody": md5_of_body("one")}
    assert attributed == {
        "Id": "attributed",
        "MD5OfMessageBody": md5_of_body("two"),
        "MD5OfMessageAttributes": md5_of_attributes(attributes),
    }
    assert traced == {
        "Id": "traced",
        "MD5OfMessageBody": md5_of_body("three"),
        "MD5OfMessageSystemAttributes": md5_of_attributes(trace),
    }
    messages = receive(queue, 10, MessageAttributeNames=["All"], AttributeNames=["AWSTraceHeader"])
    assert [message["MessageId"] for message in messages] == ids
    assert messages[1]["MessageAttributes"] == attributes
    assert messages[2]["Attributes"] == {"AWSTraceHeader": "trace"}


def test_BAT_6_ten_entries_keep_their_order(send, queue, receive):
    reply = send([entry(f"id{number}", f"body {number}") for number in range(10)])
    assert [one["Id"] for one in reply["Successful"]] == [f"id{number}" for number in range(10)]
    assert [message["Body"] for message in receive(queue, 10)] == [f"body {number}" for number in range(10)]


def test_BAT_1_ids_of_80_characters_and_in_both_cases(send):
    ids = ["a", "A", "_", "-", "9", "x" * 80]
    assert [one["Id"] for one in send([entry(one) for one in ids])["Successful"]] == ids


def test_batch_delays(send, queue, counts):
    send([entry("a", DelaySeconds=0), entry("b", DelaySeconds=60), entry("c")])
    assert counts(queue) == (2, 0, 1)


# The whole request fails. All three batch actions check alike.

ACTIONS = {
    "send_message_batch": ("SendMessageBatchRequestEntry", {"MessageBody": "x"}),
    "delete_message_batch": ("DeleteMessageBatchRequestEntry", {"ReceiptHandle": "x"}),
    "change_message_visibility_batch": (
        "ChangeMessageVisibilityBatchRequestEntry",
        {"ReceiptHandle": "x", "VisibilityTimeout": 1},
    ),
}


@pytest.fixture(params=ACTIONS)
def batch(request, loose, queue):
    """Calls one of the three with entries of the given ids; `None` leaves the id out."""
    kind, members = ACTIONS[request.param]

    def batch(*ids):
        entries = [members if one is None else {"Id": one, **members} for one in ids]
        return getattr(loose, request.param)(QueueUrl=queue, Entries=entries)

    batch.kind = kind
    return batch


def test_B_EMPTY(batch):
    with refused("B-EMPTY", saying=batch.kind):
        batch()


def test_B_NOENTRIES(loose, queue, protocol):
    """Query has no way to tell an absent list from an empty one."""
    for action, (kind, _) in ACTIONS.items():
        with refused("B-NOENTRIES") if protocol == "json" else refused("B-EMPTY", saying=kind):
            getattr(loose, action)(QueueUrl=queue)


def test_B_MANY(batch):
    with refused("B-MANY", n=11):
        batch(*[f"id{number}" for number in range(11)])


@pytest.mark.parametrize("bad", ["", "x" * 81, "a b", "a.b", "é", "a!"])
def test_B_ID(batch, bad):
    with refused("B-ID"):
        batch("good", bad)


def test_B_NOID(batch):
    with refused("B-NOID", saying=f"{batch.kind}.2.Id", n=2):
        batch("good", None)


def test_B_DUP(batch):
    with refused("B-DUP", id="a"):
        batch("a", "b", "a")


def test_BAT_1_order_of_checks(batch):
    with refused("B-MANY"):
        batch(*["a", "a", "bad id", None] * 3)
    with refused("B-NOID"):
        batch("a", "a", "bad id", None)
    with refused("B-ID"):
        batch("a", "a", "bad id")


def test_BAT_1_nothing_is_sent_when_the_request_fails(loose, send, queue, counts):
    for entries in ([entry("a"), entry("a")], [entry("a"), entry("b c")], [entry(f"i{n}") for n in range(11)]):
        with pytest.raises(loose.exceptions.ClientError):
            send(entries)
    assert counts(queue) == (0, 0, 0)


# Sizes


def test_BAT_2_exactly_one_mebibyte_in_all(send, queue, counts):
    bodies = ["x" * 104_857] * 9 + ["x" * (MEBIBYTE - 9 * 104_857)]
    reply = send([entry(f"id{number}", body) for number, body in enumerate(bodies)])
    assert len(reply["Successful"]) == 10
    bodies[0] += "x"
    with refused("B-LONG", n=MEBIBYTE + 1):
        send([entry(f"id{number}", body) for number, body in enumerate(bodies)])
    assert counts(queue) == (10, 0, 0)


def test_BAT_2_counts_attributes(send):
    attributes = {"name": text("value")}
    size = len("nameStringvalue")
    half = MEBIBYTE // 2
    send([entry("a", "x" * (half - size), MessageAttributes=attributes), entry("b", "é" * (half // 2))])
    with refused("B-LONG", n=MEBIBYTE + 1):
        send([entry("a", "x" * (half - size + 1), MessageAttributes=attributes), entry("b", "x" * half)])


def test_BAT_2_whatever_the_limit_of_the_queue(send, make_queue, counts):
    small = make_queue(MaximumMessageSize=1024)
    with refused("B-LONG", n=MEBIBYTE + 1):
        send([entry("a", "x" * MEBIBYTE), entry("b", "x")], to=small)
    reply = send([entry("a", "x" * (MEBIBYTE - 1)), entry("b", "x")], to=small)
    check_failed(reply["Failed"][0], "a", "S-SIZEB", MaximumMessageSize=1024)
    assert counts(small) == (1, 0, 0)


# Some entries fail


def test_BAT_3_each_entry_on_its_own(send, make_queue, receive):
    queue = make_queue(MaximumMessageSize=1024)
    wrong = {
        "size": (entry("size", "x" * 1025), "S-SIZEB"),
        "characters": (entry("characters", "\x00"), "S-CHARS"),
        "delay": (entry("delay", DelaySeconds=901), "S-DELAY"),
        "dedup": (entry("dedup", MessageDeduplicationId="d"), "S-STDDEDUP"),
        "group": (entry("group", MessageGroupId="a b"), "S-FIFOID"),
        "attribute": (entry("attribute", MessageAttributes={"a": text("")}), "S-ATTREMPTY"),
        "system": (entry("system", MessageSystemAttributes={"Other": text("x")}), "S-SYSATTR"),
    }
    entries = [entry("first", "1"), *[one for one, _ in wrong.values()], entry("last", "2")]
    reply = send(entries, to=queue)
    assert [one["Id"] for one in reply["Successful"]] == ["first", "last"]
    assert [one["Id"] for one in reply["Failed"]] == list(wrong)
    for failure in reply["Failed"]:
        check_failed(failure, failure["Id"], wrong[failure["Id"]][1])
    assert [message["Body"] for message in receive(queue, 10)] == ["1", "2"]


def test_BAT_3_all_entries_may_fail(send, queue, counts):
    reply = send([entry("a", "\x01"), entry("b", "\x02")])
    assert "Successful" not in reply and [one["Id"] for one in reply["Failed"]] == ["a", "b"]
    assert counts(queue) == (0, 0, 0)


@pytest.mark.parametrize("members", [{}, {"MessageBody": ""}])
def test_BAT_5_an_entry_without_body(send, members):
    reply = send([entry("a"), {"Id": "b", **members}])
    assert [one["Id"] for one in reply["Successful"]] == ["a"]
    (failure,) = reply["Failed"]
    check_failed(failure, "b", "M-PARAM", Name="SendMessageBatchRequestEntry.2.MessageBody")
