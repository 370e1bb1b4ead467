#!/usr/bin/env python3
"""How long quiet messages wait behind a noisy tenant's backlog, with and without group ids (section 9).

    .venv/current/bin/python Tests/Clients/fairness.py [--backlog 100000] [--workers 4] [--work 0.03] [--quiet 0.05]

A backlog of one noisy group is consumed by a few workers, ten messages at a time, each batch taking `--work` seconds.
Meanwhile a quiet group sends a message every `--quiet` seconds. What is measured is the time between the reply to
that send and the reply that delivers the message. The daemon is $SQSD_BINARY, started with --durability.
"""

import argparse
import tempfile
import threading
import time
from dataclasses import dataclass

from load import Caller
from sqsd import Daemon, binary

QUIET = "quiet "


@dataclass
class Measured:
    """Seconds that quiet messages waited, and how the whole went."""

    dwell: list
    backlog: int
    seconds: float

    def percentile(self, share) -> float:
        ordered = sorted(self.dwell)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]

    def __str__(self):
        p50, p99, most = (self.percentile(share) * 1000 for share in (0.5, 0.99, 1))
        return (
            f"p50 {p50:9.1f} ms   p99 {p99:9.1f} ms   max {most:9.1f} ms   ({len(self.dwell)} quiet messages, "
            f"{self.backlog} noisy in {self.seconds:.1f} s, {self.backlog / self.seconds:.0f}/s)"
        )


def measure(port, name, grouped, backlog, workers=4, work=0.03, quiet=0.05) -> Measured:
    """Sends the backlog, then consumes it with a quiet sender beside; with `grouped`, messages carry group ids."""
    url = f"http://localhost/000000000000/{name}"
    Caller(port)("CreateQueue", QueueName=name)
    fill(port, url, backlog, {"MessageGroupId": "noisy"} if grouped else {})
    sent, arrived = {}, {}
    done = threading.Event()
    left = [backlog]
    lock = threading.Lock()

    def consume():
        call = Caller(port)
        while not done.is_set() or len(arrived) < len(sent):
            reply = call(
                "ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=60, WaitTimeSeconds=1
            )
            now = time.monotonic()
            messages = reply.get("Messages", [])
            if not messages:
                continue
            mine = {one["Body"]: now for one in messages if one["Body"].startswith(QUIET)}
            with lock:
                arrived.update(mine)
                left[0] -= len(messages) - len(mine)
                if left[0] == 0:
                    done.set()
            time.sleep(work)
            entries = [{"Id": str(n), "ReceiptHandle": one["ReceiptHandle"]} for n, one in enumerate(messages)]
            call("DeleteMessageBatch", QueueUrl=url, Entries=entries)
        call.close()

    def send_quietly():
        call, group = Caller(port), {"MessageGroupId": "quiet"} if grouped else {}
        number, due = 0, time.monotonic()
        while not done.is_set():
            body = f"{QUIET}{number}"
            call("SendMessage", QueueUrl=url, MessageBody=body, **group)
            sent[body] = time.monotonic()
            number, due = number + 1, max(due + quiet, time.monotonic())
            time.sleep(max(0, due - time.monotonic()))
        call.close()

    began = time.monotonic()
    threads = [threading.Thread(target=consume, daemon=True) for _ in range(workers)]
    for thread in threads:
        thread.start()
    # The workers hold their first batches: the noisy tenant is in flight before the first quiet message.
    time.sleep(work)
    sender = threading.Thread(target=send_quietly, daemon=True)
    sender.start()
    done.wait()
    seconds = time.monotonic() - began
    for thread in [sender, *threads]:
        thread.join(60)
    return Measured([max(0.0, arrived[body] - sent[body]) for body in sent], backlog, seconds)


def fill(port, url, backlog, group):
    """Four senders, so that batches share commits."""

    def send(first):
        call = Caller(port)
        for start in range(first, backlog, 40):
            entries = [
                {"Id": str(n), "MessageBody": f"noisy {n}", **group} for n in range(start, min(start + 10, backlog))
            ]
            if entries:
                call("SendMessageBatch", QueueUrl=url, Entries=entries)
        call.close()

    threads = [threading.Thread(target=send, args=(first,)) for first in range(0, 40, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.strip().splitlines()[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("--backlog", type=int, default=5000, help="noisy messages that wait at the start")
    parser.add_argument("--workers", type=int, default=4, help="consumers, ten messages each at a time")
    parser.add_argument("--work", type=float, default=0.03, help="seconds that ten messages take a worker")
    parser.add_argument("--quiet", type=float, default=0.05, help="seconds between quiet messages")
    parser.add_argument("--durability", default="full", help="of the daemon: full, normal, memory")
    given = parser.parse_args()
    print(f"{binary()}, durability {given.durability}, backlog {given.backlog}, {given.workers} workers")
    with tempfile.TemporaryDirectory(prefix="sqsd-fairness-") as directory:
        with Daemon(directory, durability=given.durability) as daemon:
            for grouped in (False, True):
                result = measure(
                    daemon.port, f"grouped-{grouped}", grouped, given.backlog, given.workers, given.work, given.quiet
                )
                print(f"{'with' if grouped else 'without'} group ids:".ljust(19), result, flush=True)


if __name__ == "__main__":
    main()
