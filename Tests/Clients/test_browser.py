"""A real browser on a page of somebody else: whatever the page does, no queue changes and nothing can be read (P12).

Chromium runs one page per kind of stranger. Each does everything that pages can do, to both ports of a daemon; relays
before the ports show that it was done and what was answered. What the browser sent is then sent again without what
browsers say of themselves, so that it is known to have been able to change something.
"""

import http.client
import json
import re
import urllib.parse
from collections import Counter

import pytest

from admin import Admin, act, changing, filled, rows
from browser import Attacker, Browser, Relay
from test_metrics import Page

# What forms can send, and what a page may give a request without asking first.
SIMPLE = ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"]
REFUSED = {400, 403, 405, 421}
SECRET = "nobody else is to read this"


def api_attacks(base, queue):
    """Calls of SQS in every way in which a page can make them."""
    json_type = "application/x-amz-json-1.0"
    for action, members in {
        "SendMessage": {"MessageBody": "from a page", "MessageGroupId": "g"},
        "ReceiveMessage": {},
        "PurgeQueue": {},
        "DeleteQueue": {},
        "CreateQueue": {"QueueName": "made-by-a-page"},
        "TagQueue": {"Tag.1.Key": "page", "Tag.1.Value": "was here"},
    }.items():
        fields = {"Action": action, "QueueUrl": queue, **members}
        query = urllib.parse.urlencode(fields)
        yield from by_link(f"{base}/?{query}")
        for path in ["/", f"/000000000000/{queue}"]:
            yield from by_form(base + path, query, list(fields.items()))
        call = {"url": f"{base}/", "method": "POST", "type": json_type, "body": json.dumps({"QueueUrl": queue})}
        yield {"way": "cors", "headers": {"X-Amz-Target": f"AmazonSQS.{action}"}, **call}
        yield {"way": "beacon", **call}
        # Its answer could be read, if the server said so.
        yield {**call, "way": "cors", "type": SIMPLE[0], "body": query}
    yield {"way": "cors", "method": "GET", "url": f"{base}/_aws/sqs/messages?QueueUrl={queue}"}
    yield {"way": "socket", "url": f"{base}/?Action=PurgeQueue&QueueUrl={queue}"}


def admin_attacks(base, queue, message):
    """Everything that changes something on the admin port, and looks at what is there."""
    for path, body in changing(queue, message).items():
        yield from by_link(base + path)
        yield from by_form(base + path, body, [(body, "")])
        method = "DELETE" if path.endswith(message) else "POST"
        yield {"way": "cors", "url": base + path, "method": method, "type": "application/json", "body": body}
        yield {"way": "beacon", "url": base + path, "method": "POST", "type": "application/json", "body": body}
    for path in ["/v1/queues", f"/v1/queues/{queue}/messages", "/v1/export", "/v1/backup", "/v1/status", "/metrics"]:
        yield {"way": "cors", "url": base + path, "method": "GET"}
    yield {"way": "events", "url": f"{base}/v1/events"}
    yield {"way": "socket", "url": f"{base}/v1/events"}


def by_link(url):
    for way in ["image", "script", "style", "frame"]:
        yield {"way": way, "url": url}


def by_form(url, body, fields):
    for kind in SIMPLE:
        yield {"way": "form", "url": url, "type": kind, "fields": fields}
        for way in ["no-cors", "beacon"]:
            yield {"way": way, "url": url, "method": "POST", "type": kind, "body": body}
    yield {"way": "no-cors", "url": url, "method": "POST", "body": body}


def arriving(attack, is_own):
    """Method, path and type with which an attack arrives; `is_own` where the page takes the port for its own."""
    path = "/" + attack["url"].split("/", 3)[3]
    method, kind = attack.get("method", "POST" if attack["way"] == "form" else "GET"), attack.get("type")
    if (kind in SIMPLE or kind is None) and method != "DELETE" or is_own:
        return method, path, kind
    return "OPTIONS", path, None


def arrived(relay):
    for request in relay.sent():
        yield request.method, request.path, request.headers.get("Content-Type", "").partition(";")[0] or None


class Stranger:
    """A page, and the relays by which it reaches both ports, or the one that it takes for its own."""

    def __init__(self, name, attacker, ports, attacks, host=None, step=1):
        self.relays = [Relay(port, pages=attacker.port) for port in ports]
        self.is_own = host is not None
        bases = [f"http://{host or '127.0.0.1'}:{relay.port}" for relay in self.relays]
        every = [attack for base, make in zip(bases, attacks) for attack in make(base)]
        # Where not all are taken, those of which there is only one are.
        rare = ["events", "socket"]
        self.attacks = [attack for number, attack in enumerate(every) if number % step == 0 or attack["way"] in rare]
        self.path = attacker.add(name, self.attacks)
        self.base = bases[0]

    @property
    def ways(self):
        return {attack["way"] for attack in self.attacks}

    def missing(self):
        """What has not arrived yet."""
        there = Counter(attack for relay in self.relays for attack in arrived(relay))
        return Counter(arriving(attack, self.is_own) for attack in self.attacks) - there


@pytest.fixture
def target(start):
    daemon = start()
    admin = Admin(daemon)
    filled(admin)
    act(admin, "SendMessage", QueueUrl="q.fifo", MessageBody=SECRET, MessageGroupId="g")
    return daemon, admin


@pytest.fixture
def strangers(target):
    daemon, admin = target
    message = admin.call("GET", "/v1/queues/{queue}/messages", queue="q.fifo")["Messages"][-1]["MessageId"]
    attacker = Attacker()
    ports = [daemon.port, admin.port]
    attacks = [lambda base: api_attacks(base, "q.fifo"), lambda base: admin_attacks(base, "q.fifo", message)]
    strangers = {"site": Stranger("site", attacker, ports, attacks)}
    for name in ("port", "nobody"):
        # For the sake of time a fifth of them, in which there is each way.
        strangers[name] = Stranger(name, attacker, ports, attacks, step=5)
        assert strangers[name].ways == strangers["site"].ways
    for number, name in enumerate(["api", "admin"]):
        one = slice(number, number + 1)
        strangers[name] = Stranger(name, attacker, ports[one], attacks[one], host="rebound.test")
    yield attacker, strangers
    attacker.close()
    for stranger in strangers.values():
        for relay in stranger.relays:
            relay.close()


def visiting(attacker, strangers):
    """A page that has all others in it."""
    pages = {
        "site": f"http://attacker.localhost:{attacker.port}{strangers['site'].path}",
        "port": f"http://127.0.0.1:{attacker.port}{strangers['port'].path}",
        "api": strangers["api"].base + strangers["api"].path,
        "admin": strangers["admin"].base + strangers["admin"].path,
    }
    frames = [f'<iframe src="{url}"></iframe>' for url in pages.values()]
    # Without an origin: what it sends says `Origin: null`.
    nobody = f"http://attacker.localhost:{attacker.port}{strangers['nobody'].path}"
    frames.append(f'<iframe sandbox="allow-scripts allow-forms" src="{nobody}"></iframe>')
    attacker.pages["/"] = f"<!doctype html><title>All of them</title><body>{''.join(frames)}"
    return f"http://127.0.0.1:{attacker.port}/"


def rejections(admin):
    page = Page(admin.raw("GET", "/metrics")[2].decode())
    return {reason: page("sqsd_rejected_total", reason=reason) for reason in ("origin", "host")}


def send_again(port, request):
    """Sends what a browser has sent as a program would, which says nothing of pages."""
    markers = re.compile("Origin|Referer|Sec-|Host|Content-Length|Connection", re.IGNORECASE)
    headers = {name: value for name, value in request.headers.items() if not markers.match(name)}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(request.method, request.path, body=request.body, headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


@pytest.mark.timeout(150)
def test_no_page_changes_or_reads_anything(target, strangers, tmp_path):
    daemon, admin = target
    attacker, strangers = strangers
    before, rejected = rows(daemon), rejections(admin)

    with Browser(tmp_path, visiting(attacker, strangers)) as browser:
        browser.wait(
            lambda: len(attacker.reports) == len(strangers)
            and not any(stranger.missing() for stranger in strangers.values()),
            lambda: {name: list(stranger.missing())[:3] for name, stranger in strangers.items()},
        )

    assert rows(daemon) == before
    for name, stranger in strangers.items():
        for relay in stranger.relays:
            assert set(relay.statuses()) <= REFUSED, (name, Counter(relay.statuses()))
            # Whether the browser shows it to the page or not: it has not even left the daemon.
            answers = relay.received()
            assert SECRET.encode() not in answers and b"access-control-" not in answers.lower(), name
        # A page that takes the port for its own reads what is answered, and that is a refusal.
        read = attacker.reports[name]
        assert not read if not stranger.is_own else read and all(map(is_refusal, read)), (name, read)

    by_host = len(strangers["api"].relays[0].statuses())
    by_origin = sum(len(strangers[name].relays[0].statuses()) for name in ("site", "port", "nobody"))
    # Looked up after the answers were counted, as the last beacons may still be on their way.
    now = rejections(admin)
    assert now["host"] - rejected["host"] >= by_host > 100
    assert now["origin"] - rejected["origin"] >= by_origin > 200

    # The same bytes from a program do what they ask for.
    purge = sent_with(strangers["site"].relays[0], b"Action=PurgeQueue", SIMPLE[0])
    assert send_again(daemon.port, purge) == 200
    assert rows(daemon) != before
    creation = sent_with(strangers["admin"].relays[0], b"made-by-a-page", "application/json")
    assert send_again(admin.port, creation) == 200
    assert "made-by-a-page" in str(rows(daemon))


def sent_with(relay, text, kind):
    """A request that came with a body of this type and with this text in it."""
    return next(
        request
        for request in relay.sent()
        if text in request.body and request.headers.get("Content-Type", "").startswith(kind)
    )


def is_refusal(text):
    return any(sign in text for sign in ("AccessDenied", "Misdirected", "is not called by the name"))
