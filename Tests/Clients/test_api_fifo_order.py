"""FIFO queues: order, the lock of a group, what frees it, handles, delays, sequence numbers (8.1, section 7)."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import cache
from itertools import groupby

import pytest

from catalogue import check_failed, refused, vectors
from conftest import bodies, fresh_name
from patience import in_time

SCENARIOS = vectors("fifo-ordering")["scenarios"]


@pytest.fixture
def queue(make_fifo):
    return make_fifo(ContentBasedDeduplication="true")


@pytest.fixture
def send(sqs, queue):
    """Sends bodies such as `a1` into the group that their first letter names."""

    def send(*texts, queue=queue):
        return [sqs.send_message(QueueUrl=queue, MessageBody=text, MessageGroupId=text[0]) for text in texts]

    return send


@pytest.fixture
def change(sqs, queue):
    return lambda message, seconds: sqs.change_message_visibility(
        QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=seconds
    )


@pytest.fixture
def delete(sqs, queue):
    return lambda message: sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])


@pytest.fixture
def finish(sqs, queue):
    """Deletes all messages of a receive."""

    def finish(messages):
        entries = [{"Id": str(n), "ReceiptHandle": one["ReceiptHandle"]} for n, one in enumerate(messages)]
        assert "Failed" not in sqs.delete_message_batch(QueueUrl=queue, Entries=entries)

    return finish


# What AWS was recorded doing


def play(sqs, queue, steps, patience):
    """Runs a scenario whose seconds take `patience` each; gives (step, expected, received) for each of its receives."""
    handles, seen = {}, []

    def take(number, step):
        match step["op"]:
            case "send":
                sqs.send_message(QueueUrl=queue, MessageBody=step["body"], MessageGroupId=step["group"])
            case "receive":
                timeout = step["visibility_timeout"]
                messages = sqs.receive_message(
                    QueueUrl=queue,
                    MaxNumberOfMessages=step["max"],
                    **({} if timeout is None else {"VisibilityTimeout": timeout * patience}),
                ).get("Messages", [])
                handles.update((message["Body"], message["ReceiptHandle"]) for message in messages)
                seen.append((number, step["expect"], bodies(messages)))
            case "delete":
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=handles[step["body"]])
            case "change_visibility":
                sqs.change_message_visibility(
                    QueueUrl=queue, ReceiptHandle=handles[step["body"]], VisibilityTimeout=step["timeout"] * patience
                )
            case "wait":
                time.sleep(step["seconds"] * patience)
            case other:
                raise AssertionError(f"unknown step {other}")

    # Messages are sent before anything else; after that, calls come one upon the other, but for the waits.
    for has_time, part in groupby(enumerate(steps), lambda one: one[1]["op"] in ("send", "wait")):
        with nullcontext() if has_time else in_time(patience):
            for number, step in part:
                take(number, step)
    return seen


@pytest.fixture(scope="module")
def played(daemon, clients):
    """All scenarios, each on a queue of its own, at the same time: they wait more than they do."""
    sqs = clients(daemon)
    attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}

    @cache
    def played(patience):
        def run(scenario):
            queue = sqs.create_queue(QueueName=fresh_name(suffix=".fifo"), Attributes=attributes)["QueueUrl"]
            return play(sqs, queue, scenario["steps"], patience)

        with ThreadPoolExecutor(len(SCENARIOS)) as pool:
            return {one["name"]: pool.submit(run, one) for one in SCENARIOS}

    return played


@pytest.mark.parametrize("scenario", [one["name"] for one in SCENARIOS])
def test_FIF_11_recorded(played, patience, scenario):
    for number, expected, received in played(patience)[scenario].result():
        assert received == expected, f"step {number}"


# Order


def test_FIF_1_order_of_sending(send, finish, queue, receive):
    sent = [f"a{number:02}" for number in range(25)]
    send(*sent)
    got = []
    for _ in range(3):
        messages = receive(queue, 10)
        assert receive(queue, 10) == [], "the group is taken"
        got += bodies(messages)
        finish(messages)
    assert got == sent and receive(queue) == []


def test_FIF_3_one_group_is_exhausted_before_the_next(send, queue, receive):
    send("a1", "b1", "a2", "c1", "b2", "a3")
    assert bodies(receive(queue, 4)) == ["a1", "a2", "a3", "b1"]
    assert bodies(receive(queue, 4)) == ["c1"]


def test_FIF_4_groups_by_the_age_of_their_head(send, change, queue, receive):
    send("a1", "b1")
    (message,) = receive(queue)
    assert message["Body"] == "a1"
    change(message, 0)
    assert bodies(receive(queue, 10)) == ["b1", "a1"]


def test_FIF_9_a_batch_keeps_its_order(sqs, queue, receive):
    entries = [{"Id": f"e{n}", "MessageBody": f"{n}", "MessageGroupId": "ab"[n % 2]} for n in (5, 3, 9, 0, 1, 8, 2)]
    reply = sqs.send_message_batch(QueueUrl=queue, Entries=entries)
    assert [one["Id"] for one in reply["Successful"]] == ["e5", "e3", "e9", "e0", "e1", "e8", "e2"]
    numbers = [one["SequenceNumber"] for one in reply["Successful"]]
    assert numbers == sorted(set(numbers))
    assert bodies(receive(queue, 10)) == ["5", "3", "9", "1", "0", "8", "2"]


HIGH_THROUGHPUT = {"DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId"}


@pytest.mark.parametrize("throughput", [{}, HIGH_THROUGHPUT], ids=["normal", "high"])
def test_FIF_1_many_groups_side_by_side(sqs, make_fifo, receive, throughput):
    """Sevens out of groups of four: a group whose end did not fit comes again once its first part is deleted."""
    queue = make_fifo(ContentBasedDeduplication="true", **throughput)
    for number in range(4):
        entries = [{"Id": group, "MessageBody": f"{group}{number}", "MessageGroupId": group} for group in "abcdefghij"]
        sqs.send_message_batch(QueueUrl=queue, Entries=entries)
    got = []
    while messages := receive(queue, 7):
        got += bodies(messages)
        for message in messages:
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    assert len(got) == 40
    for group in "abcdefghij":
        assert [body for body in got if body[0] == group] == [f"{group}{number}" for number in range(4)]


# The lock of a group


def test_FIF_5_a_send_does_not_unlock(send, queue, receive):
    send("a1")
    receive(queue)
    send("a2", "b1")
    assert bodies(receive(queue, 10)) == ["b1"]


def test_FIF_5_the_last_delete_frees(send, delete, queue, receive):
    send("a1", "a2", "a3")
    first, second = receive(queue, 2)
    delete(second)
    assert receive(queue) == []
    delete(first)
    assert bodies(receive(queue)) == ["a3"]


def test_FIF_2_the_first_released_comes_alone(send, change, queue, receive):
    send("a1", "a2", "a3")
    first, _ = receive(queue, 2)
    change(first, 0)
    assert bodies(receive(queue, 10)) == ["a1"]


def test_FIF_2_the_second_released_stays_behind_the_first(send, change, delete, queue, receive):
    send("a1", "a2", "a3")
    first, second = receive(queue, 2)
    change(second, 0)
    assert receive(queue, 10) == []
    delete(first)
    assert bodies(receive(queue, 10)) == ["a2", "a3"]


def test_FIF_6_after_the_timeout_the_same_come_again(send, queue, receive, patience):
    send("a1", "a2", "a3")
    with in_time(patience):
        receive(queue, 2, VisibilityTimeout=patience)
        send("a4")
        time.sleep(0.5 * patience)
        assert receive(queue, 10) == []
    time.sleep(0.6 * patience)
    messages = receive(queue, 10, AttributeNames=["ApproximateReceiveCount"])
    assert bodies(messages) == ["a1", "a2", "a3", "a4"]
    counts = [message["Attributes"]["ApproximateReceiveCount"] for message in messages]
    assert counts == ["2", "2", "1", "1"]


def test_FIF_7_counts(send, queue, receive, counts, finish):
    send("a1", "a2", "a3", "b1")
    assert counts(queue) == (4, 0, 0)
    messages = receive(queue)
    assert counts(queue) == (3, 1, 0), "a2 and a3 are held back, and visible all the same"
    finish(messages)
    assert counts(queue) == (3, 0, 0)


def test_PQ_1_a_purge_frees_every_group(sqs, send, queue, receive, counts):
    send("a1", "a2", "b1")
    receive(queue)
    sqs.purge_queue(QueueUrl=queue)
    assert counts(queue) == (0, 0, 0)
    send("a4")
    assert bodies(receive(queue, 10)) == ["a4"]


# Long polls


def test_RCV_6_woken_by_a_send_into_a_free_group(send, queue, receive, poll, prompt):
    send("a1")
    receive(queue)
    waiting = poll(queue)
    send("a2")
    time.sleep(0.3)
    with prompt():
        send("b1")
        assert bodies(waiting.result()) == ["b1"]


@pytest.mark.parametrize("how", ["delete", "batch", "release", "timeout", "shortened", "purge"])
def test_RCV_6_woken_when_a_group_becomes_free(sqs, send, change, delete, finish, queue, receive, poll, prompt, how):
    send("a1", "a2")
    with prompt(after=1 if how in ("timeout", "shortened") else 0):
        messages = receive(queue, VisibilityTimeout=1 if how == "timeout" else 600)
        waiting = poll(queue, count=10)
        expected = ["a1", "a2"]
        if how == "delete":
            delete(messages[0])
            expected = ["a2"]
        elif how == "batch":
            finish(messages)
            expected = ["a2"]
        elif how == "release":
            change(messages[0], 0)
        elif how == "shortened":
            change(messages[0], 1)
        elif how == "purge":
            sqs.purge_queue(QueueUrl=queue)
            send("a3")
            expected = ["a3"]
        assert bodies(waiting.result()) == expected


def test_RCV_6_a_partial_delete_wakes_nobody(send, delete, queue, receive, poll):
    send("a1", "a2", "a3")
    messages = receive(queue, 2)
    waiting = poll(queue, wait=1)
    delete(messages[0])
    assert waiting.result() == [] and waiting.took >= 0.95


def test_RCV_7_of_two_waiting_one_gets_the_group(send, queue, poll):
    first, second = (poll(queue, count=10) for _ in range(2))
    send("a1")
    assert bodies(first.result()) == ["a1"]
    send("a2", "b1")
    assert bodies(second.result()) == ["b1"], "the group of a1 is taken"


# Receipt handles (LC-12)


@pytest.fixture
def expired(queue, receive, send, change):
    """A message whose latest handle has ended in one of several ways, and how many are visible and in flight then."""

    def expired(how):
        send("a1")
        (message,) = receive(queue, VisibilityTimeout={"zero": 0, "timeout": 1, "again": 0}.get(how, 60))
        if how == "timeout":
            time.sleep(1.2)
        elif how == "released":
            change(message, 0)
        elif how == "again":
            assert bodies(receive(queue)) == ["a1"]
        return message, (0, 1, 0) if how == "again" else (1, 0, 0)

    return expired


@pytest.mark.parametrize("how", ["zero", "timeout", "released", "again"])
@pytest.mark.parametrize("call", ["delete", "change"])
def test_H_EXPIRED(expired, change, delete, queue, counts, call, how):
    message, expected = expired(how)
    with refused("H-EXPIRED", h=message["ReceiptHandle"]):
        delete(message) if call == "delete" else change(message, 60)
    assert counts(queue) == expected


def test_H_EXPIRED_in_batches(sqs, expired, queue, counts):
    message, expected = expired("zero")
    handle = message["ReceiptHandle"]
    (failed,) = sqs.delete_message_batch(QueueUrl=queue, Entries=[{"Id": "d", "ReceiptHandle": handle}])["Failed"]
    check_failed(failed, "d", "H-EXPIRED", h=handle)
    entries = [{"Id": "c", "ReceiptHandle": handle, "VisibilityTimeout": 9}]
    (failed,) = sqs.change_message_visibility_batch(QueueUrl=queue, Entries=entries)["Failed"]
    check_failed(failed, "c", "H-EXPIRED", h=handle)
    assert counts(queue) == expected


def test_DEL_6_extending_the_timeout_extends_the_handle(send, change, delete, queue, receive, counts, patience):
    send("a1")
    with in_time(patience):
        (message,) = receive(queue, VisibilityTimeout=patience)
        change(message, 600)
    time.sleep(patience + 0.2)
    assert receive(queue) == []
    delete(message)
    assert counts(queue) == (0, 0, 0)


def test_CMV_2_the_handle_can_change_as_often_as_it_likes_while_it_lives(send, change, delete, queue, receive, counts):
    send("a1")
    (message,) = receive(queue)
    for seconds in (50, 600, 40, 300):
        change(message, seconds)
    delete(message)
    assert counts(queue) == (0, 0, 0)


@pytest.mark.parametrize("how", ["deleted", "purged"])
def test_LC_12_a_message_that_is_gone(sqs, send, change, delete, queue, receive, how):
    send("a1")
    (message,) = receive(queue)
    if how == "deleted":
        delete(message)
    else:
        sqs.purge_queue(QueueUrl=queue)
    delete(message)
    with refused("H-GONE", h=message["ReceiptHandle"]):
        change(message, 5)


def test_LC_12_another_queue_and_garbage(sqs, send, queue, make_fifo, receive, counts):
    send("a1")
    handle = receive(queue)[0]["ReceiptHandle"]
    other = make_fifo()
    with refused("H-OTHER", h=handle):
        sqs.delete_message(QueueUrl=other, ReceiptHandle=handle)
    with refused("H-OTHER", h=handle):
        sqs.change_message_visibility(QueueUrl=other, ReceiptHandle=handle, VisibilityTimeout=0)
    with refused("H-BAD", h="garbage"):
        sqs.delete_message(QueueUrl=queue, ReceiptHandle="garbage")
    with refused("H-BAD", h="garbage"):
        sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle="garbage", VisibilityTimeout=0)
    assert counts(queue) == (0, 1, 0)


def test_LC_12_the_newer_handle_works_beside_the_expired_one(send, delete, queue, receive, counts):
    send("a1")
    (old,), (new,) = receive(queue, VisibilityTimeout=0), receive(queue)
    assert old["ReceiptHandle"] != new["ReceiptHandle"]
    with refused("H-EXPIRED"):
        delete(old)
    delete(new)
    assert counts(queue) == (0, 0, 0)


# Delay


def test_FIF_8_the_delay_of_the_queue(make_fifo, send, receive, counts, poll, prompt, patience):
    queue = make_fifo(ContentBasedDeduplication="true", DelaySeconds=patience)
    with prompt(after=patience):
        with in_time(patience):
            send("a1", "a2", queue=queue)
            assert counts(queue) == (0, 0, 2) and receive(queue) == []
        got = bodies(poll(queue, count=10).result())
    assert got in (["a1"], ["a1", "a2"])


def test_SND_9_zero_does_not_override_the_delay_of_the_queue(sqs, make_fifo, counts):
    queue = make_fifo(ContentBasedDeduplication="true", DelaySeconds=60)
    sqs.send_message(QueueUrl=queue, MessageBody="a", MessageGroupId="a", DelaySeconds=0)
    entries = [{"Id": "b", "MessageBody": "b", "MessageGroupId": "a", "DelaySeconds": 0}]
    sqs.send_message_batch(QueueUrl=queue, Entries=entries)
    assert counts(queue) == (0, 0, 2)


def test_A_9_a_new_delay_holds_for_stored_messages(sqs, send, queue, receive, counts):
    send("a1", "b1")
    taken = receive(queue, VisibilityTimeout=0)
    assert bodies(taken) == ["a1"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"DelaySeconds": "60"})
    assert counts(queue) == (1, 0, 1), "a1 was received already"
    assert bodies(receive(queue, 10, VisibilityTimeout=0)) == ["a1"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"DelaySeconds": "0"})
    assert counts(queue) == (2, 0, 0)
    assert sorted(bodies(receive(queue, 10))) == ["a1", "b1"]


def test_RCV_6_woken_by_a_delay_that_is_taken_away(sqs, make_fifo, send, poll, prompt):
    queue = make_fifo(ContentBasedDeduplication="true", DelaySeconds=60)
    send("a1", queue=queue)
    waiting = poll(queue)
    with prompt():
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"DelaySeconds": "0"})
        assert bodies(waiting.result()) == ["a1"]


# Sequence numbers and what a message carries


def test_ID_6_twenty_digits_and_rising(sqs, send, queue, receive):
    numbers = [one["SequenceNumber"] for one in send("a1", "b1", "a2", "b2", "a3")]
    entries = [{"Id": one, "MessageBody": one, "MessageGroupId": one[0]} for one in ("a4", "b3", "a5")]
    numbers += [one["SequenceNumber"] for one in sqs.send_message_batch(QueueUrl=queue, Entries=entries)["Successful"]]
    assert all(len(number) == 20 and number.isdigit() and number.isascii() for number in numbers)
    assert numbers == sorted(set(numbers))
    received = receive(queue, 10, AttributeNames=["SequenceNumber"])
    assert sorted(message["Attributes"]["SequenceNumber"] for message in received) == numbers


def test_ID_6_rising_after_a_purge(sqs, send, queue):
    (before,) = send("a1")
    sqs.purge_queue(QueueUrl=queue)
    (after,) = send("a1")
    assert after["SequenceNumber"] > before["SequenceNumber"]


def test_RCV_8_attributes_of_a_fifo_message(sqs, queue, receive):
    sent = sqs.send_message(
        QueueUrl=queue, MessageBody="x", MessageGroupId="the-group", MessageDeduplicationId="the-id"
    )
    (message,) = receive(queue, AttributeNames=["All"])
    attributes = message["Attributes"]
    assert attributes.keys() == {
        "ApproximateFirstReceiveTimestamp",
        "ApproximateReceiveCount",
        "MessageDeduplicationId",
        "MessageGroupId",
        "SenderId",
        "SentTimestamp",
        "SequenceNumber",
    }
    assert attributes["MessageGroupId"] == "the-group" and attributes["MessageDeduplicationId"] == "the-id"
    assert attributes["SequenceNumber"] == sent["SequenceNumber"]


@pytest.mark.parametrize("name", ["MessageGroupId", "MessageDeduplicationId", "SequenceNumber"])
def test_RCV_8_each_by_its_name(send, queue, receive, name):
    send("a1")
    assert receive(queue, AttributeNames=[name])[0]["Attributes"].keys() == {name}
