"""What is acknowledged survives: restarts, SIGKILL under load, SIGTERM under load.

SQSD_CRASH_SEED repeats a run, SQSD_CRASH_ROUNDS sets its length (20).
"""

import hashlib
import os
import random
import sqlite3
import time

import pytest

from catalogue import refused
from conftest import fresh_name
from load import Caller, Load, Queue, release_held, sweep
from patience import in_time, until
from sqsd import Daemon, DaemonFailed
from wire import Wire

SURVIVING = ["full", "normal"]
SEED = int(os.environ.get("SQSD_CRASH_SEED", random.randrange(10**9)))
ROUNDS = int(os.environ.get("SQSD_CRASH_ROUNDS", 20))
SHORT = 5


def make_queues(port):
    """One whose receives hide for seconds, one whose receives hide for longer than any test takes."""
    queues = [Queue("short", timeout=SHORT, maximum=10), Queue("long", timeout=600, maximum=3)]
    for queue in queues:
        Wire(port).create_queue(queue.name)
    return queues


def told(queues):
    return sum(len(queue.events) for queue in queues)


def settle(daemon, queues, chance):
    """Every message that can be had is had, and judged: nothing is hidden any more but by receives nobody heard of."""
    for queue in queues:
        release_held(daemon.port, queue, chance)
    time.sleep(SHORT + 0.3)
    return [sweep(daemon.port, queue, chance, delete_share=1) for queue in queues]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("durability", SURVIVING)
def test_crash_under_load_keeps_every_acknowledged_call(tmp_path, durability):
    print(f"SQSD_CRASH_SEED={SEED} SQSD_CRASH_ROUNDS={ROUNDS}")
    chance = random.Random(f"{SEED} {durability}")
    daemon = Daemon(tmp_path / "data", durability=durability)
    try:
        daemon.start()
        queues = make_queues(daemon.port)
        for number in range(ROUNDS):
            before, some = told(queues), chance.randint(1, 200)
            load = Load(daemon.port, queues, seed=chance.random(), label=f"{number}").start()
            until(lambda: told(queues) - before >= some or load.unexpected, what=f"{some} calls")
            daemon.kill()
            load.join()
            for queue in queues:
                queue.seal()
            assert not load.unexpected, load.unexpected
            if chance.random() < 0.3:
                daemon.launch()
                time.sleep(chance.uniform(0, 0.3))
                daemon.kill()
            daemon.start()
            for queue in queues:
                sweep(daemon.port, queue, chance)
        settle(daemon, queues, chance)
        events = told(queues)
        print(f"{durability}: {ROUNDS} kills, {events} events judged")
        assert events > ROUNDS * 10, "the load did next to nothing"
        assert daemon.stop() == 0
    except BaseException:
        print(daemon.log(last=3000))
        raise
    finally:
        daemon.kill()


@pytest.mark.parametrize("durability", SURVIVING)
def test_SIGTERM_under_load_loses_nothing(tmp_path, durability, prompt):
    chance = random.Random(f"{SEED} {durability} term")
    daemon = Daemon(tmp_path / "data", durability=durability)
    try:
        daemon.start()
        queues = make_queues(daemon.port)
        for number in range(3):
            load = Load(daemon.port, queues, seed=chance.random(), label=f"{number}").start()
            time.sleep(chance.uniform(0.2, 0.5))
            with prompt(within=5):
                assert daemon.stop() == 0
            load.join()
            for queue in queues:
                queue.seal()
            assert not load.unexpected, load.unexpected
            daemon.start()
            for queue in queues:
                sweep(daemon.port, queue, chance)
        settle(daemon, queues, chance)
    finally:
        daemon.kill()


def test_SIGTERM_answers_long_polls_with_nothing(start, background, prompt):
    daemon = start()
    url = Wire(daemon.port).create_queue("q")
    polls = [
        background(lambda: Caller(daemon.port)("ReceiveMessage", QueueUrl=url, WaitTimeSeconds=20)) for _ in range(5)
    ]
    daemon.wait_for_polls("q", 5)
    with prompt(within=3):
        assert daemon.stop() == 0
    assert [poll.result() for poll in polls] == [{}] * 5


def test_SIGTERM_with_idle_connections_does_not_linger(start, prompt):
    daemon = start()
    wire = Wire(daemon.port)
    idle = [wire.connection() for _ in range(5)]
    for connection in idle:
        assert wire.json("ListQueues", connection=connection).status == 200
    with prompt(within=3):
        assert daemon.stop() == 0


def test_a_second_daemon_on_the_same_directory_refuses_to_start(start, tmp_path):
    first = start(tmp_path / "shared", durability="full")
    url = Wire(first.port).create_queue("q")
    second = Daemon(tmp_path / "shared", durability="full")
    with pytest.raises(DaemonFailed, match="before it was ready"):
        second.start()
    assert second.process.returncode > 0
    said = second.log().lower()
    assert str(tmp_path / "shared").lower() in said or "in use" in said or "another" in said or "lock" in said, said
    assert first.running and Wire(first.port).json("SendMessage", {"QueueUrl": url, "MessageBody": "x"}).status == 200


def test_the_directory_is_free_again_after_a_crash(start, tmp_path):
    for _ in range(2):
        start(tmp_path / "shared", durability="full").kill()
    start(tmp_path / "shared", durability="full")


def database_of(data_dir):
    (found,) = [path for path in data_dir.rglob("*") if path.is_file() and path.read_bytes()[:15] == b"SQLite format 3"]
    return found


def test_a_newer_schema_is_refused_and_left_alone(start, tmp_path):
    daemon = start(tmp_path / "newer", durability="full")
    Wire(daemon.port).create_queue("q")
    assert daemon.stop() == 0
    path = database_of(tmp_path / "newer")
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 987654")
    database.close()
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    later = Daemon(tmp_path / "newer", durability="full")
    with pytest.raises(DaemonFailed, match="before it was ready"):
        later.start()
    assert later.process.returncode > 0
    assert "version" in later.log().lower() or "schema" in later.log().lower() or "newer" in later.log().lower()
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


# One thing after the other, over a clean stop and over a kill


@pytest.fixture(params=SURVIVING)
def survivor(request, start, clients):
    """A daemon; `again()` stops or kills it, starts it on the same data, and gives a client."""
    daemon = start(durability=request.param)
    daemon.client = lambda **options: clients(daemon, **options)

    def again(how):
        if how == "kill":
            daemon.kill()
            daemon.start()
        else:
            daemon.restart()
        return clients(daemon)

    daemon.again = again
    return daemon


both = pytest.mark.parametrize("how", ["stop", "kill"])


@both
def test_queues_attributes_tags_and_permissions_survive(survivor, how):
    sqs = survivor.client()
    given = {"VisibilityTimeout": "45", "DelaySeconds": "3", "MaximumMessageSize": "2048"}
    dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
    queue = sqs.create_queue(QueueName="q", Attributes=given, tags={"a": "1", "b": "2"})["QueueUrl"]
    fifo = sqs.create_queue(QueueName="q.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    policy = '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":3}'
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"RedrivePolicy": policy, "KmsMasterKeyId": "alias/k"})
    sqs.add_permission(QueueUrl=queue, Label="l", AWSAccountIds=["111111111111"], Actions=["SendMessage"])
    sqs.untag_queue(QueueUrl=queue, TagKeys=["a"])
    gone = sqs.create_queue(QueueName="gone")["QueueUrl"]
    sqs.delete_queue(QueueUrl=gone)
    survivor.client(region="eu-west-1").create_queue(QueueName="elsewhere")
    before = [
        sqs.get_queue_attributes(QueueUrl=one, AttributeNames=["All"])["Attributes"] for one in (dead, queue, fifo)
    ]

    sqs = survivor.again(how)
    after = [
        sqs.get_queue_attributes(QueueUrl=one, AttributeNames=["All"])["Attributes"] for one in (dead, queue, fifo)
    ]
    assert after == before
    assert sqs.list_queue_tags(QueueUrl=queue)["Tags"] == {"b": "2"}
    assert sorted(url.rsplit("/", 1)[1] for url in sqs.list_queues()["QueueUrls"]) == ["dead", "q", "q.fifo"]
    assert len(sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"]) == 1
    with refused("Q-NONE"):
        sqs.get_queue_url(QueueName="gone")
    assert len(survivor.client(region="eu-west-1").list_queues()["QueueUrls"]) == 1


@both
def test_messages_survive_with_all_they_carry(survivor, how):
    sqs = survivor.client()
    queue = sqs.create_queue(QueueName="q")["QueueUrl"]
    attributes = {
        "color": {"DataType": "String.x", "StringValue": "blüe"},
        "blob": {"DataType": "Binary", "BinaryValue": bytes(range(256))},
    }
    trace = {"AWSTraceHeader": {"DataType": "String", "StringValue": "trace"}}
    sent = sqs.send_message(
        QueueUrl=queue,
        MessageBody="héllo\r\n😀",
        MessageAttributes=attributes,
        MessageSystemAttributes=trace,
        MessageGroupId="g",
    )
    names = {"AttributeNames": ["All"], "MessageAttributeNames": ["All"], "VisibilityTimeout": 0}
    (before,) = sqs.receive_message(QueueUrl=queue, **names)["Messages"]
    sqs = survivor.again(how)
    (after,) = sqs.receive_message(QueueUrl=queue, **names)["Messages"]
    assert after["Attributes"].pop("ApproximateReceiveCount") == "2"
    before["Attributes"].pop("ApproximateReceiveCount")
    before.pop("ReceiptHandle"), after.pop("ReceiptHandle")
    assert after == before and after["MessageId"] == sent["MessageId"] and after["MessageAttributes"] == attributes


@both
def test_counts_deadlines_and_handles_survive(survivor, patience, how):
    sqs = survivor.client()
    queue = sqs.create_queue(QueueName="q", Attributes={"VisibilityTimeout": "3600"})["QueueUrl"]
    for body in ("deleted later", "released later", "extended", "short"):
        sqs.send_message(QueueUrl=queue, MessageBody=body)
    sqs.send_message(QueueUrl=queue, MessageBody="delayed", DelaySeconds=900)
    handles = {
        message["Body"]: message["ReceiptHandle"]
        for message in sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    }
    sqs.send_message(QueueUrl=queue, MessageBody="visible")

    def counts(client):
        names = [f"ApproximateNumberOfMessages{part}" for part in ("", "NotVisible", "Delayed")]
        attributes = client.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
        return tuple(int(attributes[name]) for name in names)

    def bodies(client):
        messages = client.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        return [message["Body"] for message in messages]

    with in_time(3 * patience):
        sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handles["short"], VisibilityTimeout=3 * patience)
        short_since = time.monotonic()
        sqs = survivor.again(how)
        assert counts(sqs) == (1, 4, 1)
        assert bodies(sqs) == ["visible"]
    time.sleep(max(0, short_since + 3 * patience + 0.3 - time.monotonic()))
    assert bodies(sqs) == ["short"]

    sqs.delete_message(QueueUrl=queue, ReceiptHandle=handles["deleted later"])
    assert counts(sqs) == (0, 4, 1)
    sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handles["released later"], VisibilityTimeout=0)
    assert counts(sqs) == (1, 3, 1)
    with refused("H-GONE", h=handles["deleted later"]):
        sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handles["deleted later"], VisibilityTimeout=0)


@both
def test_a_delay_goes_on_through_a_restart(survivor, prompt, how):
    sqs = survivor.client()
    queue = sqs.create_queue(QueueName="q")["QueueUrl"]
    with prompt(after=3):
        sqs.send_message(QueueUrl=queue, MessageBody="x", DelaySeconds=3)
        sqs = survivor.again(how)
        assert sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=20)["Messages"][0]["Body"] == "x"


@both
def test_PQ_1_purged_messages_and_deleted_queues_stay_away(survivor, how):
    sqs = survivor.client()
    purged, deleted = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("purged", "deleted"))
    for queue in (purged, deleted):
        for number in range(20):
            sqs.send_message(QueueUrl=queue, MessageBody=str(number))
    sqs.purge_queue(QueueUrl=purged)
    sqs.delete_queue(QueueUrl=deleted)
    sqs = survivor.again(how)
    assert "Messages" not in sqs.receive_message(QueueUrl=purged)
    assert sqs.create_queue(QueueName="deleted")["QueueUrl"].endswith("/deleted")
    for name in ("purged", "deleted"):
        queue = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["ApproximateNumberOfMessages"])
        assert attributes["Attributes"] == {"ApproximateNumberOfMessages": "0"}


def test_memory_keeps_nothing(start, clients, tmp_path):
    daemon = start(durability="memory")
    name = fresh_name()
    clients(daemon).create_queue(QueueName=name)
    daemon.restart()
    with refused("Q-NONE"):
        clients(daemon).get_queue_url(QueueName=name)
