"""StartMessageMoveTask, CancelMessageMoveTask, ListMessageMoveTasks (10.3)."""

import base64
import json
import time
import uuid

import pytest

from catalogue import refused
from conftest import PROMPT, bodies
from patience import TooSlow, until

ARN = "arn:aws:sqs:us-east-1:000000000000"
# At one or two a second, a task that is still running whenever the test looks.
MANY = 60


@pytest.fixture
def dead_letters(sqs, make_queue, redrive, receive, counts):
    """Makes a source with a dead-letter queue that holds these bodies, moved there automatically: (source, target)."""

    def dead_letters(*texts, target=None, **attributes):
        target = target or make_queue()
        source = make_queue(RedrivePolicy=redrive(target, 1), **attributes)
        fill(sqs, source, texts)
        while counts(source) != (0, 0, 0):
            receive(source, 10, VisibilityTimeout=0)
        return source, target

    return dead_letters


def fill(sqs, queue, texts):
    for start in range(0, len(texts), 10):
        entries = [{"Id": str(n), "MessageBody": text} for n, text in enumerate(texts[start : start + 10])]
        sqs.send_message_batch(QueueUrl=queue, Entries=entries)


@pytest.fixture
def start_task(loose, arn_of):
    """Starts a task by the URLs of its queues; gives its handle."""

    def start_task(source, destination=None, rate=None):
        members = {"SourceArn": source if source.startswith("arn:") else arn_of(source)}
        if destination:
            members["DestinationArn"] = destination if destination.startswith("arn:") else arn_of(destination)
        if rate is not None:
            members["MaxNumberOfMessagesPerSecond"] = rate
        return loose.start_message_move_task(**members)["TaskHandle"]

    return start_task


@pytest.fixture
def tasks(sqs, arn_of):
    def tasks(source, count=None):
        members = {"MaxResults": count} if count else {}
        return sqs.list_message_move_tasks(SourceArn=arn_of(source), **members).get("Results", [])

    return tasks


@pytest.fixture
def ended(tasks):
    """Waits for the latest task of a source to end, and gives its entry."""

    def ended(source):
        until(lambda: tasks(source)[0]["Status"] not in ("RUNNING", "CANCELLING"), what="the end of the task")
        return tasks(source)[0]

    return ended


@pytest.fixture
def moving(tasks):
    """Waits until the latest task of a source has moved something."""
    return lambda source: until(lambda: tasks(source)[0]["ApproximateNumberOfMessagesMoved"], what="a first move")


# Moving


def test_MV_3_back_to_the_source(sqs, dead_letters, start_task, ended, receive, counts):
    source, target = dead_letters("a", "b", "c")
    start_task(target)
    task = ended(target)
    assert task["Status"] == "COMPLETED" and task["ApproximateNumberOfMessagesMoved"] == 3
    assert counts(target) == (0, 0, 0) and counts(source) == (3, 0, 0)
    assert bodies(receive(source, 10)) == ["a", "b", "c"], "MV-5: in the order of their arrival"


def test_MV_3_each_to_its_own_source(dead_letters, make_queue, start_task, ended, receive, counts):
    target = make_queue()
    sources = [dead_letters(f"{n}-a", f"{n}-b", target=target)[0] for n in range(3)]
    assert counts(target) == (6, 0, 0)
    start_task(target)
    assert ended(target)["Status"] == "COMPLETED"
    for number, source in enumerate(sources):
        assert bodies(receive(source, 10)) == [f"{number}-a", f"{number}-b"]


def test_to_a_destination(dead_letters, make_queue, start_task, ended, receive, counts):
    source, target = dead_letters("a", "b")
    elsewhere = make_queue()
    start_task(target, elsewhere)
    assert ended(target)["Status"] == "COMPLETED"
    assert counts(source) == counts(target) == (0, 0, 0)
    assert bodies(receive(elsewhere, 10)) == ["a", "b"]


def test_to_a_destination_goes_what_was_sent_to_the_dead_letter_queue(
    sqs, dead_letters, make_queue, start_task, ended, counts
):
    _, target = dead_letters("a")
    sqs.send_message(QueueUrl=target, MessageBody="sent by hand")
    elsewhere = make_queue()
    start_task(target, elsewhere)
    assert ended(target)["Status"] == "COMPLETED"
    assert counts(target) == (0, 0, 0) and counts(elsewhere) == (2, 0, 0)


def test_an_empty_queue_is_moved_at_once(dead_letters, start_task, ended):
    _, target = dead_letters()
    start_task(target)
    task = ended(target)
    assert task["Status"] == "COMPLETED"
    assert task.get("ApproximateNumberOfMessagesMoved", 0) == task.get("ApproximateNumberOfMessagesToMove", 0) == 0


def test_MV_6_a_moved_message_is_a_new_one(sqs, make_queue, redrive, receive, start_task, ended):
    target = make_queue()
    source = make_queue(RedrivePolicy=redrive(target, 1))
    attributes = {
        "color": {"DataType": "String", "StringValue": "blue"},
        "b": {"DataType": "Binary", "BinaryValue": b"\1"},
    }
    sent = sqs.send_message(QueueUrl=source, MessageBody="x", MessageAttributes=attributes, MessageGroupId="g")
    every = {"AttributeNames": ["All"], "MessageAttributeNames": ["All"], "VisibilityTimeout": 0}
    (before,) = receive(source, **every)
    assert receive(source) == []
    time.sleep(0.05)
    start_task(target)
    ended(target)
    (after,) = receive(source, **every)
    assert after["MessageId"] != sent["MessageId"]
    assert (
        after["MessageAttributes"] == attributes and after["MD5OfMessageAttributes"] == sent["MD5OfMessageAttributes"]
    )
    assert after["Attributes"]["ApproximateReceiveCount"] == "1"
    assert int(after["Attributes"]["SentTimestamp"]) > int(before["Attributes"]["SentTimestamp"])
    first = "ApproximateFirstReceiveTimestamp"
    assert int(after["Attributes"][first]) > int(before["Attributes"][first])
    assert after["Attributes"]["MessageGroupId"] == "g"
    assert "DeadLetterQueueSourceArn" not in after["Attributes"]


def test_MV_6_the_count_begins_anew_so_that_it_does_not_bounce(dead_letters, start_task, ended, receive, counts):
    source, target = dead_letters("x")
    for _ in range(3):
        start_task(target)
        assert ended(target)["Status"] == "COMPLETED"
        (message,) = receive(source, VisibilityTimeout=0, AttributeNames=["ApproximateReceiveCount"])
        assert message["Attributes"]["ApproximateReceiveCount"] == "1"
        assert receive(source) == [] and counts(target) == (1, 0, 0)


def test_MV_6_fifo_keeps_groups_order_and_deduplication_ids(
    sqs, make_fifo, redrive, receive, start_task, ended, counts
):
    target = make_fifo()
    source = make_fifo(RedrivePolicy=redrive(target, 1))
    for text in ("a1", "b1", "a2", "a3"):
        sqs.send_message(QueueUrl=source, MessageBody=text, MessageGroupId=text[0], MessageDeduplicationId=text)
    assert len(receive(source, 10, VisibilityTimeout=0)) == 4
    assert receive(source, 10) == []
    ids = {
        message["Body"]: message["Attributes"]["MessageDeduplicationId"]
        for message in receive(target, 10, VisibilityTimeout=0, AttributeNames=["All"])
    }
    start_task(target)
    assert ended(target)["Status"] == "COMPLETED"
    assert counts(target) == (0, 0, 0)
    moved = receive(source, 10, AttributeNames=["All"])
    assert [body for body in bodies(moved) if body[0] == "a"] == ["a1", "a2", "a3"] and len(moved) == 4
    for message in moved:
        attributes = message["Attributes"]
        assert attributes["MessageGroupId"] == message["Body"][0]
        assert attributes["MessageDeduplicationId"] == ids[message["Body"]]
    numbers = [message["Attributes"]["SequenceNumber"] for message in moved if message["Body"][0] == "a"]
    assert numbers == sorted(set(numbers))


def test_MV_6_fifo_bypasses_deduplication(sqs, make_fifo, redrive, receive, start_task, ended, counts):
    """A message comes back into a queue that remembers its id."""
    target = make_fifo(ContentBasedDeduplication="true")
    source = make_fifo(RedrivePolicy=redrive(target, 1), ContentBasedDeduplication="true")
    sqs.send_message(QueueUrl=source, MessageBody="x", MessageGroupId="g")
    receive(source, VisibilityTimeout=0), receive(source)
    for _ in range(2):
        start_task(target)
        assert ended(target)["Status"] == "COMPLETED"
        assert bodies(receive(source, VisibilityTimeout=0)) == ["x"]
        assert receive(source) == [] and counts(target) == (1, 0, 0)


def test_MV_5_only_what_is_visible_is_moved(sqs, dead_letters, start_task, ended, receive, counts):
    source, target = dead_letters("taken", "visible")
    assert bodies(receive(target)) == ["taken"]
    sqs.send_message(QueueUrl=target, MessageBody="delayed", DelaySeconds=60)
    start_task(target)
    task = ended(target)
    assert task["Status"] == "COMPLETED" and task["ApproximateNumberOfMessagesMoved"] == 1
    assert counts(target) == (0, 1, 1) and bodies(receive(source, 10)) == ["visible"]


def test_MV_14_a_policy_of_the_dead_letter_queue_is_not_triggered(
    sqs, dead_letters, make_queue, redrive, start_task, ended, receive, counts
):
    source, target = dead_letters("x")
    last = make_queue()
    sqs.set_queue_attributes(QueueUrl=target, Attributes={"RedrivePolicy": redrive(last, 1)})
    receive(target, VisibilityTimeout=0)
    start_task(target)
    assert ended(target)["Status"] == "COMPLETED"
    assert counts(source) == (1, 0, 0) and counts(target) == counts(last) == (0, 0, 0)


def test_the_delay_of_the_destination(dead_letters, make_queue, start_task, ended, counts):
    """Nothing is lost whether or not the delay is applied, which no source says."""
    _, target = dead_letters("x")
    elsewhere = make_queue(DelaySeconds=60)
    start_task(target, elsewhere)
    assert ended(target)["Status"] == "COMPLETED"
    assert counts(target) == (0, 0, 0) and sum(counts(elsewhere)) == 1


@pytest.mark.parametrize("rate", [None, 500])
def test_RCV_6_a_waiting_poll_is_woken(dead_letters, start_task, poll, prompt, rate):
    source, target = dead_letters("x")
    waiting = poll(source)
    with prompt():
        start_task(target, rate=rate)
        assert bodies(waiting.result()) == ["x"]


def test_hundreds_all_arrive_once(dead_letters, start_task, ended, receive, counts):
    texts = [str(number) for number in range(300)]
    source, target = dead_letters(*texts)
    assert counts(target) == (300, 0, 0)
    start_task(target)
    task = ended(target)
    assert (task["Status"], task["ApproximateNumberOfMessagesMoved"]) == ("COMPLETED", 300)
    got = []
    while messages := receive(source, 10):
        got += bodies(messages)
    assert sorted(got, key=int) == texts


# Velocity and progress


def test_MV_4_velocity(dead_letters, start_task, tasks, counts, patience):
    texts = [str(number) for number in range(20)]
    source, target = dead_letters(*texts)
    began = time.monotonic()
    start_task(target, rate=10)
    seen = []
    while time.monotonic() - began < 60:
        asked = time.monotonic() - began
        (task,) = tasks(target)
        answered = time.monotonic() - began
        moved = task.get("ApproximateNumberOfMessagesMoved", 0)
        seen.append((asked, answered, moved))
        if task["Status"] != "RUNNING":
            break
        assert task["ApproximateNumberOfMessagesToMove"] == 20, "fixed at the start"
        time.sleep(0.05)
    assert task["Status"] == "COMPLETED" and moved == 20
    for asked, answered, moved in seen:
        assert moved <= 10 * answered + 10, f"{moved} after {answered:.2f} s"
    assert [moved for *_, moved in seen] == sorted(moved for *_, moved in seen)
    assert seen[-1][1] > 0.9
    assert counts(source) == (20, 0, 0) and counts(target) == (0, 0, 0)
    for asked, _, moved in seen:
        if moved < min(20, 10 * (asked - PROMPT * patience) - 10):
            raise TooSlow(f"{moved} after {asked:.2f} s")


# The list


def test_MV_8_a_running_task(dead_letters, make_queue, start_task, tasks, arn_of):
    _, target = dead_letters(*map(str, range(MANY)))
    elsewhere = make_queue()
    before = int(time.time() * 1000)
    handle = start_task(target, elsewhere, rate=1)
    (task,) = tasks(target)
    moved = task.pop("ApproximateNumberOfMessagesMoved")
    started = task.pop("StartedTimestamp")
    now = time.time() * 1000
    assert 0 <= moved <= 1 + (now - before) / 1000 and before - 1000 <= started <= now + 1000
    assert task == {
        "TaskHandle": handle,
        "Status": "RUNNING",
        "SourceArn": arn_of(target),
        "DestinationArn": arn_of(elsewhere),
        "MaxNumberOfMessagesPerSecond": 1,
        "ApproximateNumberOfMessagesToMove": MANY,
    }


def test_MV_8_an_ended_task_without_destination_and_rate(dead_letters, start_task, ended, arn_of):
    _, target = dead_letters("a", "b")
    start_task(target)
    task = ended(target)
    assert task.pop("StartedTimestamp") > 0
    assert task == {
        "Status": "COMPLETED",
        "SourceArn": arn_of(target),
        "ApproximateNumberOfMessagesMoved": 2,
        "ApproximateNumberOfMessagesToMove": 2,
    }


def test_MV_8_the_JSON_as_it_is_on_the_wire(dead_letters, start_task, ended, wire, arn_of):
    _, target = dead_letters("a")
    start_task(target, rate=7)
    ended(target)
    (task,) = wire.json("ListMessageMoveTasks", {"SourceArn": arn_of(target)}).json["Results"]
    assert isinstance(task.pop("StartedTimestamp"), int)
    assert task == {
        "Status": "COMPLETED",
        "SourceArn": arn_of(target),
        "MaxNumberOfMessagesPerSecond": 7,
        "ApproximateNumberOfMessagesMoved": 1,
        "ApproximateNumberOfMessagesToMove": 1,
    }


def test_MV_11_the_last_ten_newest_first(dead_letters, start_task, ended, tasks):
    _, target = dead_letters()
    for rate in range(1, 12):
        start_task(target, rate=rate)
        ended(target)
    listed = tasks(target, 10)
    assert [task["MaxNumberOfMessagesPerSecond"] for task in listed] == list(range(11, 1, -1))
    started = [task["StartedTimestamp"] for task in listed]
    assert started == sorted(started, reverse=True)
    assert [task["MaxNumberOfMessagesPerSecond"] for task in tasks(target)] == [11], "one when no number is given"
    assert len(tasks(target, 3)) == 3


def test_a_queue_without_tasks_lists_none(queue, tasks):
    assert tasks(queue, 10) == []


def test_each_source_lists_its_own(dead_letters, start_task, ended, tasks):
    (_, one), (_, other) = dead_letters(), dead_letters()
    start_task(one)
    ended(one)
    assert tasks(other) == []


@pytest.mark.parametrize("count", [0, 11, -1])
def test_MV_12(loose, queue, arn_of, count):
    from botocore.exceptions import ClientError

    with pytest.raises(ClientError, match="Value for parameter MaxResults is invalid.*between 1 and 10") as caught:
        loose.list_message_move_tasks(SourceArn=arn_of(queue), MaxResults=count)
    assert caught.value.response["Error"]["Code"] == "InvalidParameterValue"


# Handles, cancelling, one per source


def handle_of(source_arn, task=None):
    text = json.dumps({"taskId": task or str(uuid.uuid4()), "sourceArn": source_arn}, separators=(",", ":"))
    return base64.b64encode(text.encode()).decode()


def test_MV_1_the_handle(dead_letters, start_task, arn_of):
    _, target = dead_letters()
    handle = start_task(target)
    decoded = json.loads(base64.b64decode(handle, validate=True))
    assert decoded == {"taskId": str(uuid.UUID(decoded["taskId"])), "sourceArn": arn_of(target)}
    assert handle == handle_of(decoded["sourceArn"], decoded["taskId"])


def test_K_BUSY(sqs, dead_letters, start_task, ended, counts):
    source, target = dead_letters(*map(str, range(MANY)))
    handle = start_task(target, rate=1)
    with refused("K-BUSY"):
        start_task(target, rate=500)
    sqs.cancel_message_move_task(TaskHandle=handle)
    ended(target)
    start_task(target)
    assert ended(target)["Status"] == "COMPLETED"
    assert counts(source) == (MANY, 0, 0) and counts(target) == (0, 0, 0)


def test_sources_do_not_disturb_each_other(dead_letters, start_task, ended, tasks):
    (_, slow), (_, fast) = dead_letters(*map(str, range(MANY))), dead_letters(*"abcde")
    start_task(slow, rate=1)
    start_task(fast)
    assert ended(fast)["Status"] == "COMPLETED" and tasks(slow)[0]["Status"] == "RUNNING"


def test_MV_10_cancel(sqs, dead_letters, start_task, moving, ended, counts):
    source, target = dead_letters(*map(str, range(MANY)))
    handle = start_task(target, rate=2)
    moving(target)
    said = sqs.cancel_message_move_task(TaskHandle=handle)["ApproximateNumberOfMessagesMoved"]
    task = ended(target)
    assert task["Status"] == "CANCELLED" and "TaskHandle" not in task and "FailureReason" not in task
    moved = task["ApproximateNumberOfMessagesMoved"]
    assert 1 <= said <= moved < MANY
    assert counts(source) == (moved, 0, 0) and counts(target) == (MANY - moved, 0, 0)
    time.sleep(1)
    assert counts(source) == (moved, 0, 0), "nothing moves any more"
    with refused("K-TASK"):
        sqs.cancel_message_move_task(TaskHandle=handle)


def test_K_TASK_a_task_that_has_ended(sqs, dead_letters, start_task, ended):
    _, target = dead_letters("a")
    handle = start_task(target)
    ended(target)
    with refused("K-TASK"):
        sqs.cancel_message_move_task(TaskHandle=handle)


def test_K_TASK_a_task_that_never_was(sqs, dead_letters, arn_of):
    _, target = dead_letters()
    with refused("K-TASK"):
        sqs.cancel_message_move_task(TaskHandle=handle_of(arn_of(target)))


def test_K_SRC_of_a_handle(sqs):
    with refused("K-SRC"):
        sqs.cancel_message_move_task(TaskHandle=handle_of(f"{ARN}:none-such"))


@pytest.mark.parametrize(
    "handle", ["garbage", "e30=", base64.b64encode(b"[]").decode(), base64.b64encode(b"\xff").decode()]
)
def test_K_HANDLE(sqs, handle):
    with refused("K-HANDLE"):
        sqs.cancel_message_move_task(TaskHandle=handle)


def test_cancel_without_handle(loose):
    with refused("M-PARAM", Name="TaskHandle"):
        loose.cancel_message_move_task()


# Failing


def test_MV_3_a_message_without_source(sqs, dead_letters, start_task, ended, receive, counts):
    source, target = dead_letters("moved")
    sqs.send_message(QueueUrl=target, MessageBody="sent by hand")
    start_task(target)
    task = ended(target)
    assert (task["Status"], task["FailureReason"]) == ("FAILED", "CouldNotDetermineMessageSource")
    assert "TaskHandle" not in task
    assert counts(source)[0] == task["ApproximateNumberOfMessagesMoved"] == 1, "what came before it is moved"
    assert bodies(receive(target, 10)) == ["sent by hand"]


def test_MV_9_the_destination_is_deleted_meanwhile(sqs, dead_letters, make_queue, start_task, moving, ended, counts):
    _, target = dead_letters(*map(str, range(MANY)))
    elsewhere = make_queue()
    start_task(target, elsewhere, rate=2)
    moving(target)
    sqs.delete_queue(QueueUrl=elsewhere)
    task = ended(target)
    assert (task["Status"], task["FailureReason"]) == ("FAILED", "AWS.SimpleQueueService.NonExistentQueue")
    assert counts(target) == (MANY - task["ApproximateNumberOfMessagesMoved"], 0, 0), "what is not moved stays"
    assert task["ApproximateNumberOfMessagesMoved"] < MANY


def test_MV_9_the_own_source_of_the_messages_was_deleted(
    sqs, dead_letters, make_queue, redrive, start_task, ended, counts
):
    source, target = dead_letters("x")
    make_queue(RedrivePolicy=redrive(target))
    sqs.delete_queue(QueueUrl=source)
    start_task(target)
    task = ended(target)
    assert task["Status"] == "FAILED" and task["FailureReason"] == "AWS.SimpleQueueService.NonExistentQueue"
    assert counts(target) == (1, 0, 0)


def test_a_deleted_source_ends_its_task(sqs, dead_letters, start_task, arn_of):
    _, target = dead_letters(*"abc")
    arn = arn_of(target)
    handle = start_task(target, rate=1)
    sqs.delete_queue(QueueUrl=target)
    with refused("K-SRC"):
        sqs.list_message_move_tasks(SourceArn=arn)
    with refused("K-SRC"):
        sqs.cancel_message_move_task(TaskHandle=handle)


# Refusals of Start and List


def test_K_NOTDLQ(queue, start_task):
    with refused("K-NOTDLQ"):
        start_task(queue)


def test_K_NOTDLQ_once_no_policy_names_it(sqs, dead_letters, start_task):
    source, target = dead_letters("x")
    sqs.set_queue_attributes(QueueUrl=source, Attributes={"RedrivePolicy": ""})
    with refused("K-NOTDLQ"):
        start_task(target)


def test_K_SRC(sqs, start_task):
    with refused("K-SRC"):
        start_task(f"{ARN}:none-such")
    with refused("K-SRC"):
        sqs.list_message_move_tasks(SourceArn=f"{ARN}:none-such")


@pytest.mark.parametrize("arn", ["arn:aws:sqs", "arn:aws:sqs:us-east-1:000000000000", "arn:"])
def test_K_ARN_of_the_source(start_task, arn):
    with refused("K-ARN", saying="SourceArn"):
        start_task(arn)


def test_K_ARN_that_is_none(loose):
    with refused("K-ARN", saying="SourceArn"):
        loose.start_message_move_task(SourceArn="nonsense")


def test_K_ARN_of_the_destination(dead_letters, start_task):
    with refused("K-ARN", saying="DestinationArn"):
        start_task(dead_letters()[1], "arn:aws:sqs:nonsense")


def test_K_DST(dead_letters, start_task):
    with refused("K-DST"):
        start_task(dead_letters()[1], f"{ARN}:none-such")


def test_K_SAME(dead_letters, start_task):
    _, target = dead_letters()
    with refused("K-SAME"):
        start_task(target, target)


def test_K_TYPE(dead_letters, start_task, make_fifo):
    with refused("K-TYPE"):
        start_task(dead_letters()[1], make_fifo())


@pytest.mark.parametrize("rate", [0, 501, -1])
def test_K_RATE(dead_letters, start_task, rate):
    with refused("K-RATE"):
        start_task(dead_letters()[1], rate=rate)


@pytest.mark.parametrize("rate", [1, 500])
def test_K_RATE_at_both_edges(dead_letters, start_task, ended, rate):
    _, target = dead_letters("x")
    start_task(target, rate=rate)
    assert ended(target)["MaxNumberOfMessagesPerSecond"] == rate


@pytest.mark.parametrize("call", ["start_message_move_task", "list_message_move_tasks"])
def test_M_PARAM_SourceArn(loose, call):
    with refused("M-PARAM", Name="SourceArn"):
        getattr(loose, call)()


def test_MV_2_order_of_checks(sqs, dead_letters, queue, make_fifo, start_task):
    _, target = dead_letters(*map(str, range(MANY)))
    bad, none = "arn:aws:sqs:nonsense", f"{ARN}:none-such"
    with refused("K-ARN", saying="SourceArn"):
        start_task(bad, bad, 0)
    with refused("K-SRC"):
        start_task(none, bad, 0)
    with refused("K-NOTDLQ"):
        start_task(queue, bad, 0)
    with refused("K-ARN", saying="DestinationArn"):
        start_task(target, bad, 0)
    with refused("K-DST"):
        start_task(target, none, 0)
    with refused("K-SAME"):
        start_task(target, target, 0)
    with refused("K-TYPE"):
        start_task(target, make_fifo(), 0)
    handle = start_task(target, rate=1)
    with refused("K-RATE"):
        start_task(target, rate=0)
    with refused("K-NOTDLQ"):
        start_task(queue)
    sqs.cancel_message_move_task(TaskHandle=handle)


def test_a_refused_start_leaves_no_task(dead_letters, start_task, tasks):
    _, target = dead_letters()
    with refused("K-RATE"):
        start_task(target, rate=501)
    assert tasks(target, 10) == []
