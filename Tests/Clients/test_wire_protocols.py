"""The two protocols by hand: dispatch, parameters, replies, errors (1.1 to 1.5, W-*)."""

import json
import re

import pytest

from catalogue import ROWS, check_message, vectors
from conftest import fresh_name
from digests import md5_of_body
from wire import NAMESPACE

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture
def made(wire):
    """(name, URL) of a fresh queue."""
    name = fresh_name("wire")
    return name, wire.create_queue(name)


def is_json_error(reply, row_id, saying=None, **values):
    row = ROWS[row_id]
    assert reply.status == row.status, reply
    assert reply.media_type == "application/x-amz-json-1.0"
    assert reply.header("x-amzn-query-error") == f"{row.code};{row.fault}"
    assert UUID.fullmatch(reply.header("x-amzn-RequestId"))
    assert reply.json["__type"] == row.json_type, reply
    assert reply.header("x-amzn-errortype") in (None, row.json_type)  # W-3b
    check_message(row_id, reply.json.get("message") or "", "json", saying, **values)


def is_query_error(reply, row_id, saying=None, **values):
    row = ROWS[row_id]
    assert reply.status == row.status, reply
    assert reply.media_type == "text/xml"
    assert reply.xml.tag == f"{NAMESPACE}ErrorResponse"
    assert reply.find("Error/Type") == row.fault and reply.find("Error/Code") == row.code, reply
    assert reply.find("Error/Detail") == ""
    assert UUID.fullmatch(reply.find("RequestId")) and reply.header("x-amzn-RequestId") == reply.find("RequestId")
    check_message(row_id, reply.find("Error/Message") or "", "query", saying, **values)


def is_no_action(reply):
    assert reply.status == 404, reply
    element = reply.xml
    assert element.tag.split("}")[-1] == "UnknownOperationException" and len(element) == 0 and not element.text


def is_query_success(reply, action, result=True):
    assert reply.status == 200, reply
    assert reply.media_type == "text/xml"
    assert reply.text.startswith('<?xml version="1.0"')
    assert reply.xml.tag == f"{NAMESPACE}{action}Response"
    names = [child.tag.removeprefix(NAMESPACE) for child in reply.xml]
    assert names == ([f"{action}Result"] if result else []) + ["ResponseMetadata"]
    assert UUID.fullmatch(reply.find("ResponseMetadata/RequestId"))
    assert reply.header("x-amzn-RequestId") == reply.find("ResponseMetadata/RequestId")


# 1.1 Dispatch


def test_W_1_W_2_json_on_any_path(wire, made):
    name, url = made
    for path in ("/", wire.path_of(name), "/some/where"):
        assert wire.json("SendMessage", {"QueueUrl": url, "MessageBody": path}, path).status == 200
    assert wire.bodies(url) == ["/", wire.path_of(name), "/some/where"]


def test_W_1_query_on_root_and_queue_path(wire, made):
    name, url = made
    assert wire.query("SendMessage", {"QueueUrl": url, "MessageBody": "root"}).status == 200
    assert wire.query("SendMessage", {"MessageBody": "path"}, wire.path_of(name)).status == 200
    assert wire.bodies(url) == ["root", "path"]


def test_W_3_query_by_get(wire, made):
    name, url = made
    is_query_success(wire.get({"Action": "SendMessage", "QueueUrl": url, "MessageBody": "a b+c"}), "SendMessage")
    is_query_success(wire.get({"Action": "SendMessage", "MessageBody": "é"}, wire.path_of(name)), "SendMessage")
    assert wire.bodies(url) == ["a b+c", "é"]


def test_W_3a_a_form_is_query_even_with_a_target(wire, made):
    _, url = made
    reply = wire.query("GetQueueAttributes", {"QueueUrl": url}, headers={"X-Amz-Target": "AmazonSQS.ListQueues"})
    is_query_success(reply, "GetQueueAttributes")


def test_W_3a_create_queue_by_get(wire):
    name = fresh_name()
    reply = wire.get(
        {"Action": "CreateQueue", "QueueName": name, "Attribute.1.Name": "DelaySeconds", "Attribute.1.Value": "7"}
    )
    is_query_success(reply, "CreateQueue")
    assert reply.find("CreateQueueResult/QueueUrl").endswith("/" + name)


def test_W_3a_the_service_in_the_scope_and_a_host_without_port_play_no_part(wire, made):
    _, url = made
    scope = (
        "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=0"
    )
    reply = wire.json("GetQueueAttributes", {"QueueUrl": url}, headers={"Authorization": scope, "Host": "localhost"})
    assert reply.status == 200


def test_W_4_query_string_and_body_are_merged_and_the_body_wins(wire, made):
    name, url = made
    path = wire.path_of(name) + "?Action=SendMessage&MessageBody=from+the+url&DelaySeconds=0"
    is_query_success(wire.form("MessageBody=from+the+body", path), "SendMessage")
    assert wire.bodies(url) == ["from the body"]


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/x-amz-json-1.1", "application/json; charset=utf-8"]
)
def test_W_5_other_json_content_types(wire, made, content_type):
    _, url = made
    reply = wire.json(
        "GetQueueAttributes",
        {"QueueUrl": url, "AttributeNames": ["DelaySeconds"]},
        headers={"Content-Type": content_type},
    )
    assert reply.status == 200 and reply.json == {"Attributes": {"DelaySeconds": "0"}}


@pytest.mark.parametrize("content_type", ["text/plain", "application/octet-stream", "text/plain;charset=UTF-8"])
def test_W_5_a_body_of_another_type_has_no_action(wire, made, content_type):
    _, url = made
    body = json.dumps({"QueueUrl": url, "MessageBody": "x"})
    is_no_action(wire.request("POST", "/", body, {"Content-Type": content_type}))


@pytest.mark.parametrize("content_type", ["text/plain", "application/octet-stream", "text/plain;charset=UTF-8"])
def test_json_of_another_type_is_not_carried_out(wire, made, content_type):
    """A web page may send text without asking first: it must not be taken for JSON."""
    _, url = made
    body = json.dumps({"QueueUrl": url, "MessageBody": "x"})
    headers = {"Content-Type": content_type, "X-Amz-Target": "AmazonSQS.SendMessage"}
    reply = wire.request("POST", "/", body, headers)
    assert 400 <= reply.status < 500, reply
    assert wire.bodies(url) == []


@pytest.mark.parametrize("version", [None, "2012-11-05", "2009-02-01", "nonsense"])
def test_W_6_the_version_is_ignored(wire, made, version):
    name, _ = made
    parameters = {"Action": "GetQueueUrl", "QueueName": name} | ({"Version": version} if version else {})
    is_query_success(wire.get(parameters), "GetQueueUrl")


@pytest.mark.parametrize("action", ["NoSuchAction", "sendMessage", "SENDMESSAGE", "SendMessage ", "", "ä"])
def test_W_7_W_10_unknown_action_by_query(wire, made, action):
    name, url = made
    for path in ("/", wire.path_of(name)):
        reply = wire.query(action, {"QueueUrl": url, "MessageBody": "x"}, path)
        if action == "" and reply.status == 404:
            is_no_action(reply)
        else:
            is_query_error(reply, "P-ACTION", Action=action)
    assert wire.bodies(url) == []


@pytest.mark.parametrize(
    "action, parameters", [("CreateQueue", {"QueueName": "made-at-a-queue-path"}), ("ListQueues", {})]
)
def test_W_7_create_and_list_do_not_belong_on_a_queue_path(wire, made, action, parameters):
    name, _ = made
    is_query_error(wire.query(action, parameters, wire.path_of(name)), "P-ACTION", Action=action)
    is_query_error(wire.query("GetQueueUrl", {"QueueName": "made-at-a-queue-path"}), "Q-NONE")


def test_W_7_get_queue_url_works_on_any_queue_path(wire, made):
    name, url = made
    other = fresh_name()
    wire.create_queue(other)
    reply = wire.query("GetQueueUrl", {"QueueName": name}, wire.path_of(other))
    is_query_success(reply, "GetQueueUrl")
    assert reply.find("GetQueueUrlResult/QueueUrl") == url


@pytest.mark.parametrize("accept", [None, "application/json", "*/*"])
def test_W_8_no_action(wire, made, accept):
    name, _ = made
    headers = {"Accept": accept} if accept else {}
    for path in ("/", wire.path_of(name), "/anything/else/at/all", "/?QueueName=x"):
        is_no_action(wire.request("GET", path, headers=headers))
        is_no_action(wire.form("QueueName=x", path, headers=headers))
        is_no_action(wire.form("", path, headers=headers))


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "SendMessage",
        "AmazonSNS.SendMessage",
        "AmazonSQS.",
        "AmazonSQS.NoSuchAction",
        "AmazonSQS.sendMessage",
        "AmazonSQSSendMessage",
    ],
)
def test_W_9_W_10_unknown_target(wire, target):
    is_json_error(wire.json("x", {}, headers={"X-Amz-Target": target}), "P-UNKNOWN-JSON")


def test_W_11_QueueUrl_wins_over_the_path(wire, made):
    name, url = made
    other = fresh_name()
    other_url = wire.create_queue(other)
    assert wire.query("SendMessage", {"QueueUrl": url, "MessageBody": "x"}, wire.path_of(other)).status == 200
    assert wire.bodies(url) == ["x"] and wire.bodies(other_url) == []


@pytest.mark.parametrize(
    "queue_url", ["", "no-such-queue", "http://", "//", "/", "http://127.0.0.1/000000000000/", "%%%"]
)
def test_W_12_Q_NONE_malformed_queue_urls(wire, queue_url):
    is_json_error(wire.json("ReceiveMessage", {"QueueUrl": queue_url}), "Q-NONE")
    is_query_error(wire.query("ReceiveMessage", {"QueueUrl": queue_url}), "Q-NONE")


def test_1_6_Q_NONE_without_QueueUrl(wire):
    is_json_error(wire.json("ReceiveMessage", {}), "Q-NONE")
    is_query_error(wire.query("ReceiveMessage"), "Q-NONE")


def test_W_13_unescaped_json_in_a_form(wire, made):
    """As API Gateway templates send it (AGW-2)."""
    name, url = made
    body = '{"foo": "bar", "list": [1, 2], "text": "a/b:c"}'
    reply = wire.form(f"Action=SendMessage&MessageBody={body}", wire.path_of(name))
    is_query_success(reply, "SendMessage")
    assert reply.find("SendMessageResult/MD5OfMessageBody") == md5_of_body(body)
    assert wire.bodies(url) == [body]


@pytest.mark.parametrize(
    "encoded, decoded",
    [
        ("a+b%20c", "a b c"),
        ("%2B%26%3D%25", "+&=%"),
        ("caf%C3%A9", "café"),
        ("caf%c3%a9", "café"),
        ("a=b=c", "a=b=c"),
        ("%0D%0A%09", "\r\n\t"),
        ("%F0%9F%98%80", "😀"),
        ("日本", "日本"),
    ],
)
def test_W_13_form_decoding(wire, made, encoded, decoded):
    name, url = made
    is_query_success(wire.form(f"Action=SendMessage&MessageBody={encoded}", wire.path_of(name)), "SendMessage")
    assert wire.bodies(url) == [decoded]


@pytest.mark.parametrize("body", ["%C3%28", "%FF", "%ED%A0%80", "a%00b"])
def test_MSG_1_invalid_utf8_and_control_characters_in_a_form(wire, made, body):
    name, url = made
    is_query_error(wire.form(f"Action=SendMessage&MessageBody={body}", wire.path_of(name)), "S-CHARS")
    assert wire.bodies(url) == []


@pytest.mark.parametrize("text", [r'"\ud800"', r'"\udc00x"', r'"a\u0000b"', r'"\uffff"'])
def test_MSG_1_lone_surrogates_and_forbidden_escapes_in_json(wire, made, text):
    _, url = made
    reply = wire.json("SendMessage", f'{{"QueueUrl":"{url}","MessageBody":{text}}}')
    assert reply.status == 400, reply
    assert reply.json["__type"].split("#")[1] in ("InvalidMessageContents", "SerializationException")
    assert wire.bodies(url) == []


def test_W_13_escapes_in_json(wire, made):
    _, url = made
    reply = wire.json("SendMessage", f'{{"QueueUrl":"{url}","MessageBody":"\\u0061\\ud83d\\ude00\\/\\n\\"é"}}')
    assert reply.status == 200
    assert wire.bodies(url) == ['a😀/\n"é']


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"])
def test_W_14_other_methods(wire, made, method):
    name, _ = made
    for path in ("/", wire.path_of(name), "/?Action=ListQueues"):
        reply = wire.request(method, path)
        assert reply.status == 405 and reply.body == b"", reply


def test_W_14_get_never_speaks_json(wire):
    headers = {"X-Amz-Target": "AmazonSQS.ListQueues", "Content-Type": "application/x-amz-json-1.0"}
    is_no_action(wire.request("GET", "/", headers=headers))


def test_an_unsigned_request_is_served(wire, made):
    """No account and no login: who signs nothing is the default account in the default region."""
    name, url = made
    reply = wire.json("GetQueueUrl", {"QueueName": name}, headers={"Authorization": None})
    assert reply.status == 200 and reply.json == {"QueueUrl": url}


def test_ID_3_the_queue_url_echoes_the_host(wire, made):
    name, _ = made
    for host in (f"localhost:{wire.port}", f"[::1]:{wire.port}", "queues:9324", "host.docker.internal"):
        reply = wire.json("GetQueueUrl", {"QueueName": name}, headers={"Host": host})
        assert reply.json == {"QueueUrl": f"http://{host}/000000000000/{name}"}


# 1.2 Query parameters


def test_1_2_lists_with_gaps_and_out_of_order(wire, made):
    _, url = made
    form = {
        "QueueUrl": url,
        "SendMessageBatchRequestEntry.30.Id": "c",
        "SendMessageBatchRequestEntry.30.MessageBody": "third",
        "SendMessageBatchRequestEntry.4.Id": "a",
        "SendMessageBatchRequestEntry.4.MessageBody": "first",
        "SendMessageBatchRequestEntry.11.MessageBody": "second",
        "SendMessageBatchRequestEntry.11.Id": "b",
    }
    is_query_success(wire.query("SendMessageBatch", form), "SendMessageBatch")
    assert wire.bodies(url) == ["first", "second", "third"]


def test_1_2_unnumbered_attribute(wire):
    name = fresh_name()
    wire.query("CreateQueue", {"QueueName": name, "Attribute.Name": "DelaySeconds", "Attribute.Value": "7"})
    reply = wire.query("GetQueueAttributes", {"AttributeName": "DelaySeconds"}, wire.path_of(name))
    is_query_success(reply, "GetQueueAttributes")
    assert reply.find("GetQueueAttributesResult/Attribute/Value") == "7"


def test_1_2_unnumbered_account_and_action(wire, made):
    _, url = made
    form = {"QueueUrl": url, "Label": "l", "AWSAccountId": "111111111111", "ActionName": "SendMessage"}
    is_query_success(wire.query("AddPermission", form), "AddPermission", result=False)


@pytest.mark.parametrize("prefix", ["MessageAttribute", "MessageAttributes"])
def test_1_2_singular_and_plural_message_attributes(wire, made, prefix):
    _, url = made
    form = {
        "QueueUrl": url,
        "MessageBody": "x",
        f"{prefix}.1.Name": "color",
        f"{prefix}.1.Value.DataType": "String",
        f"{prefix}.1.Value.StringValue": "blue",
        f"{prefix}.2.Name": "blob",
        f"{prefix}.2.Value.DataType": "Binary",
        f"{prefix}.2.Value.BinaryValue": "AQID",
        f"{prefix}.3.Name": "count",
        f"{prefix}.3.Value.DataType": "Number",
        f"{prefix}.3.Value.StringValue": "3",
    }
    reply = wire.query("SendMessage", form)
    assert reply.find("SendMessageResult/MD5OfMessageAttributes") == "d838729972a4b70e2d2acd9d59ac847c"


@pytest.mark.parametrize("prefix", ["AttributeName.1", "AttributeName", "MessageSystemAttributeName.1"])
def test_1_2_names_of_system_attributes(wire, made, prefix):
    _, url = made
    wire.query("SendMessage", {"QueueUrl": url, "MessageBody": "x"})
    reply = wire.query("ReceiveMessage", {"QueueUrl": url, prefix: "SenderId"})
    assert reply.find("ReceiveMessageResult/Message/Attribute/Name") == "SenderId"


def test_W_15_signature_and_unknown_parameters_are_ignored(wire, made):
    _, url = made
    form = {
        "Action": "SendMessage",
        "QueueUrl": url,
        "MessageBody": "x",
        "AWSAccessKeyId": "k",
        "SignatureVersion": "4",
        "Timestamp": "2026-01-01T00:00:00Z",
        "Expires": "2026-01-01T00:00:00Z",
        "NoSuch.1.Thing": "y",
        "Zzz": "",
    }
    is_query_success(wire.get(form), "SendMessage")
    assert wire.bodies(url) == ["x"]


@pytest.mark.parametrize(
    "parameters",
    [{"MaxNumberOfMessages": "ten"}, {"WaitTimeSeconds": "1.5"}, {"VisibilityTimeout": "99999999999999999999999"}],
)
def test_P_QTYPE_integers(wire, made, parameters):
    _, url = made
    is_query_error(wire.query("ReceiveMessage", {"QueueUrl": url, **parameters}), "P-QTYPE")


def test_P_QTYPE_base64(wire, made):
    _, url = made
    form = {
        "QueueUrl": url,
        "MessageBody": "x",
        "MessageAttribute.1.Name": "b",
        "MessageAttribute.1.Value.DataType": "Binary",
        "MessageAttribute.1.Value.BinaryValue": "not base64!",
    }
    is_query_error(wire.query("SendMessage", form), "P-QTYPE")
    assert wire.bodies(url) == []


def test_1_6_types_are_checked_before_the_queue(wire, made):
    _, url = made
    is_query_error(wire.query("ReceiveMessage", {"QueueUrl": url + "-gone", "MaxNumberOfMessages": "x"}), "P-QTYPE")
    is_json_error(wire.json("ReceiveMessage", {"QueueUrl": url + "-gone", "MaxNumberOfMessages": "x"}), "P-TYPE")


# 1.3 Query replies

VOID = {
    "AddPermission": {"Label": "l", "AWSAccountId.1": "111111111111", "ActionName.1": "SendMessage"},
    "RemovePermission": {"Label": "l"},
    "SetQueueAttributes": {"Attribute.1.Name": "DelaySeconds", "Attribute.1.Value": "0"},
    "TagQueue": {"Tag.1.Key": "k", "Tag.1.Value": "v"},
    "UntagQueue": {"TagKey.1": "k"},
    "PurgeQueue": {},
    "DeleteMessage": {},
    "ChangeMessageVisibility": {"VisibilityTimeout": "5"},
    "DeleteQueue": {},
}
VOID_JSON = {
    "AddPermission": {"Label": "l", "AWSAccountIds": ["111111111111"], "Actions": ["SendMessage"]},
    "RemovePermission": {"Label": "l"},
    "SetQueueAttributes": {"Attributes": {"DelaySeconds": "0"}},
    "TagQueue": {"Tags": {"k": "v"}},
    "UntagQueue": {"TagKeys": ["k"]},
    "PurgeQueue": {},
    "ChangeMessageVisibility": {"VisibilityTimeout": 5},
    "DeleteMessage": {},
    "DeleteQueue": {},
}


def handle_in(wire, url):
    wire.json("SendMessage", {"QueueUrl": url, "MessageBody": "x"})
    return wire.json("ReceiveMessage", {"QueueUrl": url}).json["Messages"][0]["ReceiptHandle"]


def test_W_18_void_actions_have_no_result(wire, made):
    _, url = made
    for action, parameters in VOID.items():
        if action in ("DeleteMessage", "ChangeMessageVisibility"):
            parameters = {**parameters, "ReceiptHandle": handle_in(wire, url)}
        is_query_success(wire.query(action, {"QueueUrl": url, **parameters}), action, result=False)


def test_W_22_void_actions_answer_json_with_no_body(wire, made):
    _, url = made
    for action, members in VOID_JSON.items():
        if action in ("DeleteMessage", "ChangeMessageVisibility"):
            members = {**members, "ReceiptHandle": handle_in(wire, url)}
        reply = wire.json(action, {"QueueUrl": url, **members})
        assert reply.status == 200 and reply.body == b"" and reply.header("Content-Length") == "0", (action, reply)
        assert UUID.fullmatch(reply.header("x-amzn-RequestId"))


def test_W_18_other_actions_always_have_a_result(wire, made):
    _, url = made
    for action in ("ReceiveMessage", "ListQueueTags", "ListDeadLetterSourceQueues", "GetQueueAttributes"):
        reply = wire.query(action, {"QueueUrl": url})
        is_query_success(reply, action)
        assert len(reply.xml.find(f"{NAMESPACE}{action}Result")) == 0


def test_W_23_json_leaves_empty_collections_out(wire, made):
    _, url = made
    for action in ("ReceiveMessage", "ListQueueTags", "ListDeadLetterSourceQueues", "GetQueueAttributes"):
        reply = wire.json(action, {"QueueUrl": url})
        assert reply.status == 200 and reply.json == {}, (action, reply)
    assert wire.json("ListQueues", {"QueueNamePrefix": fresh_name()}).json == {}
    reply = wire.json("DeleteMessageBatch", {"QueueUrl": url, "Entries": [{"Id": "a", "ReceiptHandle": "garbage"}]})
    assert set(reply.json) == {"Failed"}


def test_W_19_message_in_xml(wire, made):
    _, url = made
    wire.json(
        "SendMessage",
        {
            "QueueUrl": url,
            "MessageBody": "x",
            "MessageAttributes": {"b": {"DataType": "Binary", "BinaryValue": "AQID"}},
        },
    )
    form = {"QueueUrl": url, "AttributeName.1": "ApproximateReceiveCount", "MessageAttributeName.1": "All"}
    reply = wire.query("ReceiveMessage", form)
    is_query_success(reply, "ReceiveMessage")
    (message,) = reply.xml.find(f"{NAMESPACE}ReceiveMessageResult")
    members = sorted(child.tag.removeprefix(NAMESPACE) for child in message)
    assert members == [
        "Attribute",
        "Body",
        "MD5OfBody",
        "MD5OfMessageAttributes",
        "MessageAttribute",
        "MessageId",
        "ReceiptHandle",
    ]
    base = "ReceiveMessageResult/Message"
    assert reply.find(f"{base}/Attribute/Name") == "ApproximateReceiveCount"
    assert reply.find(f"{base}/Attribute/Value") == "1"
    assert reply.find(f"{base}/MessageAttribute/Name") == "b"
    assert reply.find(f"{base}/MessageAttribute/Value/DataType") == "Binary"
    assert reply.find(f"{base}/MessageAttribute/Value/BinaryValue") == "AQID"


def test_W_19a_escaping(wire, made):
    _, url = made
    body = '<a href="x">&amp;</a>\r\n\''
    wire.json("SendMessage", {"QueueUrl": url, "MessageBody": body})
    reply = wire.query("ReceiveMessage", {"QueueUrl": url})
    assert reply.find("ReceiveMessageResult/Message/Body") == body
    assert "&quot;x&quot;" in reply.text and "&#xD;" in reply.text and "&lt;a" in reply.text


def test_W_19a_booleans_in_a_partial_batch(wire, made):
    _, url = made
    form = {
        "QueueUrl": url,
        "DeleteMessageBatchRequestEntry.1.Id": "a",
        "DeleteMessageBatchRequestEntry.1.ReceiptHandle": handle_in(wire, url),
        "DeleteMessageBatchRequestEntry.2.Id": "b",
        "DeleteMessageBatchRequestEntry.2.ReceiptHandle": '<&">',
    }
    reply = wire.query("DeleteMessageBatch", form)
    is_query_success(reply, "DeleteMessageBatch")
    base = "DeleteMessageBatchResult"
    assert reply.find(f"{base}/DeleteMessageBatchResultEntry/Id") == "a"
    assert reply.find(f"{base}/BatchResultErrorEntry/Id") == "b"
    assert reply.find(f"{base}/BatchResultErrorEntry/SenderFault") == "true"
    assert reply.find(f"{base}/BatchResultErrorEntry/Code") == "ReceiptHandleIsInvalid"
    check_message("H-BAD", reply.find(f"{base}/BatchResultErrorEntry/Message"), "query", h='<&">')


# W-19b: JSON over Query

ACCEPT_JSON = {"Accept": "application/json"}


def is_json_over_query(reply):
    assert reply.status == 200 and reply.media_type == "application/json", reply
    return reply.json


def test_W_19b_send_message(wire, made):
    name, url = made
    reply = wire.form('Action=SendMessage&MessageBody={"a": 1}', wire.path_of(name), ACCEPT_JSON)
    answer = is_json_over_query(reply)["SendMessageResponse"]
    assert set(answer) == {"SendMessageResult", "ResponseMetadata"}
    assert answer["SendMessageResult"]["MD5OfMessageBody"] == md5_of_body('{"a": 1}')
    assert UUID.fullmatch(answer["SendMessageResult"]["MessageId"])
    assert answer["ResponseMetadata"]["RequestId"] == reply.header("x-amzn-RequestId")


def test_W_19b_receive_message(wire, made):
    name, url = made
    wire.json("SendMessage", {"QueueUrl": url, "MessageBody": "hello"})
    reply = wire.get({"Action": "ReceiveMessage"}, wire.path_of(name), ACCEPT_JSON)
    (message,) = is_json_over_query(reply)["ReceiveMessageResponse"]["ReceiveMessageResult"]["messages"]
    assert message["Body"] == "hello" and message["ReceiptHandle"]


def test_W_19b_get_queue_attributes(wire, made):
    name, _ = made
    reply = wire.get(
        {"Action": "GetQueueAttributes", "AttributeName.1": "DelaySeconds"}, wire.path_of(name), ACCEPT_JSON
    )
    answer = is_json_over_query(reply)["GetQueueAttributesResponse"]["GetQueueAttributesResult"]
    assert answer["Attributes"] == [{"Name": "DelaySeconds", "Value": "0"}]


def test_W_19b_errors(wire):
    reply = wire.query("GetQueueUrl", {"QueueName": fresh_name()}, headers=ACCEPT_JSON)
    assert reply.status == 400 and reply.media_type == "application/json"
    assert reply.json["Error"]["Code"] == "AWS.SimpleQueueService.NonExistentQueue"
    assert reply.json["Error"]["Type"] == "Sender"
    assert reply.json["Error"]["Message"] == "The specified queue does not exist for this wsdl version."
    assert UUID.fullmatch(reply.json["RequestId"])


@pytest.mark.parametrize("accept", ["application/xml", "text/xml", "*/*", "text/html, */*;q=0.8"])
def test_W_19b_any_other_accept_means_xml(wire, made, accept):
    name, _ = made
    is_query_success(wire.query("GetQueueUrl", {"QueueName": name}, headers={"Accept": accept}), "GetQueueUrl")


# 1.4 JSON


def test_W_21_success_in_json(wire, made):
    name, url = made
    reply = wire.json("GetQueueUrl", {"QueueName": name})
    assert reply.status == 200 and reply.media_type == "application/x-amz-json-1.0"
    assert UUID.fullmatch(reply.header("x-amzn-RequestId")) and reply.json == {"QueueUrl": url}
    assert reply.header("x-amzn-query-error") is None


@pytest.mark.parametrize(
    "body", ["{", "nonsense", "[]", '"x"', "5", "null", "{} {}", "{'a':1}", '{"a":}', "\x00", '{"a":1,}']
)
def test_P_MALFORMED(wire, body):
    is_json_error(wire.json("ListQueues", body), "P-MALFORMED")


@pytest.mark.parametrize("invalid", [b"\xff", b"\xc3(", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xc0\x80"])
def test_MSG_1_invalid_utf8_in_json(wire, made, invalid):
    _, url = made
    body = b'{"QueueUrl":"%s","MessageBody":"a%sb"}' % (url.encode(), invalid)
    is_json_error(wire.json("SendMessage", body), "S-CHARS")
    assert wire.bodies(url) == []


def test_P_MALFORMED_deep_nesting_is_refused_quickly(wire, daemon, prompt):
    with prompt(within=2):
        reply = wire.json("ListQueues", '{"x":' + "[" * 100_000 + "]" * 100_000 + "}")
    assert reply.status == 400 and daemon.running


def test_W_20_absent_body_is_an_empty_object(wire):
    for body in ("", "{}", "  {}  "):
        reply = wire.json("ReceiveMessage", body)
        is_json_error(reply, "Q-NONE")


def test_W_20_unknown_members_and_null_are_ignored(wire, made):
    _, url = made
    body = {
        "QueueUrl": url,
        "MessageBody": "x",
        "Unknown": {"deep": [1, {"er": None}]},
        "DelaySeconds": None,
        "MessageAttributes": None,
    }
    assert wire.json("SendMessage", body).status == 200
    assert wire.bodies(url) == ["x"]


@pytest.mark.parametrize(
    "action, members, text",
    [
        ("SendMessage", {"MessageBody": 5}, "NUMBER_VALUE can not be converted to a String"),
        ("SendMessage", {"MessageBody": True}, "TRUE_VALUE can not be converted to a String"),
        ("SendMessage", {"MessageBody": {}}, "Start of structure or map found where not expected."),
        ("SendMessage", {"MessageBody": []}, "Start of list found where not expected"),
        ("SendMessage", {"MessageBody": "x", "DelaySeconds": "5"}, "STRING_VALUE can not be converted to an Integer"),
        ("SendMessage", {"MessageBody": "x", "DelaySeconds": {}}, None),
        ("SendMessage", {"MessageBody": "x", "MessageAttributes": []}, None),
        ("SendMessage", {"MessageBody": "x", "MessageAttributes": "x"}, None),
        ("SendMessage", {"MessageBody": "x", "MessageAttributes": {"a": "x"}}, None),
        ("ReceiveMessage", {"MaxNumberOfMessages": "10"}, "STRING_VALUE can not be converted to an Integer"),
        ("ReceiveMessage", {"MaxNumberOfMessages": True}, None),
        ("ReceiveMessage", {"AttributeNames": "All"}, "Unrecognized collection type class java.lang.String"),
        ("ReceiveMessage", {"AttributeNames": [1]}, "NUMBER_VALUE can not be converted to a String"),
        ("SendMessageBatch", {"Entries": {}}, None),
        ("SendMessageBatch", {"Entries": "x"}, "Unrecognized collection type class java.lang.String"),
        ("SetQueueAttributes", {"Attributes": {"DelaySeconds": 5}}, "NUMBER_VALUE can not be converted to a String"),
        ("TagQueue", {"Tags": {"a": ["b"]}}, "Start of list found where not expected"),
    ],
)
def test_P_TYPE(wire, made, action, members, text):
    _, url = made
    reply = wire.json(action, {"QueueUrl": url, **members})
    is_json_error(reply, "P-TYPE", saying=text)
    assert wire.bodies(url) == []


def test_P_TYPE_of_QueueUrl(wire):
    is_json_error(wire.json("ReceiveMessage", {"QueueUrl": 5}), "P-TYPE")


def test_P_TYPE_base64(wire, made):
    _, url = made
    attributes = {"b": {"DataType": "Binary", "BinaryValue": "not base64!"}}
    reply = wire.json("SendMessage", {"QueueUrl": url, "MessageBody": "x", "MessageAttributes": attributes})
    is_json_error(reply, "P-TYPE")


def test_W_24_types_of_members_in_json(wire, made):
    _, url = made
    wire.json(
        "SendMessage",
        {
            "QueueUrl": url,
            "MessageBody": "x",
            "MessageAttributes": {"b": {"DataType": "Binary", "BinaryValue": "AQID"}},
        },
    )
    names = {"AttributeNames": ["All"], "MessageAttributeNames": ["All"]}
    (message,) = wire.json("ReceiveMessage", {"QueueUrl": url, **names}).json["Messages"]
    assert all(isinstance(value, str) for value in message["Attributes"].values())
    assert message["MessageAttributes"] == {"b": {"DataType": "Binary", "BinaryValue": "AQID"}}
    (failed,) = wire.json(
        "DeleteMessageBatch", {"QueueUrl": url, "Entries": [{"Id": "a", "ReceiptHandle": "garbage"}]}
    ).json["Failed"]
    assert failed["SenderFault"] is True


@pytest.mark.parametrize("mode", ["true", None])
def test_W_25_query_error_header_and_status_whatever_the_mode(wire, made, mode):
    _, url = made
    headers = {"x-amzn-query-mode": mode}
    is_json_error(wire.json("ReceiveMessage", {"QueueUrl": url + "-gone"}, headers=headers), "Q-NONE")
    reply = wire.json("DeleteMessage", {"QueueUrl": url, "ReceiptHandle": "garbage"}, headers=headers)
    is_json_error(reply, "H-BAD", h="garbage")


# 1.5 Errors


def test_W_26_errors_in_xml(wire, made):
    _, url = made
    is_query_error(wire.query("DeleteMessage", {"QueueUrl": url, "ReceiptHandle": '<&">'}), "H-BAD", h='<&">')
    is_query_error(wire.query("SendMessage", {"QueueUrl": url}), "M-PARAM", Name="MessageBody")
    is_query_error(wire.query("ReceiveMessage", {"QueueUrl": url, "MaxNumberOfMessages": "11"}), "R-MAX", n=11)


@pytest.mark.parametrize("hostile", ["%01", "%EF%BF%BF", "%FF", "%00", "]]%3E%3C", "%0D%0A"])
def test_W_26_whatever_an_error_repeats_it_stays_well_formed(wire, made, hostile):
    """Both spellings must still parse, although XML has no way to write some of these characters."""
    name, _ = made
    for form in (
        f"Action=DeleteMessage&ReceiptHandle=a{hostile}b",
        f"Action=a{hostile}b",
        f"Action=GetQueueAttributes&AttributeName.1=a{hostile}b",
        f"Action=SetQueueAttributes&Attribute.1.Name=a{hostile}b&Attribute.1.Value=x",
        f"Action=SetQueueAttributes&Attribute.1.Name=RedrivePolicy&Attribute.1.Value=a{hostile}b",
        f"Action=RemovePermission&Label=a{hostile}b",
        f"Action=SendMessage&MessageBody=x&MessageGroupId=a{hostile}b",
        f"Action=SendMessage&MessageBody=x&MessageAttribute.1.Name=a{hostile}b&MessageAttribute.1.Value.DataType=String"
        "&MessageAttribute.1.Value.StringValue=x",
        f"Action=DeleteMessageBatch&DeleteMessageBatchRequestEntry.1.Id=a"
        f"&DeleteMessageBatchRequestEntry.1.ReceiptHandle=a{hostile}b",
    ):
        reply = wire.form(form, "/" if form.startswith("Action=a") else wire.path_of(name))
        assert reply.status in (200, 400, 404), (form, reply)
        assert reply.xml is not None, form
        reply = wire.form(
            form, "/" if form.startswith("Action=a") else wire.path_of(name), {"Accept": "application/json"}
        )
        assert reply.json, form


@pytest.mark.parametrize("character", ["\x01", "\x0b", "\uffff"], ids=ascii)
@pytest.mark.parametrize("attribute", ["KmsMasterKeyId", "Policy", "RedriveAllowPolicy"])
def test_W_19a_what_is_stored_by_json_can_be_read_as_xml(wire, made, attribute, character):
    """Stored or refused: afterwards the attributes can be read in both protocols."""
    name, url = made
    statement = {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}
    text = {
        "KmsMasterKeyId": "HERE",
        "Policy": json.dumps({"Version": "2012-10-17", "Id": "HERE", "Statement": [statement]}),
        "RedriveAllowPolicy": json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": ["arn:aws:sqs:::HERE"]}),
    }[attribute].replace("HERE", f"a{character}b")
    wire.json("SetQueueAttributes", {"QueueUrl": url, "Attributes": {attribute: text}})
    is_query_success(
        wire.query("GetQueueAttributes", {"AttributeName.1": "All"}, wire.path_of(name)), "GetQueueAttributes"
    )
    assert wire.json("GetQueueAttributes", {"QueueUrl": url, "AttributeNames": ["All"]}).json


def test_W_29_the_text_of_a_missing_queue_differs_by_protocol(wire, made):
    _, url = made
    is_json_error(wire.json("PurgeQueue", {"QueueUrl": url + "-gone"}), "Q-NONE")
    is_query_error(wire.query("PurgeQueue", {"QueueUrl": url + "-gone"}), "Q-NONE")


def test_SND_5_trace_header_of_http(wire, made):
    _, url = made
    header = {"X-Amzn-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793"}
    wire.json("SendMessage", {"QueueUrl": url, "MessageBody": "json"}, headers=header)
    wire.query("SendMessage", {"QueueUrl": url, "MessageBody": "query"}, headers=header)
    given = {"AWSTraceHeader": {"DataType": "String", "StringValue": "own"}}
    wire.json("SendMessage", {"QueueUrl": url, "MessageBody": "both", "MessageSystemAttributes": given}, headers=header)
    reply = wire.json(
        "ReceiveMessage", {"QueueUrl": url, "MaxNumberOfMessages": 10, "AttributeNames": ["AWSTraceHeader"]}
    )
    assert {message["Body"]: message["Attributes"]["AWSTraceHeader"] for message in reply.json["Messages"]} == {
        "json": header["X-Amzn-Trace-Id"],
        "query": header["X-Amzn-Trace-Id"],
        "both": "own",
    }


# Requests recorded from SDKs: each is understood in both protocols.

RECORDED = {request["action"]: request for request in vectors("wire-requests")["requests"]}

# What they meet on a daemon that has the queues q1, q1.fifo and dlq, and no messages but those sent here.
# The FIFO sends and the move tasks are only checked for being understood.
MEETS = {
    "ListDeadLetterSourceQueues": "N-TOKEN",
    "ListQueues": "N-TOKEN",
    "ChangeMessageVisibility": "H-BAD",
    "DeleteMessage": "H-BAD",
}
LATER = {"SendMessage", "SendMessageBatch", "StartMessageMoveTask", "CancelMessageMoveTask", "ListMessageMoveTasks"}


@pytest.fixture
def recorded_queues(start):
    from wire import Wire

    wire = Wire(start().port)
    wire.create_queue("q1")
    wire.create_queue("dlq")
    url = wire.json("GetQueueUrl", {"QueueName": "q1"}).json["QueueUrl"]
    wire.json("SendMessage", {"QueueUrl": url, "MessageBody": "so that the long poll ends at once"})
    return wire


@pytest.mark.parametrize("spelling", ["query", "json"])
def test_17_recorded_requests_are_understood(recorded_queues, spelling):
    wire = recorded_queues
    last = ["RemovePermission", "UntagQueue", "PurgeQueue", "DeleteQueue"]
    order = [action for action in RECORDED if action not in last and action != "CreateQueue"]
    for action in ["CreateQueue", *order, *last]:
        request = RECORDED[action][spelling]
        if spelling == "query":
            reply = wire.form(request["body"], headers={"Content-Type": request["content_type"]})
            code = reply.find("Error/Code") if reply.status != 200 else None
        else:
            reply = wire.json(action, request["body"], headers=request["headers"])
            code = (reply.header("x-amzn-query-error") or "").split(";")[0] or None
        if action in LATER:
            assert reply.status in (200, 400, 404) and code not in ("InvalidAction", "MalformedInput"), (action, reply)
        elif action in MEETS:
            check = is_query_error if spelling == "query" else is_json_error
            check(reply, MEETS[action])
        else:
            assert reply.status == 200, (action, reply)
            if action in ("DeleteMessageBatch", "ChangeMessageVisibilityBatch"):
                assert reply.text.count("ReceiptHandleIsInvalid") == 2


def test_17_recorded_handle_with_plus_slash_and_equals(wire, made):
    """A percent-encoded handle comes out of the form as it went in."""
    _, url = made
    form = {"QueueUrl": url, "ReceiptHandle": "rh+/="}
    is_query_error(wire.query("DeleteMessage", form), "H-BAD", h="rh+/=")
