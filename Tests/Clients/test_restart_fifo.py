"""FIFO queues and move tasks over stops and kills.

SQSD_CRASH_SEED repeats a run, SQSD_CRASH_ROUNDS sets its length (as in test_restart).
"""

import random
import time

import pytest

from catalogue import refused
from conftest import bodies
from fifo_load import FIFOLoad
from patience import until
from sqsd import Daemon
from test_restart import ROUNDS, SEED, SURVIVING, both, survivor  # noqa: F401  (a fixture)
from wire import Wire

FIFO = {"FifoQueue": "true", "ContentBasedDeduplication": "true", "VisibilityTimeout": "600"}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("durability", SURVIVING)
def test_crash_under_load_keeps_order_and_one_holder(tmp_path, durability):
    print(f"SQSD_CRASH_SEED={SEED} SQSD_CRASH_ROUNDS={ROUNDS}")
    chance = random.Random(f"{SEED} {durability} fifo")
    daemon = Daemon(tmp_path / "data", durability=durability)
    try:
        daemon.start()
        Wire(daemon.port).create_queue("q.fifo", FifoQueue="true")
        load = FIFOLoad("q.fifo", chance.random())
        for _ in range(max(ROUNDS // 2, 1)):
            enough = load.sent + 11
            threads = load.run(daemon.port, seconds=240)
            time.sleep(chance.uniform(0.1, 1.0))
            until(lambda: load.sent >= enough or load.unexpected, what="some sends")
            if chance.random() < 0.8:
                daemon.kill()
            else:
                assert daemon.stop() == 0
            load.end()
            for thread in threads:
                thread.join(120)
            assert not load.unexpected, load.unexpected
            assert not load.violations, "\n".join(load.violations[:20])
            daemon.start()
        for thread in load.run(daemon.port, seconds=1):
            thread.join(120)
        load.drain(daemon.port, patience=120)
        print(f"{durability}: {load.sent} sent, {load.deliveries} deliveries judged")
        assert not load.unexpected, load.unexpected
        assert not load.violations, "\n".join(load.violations[:20])
        assert load.sent > ROUNDS * 5, "the load did next to nothing"
    except BaseException:
        print(daemon.log(last=3000))
        raise
    finally:
        daemon.kill()


@pytest.fixture
def fifo(survivor):
    return survivor.client().create_queue(QueueName="q.fifo", Attributes=FIFO)["QueueUrl"]


def send(sqs, queue, *texts, **members):
    return [sqs.send_message(QueueUrl=queue, MessageBody=text, MessageGroupId=text[0], **members) for text in texts]


def receive(sqs, queue, count=10, **options):
    reply = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=count, AttributeNames=["All"], **options)
    return reply.get("Messages", [])


@both
def test_DED_4_the_window_survives(survivor, fifo, how):
    sqs = survivor.client()
    first, deleted = send(sqs, fifo, "a1", "b1")
    (explicit,) = send(sqs, fifo, "c1", MessageDeduplicationId="explicit")
    (message,) = [one for one in receive(sqs, fifo) if one["Body"] == "b1"]
    sqs.delete_message(QueueUrl=fifo, ReceiptHandle=message["ReceiptHandle"])
    sqs = survivor.again(how)
    again = [*send(sqs, fifo, "a1", "b1"), *send(sqs, fifo, "c2", MessageDeduplicationId="explicit")]
    assert [one["MessageId"] for one in again] == [one["MessageId"] for one in (first, deleted, explicit)]
    assert [one["SequenceNumber"] for one in again] == [one["SequenceNumber"] for one in (first, deleted, explicit)]
    assert receive(sqs, fifo) == [], "two are in flight and the third is gone"


@both
def test_ID_6_sequence_numbers_go_on_rising(survivor, fifo, how):
    sqs = survivor.client()
    numbers = [one["SequenceNumber"] for one in send(sqs, fifo, "a1", "b1")]
    for message in receive(sqs, fifo):
        sqs.delete_message(QueueUrl=fifo, ReceiptHandle=message["ReceiptHandle"])
    for round in range(2):
        sqs = survivor.again(how)
        numbers += [one["SequenceNumber"] for one in send(sqs, fifo, f"a-{round}", f"b-{round}")]
    assert numbers == sorted(set(numbers)) and {len(number) for number in numbers} == {20}


@both
def test_FIF_2_locks_and_handles_survive(survivor, fifo, how):
    sqs = survivor.client()
    send(sqs, fifo, "a1", "a2", "a3", "b1")
    held = receive(sqs, fifo, 2)
    assert bodies(held) == ["a1", "a2"]
    sqs = survivor.again(how)
    assert bodies(receive(sqs, fifo)) == ["b1"]
    sqs.delete_message(QueueUrl=fifo, ReceiptHandle=held[0]["ReceiptHandle"])
    assert receive(sqs, fifo) == []
    sqs.delete_message(QueueUrl=fifo, ReceiptHandle=held[1]["ReceiptHandle"])
    assert bodies(receive(sqs, fifo)) == ["a3"]


@both
def test_H_EXPIRED_after_a_timeout_that_ended_meanwhile(survivor, fifo, how):
    sqs = survivor.client()
    send(sqs, fifo, "a1", "a2")
    (message,) = receive(sqs, fifo, 1, VisibilityTimeout=1)
    sqs = survivor.again(how)
    time.sleep(1.2)
    with refused("H-EXPIRED"):
        sqs.delete_message(QueueUrl=fifo, ReceiptHandle=message["ReceiptHandle"])
    assert bodies(receive(sqs, fifo)) == ["a1", "a2"]


@both
def test_RRA_2_a_retry_after_a_restart_gives_the_same_answer(survivor, fifo, how):
    sqs = survivor.client()
    send(sqs, fifo, "a1", "a2", "b1")
    first = receive(sqs, fifo, ReceiveRequestAttemptId="attempt")
    assert len(first) == 3
    sqs = survivor.again(how)
    assert receive(sqs, fifo, ReceiveRequestAttemptId="attempt") == first
    assert receive(sqs, fifo, ReceiveRequestAttemptId="another") == []
    for message in first:
        sqs.delete_message(QueueUrl=fifo, ReceiptHandle=message["ReceiptHandle"])
    send(sqs, fifo, "a4")
    assert bodies(receive(sqs, fifo)) == ["a4"]


@both
def test_DLQ_1_receive_counts_survive(survivor, how):
    sqs = survivor.client()
    target = sqs.create_queue(QueueName="dead.fifo", Attributes=FIFO)["QueueUrl"]
    policy = '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead.fifo","maxReceiveCount":2}'
    source = sqs.create_queue(QueueName="q.fifo", Attributes=FIFO | {"RedrivePolicy": policy})["QueueUrl"]
    send(sqs, source, "a1", "a2")
    for count in "12":
        (message,) = receive(sqs, source, 1, VisibilityTimeout=0)
        assert message["Attributes"]["ApproximateReceiveCount"] == count
        sqs = survivor.again(how)
    assert bodies(receive(sqs, source, 1)) == ["a2"]
    sqs = survivor.again(how)
    (message,) = receive(sqs, target)
    assert message["Body"] == "a1" and message["Attributes"]["ApproximateReceiveCount"] == "3"


# Move tasks


def dead_letters(sqs, number, kind):
    """A source whose dead-letter queue holds so many messages: (source, target)."""
    suffix, attributes = (".fifo", FIFO) if kind == "fifo" else ("", {})
    target = sqs.create_queue(QueueName="dead" + suffix, Attributes=attributes)["QueueUrl"]
    policy = f'{{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead{suffix}","maxReceiveCount":1}}'
    source = sqs.create_queue(QueueName="q" + suffix, Attributes=attributes | {"RedrivePolicy": policy})["QueueUrl"]
    group = (lambda n: {"MessageGroupId": f"g{n % 7}"}) if kind == "fifo" else (lambda n: {})
    for start in range(0, number, 10):
        entries = [{"Id": str(n), "MessageBody": str(n), **group(n)} for n in range(start, start + 10)]
        sqs.send_message_batch(QueueUrl=source, Entries=entries)
    while visible(sqs, target) < number:
        receive(sqs, source, VisibilityTimeout=0)
    return source, target


def visible(sqs, queue):
    attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["ApproximateNumberOfMessages"])
    return int(attributes["Attributes"]["ApproximateNumberOfMessages"])


@pytest.mark.parametrize("kind", ["standard", "fifo"])
@pytest.mark.parametrize("rate", [150, None])
def test_MV_a_move_task_goes_on_after_a_kill_with_nothing_lost_or_doubled(start, clients, kind, rate):
    daemon = start(durability="full")
    sqs = clients(daemon)
    source, target = dead_letters(sqs, 500, kind)
    arn = "arn:aws:sqs:us-east-1:000000000000:dead" + (".fifo" if kind == "fifo" else "")
    assert (visible(sqs, source), visible(sqs, target)) == (0, 500)
    sqs.start_message_move_task(SourceArn=arn, **({"MaxNumberOfMessagesPerSecond": rate} if rate else {}))
    for pause in (1.0, 0.7, 0) if rate else (0,):
        time.sleep(pause)
        daemon.kill()
        daemon.start()
        sqs = clients(daemon)
        (task,) = sqs.list_message_move_tasks(SourceArn=arn)["Results"]
        moved = task["ApproximateNumberOfMessagesMoved"]
        if rate and task["Status"] == "RUNNING":
            here, there = visible(sqs, target), visible(sqs, source)
            assert here + there >= 500, "more than all only by what moved in between"
            assert moved <= there, "the count was asked for before the messages"
    latest = lambda: sqs.list_message_move_tasks(SourceArn=arn)["Results"][0]
    until(lambda: latest()["Status"] != "RUNNING", what="the end of the task")
    task = latest()
    assert task["Status"] == "COMPLETED", task
    assert task["ApproximateNumberOfMessagesMoved"] == task["ApproximateNumberOfMessagesToMove"] == 500
    assert (visible(sqs, source), visible(sqs, target)) == (500, 0)
    got = []
    while messages := receive(sqs, source):
        got += bodies(messages)
        for message in messages:
            sqs.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])
    assert sorted(map(int, got)) == list(range(500))
    if kind == "fifo":
        for group in range(7):
            assert [int(body) for body in got if int(body) % 7 == group] == list(range(group, 500, 7))


@both
def test_MV_8_ended_tasks_survive(survivor, how):
    sqs = survivor.client()
    source, target = sqs.create_queue(QueueName="q")["QueueUrl"], sqs.create_queue(QueueName="dead")["QueueUrl"]
    arn = "arn:aws:sqs:us-east-1:000000000000:dead"
    policy = f'{{"deadLetterTargetArn":"{arn}","maxReceiveCount":1}}'
    sqs.set_queue_attributes(QueueUrl=source, Attributes={"RedrivePolicy": policy})
    sqs.start_message_move_task(SourceArn=arn)
    sqs.send_message(QueueUrl=target, MessageBody="without a source")
    tasks = lambda: sqs.list_message_move_tasks(SourceArn=arn, MaxResults=10)["Results"]
    while tasks()[0]["Status"] == "RUNNING":
        time.sleep(0.05)
    sqs.start_message_move_task(SourceArn=arn)
    while tasks()[0]["Status"] == "RUNNING":
        time.sleep(0.05)
    destination = arn.removesuffix("dead") + "q"
    sqs.start_message_move_task(SourceArn=arn, DestinationArn=destination, MaxNumberOfMessagesPerSecond=1)
    before = tasks()
    sqs = survivor.again(how)
    after = tasks()
    assert [one["StartedTimestamp"] for one in after] == [one["StartedTimestamp"] for one in before]
    assert after[1:] == before[1:] and len(after) == 3
