"""Regions and accounts, exception classes, and replies as a client sees them."""

import os
import re
import shlex

import boto3
import pytest

from catalogue import refused
from conftest import fresh_name


def test_the_line_that_the_daemon_prints_is_enough_for_a_client(daemon, monkeypatch):
    """`export AWS_ENDPOINT_URL_SQS=… …`, pasted into a shell without any AWS configuration."""
    for variable in [name for name in os.environ if name.startswith("AWS_") and name != "AWS_CA_BUNDLE"]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    line = re.search(r"export (AWS_ENDPOINT_URL_SQS=.*)", daemon.log()).group(1)
    for assignment in shlex.split(line):
        monkeypatch.setenv(*assignment.split("=", 1))
    client = boto3.session.Session().client("sqs")
    name = fresh_name()
    queue = client.create_queue(QueueName=name)["QueueUrl"]
    assert queue == f"{daemon.url}/000000000000/{name}"


def test_the_resource_interface(daemon):
    """boto3's objects on top of the client: queues and messages with methods."""
    sqs = boto3.session.Session().resource(
        "sqs", endpoint_url=daemon.url, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    queue = sqs.create_queue(QueueName=fresh_name("resource"), Attributes={"VisibilityTimeout": "45"})
    assert queue.attributes["VisibilityTimeout"] == "45"
    assert sqs.get_queue_by_name(QueueName=queue.url.rsplit("/", 1)[1]).url == queue.url
    queue.send_messages(Entries=[{"Id": one, "MessageBody": one} for one in "ab"])
    first, second = queue.receive_messages(MaxNumberOfMessages=10)
    first.delete()
    second.change_visibility(VisibilityTimeout=0)
    (again,) = queue.receive_messages(WaitTimeSeconds=1)
    assert again.body == "b" and again.message_id == second.message_id
    assert queue.url in [one.url for one in sqs.queues.filter(QueueNamePrefix="resource")]
    queue.delete()


def test_regions_and_accounts_are_worlds_of_their_own(client_for):
    name = fresh_name()
    places = [
        ("us-east-1", None, "000000000000"),
        ("eu-west-1", None, "000000000000"),
        ("us-east-1", "111111111111", "111111111111"),
        ("eu-west-1", "111111111111", "111111111111"),
    ]
    for region, account, owner in places:
        client = client_for(region=region, account=account)
        queue = client.create_queue(QueueName=name)["QueueUrl"]
        assert queue.endswith(f"/{owner}/{name}")
        client.send_message(QueueUrl=queue, MessageBody=f"{region} {owner}")
    for region, account, owner in places:
        client = client_for(region=region, account=account)
        queue = client.get_queue_url(QueueName=name)["QueueUrl"]
        arn = client.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        assert arn == f"arn:aws:sqs:{region}:{owner}:{name}"
        (message,) = client.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, AttributeNames=["SenderId"])[
            "Messages"
        ]
        assert message["Body"] == f"{region} {owner}" and message["Attributes"]["SenderId"] == owner


def test_LQ_1_lists_own_account_and_region_only(client_for):
    account = "2" * 12
    name = fresh_name()
    here, there = (client_for(region=region, account=account) for region in ("us-east-1", "ap-southeast-2"))
    here.create_queue(QueueName=name)
    assert [url for url in here.list_queues().get("QueueUrls", []) if url.endswith(name)]
    assert not [url for url in there.list_queues().get("QueueUrls", []) if url.endswith(name)]
    with refused("Q-NONE"):
        there.get_queue_url(QueueName=name)


def test_an_access_key_that_is_no_account_number_means_the_default_account(client_for):
    for key in ("test", "AKIAIOSFODNN7EXAMPLE", "12345678901", "1234567890123", "12345678901x"):
        queue = client_for(account=key).create_queue(QueueName=fresh_name())["QueueUrl"]
        assert "/000000000000/" in queue


def test_H_OTHER_a_handle_of_the_same_name_in_another_region(client_for):
    name = fresh_name()
    here, there = (client_for(region=region) for region in ("us-east-1", "eu-central-1"))
    queue, other = (client.create_queue(QueueName=name)["QueueUrl"] for client in (here, there))
    here.send_message(QueueUrl=queue, MessageBody="x")
    handle = here.receive_message(QueueUrl=queue)["Messages"][0]["ReceiptHandle"]
    with refused("H-OTHER", h=handle):
        there.delete_message(QueueUrl=other, ReceiptHandle=handle)


def test_ID_7_every_reply_has_a_request_id_of_its_own(sqs, queue):
    replies = [sqs.receive_message(QueueUrl=queue)["ResponseMetadata"] for _ in range(3)]
    ids = {reply["RequestId"] for reply in replies}
    assert len(ids) == 3
    for reply in replies:
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", reply["RequestId"])
        assert reply["HTTPHeaders"]["x-amzn-requestid"] == reply["RequestId"]


def test_ID_7_errors_have_a_request_id(sqs, queue):
    with pytest.raises(sqs.exceptions.QueueDoesNotExist) as caught:
        sqs.receive_message(QueueUrl=queue + "-gone")
    assert len(caught.value.response["ResponseMetadata"]["RequestId"]) == 36


EXCEPTIONS = {
    "QueueDoesNotExist": lambda c, q: c.get_queue_url(QueueName=fresh_name()),
    "QueueNameExists": lambda c, q: c.create_queue(QueueName=q.rsplit("/", 1)[1], Attributes={"DelaySeconds": "9"}),
    "InvalidAttributeName": lambda c, q: c.get_queue_attributes(QueueUrl=q, AttributeNames=["NoSuchThing"]),
    "EmptyBatchRequest": lambda c, q: c.send_message_batch(QueueUrl=q, Entries=[]),
    "TooManyEntriesInBatchRequest": lambda c, q: c.delete_message_batch(
        QueueUrl=q, Entries=[{"Id": str(number), "ReceiptHandle": "x"} for number in range(11)]
    ),
    "BatchEntryIdsNotDistinct": lambda c, q: c.delete_message_batch(
        QueueUrl=q, Entries=[{"Id": "a", "ReceiptHandle": "x"}] * 2
    ),
    "InvalidBatchEntryId": lambda c, q: c.delete_message_batch(
        QueueUrl=q, Entries=[{"Id": "a b", "ReceiptHandle": "x"}]
    ),
    "BatchRequestTooLong": lambda c, q: c.send_message_batch(
        QueueUrl=q, Entries=[{"Id": one, "MessageBody": "x" * 600_000} for one in "ab"]
    ),
    "InvalidMessageContents": lambda c, q: c.send_message(QueueUrl=q, MessageBody="\x01"),
    "ReceiptHandleIsInvalid": lambda c, q: c.delete_message(QueueUrl=q, ReceiptHandle="garbage"),
    "OverLimit": lambda c, q: c.add_permission(
        QueueUrl=q,
        Label="l",
        AWSAccountIds=["111111111111"],
        Actions=[
            "SendMessage",
            "ReceiveMessage",
            "DeleteMessage",
            "ChangeMessageVisibility",
            "GetQueueAttributes",
            "GetQueueUrl",
            "ListDeadLetterSourceQueues",
            "PurgeQueue",
        ],
    ),
}


@pytest.mark.parametrize("exception", EXCEPTIONS)
def test_SDK_4_exception_classes(sqs, queue, exception):
    with pytest.raises(getattr(sqs.exceptions, exception)):
        EXCEPTIONS[exception](sqs, queue)
