"""Writes and syncs that fail, and kills in the midst of them: no false success, nothing lost, nothing back."""

import random
import sqlite3
import threading
import time

import pytest

from faults import Calls, Injection, needs_strace, url_of
from patience import TooSlow
from sqsd import Daemon, DaemonFailed


class Senders:
    """Threads that send until they are told something else than success."""

    def __init__(self, daemon, queue, count=4, size=300):
        self.acknowledged = []
        self.refused = []
        self._threads = [
            threading.Thread(target=self._run, args=(daemon, queue, f"{n}", size), daemon=True) for n in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def _run(self, daemon, queue, label, size):
        call = Calls(daemon.port)
        number = 0
        while True:
            body = f"{label}-{number} " + "x" * size
            began = time.time()
            reply = call("SendMessage", QueueUrl=url_of(queue), MessageBody=body)
            if reply is None:
                return
            if reply.status != 200:
                self.refused.append(reply)
                return
            self.acknowledged.append((body, began))
            number += 1

    def join(self):
        for thread in self._threads:
            thread.join(120)
            assert not thread.is_alive(), "a call was never answered"


@needs_strace
@pytest.mark.parametrize("durability, fault, size", [
    ("full", "fdatasync:error=EIO:when=20", 300),
    ("full", "pwrite64:error=EIO:when=200", 300),
    ("full", "pwrite64:error=EIO:when=40+", 300),
    ("normal", "pwrite64:error=EIO:when=200", 300),
    # Syncs only before a checkpoint.
    ("normal", "fdatasync:error=EIO:when=1", 200_000),
])
def test_an_io_error_ends_the_daemon_and_nothing_false_is_acknowledged(start, patience, durability, fault, size):
    daemon = start(durability=durability)
    assert Calls(daemon.port)("CreateQueue", QueueName="q").status == 200
    with Injection(daemon, fault) as injection:
        senders = Senders(daemon, "q", size=size)
        code = daemon.wait()
        ended = time.time()
        senders.join()
    assert injection.injected_at, "no call was made to fail"
    took = ended - injection.injected_at
    print(f"{durability} {fault}: {len(senders.acknowledged)} acknowledged, ended {took * 1000:.0f} ms after the error")
    assert code == 74, daemon.log()
    assert "disk I/O error" in daemon.log() and "exitCode=74" in daemon.log()
    assert not [body for body, began in senders.acknowledged if began > injection.injected_at + 0.01]
    assert all(reply.status in (500, 503) for reply in senders.refused), senders.refused
    daemon.start()
    there = Calls(daemon.port).drain(url_of("q"))
    assert len(there) == len(set(there)), "a message is there twice"
    assert {body for body, _ in senders.acknowledged} <= set(there), "an acknowledged message is lost"
    assert len(there) <= len(senders.acknowledged) + len(senders.refused) + 4
    if took > patience:
        raise TooSlow(f"{took:.3f} s from the error to the end")


class Cycle:
    """One life of each kind of message, told call by call; stops at the first broken connection.

    `certain` are bodies that must be there at the end, `possible` those that may be: what a call that was not answered
    has sent, or has not yet taken away.
    """

    LARGE = 200_000
    # Of what it receives and deletes at once.
    LEASE_SECONDS = 10

    def __init__(self, port, number, grows):
        self.call = Calls(port)
        self.number = number
        self.grows = grows
        self.standard, self.dead, self.other = f"s{number}", f"d{number}", f"p{number}"
        self.fifo = f"f{number}.fifo"
        self.certain, self.possible, self.order = {}, {}, []
        self.ended_at = None

    @property
    def queues(self):
        return [self.standard, self.dead, self.other, self.fifo]

    def run(self):
        try:
            steps = [self.create, self.send, self.batch, self.take, self.delete, self.ordered, self.die, self.move, self.purge]
            for step in steps + [self.grow] * self.grows:
                self.ended_at = step.__name__
                step()
            self.ended_at = None
        except ConnectionError:
            pass
        return self

    def ask(self, action, **members):
        reply = self.call(action, **members)
        if reply is None:
            raise ConnectionError(action)
        assert reply.status == 200, (action, reply)
        return reply.json if reply.body else {}

    def put(self, queue, bodies, action, **members):
        for body in bodies:
            self.possible[body] = queue
        self.ask(action, QueueUrl=url_of(queue), **members)
        self.certain.update((body, queue) for body in bodies)

    def gone(self, bodies):
        """From the moment of asking on they need not be there; after the answer they must not."""
        for body in bodies:
            self.certain.pop(body, None)

    def create(self):
        self.ask("CreateQueue", QueueName=self.dead)
        policy = f'{{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:{self.dead}","maxReceiveCount":1}}'
        self.ask("CreateQueue", QueueName=self.standard, Attributes={"VisibilityTimeout": "1", "RedrivePolicy": policy})
        self.ask("CreateQueue", QueueName=self.other)
        self.ask("CreateQueue", QueueName=self.fifo, Attributes={"FifoQueue": "true", "VisibilityTimeout": f"{self.LEASE_SECONDS}"})

    def send(self):
        for n in range(3):
            self.put(self.standard, [f"{self.number} send {n}"], "SendMessage", MessageBody=f"{self.number} send {n}")

    def batch(self):
        bodies = [f"{self.number} batch {n}" for n in range(10)]
        self.put(self.standard, bodies, "SendMessageBatch",
                 Entries=[{"Id": f"{n}", "MessageBody": body} for n, body in enumerate(bodies)])

    def receive(self, queue, count, **options):
        reply = self.ask("ReceiveMessage", QueueUrl=url_of(queue), MaxNumberOfMessages=count, **options)
        return reply.get("Messages", [])

    def take(self):
        self.held = self.receive(self.standard, 5, VisibilityTimeout=self.LEASE_SECONDS)
        assert len(self.held) == 5

    def delete(self):
        self.remove(self.standard, self.held)

    def remove(self, queue, messages):
        bodies = [message["Body"] for message in messages]
        self.gone(bodies)
        reply = self.ask("DeleteMessageBatch", QueueUrl=url_of(queue),
                         Entries=[{"Id": f"{n}", "ReceiptHandle": m["ReceiptHandle"]} for n, m in enumerate(messages)])
        if "Failed" in reply:
            raise TooSlow(f"{reply}")
        for body in bodies:
            del self.possible[body]

    def ordered(self):
        for n in range(4):
            body = f"{self.number} fifo {n}"
            self.order.append(body)
            self.put(self.fifo, [body], "SendMessage", MessageBody=body, MessageGroupId="g", MessageDeduplicationId=f"{n}")
        self.remove(self.fifo, self.receive(self.fifo, 1))

    def die(self):
        """Eight are received, and then moved to the dead-letter queue by the receive that comes after."""
        self.receive(self.standard, 10, VisibilityTimeout=0)
        self.receive(self.standard, 10, VisibilityTimeout=0)

    def move(self):
        self.ask("StartMessageMoveTask", SourceArn=f"arn:aws:sqs:us-east-1:000000000000:{self.dead}")
        time.sleep(0.03)

    def purge(self):
        bodies = [f"{self.number} purged {n}" for n in range(3)]
        self.put(self.other, bodies, "SendMessageBatch",
                 Entries=[{"Id": f"{n}", "MessageBody": body} for n, body in enumerate(bodies)])
        self.gone(bodies)
        self.ask("PurgeQueue", QueueUrl=url_of(self.other))
        for body in bodies:
            del self.possible[body]

    def grow(self):
        """Enough for the log to be copied into the file."""
        for n in range(22):
            body = f"{self.number} large {n} " + "y" * self.LARGE
            self.put(self.other, [body], "SendMessage", MessageBody=body)
        time.sleep(0.1)


SMALL = [f"fdatasync:signal=SIGKILL:when={n}" for n in (1, 3, 5, 7, 8, 9, 10, 11, 12, 14, 16, 17, 18, 19, 20, 21, 22)] + [
    f"pwrite64:signal=SIGKILL:when={n}" for n in (3, 17, 40, 75, 120, 160, 200, 220)
]
# The log is copied into the file in these, by far the most writes of all.
GROWING = [f"pwrite64:signal=SIGKILL:when={n}" for n in (1000, 2300, 2700, 3000)] + ["fdatasync:signal=SIGKILL:when=44"]
KILLS = SMALL + GROWING


@needs_strace
@pytest.mark.timeout(900)
def test_kills_at_chosen_writes_lose_nothing_and_bring_nothing_back(tmp_path):
    chance = random.Random(7)
    daemon = Daemon(tmp_path / "data", durability="full").start()
    cycles = []
    ends = {}
    try:
        for number, fault in enumerate(KILLS):
            with Injection(daemon, fault):
                cycle = Cycle(daemon.port, number, grows=fault in GROWING).run()
            cycles.append(cycle)
            ends[fault] = cycle.ended_at
            daemon.kill()
            # Once more, at an early moment of the recovery.
            daemon.launch()
            time.sleep(chance.uniform(0, 0.08))
            daemon.kill()
            daemon.start()
        print(ends)
        # Which step a write belongs to depends on how calls met in commits; most steps must have been hit.
        assert len(set(ends.values()) - {None}) >= 7 and "grow" in ends.values(), ends
        time.sleep(Cycle.LEASE_SECONDS + 0.1)
        call = Calls(daemon.port)
        found = 0
        for cycle in cycles:
            existing = [q for q in cycle.queues if call("GetQueueUrl", QueueName=q).status == 200]
            there = [body for queue in existing for body in call.drain(url_of(queue))]
            found += len(there)
            assert len(there) == len(set(there)), f"twice, after {KILLS[cycle.number]}"
            assert not set(cycle.certain) - set(there), f"lost, after {KILLS[cycle.number]}"
            assert not set(there) - set(cycle.possible), f"came back, after {KILLS[cycle.number]}"
            ordered = [body for body in there if " fifo " in body]
            assert ordered == [body for body in cycle.order if body in ordered]
        print(f"{len(KILLS)} kills, {found} messages")
        assert daemon.stop() == 0
        with sqlite3.connect(f"file:{tmp_path}/data/sqsd.sqlite3?mode=ro", uri=True) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    finally:
        daemon.kill()


def test_a_damaged_body_is_set_aside_and_the_others_are_served(start):
    daemon = start(durability="full")
    call = Calls(daemon.port)
    call("CreateQueue", QueueName="q", Attributes={"VisibilityTimeout": "0"})
    bodies = [f"message {n} " + "z" * 200 for n in range(10)]
    for body in bodies:
        assert call("SendMessage", QueueUrl=url_of("q"), MessageBody=body).status == 200
    assert daemon.stop() == 0
    flip(daemon.data_dir / "sqsd.sqlite3", b"message 4 zz")
    daemon.start()
    call = Calls(daemon.port)
    for _ in range(3):
        received = call.messages(url_of("q")) + call.messages(url_of("q"))
        assert {message["Body"] for message in received} <= set(bodies) - {bodies[4]}
    assert set(call.drain(url_of("q"))) == set(bodies) - {bodies[4]}
    said = [line for line in daemon.log().splitlines() if "no longer matches" in line]
    assert len(said) == 1, daemon.log()
    assert daemon.stop() == 0
    with sqlite3.connect(f"file:{daemon.data_dir}/sqsd.sqlite3?mode=ro", uri=True) as database:
        assert database.execute("SELECT count(*) FROM quarantined_messages").fetchone() == (1,)


def flip(path, place, offset=10):
    """Flips one bit of a byte in the first place that reads like this."""
    data = bytearray(path.read_bytes())
    at = data.index(place) + offset
    data[at] ^= 0x04
    path.write_bytes(data)


def test_damage_in_the_midst_of_the_log_is_told_and_not_cut_off_in_silence(start):
    daemon = start(durability="full")
    call = Calls(daemon.port)
    call("CreateQueue", QueueName="q")
    bodies = [f"message {n} " + "z" * 200 for n in range(20)]
    for body in bodies:
        assert call("SendMessage", QueueUrl=url_of("q"), MessageBody=body).status == 200
    daemon.kill()
    log = daemon.data_dir / "sqsd.sqlite3-wal"
    flip(log, b"message 8 zz")
    before = log.read_bytes()
    with pytest.raises(DaemonFailed, match="before it was ready"):
        daemon.start()
    assert daemon.process.returncode == 74, daemon.log()
    assert "damaged" in daemon.log() and "--damaged-log" in daemon.log(), daemon.log()
    assert log.read_bytes() == before, "it was changed"
    daemon.extra += ["--damaged-log", "accept"]
    daemon.start()
    there = Calls(daemon.port).drain(url_of("q"))
    assert there == bodies[: len(there)] and len(there) >= 7, "what came before the damage is there"
    assert any(file.read_bytes() == before for file in daemon.data_dir.iterdir()), "a copy of the log is kept"
