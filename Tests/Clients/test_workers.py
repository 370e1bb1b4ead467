"""Task frameworks as they are used: producers here, real worker processes, tasks that note each of their runs.

Every task runs, each once, and the queues are empty at the end with nothing in flight.
"""

import collections
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

WORKERS = Path(__file__).parent / "workers"
TASKS = 200


class Worker:
    """A worker process and its producers share an environment: the daemon's port, a prefix of queues, a file of notes."""

    def __init__(self, port, directory):
        self.notes_file = directory / "notes"
        self._log_file = directory / "worker.log"
        self._process = None
        self.environment = {
            **os.environ,
            "WORKER_PORT": str(port),
            "WORKER_PREFIX": f"w{uuid.uuid4().hex[:12]}-",
            "WORKER_NOTES": str(self.notes_file),
            "PYTHONPATH": str(WORKERS),
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_DEFAULT_REGION": "us-east-1",
        }

    def start(self, *command):
        with open(self._log_file, "ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=WORKERS,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def produce(self, code):
        """Runs a producer in a process of its own, as these frameworks keep one broker per process."""
        subprocess.run([sys.executable, "-c", code], cwd=WORKERS, env=self.environment, check=True, timeout=200)

    def notes(self):
        return [int(line) for line in self.notes_file.read_text().split()] if self.notes_file.exists() else []

    def wait_for_notes(self, count, timeout=200):
        deadline = time.monotonic() + timeout
        while len(set(self.notes())) < count:
            assert self._process.poll() is None, f"the worker ended with {self._process.returncode}:\n{self.log}"
            assert time.monotonic() < deadline, f"{len(set(self.notes()))} of {count} ran\n{self.log}"
            time.sleep(0.1)
        return self.notes()

    def stop(self):
        """Asks it to finish what it holds."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(120)

    def kill(self):
        """The whole of it, children included, at once."""
        if self._process is not None:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self._process.wait(120)

    @property
    def log(self):
        return self._log_file.read_text(errors="replace")[-3000:]


@pytest.fixture
def worker(daemon, tmp_path):
    worker = Worker(daemon.port, tmp_path)
    yield worker
    worker.kill()


@pytest.fixture
def settled(sqs, counts):
    """Waits until a queue is empty in every state."""

    def settled(name, timeout=120):
        queue = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        deadline = time.monotonic() + timeout
        while counts(queue) != (0, 0, 0):
            assert time.monotonic() < deadline, f"{name} has (visible, in flight, delayed) {counts(queue)}"
            time.sleep(0.1)
        return queue

    return settled


def once(notes, count=TASKS):
    return collections.Counter(notes) == collections.Counter(range(count))


def start_celery(worker, queue, processes=2):
    worker.start(
        "celery",
        "--app",
        "celery_app",
        "worker",
        "--queues",
        queue,
        "--concurrency",
        str(processes),
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
        "--loglevel",
        "INFO",
    )


def test_celery_on_a_standard_queue(worker, settled, attributes_of):
    start_celery(worker, "standard")
    worker.produce(f"from celery_app import note\nfor n in range({TASKS}): note.delay(n)")
    assert once(worker.wait_for_notes(TASKS))
    queue = settled(worker.environment["WORKER_PREFIX"] + "standard")
    assert attributes_of(queue, "VisibilityTimeout") == {"VisibilityTimeout": "300"}, "made by kombu"
    worker.stop()
    assert once(worker.notes())


def test_celery_on_a_fifo_queue(worker, settled, attributes_of):
    start_celery(worker, "tasks.fifo")
    worker.produce(
        "from celery_app import note\n"
        f"for n in range({TASKS}):"
        " note.apply_async((n,), queue='tasks.fifo', MessageGroupId=f'group-{n % 5}', MessageDeduplicationId=f'id-{n}')"
    )
    assert once(worker.wait_for_notes(TASKS))
    queue = settled(worker.environment["WORKER_PREFIX"] + "tasks.fifo")
    assert attributes_of(queue, "FifoQueue") == {"FifoQueue": "true"}
    worker.stop()
    assert once(worker.notes())


def test_celery_keeps_the_order_of_a_fifo_group(worker, settled):
    """One process, so that tasks end in the order of their delivery; and kombu's own deduplication ids."""
    start_celery(worker, "tasks.fifo", processes=1)
    worker.produce(
        "from celery_app import note\n"
        "for n in range(50): note.apply_async((n,), queue='tasks.fifo', MessageGroupId='one')"
    )
    assert worker.wait_for_notes(50) == list(range(50))
    settled(worker.environment["WORKER_PREFIX"] + "tasks.fifo")


def test_celery_deduplicates_on_a_fifo_queue(worker, settled):
    start_celery(worker, "tasks.fifo")
    worker.produce(
        "from celery_app import note\n"
        "for n in [*range(20), *range(20)]:"
        " note.apply_async((n,), queue='tasks.fifo', MessageGroupId=f'group-{n % 5}', MessageDeduplicationId=f'id-{n}')"
    )
    worker.wait_for_notes(20)
    settled(worker.environment["WORKER_PREFIX"] + "tasks.fifo")
    assert once(worker.notes(), 20)


def test_celery_retries_and_delays(worker, settled):
    start_celery(worker, "standard")
    worker.produce("from celery_app import flaky\nfor n in range(20): flaky.apply_async((n,), countdown=1)")
    assert once(worker.wait_for_notes(20), 20)
    settled(worker.environment["WORKER_PREFIX"] + "standard")


def start_dramatiq(worker):
    worker.start("dramatiq", "dramatiq_app", "--processes", "1", "--threads", "4", "--skip-logging")


def test_dramatiq(worker, sqs, settled):
    start_dramatiq(worker)
    worker.produce(f"from dramatiq_app import note\nfor n in range({TASKS}): note.send(n)")
    assert once(worker.wait_for_notes(TASKS))
    queue = settled(worker.environment["WORKER_PREFIX"] + "_standard")
    assert sqs.list_queue_tags(QueueUrl=queue)["Tags"] == {"made-by": "tests"}
    assert worker.stop() == 0, worker.log
    assert once(worker.notes())


def test_dramatiq_retries_with_a_delay(worker, settled):
    start_dramatiq(worker)
    worker.produce("from dramatiq_app import flaky\nfor n in range(20): flaky.send(n)")
    assert once(worker.wait_for_notes(20), 20)
    settled(worker.environment["WORKER_PREFIX"] + "_standard")


def test_a_stopped_dramatiq_worker_gives_back_what_it_holds(worker, settled):
    """Its prefetched messages are released, for the next one to finish."""
    start_dramatiq(worker)
    worker.produce(f"from dramatiq_app import note\nfor n in range({TASKS}): note.send(n)")
    worker.wait_for_notes(10)
    assert worker.stop() == 0, worker.log
    start_dramatiq(worker)
    worker.wait_for_notes(TASKS)
    settled(worker.environment["WORKER_PREFIX"] + "_standard")
    assert once(worker.notes())
