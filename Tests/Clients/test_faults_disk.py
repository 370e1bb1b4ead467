"""A disk that is full: sends are refused and may be repeated, nothing is lost, what is there can be taken out."""

import errno
import time
from collections import Counter
from statistics import median

import pytest

from faults import Calls, PrefixedDaemon, cpu_seconds, needs_mount, tmpfs, url_of
from sqsd import Daemon

BODY = "x" * 20_000


def fill(call, queue, label, most=2000):
    """Sends until it is refused, and says what was not."""
    sent = []
    for number in range(most):
        body = f"{label}-{number} {BODY}"
        reply = call("SendMessage", QueueUrl=url_of(queue), MessageBody=body)
        assert reply is not None, "the connection broke"
        if reply.status != 200:
            assert reply.status == 503, reply
            assert reply.json["__type"].endswith("#ServiceUnavailableException"), reply
            return sent
        sent.append(body)
    raise AssertionError("the disk is never full")


def occupy(path, size):
    """What somebody else has on the disk: so many bytes, or as many as there are."""
    with open(path, "wb", buffering=0) as file:
        try:
            for _ in range(size // 4096):
                file.write(b"b" * 4096)
        except OSError as error:
            assert error.errno == errno.ENOSPC


def take_out(call, queue, count, seen):
    """Receives and deletes so many messages; every refusal counts."""
    taken = []
    while len(taken) < count:
        reply = call("ReceiveMessage", QueueUrl=url_of(queue), MaxNumberOfMessages=min(10, count - len(taken)))
        seen[f"receive {reply.status}"] += 1
        messages = reply.json.get("Messages", []) if reply.status == 200 else []
        if not messages:
            break
        for message in messages:
            reply = call("DeleteMessage", QueueUrl=url_of(queue), ReceiptHandle=message["ReceiptHandle"])
            seen[f"delete {reply.status}"] += 1
            if reply.status == 200:
                taken.append(message["Body"])
    return taken


@pytest.fixture
def disk(tmp_path):
    with tmpfs(tmp_path / "disk", "8m") as path:
        yield path


@needs_mount
@pytest.mark.parametrize("durability", ["full", "normal"])
def test_a_full_disk_refuses_sends_and_lets_everything_out(disk, durability):
    daemon = Daemon(disk / "data", durability=durability).start()
    seen = Counter()
    try:
        call = Calls(daemon.port)
        assert call("CreateQueue", QueueName="q").status == 200
        ballast = disk / "ballast"
        there, took = [], []
        for cycle in range(20):
            occupy(ballast, 2_000_000)
            there += fill(call, "q", f"{cycle}")
            # While it is full: half of what is there can be had.
            taken = take_out(call, "q", len(there) // 2, seen)
            assert len(taken) == len(there) // 2 and len(set(taken)) == len(taken)
            assert set(taken) <= set(there), "something that nobody sent, or that was deleted"
            there = [body for body in there if body not in set(taken)]
            ballast.unlink()
            # Nothing but the space is needed for sends to go on.
            began = time.monotonic()
            body = f"after {cycle} {BODY}"
            assert call("SendMessage", QueueUrl=url_of("q"), MessageBody=body).status == 200
            took.append(time.monotonic() - began)
            there.append(body)
        print(f"{durability}: {dict(seen)}")
        assert set(seen) == {"receive 200", "delete 200"}, seen
        assert median(took) < 1
        assert daemon.stop() == 0
        daemon.start()
        assert sorted(Calls(daemon.port).drain(url_of("q"))) == sorted(there)
    finally:
        daemon.kill()




@needs_mount
def test_a_full_disk_survives_kill_9_and_costs_no_time(disk):
    daemon = Daemon(disk / "data", durability="full").start()
    try:
        call = Calls(daemon.port)
        call("CreateQueue", QueueName="q")
        occupy(disk / "ballast", 3_000_000)
        sent = fill(call, "q", "first")
        before = cpu_seconds(daemon.pid)
        time.sleep(2)
        assert cpu_seconds(daemon.pid) - before < 0.2, "it spins"
        daemon.kill()
        daemon.start()
        call = Calls(daemon.port)
        there = call.drain(url_of("q"))
        assert there == sent
        # What was taken out has made room in the file itself.
        assert call("SendMessage", QueueUrl=url_of("q"), MessageBody="small").status == 200
        assert daemon.stop() == 0
    finally:
        daemon.kill()


def test_a_limit_of_file_sizes_refuses_sends_and_loses_nothing(tmp_path):
    daemon = PrefixedDaemon(tmp_path / "data", ["prlimit", "--fsize=2000000"], durability="full").start()
    try:
        call = Calls(daemon.port)
        call("CreateQueue", QueueName="q")
        sent = fill(call, "q", "first")
        assert daemon.running and sent
        assert call("SendMessage", QueueUrl=url_of("q"), MessageBody=BODY).status == 503
        daemon.kill()
        daemon.prefix = []
        daemon.start()
        assert Calls(daemon.port).drain(url_of("q")) == sent
        assert daemon.stop() == 0
    finally:
        daemon.kill()
