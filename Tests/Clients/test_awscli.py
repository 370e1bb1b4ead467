"""The AWS command line, action by action, as a person types it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import fresh_name
from digests import md5_of_body

AWS = Path(sys.executable).with_name("aws")


@pytest.fixture
def run(daemon, tmp_path):
    """Runs `aws sqs …` and gives the finished process."""
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "AWS_PAGER": "",
        "AWS_MAX_ATTEMPTS": "1",
        "PYTHONWARNINGS": "ignore",
    }

    def run(*words, **more):
        command = [AWS, "--endpoint-url", daemon.url, "--output", "json", "sqs", *words]
        return subprocess.run(command, env={**environment, **more}, capture_output=True, text=True, timeout=250)

    return run


@pytest.fixture
def aws(run):
    """Runs `aws sqs …`, which must succeed, and gives what it printed, parsed."""

    def aws(*words, **more):
        done = run(*words, **more)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    return aws


def is_error(done, code, operation, text):
    assert done.returncode in (254, 255), done
    assert f"An error occurred ({code}) when calling the {operation} operation: {text}" in done.stderr


def test_life_of_a_message(aws):
    name = fresh_name("cli")
    url = aws("create-queue", "--queue-name", name, "--attributes", "VisibilityTimeout=45", "--tags", "team=shop")[
        "QueueUrl"
    ]
    assert aws("get-queue-url", "--queue-name", name) == {"QueueUrl": url}

    sent = aws(
        "send-message",
        "--queue-url",
        url,
        "--message-body",
        "héllo & <b>",
        "--message-attributes",
        json.dumps({"color": {"DataType": "String", "StringValue": "blue"}}),
    )
    assert sent["MD5OfMessageBody"] == md5_of_body("héllo & <b>")
    assert sent["MD5OfMessageAttributes"] == "da1b33cc3cbfe8b1630921e78e6b9880"

    (message,) = aws(
        "receive-message",
        "--queue-url",
        url,
        "--attribute-names",
        "All",
        "--message-attribute-names",
        "All",
        "--max-number-of-messages",
        "10",
        "--wait-time-seconds",
        "1",
    )["Messages"]
    assert (message["Body"], message["MessageId"]) == ("héllo & <b>", sent["MessageId"])
    assert message["Attributes"]["ApproximateReceiveCount"] == "1"
    assert message["MessageAttributes"]["color"] == {"DataType": "String", "StringValue": "blue"}

    handle = message["ReceiptHandle"]
    change = ("change-message-visibility", "--queue-url", url, "--receipt-handle", handle, "--visibility-timeout")
    assert aws(*change, "60") is None
    assert aws("delete-message", "--queue-url", url, "--receipt-handle", handle) is None
    assert aws("receive-message", "--queue-url", url) in (None, {})
    assert aws("delete-queue", "--queue-url", url) is None


def test_attributes_tags_and_permissions(aws):
    url = aws("create-queue", "--queue-name", fresh_name("cli"))["QueueUrl"]
    aws("set-queue-attributes", "--queue-url", url, "--attributes", '{"DelaySeconds":"7","VisibilityTimeout":"8"}')
    names = ("--attribute-names", "DelaySeconds", "VisibilityTimeout")
    attributes = aws("get-queue-attributes", "--queue-url", url, *names)["Attributes"]
    assert attributes == {"DelaySeconds": "7", "VisibilityTimeout": "8"}

    aws("tag-queue", "--queue-url", url, "--tags", "a=1,b=2")
    aws("untag-queue", "--queue-url", url, "--tag-keys", "a")
    assert aws("list-queue-tags", "--queue-url", url) == {"Tags": {"b": "2"}}

    permission = ("--label", "l", "--aws-account-ids", "111111111111", "--actions", "SendMessage")
    aws("add-permission", "--queue-url", url, *permission)
    policy = aws("get-queue-attributes", "--queue-url", url, "--attribute-names", "Policy")["Attributes"]["Policy"]
    assert json.loads(policy)["Statement"][0]["Sid"] == "l"
    aws("remove-permission", "--queue-url", url, "--label", "l")


def test_batches_and_purge(aws):
    url = aws("create-queue", "--queue-name", fresh_name("cli"))["QueueUrl"]
    entries = [{"Id": one, "MessageBody": one} for one in "abc"]
    sent = aws("send-message-batch", "--queue-url", url, "--entries", json.dumps(entries))
    assert [one["Id"] for one in sent["Successful"]] == ["a", "b", "c"]
    messages = aws("receive-message", "--queue-url", url, "--max-number-of-messages", "10")["Messages"]
    changes = [
        {"Id": message["Body"], "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": 0}
        for message in messages
    ]
    changed = aws("change-message-visibility-batch", "--queue-url", url, "--entries", json.dumps(changes))
    assert len(changed["Successful"]) == 3
    deletions = [{"Id": message["Body"], "ReceiptHandle": message["ReceiptHandle"]} for message in messages[:2]]
    deleted = aws("delete-message-batch", "--queue-url", url, "--entries", json.dumps(deletions))
    assert [one["Id"] for one in deleted["Successful"]] == ["a", "b"]
    aws("purge-queue", "--queue-url", url)
    count = ("--attribute-names", "ApproximateNumberOfMessages")
    attributes = aws("get-queue-attributes", "--queue-url", url, *count)["Attributes"]
    assert attributes == {"ApproximateNumberOfMessages": "0"}


def test_lists(aws):
    account = {"AWS_ACCESS_KEY_ID": "314159265358"}
    target = aws("create-queue", "--queue-name", "dead", **account)["QueueUrl"]
    arn = "arn:aws:sqs:us-east-1:314159265358:dead"
    policy = json.dumps({"RedrivePolicy": json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3})})
    sources = [
        aws("create-queue", "--queue-name", f"source-{number}", "--attributes", policy, **account)["QueueUrl"]
        for number in range(3)
    ]
    assert sorted(aws("list-queues", **account)["QueueUrls"]) == sorted([target, *sources])
    assert sorted(aws("list-queues", "--queue-name-prefix", "s", "--page-size", "2", **account)["QueueUrls"]) == sources
    listed = aws("list-dead-letter-source-queues", "--queue-url", target, **account)["queueUrls"]
    assert sorted(listed) == sources


def test_errors(run, daemon):
    gone = f"{daemon.url}/000000000000/{fresh_name('gone')}"
    code, text = "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist"
    is_error(run("receive-message", "--queue-url", gone), code, "ReceiveMessage", text)
    is_error(
        run("create-queue", "--queue-name", "no good"),
        "InvalidParameterValue",
        "CreateQueue",
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
    )
