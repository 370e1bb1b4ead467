"""What breaks a daemon from outside: calls of the system that fail, kills at a chosen write, disks and limits that run out."""

import http.client
import os
import re
import resource
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from sqsd import Daemon
from wire import Wire

TICKS = os.sysconf("SC_CLK_TCK")


def _can_trace() -> bool:
    if not shutil.which("strace"):
        return False
    return subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True).returncode == 0


def _can_mount() -> bool:
    if os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory() as directory:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "none", directory], capture_output=True).returncode == 0
        if mounted:
            subprocess.run(["umount", directory], check=True)
    return mounted


needs_strace = pytest.mark.skipif(not _can_trace(), reason="strace is not installed or may not trace")
needs_mount = pytest.mark.skipif(not _can_mount(), reason="mounting a tmpfs takes root's rights")


class PrefixedDaemon(Daemon):
    """A daemon started through another program, such as `prlimit` or `env`, which becomes it."""

    def __init__(self, data_dir, prefix=(), **options):
        super().__init__(data_dir, **options)
        self.prefix = list(prefix)

    def command(self):
        return [*self.prefix, *super().command()]


@contextmanager
def tmpfs(path: Path, size: str):
    path.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(path)], check=True)
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


def cpu_seconds(pid) -> float:
    """What all threads of a process have used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_mebibytes(pid) -> float:
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


class Injection:
    """strace on the daemon: `Injection(daemon, "fdatasync:error=EIO:when=3")` fails the third sync from here on.

    Calls are counted for each thread by itself, and one thread makes all those named here. Without a fault they are
    counted only.
    """

    CALLS = "pwrite64,fdatasync,fsync,ftruncate"

    def __init__(self, daemon, fault=None):
        self._trace = Path(tempfile.mkdtemp(prefix="sqsd-trace-")) / "trace"
        tasks = Path(f"/proc/{daemon.pid}/task")
        command = ["strace", "-f", "-q", "-ttt", "-e", f"trace={self.CALLS}", "-o", str(self._trace), "-p", str(daemon.pid)]
        if fault:
            command += ["-e", f"inject={fault}"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 60
        while any("TracerPid:\t0\n" in (task / "status").read_text() for task in tasks.iterdir()):
            assert self._process.poll() is None, self._process.stderr.read()
            assert time.monotonic() < deadline, "strace does not attach"
            time.sleep(0.002)
        # Attached is not yet tracing: strace sets its options and lets the threads go on.
        time.sleep(0.02)

    def end(self):
        """Lets the daemon go. strace ends by itself with a daemon that has died, and may hang when it is told to then."""
        try:
            self._process.wait(1 if self.injected_at else 0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)

    @property
    def lines(self) -> list:
        return self._trace.read_text(errors="replace").splitlines() if self._trace.exists() else []

    def count(self, call) -> int:
        return sum(f" {call}(" in line for line in self.lines)

    @property
    def injected_at(self):
        """The wall-clock moment of the first fault; `None` while there was none."""
        for line in self.lines:
            if "INJECTED" in line:
                return float(line.split()[1])
        return None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


class Calls:
    """JSON calls over one kept-alive connection; a broken one is `None`, all else is the reply as it came."""

    def __init__(self, port, timeout=120):
        self.wire = Wire(port)
        self._timeout = timeout
        self._connection = None

    def __call__(self, action, **members):
        if self._connection is None:
            self._connection = self.wire.connection(self._timeout)
        try:
            reply = self.wire.json(action, members, connection=self._connection)
        except (OSError, http.client.HTTPException):
            self.close()
            return None
        if (reply.header("Connection") or "").lower() == "close":
            self.close()
        return reply

    def close(self):
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def messages(self, url, count=10, **options) -> list:
        reply = self("ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=count, **options)
        assert reply is not None and reply.status == 200, reply
        return reply.json.get("Messages", [])

    def drain(self, url, delete=True) -> list:
        """Every message that is visible, in the order of delivery."""
        bodies = []
        while messages := self.messages(url, VisibilityTimeout=600):
            bodies += [message["Body"] for message in messages]
            if delete:
                entries = [{"Id": f"{n}", "ReceiptHandle": m["ReceiptHandle"]} for n, m in enumerate(messages)]
                reply = self("DeleteMessageBatch", QueueUrl=url, Entries=entries)
                assert reply.status == 200 and not reply.json.get("Failed"), reply
        return bodies


def url_of(name) -> str:
    return f"http://localhost/000000000000/{name}"


def ensure_open_files(count):
    """Room for the test's own sockets."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        if hard < count:
            pytest.skip(f"the limit of open files, {hard}, is too low")
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))
