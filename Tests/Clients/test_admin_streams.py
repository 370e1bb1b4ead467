"""Answers that take a while: what becomes of them when the client hangs up, and what they do to others."""

import contextlib
import json
import os
import socket
import sqlite3
import threading
import time

import pytest

from admin import QUEUE, Admin, act, rows
from patience import TooSlow, until

MESSAGES = 3000


@pytest.fixture
def daemon(start):
    return start(durability="full")


@pytest.fixture
def admin(daemon):
    admin = Admin(daemon)
    act(admin, "CreateQueue", QueueName="q")
    for first in range(0, MESSAGES, 10):
        entries = [{"Id": str(n), "MessageBody": f"{first + n} " + 1000 * "x"} for n in range(10)]
        admin.raw("POST", "/v1/actions/SendMessageBatch", json.dumps({"QueueUrl": "q", "Entries": entries}))
    return admin


@contextlib.contextmanager
def hanging(port, head, body=b"", length=None):
    """A request whose client reads only what the test reads, and hangs up at the end of the block."""
    stream = socket.create_connection(("127.0.0.1", port), timeout=120)
    try:
        size = len(body) if length is None else length
        stream.sendall(
            f"{head} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {size}\r\n\r\n".encode() + body
        )
        yield stream
    finally:
        # At once, with what is on its way thrown away.
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        stream.close()


def left(admin):
    return admin.call("GET", QUEUE, queue="q")["Summary"]["ApproximateNumberOfMessages"]


def settled(look, seconds=120):
    """What a look shows once it has shown the same for longer than figures are kept."""
    deadline, seen, since = time.monotonic() + seconds, look(), time.monotonic()
    while time.monotonic() - since < 2:
        assert time.monotonic() < deadline, "it goes on"
        time.sleep(0.1)
        if (now := look()) != seen:
            seen, since = now, time.monotonic()
    return seen


def files(daemon):
    return sorted(path.name for path in daemon.data_dir.iterdir() if not path.name.startswith("sqsd."))


def test_a_selection_ends_when_its_client_hangs_up(daemon, admin, patience):
    body = json.dumps({"Selection": {}, "RatePerSecond": 200 // patience}).encode()
    with hanging(admin.port, "POST /v1/queues/q/messages/delete", body) as stream:
        answer = b""
        while b'"Done":1' not in answer and b'"Done":2' not in answer:
            answer += stream.recv(65536)
    remaining = settled(lambda: left(admin))
    assert 0 < remaining < MESSAGES, "what was done is done, and no more is"
    lines = admin.call("POST", QUEUE + "/messages/delete", queue="q", body={"Selection": {}})
    assert lines[-1]["Done"] == remaining
    if remaining <= MESSAGES - 400:
        raise TooSlow(f"{MESSAGES - remaining} were deleted")


@pytest.mark.parametrize("path", ["/v1/export", "/v1/backup"])
def test_who_hangs_up_while_something_is_sent_leaves_nothing(daemon, admin, path):
    before = rows(daemon)
    for _ in range(5):
        with hanging(admin.port, f"GET {path}") as stream:
            assert stream.recv(100).startswith(b"HTTP/1.1 200")
        # Before there is an answer, too.
        with hanging(admin.port, f"GET {path}"):
            pass
    assert settled(lambda: files(daemon)) == []
    until(lambda: open_files(daemon) < 5 + open_files(daemon, only="sqsd.sqlite3"), what="no file that is kept open")
    assert rows(daemon) == before and daemon.running
    assert admin.raw("GET", path)[0] == 200


def open_files(daemon, only=""):
    """Regular files of the data directory that the daemon has open, also those that have no name any more."""
    count = 0
    for descriptor in os.scandir(f"/proc/{daemon.pid}/fd"):
        with contextlib.suppress(FileNotFoundError):
            target = os.readlink(descriptor.path)
            count += target.startswith(str(daemon.data_dir)) and only in target
    return count


def test_an_import_ends_where_its_client_hangs_up(daemon, admin):
    export = admin.raw("GET", "/v1/export")[2].splitlines(keepends=True)
    act(admin, "PurgeQueue", QueueUrl="q")
    half = b"".join(export[: len(export) // 2])
    with hanging(admin.port, "POST /v1/import", half[:-700], length=10 * len(half)) as stream:
        stream.recv(100)
        settled(lambda: left(admin))
    came = settled(lambda: left(admin))
    assert came < MESSAGES // 2, "whole batches only"
    assert files(daemon) == []
    # Nothing of the line that was cut off, and all that came is whole.
    lines = admin.raw("POST", "/v1/import?dryRun=true", admin.raw("GET", "/v1/export")[2])[2].splitlines()
    assert json.loads(lines[-1])["Messages"] == came and "Problem" not in json.loads(lines[-1])


def test_a_backup_under_load_is_whole_and_holds_nobody_up(daemon, admin, tmp_path, patience):
    stop, slowest, sent = threading.Event(), [0.0], [0]

    def load():
        own = Admin(daemon)
        while not stop.is_set():
            begun = time.monotonic()
            own.raw("POST", "/v1/actions/SendMessage", json.dumps({"QueueUrl": "q", "MessageBody": f"{sent[0]}"}))
            slowest[0] = max(slowest[0], time.monotonic() - begun)
            sent[0] += 1

    sender = threading.Thread(target=load)
    sender.start()
    try:
        for number in range(5):
            sent_before = sent[0]
            path = tmp_path / f"{number}.sqlite3"
            status, _, content = admin.raw("GET", "/v1/backup")
            assert status == 200
            path.write_bytes(content)
            with sqlite3.connect(path) as database:
                assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
                count = database.execute("select count(*) from messages").fetchone()[0]
            assert MESSAGES + sent_before <= count <= MESSAGES + sent[0] + 1
            assert files(daemon) == [], "its file has no name any more"
    finally:
        stop.set()
        sender.join()
    if slowest[0] > 2 * patience:
        raise TooSlow(f"a send took {slowest[0]:.2f} s")


def looks(admin, message):
    """Every way to look at a queue."""
    for path in ["", "/activity", "/groups", "/holds", "/messages", f"/messages/{message}", f"/messages/{message}/why"]:
        assert admin.raw("GET", f"/v1/queues/q{path}")[0] == 200, path
    for query in ["from=newest", "state=inflight", "match=x", "body=excerpt", "olderThan=1", "client=127.0.0.1:1"]:
        assert admin.raw("GET", f"/v1/queues/q/messages?{query}&limit=1000")[0] == 200, query
    for path in ["/v1/queues", "/v1/clients", "/v1/move-tasks", "/v1/status", "/v1/export", "/v1/backup", "/metrics"]:
        assert admin.raw("GET", path)[0] == 200, path
    dry = json.dumps({"Selection": {}, "IsDryRun": True, "TakesInFlight": True})
    for action in ["delete", "release", "requeue", "redrive"]:
        assert admin.raw("POST", f"/v1/queues/q/messages/{action}", dry)[0] == 200, action


def test_many_looks_change_no_row(daemon, admin):
    message = admin.call("GET", QUEUE + "/messages", queue="q", query="limit=1")["Messages"][0]["MessageId"]
    act(admin, "ReceiveMessage", QueueUrl="q", MaxNumberOfMessages=10, VisibilityTimeout=600)
    before = rows(daemon)
    for _ in range(5):
        looks(admin, message)
    assert rows(daemon) == before


def test_looks_under_load_leave_the_counts_of_receives_alone(daemon, admin):
    """As many receives as callers have made, however much somebody looks meanwhile."""
    stop, received = threading.Event(), {}

    def receive():
        own = Admin(daemon)
        while not stop.is_set():
            body = {"QueueUrl": "q", "MaxNumberOfMessages": 10, "VisibilityTimeout": 0}
            _, _, content = own.raw("POST", "/v1/actions/ReceiveMessage", json.dumps(body))
            for message in json.loads(content).get("Messages", []):
                received[message["MessageId"]] = received.get(message["MessageId"], 0) + 1

    receiver = threading.Thread(target=receive)
    receiver.start()
    try:
        message = admin.call("GET", QUEUE + "/messages", queue="q", query="limit=1")["Messages"][0]["MessageId"]
        for _ in range(5):
            looks(admin, message)
    finally:
        stop.set()
        receiver.join()
    counts, after = {}, None
    while True:
        query = "limit=1000&body=excerpt" + (f"&after={after}" if after is not None else "")
        page = admin.call("GET", QUEUE + "/messages", queue="q", query=query)
        counts |= {message["MessageId"]: message["ApproximateReceiveCount"] for message in page["Messages"]}
        if (after := page.get("Next")) is None:
            break
    assert len(counts) == MESSAGES and sum(received.values()) > 0
    assert {identifier: count for identifier, count in counts.items() if count} == received
