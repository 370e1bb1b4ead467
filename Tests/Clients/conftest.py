"""Fixtures of all suites: the daemon, clients for any region and account, and queues with names of their own.

The modules named `test_api_*` hold one body for both protocols: the SDK that is installed decides which of them it
speaks (the current boto3: JSON; boto3 1.28.80 over botocore 1.31.80: Query). The others run once.
"""

import json
import random
import socket
import threading
import time
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest

from patience import TooSlow, until
from sqsd import Daemon, binary
from wire import Wire

# A wake-up is due within 100 ms; the rest is for a machine that does other things as well.
PROMPT = 0.8

WITHOUT_DAEMON = {"test_history", "test_fifo_load", "test_patience"}


def pytest_collection_modifyitems(items):
    """Without a daemon only the tests of the checkers can run."""
    if not binary().exists() and any(item.module.__name__ not in WITHOUT_DAEMON for item in items):
        raise pytest.UsageError(f"no daemon at {binary()}: build it, or name it in SQSD_BINARY")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Shows the end of the daemon's log with every failure."""
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        for value in item.funcargs.values():
            if isinstance(value, Daemon):
                report.sections.append(("sqsd log (end)", value.log(last=3000)))


@pytest.fixture(scope="session")
def daemon(tmp_path_factory):
    with Daemon(tmp_path_factory.mktemp("data")) as daemon:
        yield daemon
        assert daemon.running, f"sqsd died with {daemon.process.returncode}:\n{daemon.log(last=6000)}"


@pytest.fixture
def start(tmp_path):
    """Starts further daemons, each killed at the end: `start(durability="normal")`."""
    started = []

    def start(data_dir=None, **options):
        daemon = Daemon(data_dir or tmp_path / f"data-{len(started)}", **options)
        started.append(daemon)
        return daemon.start()

    yield start
    for daemon in started:
        daemon.kill()


@pytest.fixture
def free_port():
    """A port for a daemon, below those that the system gives to others at any moment."""
    first, _ = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()
    while True:
        port = random.randrange(int(first) // 2, int(first))
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


def random_account() -> str:
    """An account nobody else uses, for tests that list queues."""
    return f"{random.randrange(10**11, 10**12)}"


class Clients:
    """Makes SDK clients, one per daemon address, region, account and kind."""

    def __init__(self):
        self._made = {}

    def __call__(self, daemon, region="us-east-1", account=None, validate=True):
        import boto3
        from botocore.config import Config

        key = (daemon.url, region, account, validate)
        if key not in self._made:
            self._made[key] = boto3.session.Session().client(
                "sqs",
                endpoint_url=daemon.url,
                region_name=region,
                aws_access_key_id=account or "test",
                aws_secret_access_key="x",
                config=Config(
                    retries={"total_max_attempts": 1}, max_pool_connections=64, parameter_validation=validate
                ),
            )
        return self._made[key]


@pytest.fixture(scope="session")
def clients():
    return Clients()


@pytest.fixture
def sqs(daemon, clients):
    """The SDK's client as it comes."""
    return clients(daemon)


@pytest.fixture
def loose(daemon, clients):
    """A client that sends what it is told, required members missing or not."""
    return clients(daemon, validate=False)


@pytest.fixture
def client_for(daemon, clients):
    """`client_for(region=…, account=…)` on the shared daemon."""
    return lambda **options: clients(daemon, **options)


@pytest.fixture
def alone(client_for):
    """A client in an account of its own, so that listings see this test's queues only."""
    return client_for(account=random_account())


@pytest.fixture(scope="session")
def protocol():
    """`json` or `query`, as the installed SDK speaks it."""
    import botocore.session

    return botocore.session.get_session().get_service_model("sqs").metadata["protocol"]


@pytest.fixture
def wire(daemon):
    return Wire(daemon.port)


def fresh_name(prefix="q", suffix="") -> str:
    return f"{prefix}-{uuid.uuid4().hex[:16]}{suffix}"


@pytest.fixture
def name():
    return fresh_name()


@pytest.fixture
def make_queue(sqs):
    """Creates a queue with a fresh name and returns its URL: `make_queue(DelaySeconds=1)`."""

    def make(client=sqs, suffix="", tags=None, **attributes):
        arguments = {"QueueName": fresh_name(suffix=suffix)}
        if attributes:
            arguments["Attributes"] = {name: str(value) for name, value in attributes.items()}
        if tags:
            arguments["tags"] = tags
        return client.create_queue(**arguments)["QueueUrl"]

    return make


@pytest.fixture
def queue(make_queue):
    return make_queue()


@pytest.fixture
def make_fifo(make_queue):
    """Creates a FIFO queue, as `make_queue` does."""
    return lambda **attributes: make_queue(suffix=".fifo", FifoQueue="true", **attributes)


@pytest.fixture
def counts(sqs):
    """(visible, in flight, delayed) of a queue, which a single node knows exactly."""

    def counts(queue, client=sqs):
        names = [f"ApproximateNumberOfMessages{part}" for part in ("", "NotVisible", "Delayed")]
        attributes = client.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
        return tuple(int(attributes[name]) for name in names)

    return counts


@pytest.fixture
def attributes_of(sqs):
    """Some or all attributes of a queue: `attributes_of(queue, "VisibilityTimeout")`."""

    def attributes(queue, *names, client=sqs):
        reply = client.get_queue_attributes(QueueUrl=queue, AttributeNames=list(names or ["All"]))
        return reply.get("Attributes", {})

    return attributes


@pytest.fixture
def arn_of(attributes_of):
    return lambda queue, client=None: attributes_of(queue, "QueueArn", **({"client": client} if client else {}))[
        "QueueArn"
    ]


@pytest.fixture
def redrive(arn_of):
    """The text of a RedrivePolicy that leads to `target`."""
    return lambda target, count=3: json.dumps({"deadLetterTargetArn": arn_of(target), "maxReceiveCount": count})


@pytest.fixture
def receive(sqs):
    """Messages of one receive, as a list: `receive(queue, 10, VisibilityTimeout=0)`."""

    def receive(queue, count=1, client=sqs, **options):
        return client.receive_message(QueueUrl=queue, MaxNumberOfMessages=count, **options).get("Messages", [])

    return receive


@pytest.fixture
def patience(request):
    """Seconds that a test can wait for and in which some calls fit: one, and twice as many each time it was too slow."""
    return 2 ** (getattr(request.node, "execution_count", 1) - 1)


@pytest.fixture
def prompt():
    """The block takes `after` seconds and hardly more, however often it runs: `with prompt(after=1): …`."""

    @contextmanager
    def prompt(after=0, within=PROMPT):
        began = time.monotonic()
        yield
        took = time.monotonic() - began
        # The daemon's deadlines are whole milliseconds.
        assert took > after - 0.05, f"{after - took:.3f} s too early"
        if took > after + within:
            raise TooSlow(f"{took:.3f} s, {after} to {after + within} s are due")

    return prompt


def bodies(messages):
    return [message["Body"] for message in messages]


class Background(threading.Thread):
    """A call that runs beside the test; `result()` gives its value, and `took` its seconds."""

    def __init__(self, call):
        super().__init__(daemon=True)
        self._call = call
        self._value = self._error = self.took = None
        self.start()

    def run(self):
        began = time.monotonic()
        try:
            self._value = self._call()
        except BaseException as error:  # handed to the test by result()
            self._error = error
        self.took = time.monotonic() - began

    def result(self, timeout=120):
        self.join(timeout)
        assert not self.is_alive(), f"no answer after {timeout} s"
        if self._error is not None:
            raise self._error
        return self._value


@pytest.fixture
def background():
    return Background


@pytest.fixture
def poll(daemon, sqs, background):
    """Starts a receive that waits, as long as receives can; returns when it does, or has got something at once."""

    def poll(queue, wait=20, count=1, **options):
        already = daemon.long_polls(queue)
        started = background(
            lambda: sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=wait, MaxNumberOfMessages=count, **options).get(
                "Messages", []
            )
        )
        until(lambda: daemon.long_polls(queue) > already or not started.is_alive())
        return started

    return poll
