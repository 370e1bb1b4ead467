"""Who may use the admin port: nobody off this machine without a token, no page of somebody else in a browser."""

import http.client
import itertools
import urllib.parse

import pytest

from admin import Admin, act, changing, filled, rows
from sqsd import Daemon

TOKEN = "a-secret-of-this-test-4711"


@pytest.fixture
def token_file(tmp_path):
    path = tmp_path / "token"
    path.write_text(TOKEN + "\n")
    path.chmod(0o600)
    return path


def refused(tmp_path, *extra):
    """Starts a daemon that is to end at once, and returns what it says."""
    daemon = Daemon(tmp_path / "data", extra=extra).launch()
    try:
        assert daemon.wait() == 78, daemon.log()
        return daemon.log()
    finally:
        daemon.kill()


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_off_loopback_the_admin_port_needs_a_token(tmp_path, host):
    log = refused(tmp_path, "--admin-host", host)
    assert "there is no token" in log and "SQSD_ADMIN_TOKEN" in log


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_token_file_that_others_can_read_is_refused(tmp_path, token_file, mode):
    token_file.chmod(mode)
    log = refused(tmp_path, "--admin-host", "0.0.0.0", "--admin-token-file", str(token_file))
    assert f"chmod 600 {token_file}" in log and TOKEN not in log


def test_a_token_file_without_a_token_is_refused(tmp_path, token_file):
    token_file.write_text("short\n")
    assert "holds no token" in refused(tmp_path, "--admin-token-file", str(token_file))
    token_file.unlink()
    assert "cannot be read" in refused(tmp_path, "--admin-token-file", str(token_file))


def test_off_loopback_whoever_shows_the_token_comes_in_and_no_log_shows_it(start, token_file):
    daemon = start(log_level="debug", extra=["--admin-host", "0.0.0.0", "--admin-token-file", str(token_file)])
    admin = Admin(daemon, TOKEN)
    filled(admin)
    admin.token = None
    assert admin.raw("GET", "/v1/queues")[0] == 401
    assert admin.raw("POST", "/v1/actions/PurgeQueue", '{"QueueUrl":"q.fifo"}')[0] == 401
    admin.token = TOKEN[:-1] + "x"
    assert admin.raw("GET", "/v1/queues")[0] == 401
    # Whoever puts it where it does not belong is refused, and it is not written down either.
    admin.token = None
    assert admin.raw("GET", f"/v1/queues?token={TOKEN}")[0] == 401
    admin.token = TOKEN
    assert len(admin.call("GET", "/v1/queues")["Queues"]) == 2
    assert "admin request" in daemon.log(), "the log is at debug"
    assert daemon.stop() == 0
    assert TOKEN not in daemon.log()


# What a page can send along, and what a browser says of it.
MARKERS = {
    "another site": {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    "an old browser": {"Origin": "https://evil.example"},
    "a page without origin": {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    "another local port": {"Origin": "http://localhost:3000", "Sec-Fetch-Site": "same-site"},
    "an origin that begins like ours": {"Origin": "http://127.0.0.1.evil.example"},
    "a link or picture": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    "a rebound name": {"Host": "evil.example"},
    "a rebound name, its own page": {"Host": "evil.example", "Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
}
TYPES = ["application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", None]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def request(port, method, path, headers, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        # Framed in any case, so that what stands on the connection behind a refusal is never read as a request.
        connection.request(method, path, body=body.encode() or None, headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer
    finally:
        connection.close()


@pytest.fixture
def target(start):
    daemon = start(durability="full")
    admin = Admin(daemon)
    message = filled(admin)[-1]["MessageId"]
    return daemon, admin, message


@pytest.mark.parametrize("marker", MARKERS)
def test_no_page_of_somebody_else_changes_anything(target, marker):
    daemon, admin, message = target
    before = rows(daemon)
    paths = changing("q.fifo", message)
    form = urllib.parse.urlencode({"Action": "PurgeQueue", "QueueUrl": "q.fifo"})
    attempts = [(admin.port, path, body) for path, body in paths.items()]
    attempts += [(daemon.port, f"/?{form}", ""), (daemon.port, "/", form), (daemon.port, "/000000000000/q.fifo", form)]
    for (port, path, body), method, kind in itertools.product(attempts, METHODS, TYPES):
        headers = dict(MARKERS[marker])
        if kind:
            headers["Content-Type"] = kind
        answer = request(port, method, path, headers, body)
        assert answer.status in (400, 403, 405, 421), (method, path, kind, answer.status)
        assert not [name for name, _ in answer.getheaders() if name.lower().startswith("access-control-")]
    assert rows(daemon) == before


def test_what_a_browser_sends_without_asking_changes_nothing_on_the_admin_port(target):
    """Forms and links of browsers that say nothing of where they come from."""
    daemon, admin, message = target
    before = rows(daemon)
    for path, body in changing("q.fifo", message).items():
        for method, kind in itertools.product(["GET", "HEAD", "POST"], TYPES[1:]):
            headers = {"Content-Type": kind} if kind else {}
            answer = request(admin.port, method, path, headers, body)
            is_look = method != "POST" and path.endswith(message)
            assert answer.status in ((200, 415) if is_look else (404, 405, 415)), (method, path, kind, answer.status)
    assert rows(daemon) == before


def test_the_same_calls_do_change_something_when_they_are_allowed(target):
    """So that the tables above do not hold because nothing in them would work."""
    daemon, admin, message = target
    json_type = {"Content-Type": "application/json"}
    for path, body in changing("q.fifo", message).items():
        method = "DELETE" if path.endswith(message) else "POST"
        if path.endswith("DeleteQueue"):
            act(admin, "SendMessage", QueueUrl="q.fifo", MessageBody="more", MessageGroupId="g")
        answer = request(admin.port, method, path, json_type, body)
        assert answer.status in (200, 204, 404), (path, answer.status)
    assert "made-by-a-page" in str(rows(daemon)) and "'q.fifo'" not in str(rows(daemon))
