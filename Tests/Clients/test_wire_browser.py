"""A web page that the developer visits cannot drive the daemon: Host, Origin and Sec-Fetch-Site are looked at."""

import json
import urllib.parse

import pytest

from conftest import fresh_name

EVIL_HEADERS = {
    "Origin": {"Origin": "https://evil.example"},
    "Origin of http": {"Origin": "http://evil.example:8080"},
    "Origin null": {"Origin": "null"},
    "Origin that begins like ours": {"Origin": "http://localhost.evil.example"},
    "Origin of another local port": {"Origin": "http://localhost:3000"},
    "Sec-Fetch-Site": {"Sec-Fetch-Site": "cross-site"},
    "Sec-Fetch-Site of another local port": {"Sec-Fetch-Site": "same-site"},
    "both": {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"},
}
EVIL_HOSTS = [
    "evil.example",
    "evil.example:9324",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "127.0.0.1.nip.io",
    "evil.example.",
    "localhost.evil.example:9324",
]
GOOD_HOSTS = [
    "127.0.0.1",
    "127.0.0.1:9324",
    "10.1.2.3:9324",
    "[::1]",
    "[::1]:9324",
    "localhost",
    "localhost:1",
    "LOCALHOST:9324",
    "foo.localhost",
    "sqs.us-east-1.localhost:9324",
    "queues",
    "queues:9324",
    "host.docker.internal:9324",
    "queues.default.svc.cluster.local",
    "queues.default.svc.cluster.local:9324",
    "sqs.us-east-1.localhost.localstack.cloud:4566",
]


@pytest.fixture
def made(wire):
    name = fresh_name("browser")
    return name, wire.create_queue(name)


def attempts(wire, name, url):
    """The ways in which a page can send: a form, a link, JSON as text, JSON as it should be."""
    members = {"QueueUrl": url, "MessageBody": "x"}
    query = urllib.parse.urlencode({"Action": "SendMessage", **members})
    return {
        "form": lambda headers: wire.form(query, headers=headers),
        "form on the queue path": lambda headers: wire.form(query, wire.path_of(name), headers=headers),
        "get": lambda headers: wire.request("GET", "/?" + query, headers=headers),
        "json": lambda headers: wire.json("SendMessage", members, headers=headers),
        "json as text": lambda headers: wire.json(
            "SendMessage", json.dumps(members), headers={"Content-Type": "text/plain", **headers}
        ),
    }


def no_cors(reply):
    return not [name for name, _ in reply.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize("authorization", ["signed", "unsigned"])
@pytest.mark.parametrize("headers", EVIL_HEADERS)
def test_requests_of_foreign_pages_are_refused_and_store_nothing(wire, made, headers, authorization):
    extra = {"Authorization": None} if authorization == "unsigned" else {}
    for way, attempt in attempts(wire, *made).items():
        reply = attempt(EVIL_HEADERS[headers] | extra)
        assert reply.status == 403, (way, reply)
        assert no_cors(reply)
    assert wire.count(made[1])[""] == 0


@pytest.mark.parametrize("host", EVIL_HOSTS)
def test_foreign_hosts_are_refused_and_store_nothing(wire, made, host):
    """A name that an attacker's resolver points at 127.0.0.1 (rebinding) is the page's own host."""
    for way, attempt in attempts(wire, *made).items():
        reply = attempt({"Host": host})
        assert reply.status in (403, 421), (way, reply)
        assert no_cors(reply)
    assert wire.count(made[1])[""] == 0


@pytest.mark.parametrize("host", ["localhost", "evil.example"])
def test_the_host_of_an_absolute_target_counts(wire, made, host):
    _, url = made
    query = urllib.parse.urlencode({"Action": "SendMessage", "QueueUrl": url, "MessageBody": "x"})
    reply = wire.request("GET", "http://evil.example/?" + query, headers={"Host": host})
    assert reply.status in (400, 403, 421), reply
    assert wire.count(url)[""] == 0


@pytest.mark.parametrize("host", GOOD_HOSTS)
def test_hosts_of_local_and_container_networks_are_served(wire, made, host):
    _, url = made
    reply = wire.json("SendMessage", {"QueueUrl": url, "MessageBody": host}, headers={"Host": host})
    assert reply.status == 200 and no_cors(reply), reply
    assert wire.count(url)[""] == 1


@pytest.mark.parametrize("site", ["none", "same-origin"])
def test_what_the_user_types_or_a_tool_sends_is_served(wire, made, site):
    name, _ = made
    reply = wire.json("GetQueueUrl", {"QueueName": name}, headers={"Sec-Fetch-Site": site})
    assert reply.status == 200


def test_a_preflight_gets_no_permission(wire):
    reply = wire.request(
        "OPTIONS",
        "/",
        headers={
            "Origin": "https://evil.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type,x-amz-target",
        },
    )
    assert reply.status in (403, 405) and no_cors(reply)


def test_no_reply_carries_cors_headers(wire, made):
    name, url = made
    for reply in (
        wire.json("GetQueueUrl", {"QueueName": name}),
        wire.query("GetQueueUrl", {"QueueName": name}),
        wire.json("GetQueueUrl", {"QueueName": "no-such-queue"}),
        wire.request("GET", "/"),
    ):
        assert no_cors(reply), reply


def test_a_foreign_page_cannot_purge_or_delete(wire, made):
    name, url = made
    wire.json("SendMessage", {"QueueUrl": url, "MessageBody": "stays"})
    for action in ("PurgeQueue", "DeleteQueue"):
        for headers in EVIL_HEADERS.values():
            reply = wire.request("GET", f"{wire.path_of(name)}?Action={action}", headers=headers)
            assert reply.status == 403, reply
    assert wire.bodies(url) == ["stays"]
