"""What happens to the process: signals, limits, outputs nobody reads, a second daemon, files that are not its own."""

import hashlib
import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

from faults import Calls, PrefixedDaemon, cpu_seconds, ensure_open_files, needs_mount, resident_mebibytes, tmpfs, url_of
from patience import TooSlow, in_time, until
from sqsd import Daemon, DaemonFailed
from wire import Wire, read_reply

POLL_SECONDS = 20


def park(port, count, queue):
    """Sockets that wait in a long poll each."""
    wire = Wire(port)
    body = json.dumps({"QueueUrl": url_of(queue), "WaitTimeSeconds": POLL_SECONDS}).encode()
    head = wire.head(
        X_Amz_Target="AmazonSQS.ReceiveMessage", Content_Type="application/x-amz-json-1.0", Content_Length=str(len(body))
    )
    sockets = []
    for _ in range(count):
        sockets.append(wire.socket())
        sockets[-1].sendall(head + body)
    return sockets


def refusal(daemon):
    """How a daemon that does not start ends, and what it says."""
    with pytest.raises(DaemonFailed, match="before it was ready"):
        daemon.start()
    return daemon.process.returncode, daemon.log()


# Signals.


def test_SIGTERM_under_load_answers_every_call_that_was_made(start, prompt, patience):
    ensure_open_files(1000)
    daemon = start(durability="full")
    call = Calls(daemon.port)
    for queue in ("q", "waiting"):
        assert call("CreateQueue", QueueName=queue).status == 200
    polls = park(daemon.port, 100, "waiting")
    daemon.wait_for_polls("waiting", 100)
    outcomes = Counter()
    lock = threading.Lock()
    ending = threading.Event()
    wire = Wire(daemon.port)

    def send(connection):
        while True:
            try:
                reply = wire.json("SendMessage", {"QueueUrl": url_of("q"), "MessageBody": "x" * 500}, connection=connection)
            except (ConnectionError, http.client.HTTPException) as error:
                # Sent later than an ending daemon keeps a quiet connection: allowed when it was not carried out.
                outcome = "too late" if ending.is_set() else type(error).__name__
            else:
                outcome = f"{reply.status}"
            with lock:
                outcomes[outcome] += 1
            if outcome != "200" or (reply.header("Connection") or "").lower() == "close":
                return

    # All of them before the end, after which nobody is let in.
    connections = [wire.connection() for _ in range(100 // patience)]
    for connection in connections:
        connection.connect()
    threads = [threading.Thread(target=send, args=[connection], daemon=True) for connection in connections]
    for thread in threads:
        thread.start()
    until(lambda: outcomes["200"] >= 200, what="some sends")
    with prompt(within=3):
        began = time.monotonic()
        ending.set()
        assert daemon.stop() == 0
        took = time.monotonic() - began
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive(), "a call was never answered"
    replies = [read_reply(poll) for poll in polls]
    print(f"SIGTERM: ended after {took:.2f} s, {dict(outcomes)}")
    assert [(reply.status, reply.json) for reply in replies] == [(200, {})] * 100
    assert outcomes["200"] > 0 and set(outcomes) <= {"200", "too late"}, outcomes
    daemon.start()
    attributes = Calls(daemon.port)("GetQueueAttributes", QueueUrl=url_of("q"), AttributeNames=["All"]).json["Attributes"]
    assert int(attributes["ApproximateNumberOfMessages"]) == outcomes["200"]
    if set(outcomes) != {"200"}:
        raise TooSlow(f"{outcomes}")


def test_a_second_SIGTERM_ends_it_at_once(start, prompt):
    daemon = start()
    wire = Wire(daemon.port)
    with wire.socket() as slow:
        # A call that is on its way holds up an orderly end.
        slow.sendall(wire.head(
            X_Amz_Target="AmazonSQS.ListQueues", Content_Type="application/x-amz-json-1.0", Content_Length="100",
            Expect="100-continue",
        ))
        assert read_reply(slow).status == 100
        daemon.terminate()
        until(lambda: "ending" in daemon.log(), what="the first SIGTERM")
        assert daemon.running
        with prompt(within=0.4):
            daemon.terminate()
            assert daemon.wait() == 2


def test_as_the_first_process_it_ends_on_SIGTERM_too(tmp_path):
    unshare = ["unshare", "--pid", "--fork", "--mount-proc"]
    if not shutil.which("unshare") or subprocess.run([*unshare, "true"], capture_output=True).returncode != 0:
        pytest.skip("unshare may not make a namespace of processes")
    daemon = PrefixedDaemon(tmp_path / "data", unshare).start()
    try:
        assert Calls(daemon.port)("ListQueues").status == 200
        [child] = Path(f"/proc/{daemon.pid}/task/{daemon.pid}/children").read_text().split()
        os.kill(int(child), signal.SIGTERM)
        assert daemon.wait() == 0
    finally:
        daemon.kill()


def test_signals_that_are_no_reason_to_die(start):
    daemon = start()
    for number in (signal.SIGPIPE, signal.SIGHUP, signal.SIGXFSZ):
        os.kill(daemon.pid, number)
    time.sleep(0.1)
    assert Calls(daemon.port)("ListQueues").status == 200


# Inputs and outputs.


def spawn(daemon, port, command=(), **files):
    """A daemon whose log is not read, on a port that was chosen before."""
    words = daemon.command()
    words[words.index("--port") + 1] = f"{port}"
    words[words.index("--log-level") + 1] = "debug"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SQSD_")}
    process = subprocess.Popen([*command, *words], env=environment, **files)

    def listens():
        assert process.poll() is None, process.returncode
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    until(listens, what="its port")
    return process


def test_a_log_that_nobody_reads_holds_up_no_call(tmp_path, free_port, patience):
    reading, writing = os.pipe()
    process = spawn(Daemon(tmp_path / "data"), free_port, stdin=subprocess.DEVNULL, stdout=writing, stderr=writing)
    os.close(writing)
    try:
        call = Calls(free_port)
        slowest = 0
        # A pipe holds 64 KiB, the log's own memory 1 MiB.
        for _ in range(8000):
            began = time.monotonic()
            assert call("ListQueues").status == 200
            slowest = max(slowest, time.monotonic() - began)
        print(f"slowest of 8000 calls: {slowest * 1000:.0f} ms")
        process.terminate()
        assert process.wait(120) == 0
        if slowest > patience:
            raise TooSlow(f"{slowest:.3f} s for one call")
    finally:
        process.kill()
        os.close(reading)


def test_it_runs_without_standard_input_and_output(tmp_path, free_port):
    close = ["bash", "-c", 'exec "$@" <&- >&- 2>&-', "bash"]
    process = spawn(Daemon(tmp_path / "data"), free_port, close)
    try:
        assert Calls(free_port)("CreateQueue", QueueName="q").status == 200
        files = {number: os.readlink(f"/proc/{process.pid}/fd/{number}") for number in (0, 1, 2)}
        assert set(files.values()) == {"/dev/null"}, files
        process.terminate()
        assert process.wait(120) == 0
    finally:
        process.kill()


# Limits.


def test_used_up_descriptors_cost_no_time_and_come_back(tmp_path, prompt):
    ensure_open_files(1000)
    daemon = PrefixedDaemon(tmp_path / "data", ["prlimit", "--nofile=64:64"]).start()
    sockets = []
    try:
        call = Calls(daemon.port)
        assert call("CreateQueue", QueueName="q").status == 200
        call.close()
        sockets = park(daemon.port, 500, "q")
        time.sleep(0.5)
        before = cpu_seconds(daemon.pid)
        time.sleep(2)
        assert cpu_seconds(daemon.pid) - before < 0.2, "it spins"
        for connection in sockets:
            connection.close()

        def recovered():
            call = Calls(daemon.port, timeout=5)
            reply = call("SendMessage", QueueUrl=url_of("q"), MessageBody="x")
            call.close()
            assert reply is None or reply.status in (200, 503), reply
            return reply is not None and reply.status == 200

        with prompt(within=15):
            until(recovered)
        assert daemon.stop() == 0
    finally:
        for connection in sockets:
            connection.close()
        daemon.kill()


def test_waiting_costs_nothing_and_all_wake(start, prompt):
    ensure_open_files(3000)
    daemon = start()
    call = Calls(daemon.port)
    for queue in ("q", "delayed"):
        assert call("CreateQueue", QueueName=queue).status == 200
    for _ in range(20):
        assert call("SendMessage", QueueUrl=url_of("delayed"), MessageBody="later", DelaySeconds=600).status == 200
    idle = resident_mebibytes(daemon.pid)
    polls = park(daemon.port, 1000, "q")
    daemon.wait_for_polls("q", 1000)
    used = []
    for _ in range(5):
        before = cpu_seconds(daemon.pid)
        time.sleep(1)
        used.append(cpu_seconds(daemon.pid) - before)
    waiting = resident_mebibytes(daemon.pid)
    with prompt(within=5):
        began = time.monotonic()
        for batch in range(100):
            entries = [{"Id": f"{n}", "MessageBody": f"{batch}-{n}"} for n in range(10)]
            assert call("SendMessageBatch", QueueUrl=url_of("q"), Entries=entries).status == 200
        bodies = set()
        for poll in polls:
            [message] = read_reply(poll).json["Messages"]
            bodies.add(message["Body"])
        took = time.monotonic() - began
    print(f"idle {idle:.0f} MiB, 1000 polls {waiting:.0f} MiB and {used} s of 1; all woken after {took:.2f} s")
    assert len(bodies) == 1000
    # A hundredth is the least that the system tells apart.
    assert median(used) < 0.015


# What is not its own.


def fingerprint(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_second_daemon_is_told_whose_the_directory_is(start, tmp_path):
    first = start(tmp_path / "data", durability="full")
    code, said = refusal(Daemon(tmp_path / "data", durability="full"))
    assert code == 69
    assert f"process {first.pid}" in said and str(tmp_path / "data") in said


def test_a_port_that_is_taken_is_said_to_be(start, tmp_path):
    first = start()
    other = Daemon(tmp_path / "other")
    words = other.command()
    words[words.index("--port") + 1] = f"{first.port}"
    other.command = lambda: words
    code, said = refusal(other)
    assert code == 69
    assert f"Port {first.port}" in said and "in use" in said


def test_a_newer_database_is_left_as_it_is(start):
    daemon = start(durability="full")
    assert daemon.stop() == 0
    file = daemon.data_dir / "sqsd.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    before = fingerprint(file)
    code, said = refusal(daemon)
    assert code == 78 and "schema version 99" in said
    assert fingerprint(file) == before


@pytest.mark.parametrize("kind, exit_code, expected", [
    ("another program's", 78, "belongs to another program"), ("no database", 74, "file is not a database"),
])
def test_a_foreign_file_is_left_as_it_is(tmp_path, kind, exit_code, expected):
    file = tmp_path / "data/sqsd.sqlite3"
    file.parent.mkdir()
    if kind == "no database":
        file.write_bytes(b"this is a text and no database\n" * 100)
    else:
        with sqlite3.connect(file) as database:
            database.execute("CREATE TABLE somebodys (value)")
        database.close()
    before = fingerprint(file)
    code, said = refusal(Daemon(tmp_path / "data", durability="full"))
    assert (code, expected in said) == (exit_code, True), said
    assert fingerprint(file) == before


@needs_mount
def test_a_directory_that_cannot_be_written_is_named(tmp_path):
    with tmpfs(tmp_path / "disk", "8m") as disk:
        daemon = Daemon(disk / "data", durability="full").start()
        assert daemon.stop() == 0
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        for place in ("data", "new"):
            code, said = refusal(Daemon(disk / place, durability="full"))
            assert code == 74 and str(disk / place) in said and "Read-only" in said


def test_a_file_in_the_directorys_place_is_named(tmp_path):
    (tmp_path / "data").write_text("x")
    code, said = refusal(Daemon(tmp_path / "data", durability="full"))
    assert code == 74 and str(tmp_path / "data") in said and "Not a directory" in said


# Time.


def test_a_clock_that_is_set_moves_no_deadline(tmp_path, prompt, patience):
    if not shutil.which("faketime"):
        pytest.skip("faketime is not installed")
    jump = tmp_path / "jump"
    jump.write_text("+0\n")
    daemon = PrefixedDaemon(tmp_path / "data", [
        "faketime", "-f", "+0", "env", "-u", "FAKETIME", f"FAKETIME_TIMESTAMP_FILE={jump}", "FAKETIME_NO_CACHE=1",
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
    ]).start()
    [child] = Path(f"/proc/{daemon.pid}/task/{daemon.pid}/children").read_text().split() or [daemon.pid]
    try:
        call = Calls(daemon.port)
        lease = 2 + patience
        call("CreateQueue", QueueName="q", Attributes={"MessageRetentionPeriod": "3600", "VisibilityTimeout": "300"})
        call("CreateQueue", QueueName="lease", Attributes={"VisibilityTimeout": f"{lease}"})
        call("CreateQueue", QueueName="f.fifo", Attributes={"FifoQueue": "true"})
        for n in range(10):
            assert call("SendMessage", QueueUrl=url_of("q"), MessageBody=f"{n}").status == 200
        assert call("SendMessage", QueueUrl=url_of("lease"), MessageBody="held").status == 200
        again = dict(QueueUrl=url_of("f.fifo"), MessageBody="once", MessageGroupId="g", MessageDeduplicationId="d")
        first = call("SendMessage", **again).json
        assert len(call.messages(url_of("q"), 5)) == 5
        with prompt(after=lease):
            with in_time(lease):
                assert len(call.messages(url_of("lease"))) == 1
                for offset in ("+2d", "-1d", "+400d", "+0"):
                    jump.write_text(f"{offset}\n")
                    time.sleep(0.3)
                    assert call.wire.count(url_of("q")) == {"": 5, "NotVisible": 5, "Delayed": 0}, offset
                    assert call.messages(url_of("lease")) == [], f"a lease ended early at {offset}"
                    assert call("SendMessage", **again).json["SequenceNumber"] == first["SequenceNumber"], offset
            assert len(call.messages(url_of("lease"), WaitTimeSeconds=20)) == 1
    finally:
        os.kill(int(child), signal.SIGKILL)
        daemon.kill()
