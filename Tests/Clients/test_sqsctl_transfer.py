"""Export and import: what one daemon held, another one holds as well, to the last digest."""

import base64
import http.client
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from sqsctl import Sqsctl
from wire import authorization

MESSAGES = int(os.environ.get("SQSD_SCALE", "20000"))
BATCH = 10
THREADS = 4
GROUPS = 40
# What neither the daemon nor the moment changes. In the second daemon messages have other numbers, of queue and store.
KEPT = [
    "MessageId", "Body", "MD5OfBody", "MessageAttributes", "MD5OfMessageAttributes", "AWSTraceHeader", "MessageGroupId",
    "MessageDeduplicationId", "ApproximateReceiveCount", "SentAt", "EnqueuedAt", "FirstReceivedAt", "SenderId", "Size",
]


class Calls:
    """SQS over one connection, as fast as Python goes."""

    def __init__(self, daemon):
        self._connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=60)

    def __call__(self, action, **members):
        headers = {
            "X-Amz-Target": f"AmazonSQS.{action}",
            "Content-Type": "application/x-amz-json-1.0",
            "Authorization": authorization(),
        }
        self._connection.request("POST", "/", json.dumps(members).encode(), headers)
        reply = self._connection.getresponse()
        text = reply.read()
        assert reply.status == 200, text
        return json.loads(text)


def attributes(number):
    """None, one of each type, or ten: the most that a message has."""
    if number % 5 == 0:
        return {}
    some = {
        "text": {"DataType": "String", "StringValue": f"größe {number} 😀\n"},
        "count": {"DataType": "Number", "StringValue": f"{number}.50"},
        "bytes": {"DataType": "Binary", "BinaryValue": base64.b64encode(bytes([number % 256, 0, 255])).decode()},
        "order.id": {"DataType": "String.uuid", "StringValue": f"id-{number}"},
        "price": {"DataType": "Number.decimal", "StringValue": "-1e-10"},
        "picture": {"DataType": "Binary.gif", "BinaryValue": base64.b64encode(b"GIF89a").decode()},
    }
    if number % 50 == 1:
        some |= {f"more-{place}": {"DataType": "String", "StringValue": "x" * place} for place in range(1, 5)}
    return some


def entry(number, is_fifo):
    one = {"Id": str(number % BATCH), "MessageBody": f'{{"n":{number},"text":"línea\\n{number} 日本"}}'}
    if attributes(number):
        one["MessageAttributes"] = attributes(number)
    if number % 3 == 0:
        trace = f"Root=1-5759e988-{number:024x};Parent=53995c3f42cd8ad8;Sampled=1"
        one["MessageSystemAttributes"] = {"AWSTraceHeader": {"DataType": "String", "StringValue": trace}}
    if is_fifo:
        # Groups of one thread are of no other, so that their order is known.
        one["MessageGroupId"] = f"group-{number // BATCH % GROUPS}"
        one["MessageDeduplicationId"] = f"once-{number}"
    elif number % 20 == 7:
        one["DelaySeconds"] = 900
    return one


def fill(daemon, queue, count):
    is_fifo = queue.endswith(".fifo")

    def send(thread):
        call = Calls(daemon)
        for start in range(thread * BATCH, count, THREADS * BATCH):
            entries = [entry(number, is_fifo) for number in range(start, min(start + BATCH, count))]
            assert not call("SendMessageBatch", QueueUrl=queue, Entries=entries).get("Failed")

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(send, range(THREADS)))


def listed(ctl, queue):
    return ctl("peek", queue, "--all", "-o", "jsonl", timeout=900).jsonl


def kept(message):
    return {name: message[name] for name in KEPT if name in message}


def by_group(messages):
    groups = {}
    for message in messages:
        groups.setdefault(message.get("MessageGroupId"), []).append(message["MessageId"])
    return groups


@pytest.mark.timeout(1800)
def test_a_round_trip_keeps_everything(start, clients, tmp_path, capsys):
    first, second = start(), start()
    ctl, other = Sqsctl(first.url, tmp_path), Sqsctl(second.url, tmp_path)
    ctl("create", "plain", "--dlq", "dead:2", "--tag", "team=shop", "--visibility", "77s")
    ctl("create", "fifo.fifo", "--content-based-deduplication")
    for queue in ("plain", "fifo.fifo"):
        fill(first, queue, MESSAGES // 2)
    # Some were received before: back at once, in flight still, or in the dead-letter queue.
    call = Calls(first)
    for queue, hidden, times in [("plain", 0, 30), ("plain", 3600, 10), ("fifo.fifo", 0, 10), ("fifo.fifo", 3600, 3)]:
        for _ in range(times):
            call("ReceiveMessage", QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=hidden)
    queues = ["plain", "fifo.fifo", "dead"]
    before = {queue: listed(ctl, queue) for queue in queues}
    assert sum(len(messages) for messages in before.values()) == MESSAGES // 2 * 2

    began = time.monotonic()
    ctl("export", "-f", "all.jsonl", timeout=900)
    exported = time.monotonic()
    done = other("import", "all.jsonl", timeout=900).fields
    imported = time.monotonic()
    assert (done["queues-created"], done["messages"]) == ("3", str(MESSAGES // 2 * 2))
    with capsys.disabled():
        print(f"\n{MESSAGES} messages: export {exported - began:.1f} s, import {imported - exported:.1f} s", end=" ")

    after = {queue: listed(other, queue) for queue in queues}
    for queue in queues:
        assert [kept(message) for message in after[queue]] == [kept(message) for message in before[queue]]
        assert by_group(after[queue]) == by_group(before[queue])
        assert any(message["ApproximateReceiveCount"] > 0 for message in after[queue]) or queue == "dead"
        old, new = (one("info", queue, "-o", "json").json for one in (ctl, other))
        clocks = {"CreatedTimestamp", "LastModifiedTimestamp"}
        counts = {name for name in old["Attributes"] if name.startswith("Approximate")}
        same = set(old["Attributes"]) - clocks - counts
        assert {name: new["Attributes"].get(name) for name in same} == {name: old["Attributes"][name] for name in same}
        assert new["Tags"] == old["Tags"]

    # Delays go on where they were; what was in flight can be received at once.
    delayed = {one["MessageId"]: one["VisibleAt"] for one in before["plain"] if one["State"] == "delayed"}
    assert delayed == {one["MessageId"]: one["VisibleAt"] for one in after["plain"] if one["State"] == "delayed"}
    assert delayed and any(one["State"] == "inflight" for one in before["plain"])
    assert not any(one["State"] == "inflight" for queue in queues for one in after[queue])

    # Consumers get the digests that senders were given, and groups in their order.
    sqs = clients(second)
    expected = {one["MessageId"]: one for queue in queues for one in before[queue]}
    groups = by_group(before["fifo.fifo"])
    served = {group: [] for group in groups}
    for queue in ("plain", "fifo.fifo"):
        for _ in range(40):
            for one in sqs.receive_message(
                QueueUrl=queue, MaxNumberOfMessages=10, MessageAttributeNames=["All"], AttributeNames=["All"]
            ).get("Messages", []):
                was = expected[one["MessageId"]]
                assert (one["Body"], one["MD5OfBody"]) == (was["Body"], was["MD5OfBody"])
                assert one.get("MD5OfMessageAttributes") == was.get("MD5OfMessageAttributes")
                assert one["Attributes"].get("AWSTraceHeader") == was.get("AWSTraceHeader")
                assert int(one["Attributes"]["ApproximateReceiveCount"]) == was["ApproximateReceiveCount"] + 1
                if queue == "fifo.fifo":
                    served[one["Attributes"]["MessageGroupId"]].append(one["MessageId"])
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=one["ReceiptHandle"])
    assert sum(map(len, served.values())) > 0
    for group, ids in served.items():
        assert ids == groups[group][: len(ids)]
