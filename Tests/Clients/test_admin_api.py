"""The admin API of the real daemon, each answer held against the description that the daemon gives of it."""

import json
import sqlite3
import urllib.request

import pytest

from admin import MESSAGE, QUEUE, Admin, act, filled, rows


@pytest.fixture
def daemon(start):
    return start(durability="full")


@pytest.fixture
def admin(daemon):
    return Admin(daemon)


def test_every_path_answers_as_described(daemon, admin):
    messages = filled(admin)
    assert [message["State"] for message in messages] == ["inflight", "blocked", "blocked", "blocked"]
    first, last = messages[0]["MessageId"], messages[-1]["Number"]
    for path in ["/livez", "/readyz", "/health", "/metrics", "/v1/version", "/v1/status", "/v1/openapi.yaml"]:
        admin.call("GET", path)
    for path in ["/v1/clients", "/v1/move-tasks", "/v1/queues", "/v1/export", "/v1/backup"]:
        admin.call("GET", path)
    for path in ["", "/activity", "/groups", "/holds", "/messages"]:
        admin.call("GET", QUEUE + path, queue="q.fifo")
    why = admin.call("GET", MESSAGE + "/why", queue="q.fifo", message=last)
    assert not why["IsDeliverable"] and why["Blocker"]["MessageId"] == first
    admin.call("GET", MESSAGE, queue="q.fifo", message=first)
    admin.call("POST", MESSAGE + "/resend", queue="q.fifo", message=last, body={"Body": "again"})
    admin.call("DELETE", MESSAGE, queue="q.fifo", message=first)
    for action in ["release", "requeue", "redrive", "delete"]:
        lines = admin.call("POST", QUEUE + f"/messages/{action}", queue="q.fifo", body={"Selection": {"Max": 1}})
        assert lines[-1]["IsFinished"]
    for action in ["copy", "move"]:
        body = {"Selection": {}, "Destination": "dead.fifo"}
        assert admin.call("POST", QUEUE + f"/messages/{action}", queue="q.fifo", body=body)[-1]["IsFinished"]
    export = admin.raw("GET", "/v1/export")[2]
    admin.check("POST", "/v1/import", *admin.raw("POST", "/v1/import?dryRun=true", export))
    admin.visited.add(("GET", "/v1/events"))  # test_events_follow_what_happens
    described = {
        (method.upper(), path)
        for path, item in admin.document["paths"].items()
        for method in item
        if method != "parameters"
    }
    assert admin.visited == described


def test_problems_answer_as_described(admin):
    for path in ["", "/activity", "/groups", "/holds", "/messages"]:
        problem = admin.call("GET", QUEUE + path, queue="none")
        assert problem["Code"] == "AWS.SimpleQueueService.NonExistentQueue"
    assert admin.call("GET", "/v1/queues", query="limit=0")["Code"] == "BadRequest"
    assert "__type" in act(admin, "SendMessage", QueueUrl="none", MessageBody="x")


def test_looking_changes_no_row(daemon, admin):
    message = filled(admin)[0]["MessageId"]
    before = rows(daemon)
    for path in ["", "/activity", "/groups", "/holds", "/messages"]:
        admin.call("GET", QUEUE + path, queue="q.fifo")
    admin.call("GET", MESSAGE, queue="q.fifo", message=message)
    admin.call("GET", MESSAGE + "/why", queue="q.fifo", message=message)
    for path in ["/v1/queues", "/v1/export", "/v1/backup", "/readyz"]:
        admin.call("GET", path)
    assert rows(daemon) == before


def test_an_export_comes_back_elsewhere(admin, start):
    filled(admin)
    export = admin.raw("GET", "/v1/export")[2]
    other = Admin(start())
    lines = other.check("POST", "/v1/import", *other.raw("POST", "/v1/import", export))
    assert lines[-1]["QueuesCreated"] == 2 and lines[-1]["Messages"] == 4, lines
    again = [json.loads(line) for line in other.raw("GET", "/v1/export")[2].splitlines()]
    for left, right in zip([json.loads(line) for line in export.splitlines()][1:], again[1:], strict=True):
        left.pop("VisibleAt", None)  # What was in flight can be received at once.
        assert left == right


def test_a_backup_is_a_database_and_leaves_nothing(daemon, admin, tmp_path):
    filled(admin)
    path = tmp_path / "copy.sqlite3"
    path.write_bytes(admin.call("GET", "/v1/backup"))
    with sqlite3.connect(path) as database:
        assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert all(name.name.startswith("sqsd.") for name in daemon.data_dir.iterdir())


def test_events_follow_what_happens(admin):
    stream = urllib.request.urlopen(f"{admin.url}/v1/events?queue=q.fifo&kind=sent", timeout=120)
    assert stream.readline() == b": sqsd\n"
    filled(admin)
    bodies = []
    while len(bodies) < 4:
        line = stream.readline()
        if line.startswith(b"data: "):
            event = admin.validate(json.loads(line[6:]), {"$ref": "#/components/schemas/LiveEvent"})
            bodies.append(event["Body"])
    assert bodies == ["m0", "m1", "m2", "m3"]
    stream.close()
