"""SendMessage: bodies, sizes, attributes, their MD5s and their errors (5.9, section 6)."""

import base64
import re
import time

import pytest

from catalogue import refused, vectors
from digests import md5_of_attributes, md5_of_body, message_size
from patience import in_time

MEBIBYTE = 1_048_576
TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"


def text(value, data_type="String"):
    return {"DataType": data_type, "StringValue": value}


def blob(value, data_type="Binary"):
    return {"DataType": data_type, "BinaryValue": value}


def from_vector(attributes):
    """Binary values stand in base64 in the vector files."""
    return {
        name: {key: base64.b64decode(value) if key == "BinaryValue" else value for key, value in attribute.items()}
        for name, attribute in attributes.items()
    }


@pytest.fixture
def send(loose, queue):
    return lambda body="x", **options: loose.send_message(QueueUrl=queue, MessageBody=body, **options)


@pytest.fixture
def send_attributes(send):
    return lambda **attributes: send(MessageAttributes=attributes)


# Body


def test_SND_10_reply_of_a_plain_message(sqs, queue):
    reply = sqs.send_message(QueueUrl=queue, MessageBody="hello")
    assert set(reply) - {"ResponseMetadata"} == {"MessageId", "MD5OfMessageBody"}
    assert reply["MD5OfMessageBody"] == "5d41402abc4b2a76b9719d911017c592"
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", reply["MessageId"])


def test_ID_4_message_ids_differ_and_come_back(sqs, queue, receive):
    sent = {sqs.send_message(QueueUrl=queue, MessageBody="same")["MessageId"] for _ in range(5)}
    assert len(sent) == 5 and {message["MessageId"] for message in receive(queue, 10)} == sent


def test_SND_1_empty_body_is_missing_parameter(send):
    with refused("M-PARAM", Name="MessageBody"):
        send("")


def test_SND_1_absent_body_is_missing_parameter(loose, queue):
    with refused("M-PARAM", Name="MessageBody"):
        loose.send_message(QueueUrl=queue)


@pytest.mark.parametrize("case", vectors("md5-body")["cases"], ids=lambda case: case["md5"][:8])
def test_MSG_1_md5_vectors_of_bodies(sqs, queue, receive, case):
    assert len(case["body"].encode()) == case["utf8_bytes"]
    assert sqs.send_message(QueueUrl=queue, MessageBody=case["body"])["MD5OfMessageBody"] == case["md5"]
    (message,) = receive(queue)
    assert (message["Body"], message["MD5OfBody"]) == (case["body"], case["md5"])


@pytest.mark.parametrize(
    "body",
    [
        "line one\nline two\r\nline three\rline four\n",
        "\t\n\r ",
        " leading and trailing ",
        'quotes " \' and <tags a="b">&amp;&#13;]]></tags>',
        '{"json": ["\\u0000", "\\"", "\\\\"]}',
        "+%2B%20&=;?#/\\",
        "\u0085\u2028\u2029\u00a0\ufeff",
        "e\u0301 is not \u00e9",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1fa\U0001f1f3",
        "עברית العربية",
        "a" * 70_000,
    ],
    ids=range(11),
)
def test_MSG_1_bodies_come_back_exactly(sqs, queue, receive, body):
    assert sqs.send_message(QueueUrl=queue, MessageBody=body)["MD5OfMessageBody"] == md5_of_body(body)
    (message,) = receive(queue)
    assert message["Body"] == body and message["MD5OfBody"] == md5_of_body(body)


CHARACTERS = vectors("message-characters")


@pytest.mark.parametrize("case", CHARACTERS["valid"], ids=lambda case: case["name"])
def test_MSG_1_allowed_characters(sqs, queue, receive, case):
    body = f"a{chr(int(case['codepoint'], 16))}b"
    assert sqs.send_message(QueueUrl=queue, MessageBody=body)["MD5OfMessageBody"] == md5_of_body(body)
    assert receive(queue)[0]["Body"] == body


@pytest.mark.parametrize("case", CHARACTERS["invalid"], ids=lambda case: case["name"])
def test_SND_3_forbidden_characters(send, queue, counts, case):
    with refused("S-CHARS"):
        send(f"a{chr(int(case['codepoint'], 16))}b")
    assert counts(queue) == (0, 0, 0)


# Size


def test_SND_2_exactly_the_limit_of_the_queue(sqs, make_queue, receive):
    queue = make_queue(MaximumMessageSize=1024)
    sqs.send_message(QueueUrl=queue, MessageBody="x" * 1024)
    with refused("S-SIZE", MaximumMessageSize=1024):
        sqs.send_message(QueueUrl=queue, MessageBody="x" * 1025)
    assert len(receive(queue, 10)) == 1


def test_MSG_10_counts_utf8_bytes(sqs, make_queue):
    queue = make_queue(MaximumMessageSize=1024)
    sqs.send_message(QueueUrl=queue, MessageBody="é" * 512)
    sqs.send_message(QueueUrl=queue, MessageBody="語" * 341 + "x")
    sqs.send_message(QueueUrl=queue, MessageBody="😀" * 256)
    for body in ("é" * 512 + "x", "語" * 341 + "xx", "😀" * 256 + "x"):
        with refused("S-SIZE", MaximumMessageSize=1024):
            sqs.send_message(QueueUrl=queue, MessageBody=body)


def test_MSG_10_counts_attributes_but_not_system_attributes(sqs, make_queue):
    queue = make_queue(MaximumMessageSize=1024)
    attributes = {
        "näme": text("wört", "String.label"),
        "b": blob(b"\x00" * 100, "Binary.png"),
        "n": text("42", "Number"),
    }
    system = {"AWSTraceHeader": text(TRACE)}
    room = 1024 - message_size("", attributes)
    sqs.send_message(
        QueueUrl=queue, MessageBody="x" * room, MessageAttributes=attributes, MessageSystemAttributes=system
    )
    with refused("S-SIZE", MaximumMessageSize=1024):
        sqs.send_message(QueueUrl=queue, MessageBody="x" * (room + 1), MessageAttributes=attributes)


@pytest.mark.parametrize("case", vectors("message-size")["cases"], ids=lambda case: case["size"])
def test_MSG_10_size_vectors(sqs, make_queue, case):
    """The body grows until body and attributes together are at the limit, then by one byte more."""
    queue = make_queue(MaximumMessageSize=1024)
    attributes = from_vector(case["attributes"])
    assert message_size(case["body"], attributes) == case["size"]
    body = case["body"] + "x" * (1024 - case["size"])
    sqs.send_message(QueueUrl=queue, MessageBody=body, MessageAttributes=attributes)
    with refused("S-SIZE", MaximumMessageSize=1024):
        sqs.send_message(QueueUrl=queue, MessageBody=body + "x", MessageAttributes=attributes)


@pytest.mark.parametrize(
    "unit", ["x", "\u00e9", "\U0001f600", "\t", '"'], ids=["ascii", "two bytes", "four bytes", "tab", "quote"]
)
def test_MSG_10_one_mebibyte_whatever_its_encoding(sqs, queue, receive, unit):
    """Three of these grow to three times their size on the wire."""
    body = unit * (MEBIBYTE // len(unit.encode()))
    assert sqs.send_message(QueueUrl=queue, MessageBody=body)["MD5OfMessageBody"] == md5_of_body(body)
    (message,) = receive(queue)
    assert message["Body"] == body and message["MD5OfBody"] == md5_of_body(body)


def test_S_SIZE_one_byte_more_than_a_mebibyte(send):
    with refused("S-SIZE", MaximumMessageSize=MEBIBYTE):
        send("x" * (MEBIBYTE + 1))


# Message attributes


@pytest.mark.parametrize(
    "case",
    [case for case in vectors("md5-attributes")["cases"] if "AWSTraceHeader" not in case["attributes"]],
    ids=lambda case: case["md5"][:8],
)
def test_6_1_md5_vectors_of_attributes(sqs, queue, receive, case):
    attributes = from_vector(case["attributes"])
    assert md5_of_attributes(attributes) == case["md5"]
    reply = sqs.send_message(QueueUrl=queue, MessageBody="x", MessageAttributes=attributes)
    assert reply["MD5OfMessageAttributes"] == case["md5"] and "MD5OfMessageSystemAttributes" not in reply
    (message,) = receive(queue, MessageAttributeNames=["All"])
    assert message["MessageAttributes"] == attributes and message["MD5OfMessageAttributes"] == case["md5"]


@pytest.mark.parametrize(
    "case",
    [case for case in vectors("md5-attributes")["cases"] if "AWSTraceHeader" in case["attributes"]],
    ids=lambda case: case["md5"][:8],
)
def test_SND_5_system_attribute(sqs, queue, receive, case):
    reply = sqs.send_message(QueueUrl=queue, MessageBody="x", MessageSystemAttributes=case["attributes"])
    assert md5_of_attributes(case["attributes"]) == case["md5"] == reply["MD5OfMessageSystemAttributes"]
    assert "MD5OfMessageAttributes" not in reply
    (message,) = receive(queue, AttributeNames=["AWSTraceHeader"], MessageAttributeNames=["All"])
    assert message["Attributes"] == {"AWSTraceHeader": case["attributes"]["AWSTraceHeader"]["StringValue"]}
    assert "MessageAttributes" not in message and "MD5OfMessageAttributes" not in message


def test_MSG_8_every_kind_of_attribute_comes_back(sqs, queue, receive):
    attributes = {
        "string": text('wört <&> "q"\r\n'),
        "string.labelled": text("x", "String.my-label_1.x"),
        "number": text("-12.5e-3", "Number"),
        "Number.int": text("007", "Number.int"),
        "binary": blob(bytes(range(256))),
        "Binary.png": blob(b"\x89PNG", "Binary.png"),
    }
    reply = sqs.send_message(QueueUrl=queue, MessageBody="x", MessageAttributes=attributes)
    assert reply["MD5OfMessageAttributes"] == md5_of_attributes(attributes)
    (message,) = receive(queue, MessageAttributeNames=["All"])
    assert message["MessageAttributes"] == attributes


@pytest.mark.parametrize(
    "number", ["0", "-1", "+5", "1.50", ".5", "5.", "1e10", "1E-10", "1234567890123456789012", "1e126", "1e-128"]
)
def test_MSG_7_numbers_keep_their_text(sqs, queue, receive, number):
    sqs.send_message(QueueUrl=queue, MessageBody="x", MessageAttributes={"n": text(number, "Number")})
    assert receive(queue, MessageAttributeNames=["n"])[0]["MessageAttributes"]["n"]["StringValue"] == number


@pytest.mark.parametrize("number", ["abc", "1,5", "0x1F", "1.2.3", "12a", "--1", "1e", "1e127", "NaN", "Infinity"])
def test_S_ATTRNUM(send_attributes, number):
    with refused("S-ATTRNUM", name="n"):
        send_attributes(n=text(number, "Number"))


@pytest.mark.parametrize(
    "attribute, kind",
    [
        (text(""), "String"),
        (text("", "Number"), "Number"),
        (blob(b""), "Binary"),
        ({"DataType": "String"}, "String"),
        ({"DataType": "Number"}, "Number"),
        ({"DataType": "Binary"}, "Binary"),
        ({"DataType": "Binary", "StringValue": "x"}, "Binary"),
        ({"DataType": "String", "BinaryValue": b"x"}, "String"),
    ],
)
def test_S_ATTREMPTY(send_attributes, attribute, kind):
    with refused("S-ATTREMPTY", saying=f"'{kind}'", name="a"):
        send_attributes(a=attribute)


@pytest.mark.parametrize("data_type", ["Foo", "Integer", "string", ".String"])
def test_S_ATTRTYPE(send_attributes, data_type):
    with refused("S-ATTRTYPE", name="a"):
        send_attributes(a=text("x", data_type))


def test_MSG_2_ten_attributes_and_no_more(send, queue, receive):
    attributes = {f"a{number}": text("x") for number in range(11)}
    with refused("S-ATTRCOUNT", n=11):
        send(MessageAttributes=attributes)
    del attributes["a10"]
    send(MessageAttributes=attributes)
    assert receive(queue, MessageAttributeNames=["All"])[0]["MessageAttributes"] == attributes


@pytest.mark.parametrize(
    "attribute_name", ["a", "A-z_0.9", "n" * 256, "attr.1øßä", "aws", "AWSfoo", "Amazo", "-", "_", "9"]
)
def test_MSG_3_valid_names(send, queue, receive, attribute_name):
    attributes = {attribute_name: text("x")}
    assert send(MessageAttributes=attributes)["MD5OfMessageAttributes"] == md5_of_attributes(attributes)
    assert receive(queue, MessageAttributeNames=["All"])[0]["MessageAttributes"] == attributes


@pytest.mark.parametrize(
    "row, attribute_name",
    [
        ("S-ATTRNAME0", ""),
        ("S-ATTRLONG", "n" * 257),
        *[("S-ATTRRES", name) for name in ("AWS.x", "aws.x", "aWs.x", "Amazon.x", "AMAZON.x", "amazon.x")],
        *[("S-ATTRNAME", name) for name in (".a", "a.", "a..b", "a!b", 'a"b', "a§b", "a(b", "a?b", "a b", ".")],
    ],
)
def test_MSG_3_invalid_names(send, queue, counts, row, attribute_name):
    with refused(row):
        send(MessageAttributes={attribute_name: text("x")})
    assert counts(queue) == (0, 0, 0)


def test_MSG_3_names_are_case_sensitive(send, queue, receive):
    attributes = {"name": text("lower"), "Name": text("upper")}
    send(MessageAttributes=attributes)
    assert receive(queue, MessageAttributeNames=["All"])[0]["MessageAttributes"] == attributes


def test_MSG_4_data_type_of_256_bytes_and_no_more(send_attributes):
    send_attributes(a=text("x", "String." + "l" * 249))
    with refused("S-ATTRTLONG"):
        send_attributes(a=text("x", "String." + "l" * 250))


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ufffe"])
def test_MSG_6_forbidden_characters_in_attributes(send_attributes, character):
    with refused("S-ATTRCHARS"):
        send_attributes(a=text(f"x{character}"))


@pytest.mark.parametrize("lists", [{"StringListValues": ["x"]}, {"BinaryListValues": [b"x"]}])
def test_S_LISTS(send_attributes, lists):
    with refused("S-LISTS"):
        send_attributes(a={**text("x"), **lists})


@pytest.mark.parametrize(
    "attributes",
    [
        {"Other": text("x")},
        {"AWSTraceHeader": text(TRACE), "Other": text("x")},
    ],
)
def test_S_SYSATTR_only_the_trace_header(send, attributes):
    with refused("S-SYSATTR", name="Other"):
        send(MessageSystemAttributes=attributes)


# Group and deduplication ids, delay


def test_S_STDDEDUP_on_a_standard_queue(send):
    with refused("S-STDDEDUP", v="dedup"):
        send(MessageDeduplicationId="dedup")


@pytest.mark.parametrize("member", ["MessageGroupId", "MessageDeduplicationId"])
@pytest.mark.parametrize("value", ["x" * 129, "a b", "é", "a\tb"])
def test_SND_6_form_of_ids_on_a_standard_queue(send, member, value):
    with refused("S-FIFOID", saying=member):
        send(**{member: value})


@pytest.mark.parametrize("group", ["g", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "x" * 128])
def test_SND_7_a_group_on_a_standard_queue_comes_back(send, queue, receive, group):
    send(MessageGroupId=group)
    assert receive(queue, AttributeNames=["MessageGroupId"])[0]["Attributes"] == {"MessageGroupId": group}


@pytest.mark.parametrize("delay", [-1, 901, 100_000])
def test_S_DELAY(send, delay):
    with refused("S-DELAY", n=delay):
        send(DelaySeconds=delay)


def test_SND_9_delay_of_900_is_allowed(send, queue, counts):
    send(DelaySeconds=900)
    assert counts(queue) == (0, 0, 1)


def test_SND_9_zero_overrides_the_delay_of_the_queue(sqs, make_queue, counts):
    queue = make_queue(DelaySeconds=60)
    sqs.send_message(QueueUrl=queue, MessageBody="delayed")
    sqs.send_message(QueueUrl=queue, MessageBody="at once", DelaySeconds=0)
    assert counts(queue) == (1, 0, 1)


def test_LC_1_delay_of_message_and_queue(sqs, make_queue, receive, counts, patience):
    queue = make_queue(DelaySeconds=patience)
    with in_time(2 * patience):
        with in_time(patience):
            sqs.send_message(QueueUrl=queue, MessageBody="by queue")
            sqs.send_message(QueueUrl=queue, MessageBody="by message", DelaySeconds=2 * patience)
            assert counts(queue) == (0, 0, 2) and receive(queue, 10) == []
        time.sleep(1.1 * patience)
        assert [message["Body"] for message in receive(queue, 10, VisibilityTimeout=600)] == ["by queue"]
        assert counts(queue) == (0, 1, 1)
    time.sleep(patience)
    assert [message["Body"] for message in receive(queue, 10)] == ["by message"]


# Two rules broken at once (1.6)


def test_order_queue_before_parameters(loose, queue):
    with refused("Q-NONE"):
        loose.send_message(QueueUrl=queue + "-gone")
    with refused("Q-NONE"):
        loose.send_message(QueueUrl=queue + "-gone", MessageBody="\x00", DelaySeconds=901)


def test_order_required_parameters_before_values(loose, queue):
    with refused("M-PARAM", Name="MessageBody"):
        loose.send_message(QueueUrl=queue, DelaySeconds=901, MessageDeduplicationId="a b")


def test_order_size_before_characters(sqs, make_queue):
    with refused("S-SIZE"):
        sqs.send_message(QueueUrl=make_queue(MaximumMessageSize=1024), MessageBody="\x00" * 1025)


def test_order_characters_before_attributes(send):
    with refused("S-CHARS"):
        send("\x00", MessageAttributes={"": text("")}, DelaySeconds=901)


def test_order_attributes_before_ids_and_delay(send):
    with refused("S-ATTREMPTY"):
        send(MessageAttributes={"a": text("")}, MessageGroupId="a b", DelaySeconds=901)


def test_order_system_attributes_before_ids(send):
    with refused("S-SYSATTR"):
        send(MessageSystemAttributes={"Other": text("x")}, MessageGroupId="a b")


def test_order_ids_before_delay(send):
    with refused("S-STDDEDUP"):
        send(MessageDeduplicationId="dedup", DelaySeconds=901)
