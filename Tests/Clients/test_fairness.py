"""Fair queues: a tenant with few messages does not wait behind one with many (section 9).

SQSD_FAIRNESS_BACKLOG sets the backlog (5000); fairness.py measures without judging.
"""

import os

import pytest

from conftest import bodies, fresh_name
from fairness import measure
from patience import TooSlow

BACKLOG = int(os.environ.get("SQSD_FAIRNESS_BACKLOG", 5000))


@pytest.mark.timeout(600 + BACKLOG // 10)
def test_FAIR_4_quiet_messages_do_not_wait_behind_noisy_ones(daemon, capsys, patience):
    backlog = BACKLOG * patience
    without, with_ids = (measure(daemon.port, fresh_name(), grouped, backlog) for grouped in (False, True))
    with capsys.disabled():
        print(f"\n  without group ids: {without}\n  with group ids:    {with_ids}")
    assert min(len(without.dwell), len(with_ids.dwell)) > 20, "too few quiet messages to speak of a p99"
    if with_ids.percentile(0.99) * 10 > without.percentile(0.99):
        raise TooSlow(f"{with_ids} after {without}")


def send(sqs, queue, count, group=None, prefix="x"):
    members = {"MessageGroupId": group} if group else {}
    for start in range(0, count, 10):
        entries = [
            {"Id": str(n), "MessageBody": f"{prefix}{n}", **members} for n in range(start, min(start + 10, count))
        ]
        sqs.send_message_batch(QueueUrl=queue, Entries=entries)


def test_FAIR_3_thirty_in_flight_make_a_tenant_noisy(sqs, queue, receive):
    send(sqs, queue, 100, "noisy", "noisy ")
    for _ in range(4):
        assert len(receive(queue, 10)) == 10
    send(sqs, queue, 3, "quiet", "quiet ")
    assert bodies(receive(queue, 4)) == ["quiet 0", "quiet 1", "quiet 2", "noisy 40"]


def test_FAIR_1_each_message_without_group_is_a_tenant_of_its_own(sqs, queue, receive):
    send(sqs, queue, 50, "noisy", "noisy ")
    for _ in range(4):
        receive(queue, 10)
    send(sqs, queue, 2, prefix="alone ")
    assert bodies(receive(queue, 3)) == ["alone 0", "alone 1", "noisy 40"]


def test_FAIR_1_messages_without_group_are_never_noisy(sqs, queue, receive):
    send(sqs, queue, 50, prefix="alone ")
    for _ in range(4):
        receive(queue, 10)
    send(sqs, queue, 1, "quiet", "quiet ")
    assert bodies(receive(queue, 2)) == ["alone 40", "alone 41"]


def test_FAIR_2_one_group_is_delivered_in_parallel_and_without_deduplication(sqs, queue, receive):
    for _ in range(3):
        sqs.send_message(QueueUrl=queue, MessageBody="same", MessageGroupId="g")
    assert [bodies(receive(queue)) for _ in range(4)] == [["same"], ["same"], ["same"], []]


def test_FAIR_3_a_few_in_flight_make_nobody_noisy(sqs, queue, receive):
    send(sqs, queue, 20, "first", "first ")
    receive(queue, 10)
    send(sqs, queue, 1, "second", "second ")
    assert bodies(receive(queue, 1)) == ["first 10"]


def test_FAIR_4_everything_is_delivered_in_the_end(sqs, queue, receive):
    for group in ("a", "b", None):
        send(sqs, queue, 60, group, f"{group} ")
    got = []
    while messages := receive(queue, 10):
        got += bodies(messages)
    assert len(got) == len(set(got)) == 180


def test_FAIR_5_noisy_ends_with_the_backlog(sqs, queue, receive):
    """Once its messages are done with, a tenant waits like any other."""
    send(sqs, queue, 40, "once-noisy", "old ")
    taken = [message for _ in range(4) for message in receive(queue, 10)]
    for start in range(0, 40, 10):
        entries = [
            {"Id": str(n), "ReceiptHandle": one["ReceiptHandle"]} for n, one in enumerate(taken[start : start + 10])
        ]
        sqs.delete_message_batch(QueueUrl=queue, Entries=entries)
    send(sqs, queue, 1, "once-noisy", "new ")
    send(sqs, queue, 1, "quiet", "quiet ")
    assert bodies(receive(queue)) == ["new 0"]
