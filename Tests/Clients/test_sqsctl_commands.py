"""Every command of `sqsctl` against the real daemon, as scripts run it: off a terminal."""

import os
import stat

import pytest

from conftest import fresh_name
from sqsctl import Sqsctl

FORMS = ["table", "wide", "json", "jsonl", "yaml", "csv", "name"]


@pytest.fixture
def ctl(daemon, tmp_path):
    return Sqsctl(daemon.url, tmp_path)


@pytest.fixture
def queue(ctl):
    """A queue with three messages, `{"i":1}` to `{"i":3}`."""
    name = fresh_name("ctl")
    ctl("create", name)
    ctl("send", name, "--repeat", "3", "--template", '{"i":$i}')
    return name


def ids(ctl, queue, *words):
    return ctl("peek", queue, "--all", "-o", "name", *words).out.split()


def test_create_info_set_delete(ctl):
    name, dlq = fresh_name("ctl"), fresh_name("dlq")
    made = ctl("create", name, "--dlq", f"{dlq}:3", "--visibility", "2m", "--max-size", "256KiB", "--tag", "team=shop")
    assert made.fields["dead-letters"] == dlq
    detail = ctl("info", name, "-o", "json").json
    assert detail["Attributes"]["VisibilityTimeout"] == "120"
    assert detail["Attributes"]["MaximumMessageSize"] == "262144"
    assert detail["Summary"]["MaxReceiveCount"] == 3
    assert detail["Tags"] == {"team": "shop"}
    ctl("set", name, "visibility=45s", "MessageRetentionPeriod=4d", "receive-message-wait-time-seconds=5")
    attributes = ctl("info", name, "-o", "json").json["Attributes"]
    assert (attributes["VisibilityTimeout"], attributes["MessageRetentionPeriod"]) == ("45", "345600")
    assert attributes["ReceiveMessageWaitTimeSeconds"] == "5"
    ctl("tag", name, "stage=test")
    ctl("untag", name, "team")
    assert ctl("info", name, "-o", "json").json["Tags"] == {"stage": "test"}
    assert ctl("create", name, "--if-not-exists", "--visibility", "1s").fields["name"] == name
    assert ctl.run("create", name, "--visibility", "1s").code == 65
    assert ctl("delete", name, dlq, "--dry-run").rows[0][2] == "would be deleted"
    assert [row[2] for row in ctl("delete", name, dlq, "--yes").rows] == ["deleted", "deleted"]
    assert ctl.run("info", name).code == 65
    assert ctl("delete", name, "--if-exists", "-y").out == ""


@pytest.mark.parametrize("spelling", ["name", "url", "arn"])
def test_a_queue_has_three_spellings(ctl, queue, daemon, spelling):
    detail = ctl("info", queue, "-o", "json").json["Summary"]
    text = {
        "name": queue,
        "url": f"http://elsewhere.test:1/{detail['Account']}/{queue}",
        "arn": detail["QueueArn"],
    }[spelling]
    assert ctl("info", text, "-o", "name").out == f"{queue}\n"
    assert len(ctl("peek", text).rows) == 3
    ctl("send", text, "again")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "words",
    [
        ["ls"], ["info", "QUEUE"], ["peek", "QUEUE"], ["status"], ["endpoint"], ["clients"], ["leases"], ["groups", "FIFO"],
        ["redrive", "ls"], ["why", "QUEUE", "ID"], ["send", "QUEUE", "x"], ["receive", "QUEUE", "--visibility", "0"],
        ["purge", "QUEUE", "--dry-run"], ["rm", "QUEUE", "ID", "--dry-run"], ["delete", "QUEUE", "--dry-run"],
        ["create", "QUEUE"], ["set", "QUEUE", "delay=0s"], ["release", "QUEUE", "--all"], ["requeue", "QUEUE", "ID"],
        ["copy", "QUEUE", "OTHER", "--dry-run"], ["resend", "QUEUE", "ID"],
    ],
    ids=lambda words: "-".join(words).lower(),
)
def test_every_form(ctl, queue, words, form):
    fifo = fresh_name("ctl") + ".fifo"
    if "FIFO" in words:
        ctl("create", fifo)
        ctl("send", fifo, "x", "--group", "g", "--dedup", "d")
    other = fresh_name("ctl")
    if "OTHER" in words:
        ctl("create", other)
    places = {"QUEUE": queue, "OTHER": other, "FIFO": fifo, "ID": ids(ctl, queue)[0]}
    done = ctl(*[places.get(word, word) for word in words], "-o", form)
    if form == "json":
        done.json
    elif form == "jsonl":
        done.jsonl
    if words[0] not in ("clients", "leases", "redrive") and words[0:2] != ["ls"]:
        assert done.out.strip(), done


def test_send_from_everywhere(ctl, queue, tmp_path):
    ctl("purge", queue, "-y")
    ctl("send", queue, "argument", "--attr", "color=blue", "--attr", "n:Number=5")
    ctl("send", queue, "-", input="stdin\n")
    (tmp_path / "body").write_text("file")
    ctl("send", queue, "-f", "body")
    (tmp_path / "lines").write_text("".join(f"line {number}\n" for number in range(23)))
    assert len(ctl("send", queue, "--lines", "-f", "lines").rows) == 23
    messages = ctl("peek", queue, "--all", "-o", "jsonl").jsonl
    assert [one["Body"] for one in messages[:3]] == ["argument", "stdin", "file"]
    assert [one["Body"] for one in messages[3:]] == [f"line {number}" for number in range(23)]
    assert messages[0]["MessageAttributes"]["n"] == {"DataType": "Number", "StringValue": "5"}


def test_peek_changes_nothing_and_filters(ctl, queue):
    for _ in range(3):
        assert [one["ApproximateReceiveCount"] for one in ctl("peek", queue, "-o", "jsonl").jsonl] == [0, 0, 0]
    assert ctl("peek", queue, "-n", "1", "--from", "newest", "--columns", "body").rows == [['{"i":3}']]
    assert len(ctl("peek", queue, "--match", "$.i > 1").rows) == 2
    assert ctl("peek", queue, "--state", "inflight,delayed").out == ""


def test_receive_delete_and_exec(ctl, queue):
    received = ctl("receive", queue, "-n", "2", "--delete", "-o", "jsonl").jsonl
    assert [one["Attributes"]["ApproximateReceiveCount"] for one in received] == ["1", "1"]
    done = ctl("receive", queue, "--exec", 'echo "$SQS_QUEUE $SQS_RECEIVE_COUNT"; cat')
    assert done.out == f'{queue} 1\n{{"i":3}}'
    assert ids(ctl, queue) == []
    ctl("send", queue, "no")
    assert ctl.run("receive", queue, "--exec", "exit 3", "--visibility", "0").code == 65
    assert len(ids(ctl, queue)) == 1


def test_in_flight_messages_are_shown_explained_and_released(ctl, queue):
    message = ctl("receive", queue, "--visibility", "1h", "-o", "name").out.strip()
    (hold,) = ctl("leases", queue, "-o", "jsonl").jsonl
    assert hold["MessageId"] == message and hold["UserAgent"] == "sqsctl"
    why = ctl("why", queue, message, "-o", "json").json
    assert not why["IsDeliverable"] and why["Hold"]["Client"] == hold["Client"]
    assert ctl("release", queue, "--all-of", hold["Client"], "--columns", "done").fields == {"done": "1"}
    assert ctl("leases", queue).out == ""


def test_rm_purge_and_their_confirmation(ctl, queue):
    first = ids(ctl, queue)[0]
    refused = ctl.run("rm", queue, first)
    assert refused.code == 64 and "--yes" in refused.err
    assert ctl.run("purge", queue).code == 64
    assert ctl.run("delete", queue).code == 64
    assert len(ids(ctl, queue)) == 3
    assert ctl.run("rm", queue, first, "999999999", "-y").code == 65
    assert ctl.run("rm", queue, "999999999", ids(ctl, queue)[0], "-y", "--detailed-exit-codes").code == 3
    assert ctl("purge", queue, "--dry-run").fields["matched"] == "1"
    assert ctl("purge", queue, "--match", "nothing of this", "-y").fields["done"] == "0"
    assert ctl("purge", queue, "-y").fields["done"] == "1"
    assert ids(ctl, queue) == []


def test_move_copy_requeue_resend(ctl, queue):
    other = fresh_name("ctl")
    ctl("create", other)
    assert ctl("copy", queue, other, "--max", "2").fields["done"] == "2"
    assert ctl.run("move", queue, other).code == 64
    assert ctl("move", queue, other, "--match", "$.i == 3").fields["done"] == "1"
    assert (len(ids(ctl, queue)), len(ids(ctl, other))) == (2, 3)
    first = ids(ctl, queue)[0]
    assert ctl("requeue", queue, first).fields["done"] == "1"
    last = ctl("peek", queue, "--from", "newest", "-n", "1", "-o", "json").json[0]
    assert last["Body"] == '{"i":1}'
    changed = ctl("resend", queue, last["MessageId"], "--body", "changed", "--to", other).fields
    assert changed["queue"] == other
    assert ctl("peek", other, "--match", "changed", "-o", "name").out.strip() == changed["message-id"]
    edited = ctl("resend", other, changed["message-id"], "--edit", "--keep", EDITOR="sed -i s/changed/edited/").fields
    assert ctl("peek", other, "--id", edited["message-id"], "-o", "json").json[0]["Body"] == "edited"
    lost = ctl.run("move", queue, "no-such-queue", "-y")
    assert lost.code == 65 and "no-such-queue" in lost.err


def test_redrive(ctl):
    source, dlq = fresh_name("ctl"), fresh_name("dlq")
    ctl("create", source, "--dlq", f"{dlq}:1")
    ctl("send", source, "--repeat", "3", "--template", "$i")
    ctl("receive", source, "-n", "3", "--visibility", "0")
    ctl("receive", source, "-n", "3")
    assert len(ids(ctl, dlq)) == 3
    assert ctl("redrive", dlq, "--dry-run").fields["matched"] == "3"
    assert ctl("redrive", dlq, "--ids", ids(ctl, dlq)[0]).fields["done"] == "1"
    assert ctl.run("redrive", dlq).code == 64
    done = ctl("redrive", dlq, "--wait", "--yes").fields
    assert (done["status"], done["moved"]) == ("COMPLETED", "2")
    assert len(ids(ctl, source)) == 3
    assert ctl("redrive", "ls", dlq, "--columns", "status").rows == [["COMPLETED"]]
    assert ctl.run("redrive", dlq, "--cancel").code == 65


def test_policy(ctl, queue):
    policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage"}]}'
    assert ctl("policy", "get", queue).out == ""
    ctl("policy", "set", queue, "-", input=policy)
    assert "sqs:SendMessage" in ctl("policy", "get", queue).out
    ctl("policy", "set", queue, "")
    assert ctl("policy", "get", queue).out == ""


def test_export_and_import(ctl, queue, tmp_path):
    ctl("export", queue, "-f", "queues.jsonl")
    assert stat.S_IMODE(os.stat(tmp_path / "queues.jsonl").st_mode) == 0o600
    assert ctl.run("export", queue, "-f", "queues.jsonl").code == 64
    before = ids(ctl, queue)
    ctl("delete", queue, "-y")
    assert ctl("import", "queues.jsonl", "--dry-run").fields["messages"] == "3"
    done = ctl("import", "queues.jsonl").fields
    assert (done["queues-created"], done["messages"]) == ("1", "3")
    assert ids(ctl, queue) == before
    ctl("import", "-", "--new-ids", input=(tmp_path / "queues.jsonl").read_text())
    assert len(set(ids(ctl, queue))) == 6


def test_backup(ctl, queue, tmp_path):
    ctl("backup", "backup.db")
    assert (tmp_path / "backup.db").read_bytes().startswith(b"SQLite format 3")
    assert stat.S_IMODE(os.stat(tmp_path / "backup.db").st_mode) == 0o600
    assert ctl.run("backup", "backup.db").code == 64
    ctl("backup", "backup.db", "--force")
    assert sorted(os.listdir(tmp_path)) == ["backup.db"]
