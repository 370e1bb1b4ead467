"""PurgeQueue (5.8), and the intervals of 60 seconds that `--limits aws` switches on (Q-PURGE, Q-RECENT)."""

import pytest

from catalogue import refused
from conftest import fresh_name
from sqsd import Daemon


def test_PQ_1_removes_visible_in_flight_and_delayed(sqs, queue, receive, counts):
    for body in ("a", "b", "c"):
        sqs.send_message(QueueUrl=queue, MessageBody=body)
    sqs.send_message(QueueUrl=queue, MessageBody="d", DelaySeconds=60)
    receive(queue)
    assert counts(queue) == (2, 1, 1)
    sqs.purge_queue(QueueUrl=queue)
    assert counts(queue) == (0, 0, 0) and receive(queue, 10) == []


def test_PQ_1_leaves_later_messages_and_other_queues_alone(sqs, queue, make_queue, receive):
    other = make_queue()
    sqs.send_message(QueueUrl=other, MessageBody="other")
    sqs.send_message(QueueUrl=queue, MessageBody="before")
    sqs.purge_queue(QueueUrl=queue)
    sqs.send_message(QueueUrl=queue, MessageBody="after")
    assert [message["Body"] for message in receive(queue, 10) + receive(other, 10)] == ["after", "other"]


def test_PQ_purging_an_empty_queue_and_again(sqs, queue):
    sqs.purge_queue(QueueUrl=queue)
    sqs.purge_queue(QueueUrl=queue)


def test_PQ_4_handles_of_purged_messages(sqs, queue, receive):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    handle = receive(queue)[0]["ReceiptHandle"]
    sqs.purge_queue(QueueUrl=queue)
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=handle)
    with refused("H-GONE", h=handle):
        sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=5)


@pytest.fixture(scope="module")
def strict_daemon(tmp_path_factory):
    with Daemon(tmp_path_factory.mktemp("strict"), limits="aws") as daemon:
        yield daemon


@pytest.fixture
def strict(strict_daemon, clients):
    return clients(strict_daemon)


def test_Q_PURGE_second_purge_within_a_minute(strict):
    name = fresh_name()
    queue, other = (strict.create_queue(QueueName=one)["QueueUrl"] for one in (name, fresh_name()))
    strict.purge_queue(QueueUrl=queue)
    strict.send_message(QueueUrl=queue, MessageBody="stays")
    with refused("Q-PURGE", **{"queue name": name}):
        strict.purge_queue(QueueUrl=queue)
    with pytest.raises(strict.exceptions.PurgeQueueInProgress):
        strict.purge_queue(QueueUrl=queue)
    strict.purge_queue(QueueUrl=other)
    assert strict.receive_message(QueueUrl=queue)["Messages"][0]["Body"] == "stays"


def test_Q_RECENT_name_of_a_queue_deleted_within_a_minute(strict, strict_daemon, clients):
    name = fresh_name()
    queue = strict.create_queue(QueueName=name)["QueueUrl"]
    strict.delete_queue(QueueUrl=queue)
    with refused("Q-RECENT"):
        strict.create_queue(QueueName=name)
    with pytest.raises(strict.exceptions.QueueDeletedRecently):
        strict.create_queue(QueueName=name, Attributes={"DelaySeconds": "1"})
    strict.create_queue(QueueName=name + "-other")
    clients(strict_daemon, region="eu-west-1").create_queue(QueueName=name)
    clients(strict_daemon, account="111111111111").create_queue(QueueName=name)
