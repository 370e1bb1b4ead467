"""An operator's hand on a large queue must not be felt by those who send: selections go slice by slice."""

import http.client
import json
import os
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from patience import TooSlow
from sqsd import Daemon, binary
from wire import authorization

# A million takes some minutes to send and to remove.
MESSAGES = int(os.environ.get("SQSD_SCALE", "100000"))
# Half of what a person notices; on a machine that is busy, a few times what sends take when nobody else has a hand on it.
P99_SECONDS = 0.050
TIMES_ALONE = 3
BATCH = 10


def sqsctl(daemon, *arguments):
    command = [str(binary().parent / "sqsctl"), *arguments, "--endpoint", daemon.url]
    return subprocess.run(command, capture_output=True, text=True, timeout=1200, stdin=subprocess.DEVNULL)


class Sender:
    """Sends one small message after the other over one connection, and keeps how long each took."""

    def __init__(self, daemon, queue):
        self.daemon, self.queue = daemon, queue
        self.seconds = []
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon.port, timeout=120)
        headers = call_headers("SendMessage")
        body = json.dumps({"QueueUrl": self.queue, "MessageBody": "small"}).encode()
        while not self._ends.is_set():
            start = time.perf_counter()
            connection.request("POST", "/", body, headers)
            reply = connection.getresponse()
            reply.read()
            assert reply.status == 200
            self.seconds.append(time.perf_counter() - start)
            time.sleep(0.002)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ends.set()
        self._thread.join()

    @property
    def p99(self):
        ordered = sorted(self.seconds)
        return ordered[int(len(ordered) * 0.99)]


def alone(daemon, queue):
    """The p99 of sends beside which nothing happens."""
    with Sender(daemon, queue) as sender:
        time.sleep(3)
    return sender.p99


def let_others_send(sender, usual, patience):
    assert len(sender.seconds) > 20
    if sender.p99 > max(P99_SECONDS, TIMES_ALONE * usual) * patience:
        raise TooSlow(f"p99 {sender.p99 * 1000:.1f} ms, {usual * 1000:.1f} ms alone")


def call_headers(action):
    return {
        "X-Amz-Target": f"AmazonSQS.{action}",
        "Content-Type": "application/x-amz-json-1.0",
        "Authorization": authorization(),
    }


def fill(daemon, queue, count, body):
    """Sends the same batch again and again, over four connections."""
    entries = [{"Id": str(place), "MessageBody": body(place)} for place in range(BATCH)]
    batch = json.dumps({"QueueUrl": queue, "Entries": entries}).encode()

    def send(times):
        connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=60)
        for _ in range(times):
            connection.request("POST", "/", batch, call_headers("SendMessageBatch"))
            reply = connection.getresponse()
            assert reply.status == 200, reply.read()
            reply.read()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(send, [count // BATCH // 4] * 4))


@pytest.fixture
def daemon(tmp_path):
    with Daemon(tmp_path / "data") as daemon:
        yield daemon


@pytest.fixture
def counts(daemon, clients):
    def counts(name):
        attributes = clients(daemon).get_queue_attributes(QueueUrl=name, AttributeNames=["All"])["Attributes"]
        return int(attributes["ApproximateNumberOfMessages"])

    return counts


def body(place):
    """One of ten is wanted."""
    return json.dumps({"type": "paid" if place == 0 else "open", "filler": "x" * 200})


@pytest.mark.timeout(1800)
def test_purge_older_than_lets_others_send(daemon, clients, counts, patience):
    sqs = clients(daemon)
    for name in ("large", "other"):
        sqs.create_queue(QueueName=name)
    fill(daemon, "large", MESSAGES, body)
    assert counts("large") == MESSAGES
    usual = alone(daemon, "other")
    # The young one has to be younger when the purge begins.
    age = 4 * patience
    time.sleep(age + 1)
    sqs.send_message(QueueUrl="large", MessageBody="young")
    with Sender(daemon, "other") as sender:
        start = time.monotonic()
        done = sqsctl(daemon, "purge", "large", "--older-than", f"{age}s", "--yes")
        took = time.monotonic() - start
    assert done.returncode == 0, done.stderr
    if (left := counts("large")) == 0:
        raise TooSlow(f"the purge began {age} s after it was asked for")
    assert left == 1
    print(f"purge of {MESSAGES}: {took:.1f} s, {len(sender.seconds)} sends beside it, p99 {sender.p99 * 1000:.1f} ms, {usual * 1000:.1f} ms alone")
    let_others_send(sender, usual, patience)


@pytest.mark.timeout(1800)
def test_redrive_match_lets_others_send(daemon, clients, counts, patience):
    sqs = clients(daemon)
    for name in ("target", "dead", "other"):
        sqs.create_queue(QueueName=name)
    arn = sqs.get_queue_attributes(QueueUrl="dead", AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": "3"})
    sqs.set_queue_attributes(QueueUrl="target", Attributes={"RedrivePolicy": policy})
    fill(daemon, "dead", MESSAGES, body)
    usual = alone(daemon, "other")
    with Sender(daemon, "other") as sender:
        start = time.monotonic()
        done = sqsctl(daemon, "redrive", "dead", "--to", "target", "--match", '$.type == "paid"', "--yes")
        took = time.monotonic() - start
    assert done.returncode == 0, done.stderr
    assert (counts("target"), counts("dead")) == (MESSAGES // 10, MESSAGES - MESSAGES // 10)
    print(f"redrive in {MESSAGES}: {took:.1f} s, {len(sender.seconds)} sends beside it, p99 {sender.p99 * 1000:.1f} ms, {usual * 1000:.1f} ms alone")
    let_others_send(sender, usual, patience)
