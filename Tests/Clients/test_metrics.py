"""The page at /metrics, held against what really happened, and the rules and scrape configuration that are shipped."""

import re
import shutil
import subprocess
import time
import urllib.request

import pytest

from conftest import fresh_name
from patience import until
from sqsd import REPOSITORY

CONFIG = REPOSITORY / "Config" / "prometheus"
SAMPLE = re.compile(r"^([a-z_:]+)(?:\{(.*)\})? (\S+)$")
LABEL = re.compile(r'([a-z_]+)="((?:[^"\\]|\\.)*)"')


@pytest.fixture(scope="session")
def promtool():
    """Runs promtool; its output counts only where it fails."""
    path = shutil.which("promtool")
    assert path, "promtool is missing; Scripts/install-dependencies test installs it"

    def run(*arguments, text=None):
        done = subprocess.run([path, *map(str, arguments)], input=text, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


class Page:
    """What one scrape brought."""

    def __init__(self, text):
        self.text = text
        self.samples = {}
        for line in text.splitlines():
            if not line.startswith("#"):
                name, labels, value = SAMPLE.match(line).groups()
                self.samples[name, frozenset(LABEL.findall(labels or ""))] = float(value)

    def __call__(self, name, **labels):
        """The value of a series; `None` where there is none."""
        return self.samples.get((name, frozenset(labels.items())))


@pytest.fixture
def scrape(daemon):
    def scrape(of=daemon):
        with urllib.request.urlopen(f"{of.admin_url}/metrics", timeout=120) as answer:
            assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
            return Page(answer.read().decode())

    return scrape


def name_of(url):
    return url.rsplit("/", 1)[1]


def test_promtool_accepts_the_page(scrape, promtool, sqs, queue, make_fifo):
    sqs.send_message(QueueUrl=queue, MessageBody="a")
    fifo = make_fifo()
    sqs.send_message(QueueUrl=fifo, MessageBody="a", MessageGroupId="g", MessageDeduplicationId="d")
    assert promtool("check", "metrics", text=scrape().text).strip() == ""


def test_each_series_is_there_once_and_in_order(scrape, sqs, make_queue):
    for _ in range(3):
        sqs.send_message(QueueUrl=make_queue(), MessageBody="a")
    lines = scrape().text.splitlines()
    series = [line.rsplit(" ", 1)[0] for line in lines if not line.startswith("#")]
    assert len(series) == len(set(series))
    sent = [line for line in series if line.startswith("sqsd_messages_sent_total")]
    assert len(sent) >= 3 and sent == sorted(sent)


def test_messages_are_counted(scrape, sqs, queue, receive):
    name = name_of(queue)
    for size in (10, 2000):
        sqs.send_message(QueueUrl=queue, MessageBody="x" * size)
    entries = [{"Id": str(number), "MessageBody": "y"} for number in range(3)]
    sqs.send_message_batch(QueueUrl=queue, Entries=entries)
    first = receive(queue, 10, VisibilityTimeout=0)
    second = receive(queue, 10)
    assert (len(first), len(second)) == (5, 5)
    for message in second[:2]:
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    assert receive(queue, 10) == []

    page = scrape()
    figures = {
        figure: page(f"sqsd_messages_{figure}_total", queue=name)
        for figure in ("sent", "received", "redelivered", "deleted", "deduplicated", "expired")
    }
    assert figures == {
        "sent": 5, "received": 10, "redelivered": 5, "deleted": 2, "deduplicated": 0, "expired": 0,
    }  # fmt: skip
    assert page("sqsd_empty_receives_total", queue=name) == 1
    assert page("sqsd_message_size_bytes_sum", queue=name) == 2013
    assert page("sqsd_message_size_bytes_bucket", queue=name, le="256") == 4
    assert page("sqsd_message_wait_seconds_count", queue=name) == 5
    assert page("sqsd_message_process_seconds_count", queue=name) == 2
    assert page("sqsd_message_process_seconds_sum", queue=name) < 300


def test_depths_are_those_of_the_attributes(scrape, sqs, make_queue, receive, counts):
    queue = make_queue(VisibilityTimeout=600)
    name = name_of(queue)
    for number in range(5):
        sqs.send_message(QueueUrl=queue, MessageBody=str(number))
    sqs.send_message(QueueUrl=queue, MessageBody="late", DelaySeconds=900)
    receive(queue, 2)
    time.sleep(1.2)
    page = scrape()
    depths = tuple(page(f"sqsd_queue_messages_{state}", queue=name) for state in ("visible", "inflight", "delayed"))
    assert depths == counts(queue) == (3, 2, 1)
    assert 1 <= page("sqsd_queue_oldest_message_age_seconds", queue=name) < 300
    assert page("sqsd_consumers", queue=name) >= 1


def test_duplicates_and_groups_of_a_fifo_queue(scrape, sqs, make_fifo, receive):
    fifo = make_fifo()
    name = name_of(fifo)
    for body, group in (("a", "1"), ("a", "1"), ("b", "2"), ("c", "3")):
        sqs.send_message(QueueUrl=fifo, MessageBody=body, MessageGroupId=group, MessageDeduplicationId=body)
    assert len(receive(fifo, 1)) == 1
    time.sleep(1.2)
    page = scrape()
    assert page("sqsd_messages_sent_total", queue=name) == 3
    assert page("sqsd_messages_deduplicated_total", queue=name) == 1
    assert page("sqsd_queue_inflight_groups", queue=name) == 1


def test_dead_letters_are_counted_with_both_queues(scrape, sqs, make_queue, receive, redrive):
    dead = make_queue()
    work = make_queue(RedrivePolicy=redrive(dead, 1))
    sqs.send_message(QueueUrl=work, MessageBody="poison")
    assert len(receive(work, VisibilityTimeout=0)) == 1
    assert receive(work) == []
    sqs.purge_queue(QueueUrl=dead)
    page = scrape()
    assert page("sqsd_messages_dead_lettered_total", queue=name_of(work), dlq=name_of(dead)) == 1
    assert page("sqsd_queue_dead_letter_sources", queue=name_of(dead)) == 1
    assert page("sqsd_queue_dead_letter_sources", queue=name_of(work)) is None
    assert page("sqsd_messages_purged_total", queue=name_of(dead)) == 1


def test_a_deleted_queue_has_no_figures(scrape, sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="a")
    assert name_of(queue) in scrape().text
    sqs.delete_queue(QueueUrl=queue)
    assert name_of(queue) not in scrape().text


def test_calls_are_counted_with_their_codes(scrape, sqs, wire, queue, protocol):
    before = scrape()
    for _ in range(3):
        sqs.get_queue_url(QueueName=name_of(queue))
    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        sqs.get_queue_url(QueueName=fresh_name())
    after = scrape()

    def more(name, **labels):
        return (after(name, **labels) or 0) - (before(name, **labels) or 0)

    labels = {"action": "GetQueueUrl", "protocol": protocol}
    assert more("sqsd_requests_total", **labels, code="OK") == 3
    assert more("sqsd_requests_total", **labels, code="AWS.SimpleQueueService.NonExistentQueue") == 1
    assert more("sqsd_request_duration_seconds_count", action="GetQueueUrl") == 4


def test_what_is_turned_away_is_counted(scrape, daemon):
    before = scrape()("sqsd_rejected_total", reason="host")
    request = urllib.request.Request(daemon.url, headers={"Host": "evil.test"})
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(request, timeout=120)
    assert scrape()("sqsd_rejected_total", reason="host") == before + 1


def test_long_polls_and_connections_are_there_while_they_are(scrape, sqs, queue, poll):
    waiting = poll(queue)
    page = scrape()
    assert page("sqsd_long_polls") >= 1
    assert page("sqsd_connections", state="active") >= 1
    assert page("sqsd_connections", state="idle") >= 0
    assert page("sqsd_consumers", queue=name_of(queue)) == 1
    sqs.send_message(QueueUrl=queue, MessageBody="a")
    assert len(waiting.result()) == 1
    until(lambda: scrape()("sqsd_long_polls") == 0)


def test_the_store_the_disk_and_the_process(scrape, daemon, sqs, queue):
    before = scrape()
    for _ in range(10):
        sqs.send_message(QueueUrl=queue, MessageBody="a")
    page = scrape()
    assert page("sqsd_store_commits_total") >= before("sqsd_store_commits_total") + 10
    assert page("sqsd_store_commit_seconds_count") == page("sqsd_store_commits_total")
    assert page("sqsd_store_batch_size_sum") >= page("sqsd_store_commits_total")
    assert page("sqsd_corrupt_messages") == 0
    assert {kind: page("sqsd_store_errors_total", kind=kind) for kind in ("full", "io", "corrupt", "busy")} == {
        "full": 0, "io": 0, "corrupt": 0, "busy": 0,
    }  # fmt: skip
    database = daemon.data_dir / "sqsd.sqlite3"
    assert page("sqsd_store_bytes", file="db") == database.stat().st_size
    disk = shutil.disk_usage(daemon.data_dir)
    assert page("sqsd_disk_size_bytes") == disk.total
    assert abs(page("sqsd_disk_free_bytes") - disk.free) < 2**30
    assert page("sqsd_ready") == 1 and page("sqsd_draining") == 0
    assert time.time() - 3600 < page("sqsd_start_time_seconds") < time.time()
    resident = int(re.search(r"VmRSS:\s+(\d+) kB", open(f"/proc/{daemon.pid}/status").read()).group(1)) * 1024
    assert page("process_resident_memory_bytes") == pytest.approx(resident, rel=0.3)
    assert page("process_cpu_seconds_total") > 0
    assert 5 < page("process_open_fds") < page("process_max_fds")


@pytest.mark.parametrize("durability, syncs", [("full", True), ("normal", False), ("memory", False)])
def test_syncs_are_counted_where_there_are_any(scrape, start, clients, durability, syncs):
    daemon = start(durability=durability)
    sqs = clients(daemon)
    url = sqs.create_queue(QueueName="synced")["QueueUrl"]
    before = scrape(daemon)("sqsd_store_sync_seconds_count") or 0
    for _ in range(5):
        sqs.send_message(QueueUrl=url, MessageBody="a")
    after = scrape(daemon)("sqsd_store_sync_seconds_count") or 0
    assert (after - before >= 5) == syncs


def test_bytes_are_those_of_bodies_and_attributes(scrape, start, clients):
    daemon = start(durability="full")
    sqs = clients(daemon)
    url = sqs.create_queue(QueueName="sized")["QueueUrl"]
    color = {"color": {"DataType": "String", "StringValue": "blue"}}
    for body, delay in (("h\u00e9llo", 0), ("later", 900)):
        sqs.send_message(QueueUrl=url, MessageBody=body, DelaySeconds=delay, MessageAttributes=color)

    def size(of):
        return scrape(of)("sqsd_queue_bytes", queue="sized")

    # Figures are a moment old at most.
    deadline = time.monotonic() + 30
    while size(daemon) != 6 + 15 + 5 + 15 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert size(daemon) == 41
    assert scrape(daemon)("sqsd_message_size_bytes_sum", queue="sized") == 41
    assert size(daemon.restart()) == 41


def test_queues_beyond_the_limit_share_their_figures(scrape, start, clients):
    daemon = start(durability="memory", extra=["--metrics-queue-limit", "2"])
    sqs = clients(daemon)
    for number in range(4):
        url = sqs.create_queue(QueueName=f"q-{number}")["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="a")
    page = scrape(daemon)
    sent = {name: page("sqsd_messages_sent_total", queue=name) for name in ("q-0", "q-1", "q-2", "q-3", "_other")}
    assert sent == {"q-0": 1, "q-1": 1, "q-2": None, "q-3": None, "_other": 2}


def test_a_thousand_queues_are_a_short_page(scrape, start, clients, prompt):
    daemon = start(durability="memory")
    sqs = clients(daemon)
    for number in range(1100):
        sqs.create_queue(QueueName=f"q-{number}")
    scrape(daemon)
    # 50 ms are due of a release build; a debug build gets more.
    with prompt(within=3):
        page = scrape(daemon)
    shown = [key for key in page.samples if key[0] == "sqsd_queue_messages_visible"]
    assert len(shown) == 1000
    assert page("sqsd_queues") == 1100


@pytest.mark.parametrize("file", ["sqsd-alerts.yml", "sqsd-alerts-test.yml", "prometheus.example.yml"])
def test_rules_and_configuration(promtool, file):
    what = {"sqsd-alerts.yml": ("check", "rules"), "sqsd-alerts-test.yml": ("test", "rules")}
    assert "SUCCESS" in promtool(*what.get(file, ("check", "config")), CONFIG / file)


def test_each_alert_is_tested_to_fire_and_not_to_fire():
    alerts = re.findall(r"alert: (\w+)", (CONFIG / "sqsd-alerts.yml").read_text())
    cases = re.split(r"\n +- eval_time:", (CONFIG / "sqsd-alerts-test.yml").read_text())[1:]
    for alert in alerts:
        fires = ["exp_alerts:" in case for case in cases if re.search(rf"alertname: {alert}\b", case)]
        assert True in fires and False in fires, alert


def test_queues_beyond_the_limit_share_their_series(scrape, start, clients):
    other = start(extra=["--metrics-queue-limit", "2"])
    sqs = clients(other)
    for number in range(4):
        url = sqs.create_queue(QueueName=f"limited-{number}")["QueueUrl"]
        for _ in range(number + 1):
            sqs.send_message(QueueUrl=url, MessageBody="a")
        sqs.purge_queue(QueueUrl=url)
    page = scrape(other)
    for name in ["sqsd_messages_sent_total", "sqsd_messages_purged_total"]:
        assert [page(name, queue=f"limited-{number}") for number in range(4)] == [1, 2, None, None]
        assert page(name, queue="_other") == 7
