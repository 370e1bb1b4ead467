"""Backups: made while others send, verified, and turned into a data directory that a daemon serves."""

import itertools
import os
import shutil
import signal
import subprocess
import threading

import pytest

from faults import Calls, needs_mount, tmpfs, url_of
from patience import until
from sqsctl import Sqsctl
from sqsd import Daemon, binary


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


def test_backups_in_a_row_under_load_hold_all_that_was_acknowledged_before_each(start, clients, tmp_path):
    daemon = start()
    ctl, sqs = Sqsctl(daemon.url, tmp_path), clients(daemon)
    ctl("create", "orders")
    acknowledged = []
    with Senders(sqs, [sqs.get_queue_url(QueueName="orders")["QueueUrl"]]) as senders:
        for number in range(1, 6):
            senders.wait_for(100 * number)
            acknowledged.append(list(senders.acknowledged))
            ctl("backup", f"{number}.db")
    for number, before in enumerate(acknowledged, start=1):
        restored = tmp_path / f"restored-{number}"
        ctl("restore", f"{number}.db", "--data-dir", str(restored))
        served = start(data_dir=restored)
        kept = bodies_of(Sqsctl(served.url, tmp_path), "orders")
        assert len(kept) == len(set(kept)) and set(before) <= set(kept) <= set(senders.attempted)
        served.stop()


def fill(sqs, url, count):
    """Sends so many messages of 256 KiB."""
    for number in range(count):
        sqs.send_message(QueueUrl=url, MessageBody=f"{number} ".ljust(256 * 1024, "x"))


def drafts(daemon):
    """The files of backups that the daemon is making."""
    return [path for path in daemon.data_dir.iterdir() if path.name.startswith(".sqsd-backup-")]


@pytest.fixture
def large(start, clients):
    """A daemon whose backups take a while."""
    daemon = start(durability="normal")
    sqs = clients(daemon)
    fill(sqs, sqs.create_queue(QueueName="orders")["QueueUrl"], 400)
    return daemon


def backing_up(ctl, *words):
    """`sqsctl backup`, under way."""
    return subprocess.Popen([ctl.program, "backup", *words], env=ctl.environment, cwd=ctl.home, stderr=subprocess.PIPE)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_nothing_stays_of_a_backup_whose_client_is_gone(large, clients, tmp_path, number):
    ctl = Sqsctl(large.url, tmp_path)
    process = backing_up(ctl, "backup.db")
    until(lambda: drafts(large), what="the beginning of a backup", every=0.002)
    process.send_signal(number)
    assert process.wait(30) == -number
    until(lambda: not drafts(large), what="the end of the backup of somebody who is gone", every=0.002)
    assert not (tmp_path / "backup.db").exists()
    assert large.running
    # The next one clears away what the last one could not.
    (tmp_path / "backup.db.1.sqsctl-part").write_bytes(b"half")
    ctl("backup", "backup.db")
    assert sorted(path.name for path in tmp_path.glob("backup.db*")) == ["backup.db"]
    assert "1 queue, 400 messages" in ctl("verify", "backup.db").out


def test_a_daemon_that_was_killed_while_it_made_a_backup_removes_what_there_is_of_it(large, tmp_path):
    process = backing_up(Sqsctl(large.url, tmp_path), "backup.db")
    until(lambda: drafts(large), what="the beginning of a backup", every=0.002)
    large.kill()
    assert process.wait(30) != 0 and not (tmp_path / "backup.db").exists()
    large.start()
    assert not drafts(large)
    ctl = Sqsctl(large.url, tmp_path)
    ctl("backup", "backup.db")
    assert "1 queue, 400 messages" in ctl("verify", "backup.db").out


def test_a_daemon_that_is_to_end_gives_a_backup_up(large, tmp_path):
    process = backing_up(Sqsctl(large.url, tmp_path), "backup.db")
    until(lambda: drafts(large), what="the beginning of a backup", every=0.002)
    assert large.stop() == 0
    assert process.wait(30) is not None
    assert not drafts(large)


@needs_mount
def test_a_disk_that_a_backup_fills_is_free_again_and_the_daemon_goes_on(tmp_path):
    with tmpfs(tmp_path / "disk", "48m") as disk:
        daemon = Daemon(disk / "data").start()
        try:
            call = Calls(daemon.port)
            call("CreateQueue", QueueName="orders")
            for number in range(100):
                body = f"{number} ".ljust(256 * 1024, "x")
                assert call("SendMessage", QueueUrl=url_of("orders"), MessageBody=body).status == 200
            home = tmp_path / "home"
            home.mkdir()
            ctl = Sqsctl(daemon.url, home)
            refused = ctl.run("backup", "backup.db")
            assert refused.code != 0
            assert "The database was not copied: no space left for the database: a backup leaves less than" in refused.err
            assert not drafts(daemon) and not list(home.glob("backup.db*"))
            assert call("SendMessage", QueueUrl=url_of("orders"), MessageBody="after").status == 200
            assert daemon.stop() == 0
        finally:
            daemon.kill()


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
