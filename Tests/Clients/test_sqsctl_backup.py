"""Backups: made while others send, verified, and turned into a data directory that a daemon serves."""

import itertools
import os
import shutil
import subprocess
import threading

import pytest

from patience import until
from sqsctl import Sqsctl
from sqsd import binary


class Senders:
    """Sends numbered messages over several connections, and keeps what was acknowledged."""

    def __init__(self, sqs, queues, count=4):
        self._sqs, self._queues = sqs, queues
        self.acknowledged, self.attempted, self.errors = [], [], []
        self._ends = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(number,)) for number in range(count)]

    def _run(self, sender):
        try:
            for place in itertools.count():
                if self._ends.is_set():
                    return
                queue = self._queues[place % len(self._queues)]
                body = f"{sender}-{place}"
                fifo = {"MessageGroupId": f"g{sender}", "MessageDeduplicationId": body} if ".fifo" in queue else {}
                self.attempted.append(body)
                self._sqs.send_message(QueueUrl=queue, MessageBody=body, **fifo)
                self.acknowledged.append(body)
        except Exception as error:  # told by the test
            self.errors.append(error)

    def wait_for(self, count):
        until(lambda: len(self.acknowledged) >= count or self.errors, what=f"{count} messages sent")

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._ends.set()
        for thread in self._threads:
            thread.join(120)
        assert not self.errors, self.errors


@pytest.fixture
def backup(start, clients, tmp_path):
    """A backup of a small daemon, which has ended."""
    daemon = start()
    ctl = Sqsctl(daemon.url, tmp_path)
    ctl("create", "orders")
    ctl("send", "orders", "--repeat", "3", "--template", "body number $i")
    ctl("backup", "backup.db")
    daemon.stop()
    return tmp_path / "backup.db"


@pytest.fixture
def ctl(tmp_path):
    """Without a daemon: backups need none."""
    return Sqsctl(None, tmp_path)


def bodies_of(ctl, queue):
    return [one["Body"] for one in ctl("peek", queue, "--all", "-o", "jsonl").jsonl]


def test_a_backup_under_load_holds_all_that_was_acknowledged_before(start, clients, tmp_path):
    daemon = start()
    ctl, sqs = Sqsctl(daemon.url, tmp_path), clients(daemon)
    ctl("create", "orders")
    ctl("create", "orders.fifo")
    urls = [sqs.get_queue_url(QueueName=name)["QueueUrl"] for name in ("orders", "orders.fifo")]
    with Senders(sqs, urls) as senders:
        senders.wait_for(400)
        before = list(senders.acknowledged)
        ctl("backup", "backup.db")
        senders.wait_for(len(senders.acknowledged) + 100)
    assert f"{tmp_path / 'backup.db'} is sound: 2 queues, " in ctl("verify", str(tmp_path / "backup.db")).out

    live = ctl.run("restore", "backup.db", "--data-dir", str(daemon.data_dir))
    assert live.code == 64 and "Nothing was changed." in live.err and daemon.running
    assert len(bodies_of(ctl, "orders")) + len(bodies_of(ctl, "orders.fifo")) == len(senders.acknowledged)

    restored = tmp_path / "not" / "there" / "yet"
    done = ctl("restore", "backup.db", "--data-dir", str(restored))
    assert f"Start it with: sqsd --data-dir {restored}" in done.out
    second = start(data_dir=restored)
    served = Sqsctl(second.url, tmp_path)
    kept = [bodies_of(served, name) for name in ("orders", "orders.fifo")]
    everything = kept[0] + kept[1]
    assert len(everything) == len(set(everything))
    assert set(before) <= set(everything) <= set(senders.attempted)
    for sender in range(4):
        places = [int(body.split("-")[1]) for body in kept[1] if body.startswith(f"{sender}-")]
        # Of each sender every second message, from its first one on, without a gap.
        assert places == list(range(1, 2 * len(places), 2))

    # Others serve them as well, and the queues go on.
    url = clients(second).get_queue_url(QueueName="orders")["QueueUrl"]
    received = clients(second).receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert {message["Body"] for message in received} <= set(kept[0]) and received
    clients(second).send_message(QueueUrl=url, MessageBody="after")
    assert second.stop() == 0
    assert ctl.run("restore", "backup.db", "--data-dir", str(restored)).code == 64


def test_a_damaged_backup_is_told_from_a_missing_one(ctl, backup):
    sound = backup.read_bytes()
    assert ctl("verify", "backup.db").out == "backup.db is sound: 1 queue, 3 messages.\n"
    place = sound.index(b"body number 2")
    backup.write_bytes(sound[:place] + b"B" + sound[place + 1 :])
    damaged = ctl.run("verify", "backup.db")
    assert damaged.code == 65 and "1 of them damaged" in damaged.err and damaged.out == ""
    assert ctl.run("restore", "backup.db", "--data-dir", "new").code == 65
    backup.write_bytes(sound[: len(sound) // 2])
    assert ctl.run("verify", "backup.db").code == 65
    assert ctl.run("restore", "backup.db", "--data-dir", "new").code == 65
    assert not (backup.parent / "new").exists()
    assert ctl.run("verify", "none.db").code == 74
    assert ctl.run("restore", "backup.db").code == 64


def test_names_that_look_like_flags_are_names(ctl, backup):
    backup.rename(backup.with_name("-backup.db"))
    ctl("verify", "--", "-backup.db")
    ctl("restore", "--data-dir=-data", "--", "-backup.db")
    assert (backup.parent / "-data" / "sqsd.sqlite3").exists()


def test_sqsd_is_found_on_the_path_or_its_absence_told(ctl, backup):
    apart = backup.parent / "apart"
    apart.mkdir()
    try:
        os.link(ctl.program, apart / "sqsctl")
    except OSError:
        shutil.copy2(ctl.program, apart / "sqsctl")

    def verify(path):
        environment = {**ctl.environment, "PATH": path}
        return subprocess.run(
            [apart / "sqsctl", "verify", "backup.db"], env=environment, capture_output=True, text=True, cwd=ctl.home
        )

    assert verify(str(binary().parent)).returncode == 0
    lost = verify(str(apart))
    assert lost.returncode == 69 and "There is no sqsd beside sqsctl" in lost.stderr and "PATH" in lost.stderr
