"""ReceiveMessage: counts, system attributes, attribute filters, visibility, order (5.11, section 7)."""

import base64
import time

import pytest

from catalogue import refused, vectors
from digests import md5_of_attributes, md5_of_body
from patience import in_time


@pytest.fixture
def send(sqs, queue):
    return lambda *bodies, **options: [
        sqs.send_message(QueueUrl=queue, MessageBody=body, **options)["MessageId"] for body in bodies
    ]


def bodies(messages):
    return [message["Body"] for message in messages]


# Numbers


def test_an_empty_queue_leaves_the_key_out(sqs, queue):
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)


def test_RCV_4_one_message_unless_asked_for_more(sqs, queue, send):
    send("a", "b")
    assert len(sqs.receive_message(QueueUrl=queue)["Messages"]) == 1


def test_RCV_4_as_many_as_there_are_up_to_the_maximum(send, queue, receive, counts):
    send(*[str(number) for number in range(12)])
    assert bodies(receive(queue, 3)) == ["0", "1", "2"]
    assert bodies(receive(queue, 10)) == [str(number) for number in range(3, 12)]
    assert counts(queue) == (0, 12, 0)


@pytest.mark.parametrize("maximum", [0, 11, -1, 1000])
def test_R_MAX(queue, receive, maximum):
    with refused("R-MAX", n=maximum):
        receive(queue, maximum)


@pytest.mark.parametrize("wait", [-1, 21])
def test_R_WAIT(queue, receive, wait):
    with refused("R-WAIT", n=wait):
        receive(queue, WaitTimeSeconds=wait)


@pytest.mark.parametrize("timeout", [-1, 43_201])
def test_R_VIS(queue, receive, timeout):
    with refused("R-VIS", n=timeout):
        receive(queue, VisibilityTimeout=timeout)


def test_RCV_3_longest_visibility_timeout(send, queue, receive, counts):
    send("x")
    assert bodies(receive(queue, VisibilityTimeout=43_200)) == ["x"]
    assert counts(queue) == (0, 1, 0)


def test_order_queue_before_values(queue, receive):
    with refused("Q-NONE"):
        receive(queue + "-gone", 11, WaitTimeSeconds=21)


def test_order_MaxNumberOfMessages_before_WaitTimeSeconds_before_VisibilityTimeout(queue, receive):
    with refused("R-MAX"):
        receive(queue, 11, WaitTimeSeconds=21, VisibilityTimeout=-1)
    with refused("R-WAIT"):
        receive(queue, 10, WaitTimeSeconds=21, VisibilityTimeout=-1)


# What a message looks like


def test_a_plain_message_has_four_members(send, queue, receive):
    (message_id,) = send("hello")
    (message,) = receive(queue)
    handle = message.pop("ReceiptHandle")
    assert message == {"MessageId": message_id, "Body": "hello", "MD5OfBody": md5_of_body("hello")}
    assert 0 < len(handle) <= 1024


def test_ID_5_every_receive_gives_another_handle(send, queue, receive):
    send("x")
    handles = {receive(queue, VisibilityTimeout=0)[0]["ReceiptHandle"] for _ in range(4)}
    assert len(handles) == 4


SYSTEM = {"ApproximateReceiveCount", "ApproximateFirstReceiveTimestamp", "SenderId", "SentTimestamp"}


def test_RCV_8_all_system_attributes(send, queue, receive):
    sent_after = time.time() * 1000 - 2
    send("x")
    sent_before = received_after = time.time() * 1000
    (message,) = receive(queue, AttributeNames=["All"])
    received_before = time.time() * 1000
    attributes = message["Attributes"]
    assert set(attributes) == SYSTEM
    assert attributes["ApproximateReceiveCount"] == "1"
    assert attributes["SenderId"] == "000000000000"
    assert sent_after <= int(attributes["SentTimestamp"]) <= sent_before + 2
    assert received_after - 2 <= int(attributes["ApproximateFirstReceiveTimestamp"]) <= received_before + 2


def test_RCV_8_all_with_trace_header_and_group(sqs, queue, receive):
    sqs.send_message(
        QueueUrl=queue,
        MessageBody="x",
        MessageGroupId="g",
        MessageSystemAttributes={"AWSTraceHeader": {"DataType": "String", "StringValue": "trace"}},
    )
    (message,) = receive(queue, AttributeNames=["All"])
    assert set(message["Attributes"]) == SYSTEM | {"AWSTraceHeader", "MessageGroupId"}


@pytest.mark.parametrize("name", sorted(SYSTEM))
def test_RCV_8_single_names(send, queue, receive, name):
    send("x")
    assert set(receive(queue, AttributeNames=[name])[0]["Attributes"]) == {name}


@pytest.mark.parametrize(
    "name", ["AWSTraceHeader", "MessageGroupId", "MessageDeduplicationId", "SequenceNumber", "DeadLetterQueueSourceArn"]
)
def test_RCV_8_what_does_not_apply_is_left_out(send, queue, receive, name):
    send("x")
    assert "Attributes" not in receive(queue, AttributeNames=[name])[0]


def test_RCV_8_unknown_name(queue, receive):
    with refused("T-UNKNOWN", Name="NoSuchThing"):
        receive(queue, AttributeNames=["NoSuchThing"])


def test_RCV_8_newer_spelling_of_the_names(sqs, send, queue, receive):
    members = sqs.meta.service_model.operation_model("ReceiveMessage").input_shape.members
    if "MessageSystemAttributeNames" not in members:
        pytest.skip("botocore 1.31.80 does not know MessageSystemAttributeNames; the wire suite sends it by Query")
    send("x")
    (message,) = receive(
        queue, VisibilityTimeout=0, MessageSystemAttributeNames=["SenderId"], AttributeNames=["SentTimestamp"]
    )
    assert set(message["Attributes"]) == {"SenderId", "SentTimestamp"}
    (message,) = receive(queue, MessageSystemAttributeNames=["All"])
    assert set(message["Attributes"]) == SYSTEM


def test_RCV_11_counters(send, queue, receive):
    send("x")
    seen = [receive(queue, AttributeNames=["All"], VisibilityTimeout=0)[0]["Attributes"] for _ in range(3)]
    assert [one["ApproximateReceiveCount"] for one in seen] == ["1", "2", "3"]
    assert len({one["ApproximateFirstReceiveTimestamp"] for one in seen}) == 1
    assert len({one["SentTimestamp"] for one in seen}) == 1


# Message attribute filters

SUBSETS = vectors("md5-attributes")["receive_subset"]


@pytest.mark.parametrize("case", SUBSETS, ids=lambda case: ",".join(case["filter"]) or "none")
def test_RCV_9_and_RCV_10_recorded_filters(sqs, queue, receive, case):
    sqs.send_message(QueueUrl=queue, MessageBody="x", MessageAttributes=case["stored"])
    (message,) = receive(queue, MessageAttributeNames=case["filter"])
    assert sorted(message.get("MessageAttributes", {})) == sorted(case["returned"])
    assert message.get("MD5OfMessageAttributes") == case["md5"]


@pytest.mark.parametrize(
    "names, expected",
    [
        (["All"], {"color", "col.or", "Color", "size"}),
        (["*"], {"color", "col.or", "Color", "size"}),
        ([".*"], {"color", "col.or", "Color", "size"}),
        (["col.*"], {"color", "col.or"}),
        (["Col.*", "size"], {"Color", "size"}),
        (["color", "color"], {"color"}),
        (["color.*"], {"color"}),
        (["colo*"], set()),
        (["unknown", "size"], {"size"}),
        (["AWS."], set()),
        (["..foo"], set()),
        (["nothing.*"], set()),
    ],
    ids=lambda value: "|".join(sorted(value)) or "none",
)
def test_RCV_9_filters(sqs, queue, receive, names, expected):
    stored = {
        "color": {"DataType": "String", "StringValue": "blue"},
        "col.or": {"DataType": "String", "StringValue": "red"},
        "Color": {"DataType": "Number.int", "StringValue": "3"},
        "size": {"DataType": "Binary", "BinaryValue": b"\x01\x02"},
    }
    sqs.send_message(QueueUrl=queue, MessageBody="x", MessageAttributes=stored)
    (message,) = receive(queue, MessageAttributeNames=names)
    returned = {name: stored[name] for name in expected}
    assert message.get("MessageAttributes", {}) == returned
    assert message.get("MD5OfMessageAttributes") == (md5_of_attributes(returned) if returned else None)


def test_RCV_9_no_filter_means_no_attributes(sqs, queue, receive):
    attributes = {"a": {"DataType": "String", "StringValue": "x"}}
    sqs.send_message(QueueUrl=queue, MessageBody="x", MessageAttributes=attributes)
    (message,) = receive(queue)
    assert "MessageAttributes" not in message and "MD5OfMessageAttributes" not in message


def test_RCV_14_an_attempt_id_means_nothing_on_a_standard_queue(send, queue, receive):
    send("x", "y")
    first = receive(queue, ReceiveRequestAttemptId="attempt")
    second = receive(queue, ReceiveRequestAttemptId="attempt")
    assert bodies(first + second) == ["x", "y"]


# Visibility


def test_LC_2_in_flight_until_the_timeout_of_the_call(send, queue, receive, counts, patience):
    send("x")
    with in_time(patience):
        assert bodies(receive(queue, VisibilityTimeout=patience)) == ["x"]
        assert receive(queue) == [] and counts(queue) == (0, 1, 0)
    time.sleep(patience + 0.1)
    assert counts(queue) == (1, 0, 0)
    assert bodies(receive(queue)) == ["x"]


def test_LC_2_in_flight_until_the_timeout_of_the_queue(sqs, make_queue, receive, patience):
    queue = make_queue(VisibilityTimeout=patience)
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    with in_time(patience):
        assert bodies(receive(queue)) == ["x"]
        assert receive(queue) == []
    time.sleep(patience + 0.1)
    assert bodies(receive(queue)) == ["x"]


def test_LC_2_the_call_overrides_the_queue(sqs, make_queue, receive):
    queue = make_queue(VisibilityTimeout=1)
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    receive(queue, VisibilityTimeout=60)
    time.sleep(1.1)
    assert receive(queue) == []


def test_RCV_12_zero_timeout_leaves_the_message_receivable(send, queue, receive, counts):
    send("x")
    for count in ("1", "2"):
        (message,) = receive(queue, VisibilityTimeout=0, AttributeNames=["ApproximateReceiveCount"])
        assert message["Attributes"]["ApproximateReceiveCount"] == count
        assert counts(queue) == (1, 0, 0)


def test_RCV_12_one_call_gives_a_message_once(send, queue, receive):
    send("x", "y")
    assert bodies(receive(queue, 10, VisibilityTimeout=0)) == ["x", "y"]


def test_RCV_12_zero_as_the_timeout_of_the_queue(sqs, make_queue, receive):
    queue = make_queue(VisibilityTimeout=0)
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    assert bodies(receive(queue) + receive(queue)) == ["x", "x"]


def test_LC_7_order_of_sending(send, queue, receive):
    expected = [str(number) for number in range(20)]
    send(*expected)
    assert bodies(receive(queue, 7) + receive(queue, 7) + receive(queue, 7)) == expected


def test_LC_7_a_message_comes_again_behind_fresh_ones(send, queue, receive, patience):
    send("again")
    with in_time(patience):
        receive(queue, VisibilityTimeout=patience)
        send("fresh")
    time.sleep(patience + 0.1)
    assert bodies(receive(queue, 10)) == ["fresh", "again"]


def test_counts_are_exact(sqs, send, queue, receive, counts):
    send(*[str(number) for number in range(7)])
    send("delayed", DelaySeconds=60)
    assert counts(queue) == (7, 0, 1)
    taken = receive(queue, 4)
    assert counts(queue) == (3, 4, 1)
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=taken[0]["ReceiptHandle"])
    assert counts(queue) == (3, 3, 1)
    sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=taken[1]["ReceiptHandle"], VisibilityTimeout=0)
    assert counts(queue) == (4, 2, 1)


def test_MSG_8_binary_values_reach_the_caller_as_bytes(sqs, queue, receive):
    raw = base64.b64encode(b"not to be decoded twice")
    attributes = {"b": {"DataType": "Binary", "BinaryValue": raw}}
    sqs.send_message(QueueUrl=queue, MessageBody="x", MessageAttributes=attributes)
    assert receive(queue, MessageAttributeNames=["b"])[0]["MessageAttributes"] == attributes
