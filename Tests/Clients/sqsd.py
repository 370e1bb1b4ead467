"""The daemon under test: one process of the real binary on one data directory."""

import json
import os
import re
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from patience import until

REPOSITORY = Path(__file__).resolve().parents[2]
ADDRESS = re.compile(r"http://(?:127\.0\.0\.1|localhost):(\d+)")
ADMIN = re.compile(r"admin API listens address=(\S+)")


def binary() -> Path:
    return Path(os.environ.get("SQSD_BINARY") or REPOSITORY / ".build/debug/sqsd").resolve()


def default_durability() -> str:
    """The durability the suites run with, unless a test names its own."""
    return os.environ.get("SQSD_DURABILITY", "full")


class DaemonFailed(AssertionError):
    pass


class Daemon:
    """Starts, stops, kills and restarts `sqsd`; its data directory stays, its port is a new one each time.

    Everything that one start writes to stdout and stderr goes to one file, which `log()` returns.
    """

    def __init__(self, data_dir, *, durability=None, limits="relaxed", log_level="info", extra=(), admin_port=0):
        self.data_dir = Path(data_dir)
        self.durability = durability or default_durability()
        self.limits = limits
        self.log_level = log_level
        self.extra = list(extra)
        self.process = None
        self.port = None
        # 0: a new one each time, as the other.
        self.admin_port = admin_port
        self._logs = Path(tempfile.mkdtemp(prefix="sqsd-log-"))
        self._starts = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def admin_url(self) -> str:
        return f"http://{ADMIN.search(self.log())[1]}"

    def long_polls(self, queue) -> int:
        """Receives that wait on a queue of the usual account, given by its name or URL."""
        path = f"/v1/queues/{queue.rsplit('/', 1)[-1]}"
        with urllib.request.urlopen(self.admin_url + path, timeout=60) as answer:
            return json.load(answer)["Summary"]["LongPolls"]

    def wait_for_polls(self, queue, count):
        until(lambda: self.long_polls(queue) >= count, what=f"{count} waiting receives")

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def command(self):
        return [
            str(binary()),
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--admin-port",
            str(self.admin_port),
            "--data-dir",
            str(self.data_dir),
            "--durability",
            self.durability,
            "--limits",
            self.limits,
            "--log-level",
            self.log_level,
            "--log-format",
            "text",
            *self.extra,
        ]

    def launch(self):
        """Starts the process without waiting for it."""
        assert not self.running, "the daemon runs already"
        self._starts += 1
        self.port = None
        # The daemon takes settings from variables of this prefix, and refuses those that it does not know.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SQSD_")}
        with open(self._log_file, "wb") as log:
            # A session of its own: a terminal's ^C reaches the tests, which then end the daemon themselves.
            self.process = subprocess.Popen(
                self.command(),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def start(self, timeout=120.0):
        self.launch()
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            text = self.log()
            address = ADDRESS.search(text)
            if address and "sqsd ready" in text:
                self.port = int(address.group(1))
                return self
            if self.process.poll() is not None:
                raise DaemonFailed(f"sqsd ended with {self.process.returncode} before it was ready:\n{self.log()}")
            time.sleep(0.01)
        self.kill()
        raise DaemonFailed(f"sqsd was not ready after {timeout} s:\n{self.log()}")

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def wait(self, timeout=120.0) -> int:
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise DaemonFailed(f"sqsd did not end within {timeout} s:\n{self.log()}") from None

    def stop(self, timeout=120.0) -> int:
        """Asks politely (SIGTERM) and returns the exit code."""
        self.terminate()
        return self.wait(timeout)

    def kill(self):
        """SIGKILL: what the daemon has not made durable is gone."""
        if self.running:
            self.process.kill()
        if self.process is not None:
            self.process.wait(120)

    def restart(self):
        code = self.stop()
        assert code == 0, f"sqsd ended with {code}:\n{self.log()}"
        return self.start()

    def log(self, last=None) -> str:
        """What the latest start has printed so far, or its last `last` characters."""
        if self._starts == 0:
            return ""
        text = self._log_file.read_text(errors="replace")
        return text if last is None else text[-last:]

    @property
    def _log_file(self) -> Path:
        return self._logs / f"start-{self._starts}.log"

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.kill()
