"""Requests by hand: JSON and Query calls over http.client, and bare sockets for what no client library would send."""

import http.client
import json
import socket
import urllib.parse
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

NAMESPACE = "{http://queue.amazonaws.com/doc/2012-11-05/}"


def authorization(region="us-east-1", account="test") -> str:
    """Names a caller and a region; the signature is made up, as a local daemon does not check it."""
    return (
        f"AWS4-HMAC-SHA256 Credential={account}/20260101/{region}/sqs/aws4_request, "
        f"SignedHeaders=host;x-amz-date, Signature={'0' * 64}"
    )


@dataclass
class Reply:
    status: int
    headers: list
    body: bytes

    def header(self, name, default=None):
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) <= 1, f"{name} came {len(values)} times"
        return values[0] if values else default

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def xml(self):
        return ElementTree.fromstring(self.body)

    def find(self, path):
        """Text of an element by its path without namespaces, `None` when absent."""
        return self.xml.findtext("/".join(NAMESPACE + step for step in path.split("/")))

    @property
    def media_type(self) -> str:
        return (self.header("Content-Type") or "").split(";")[0].strip()


class Wire:
    """Speaks to one daemon; each call takes a connection of its own unless `connection` is given."""

    def __init__(self, port, region="us-east-1", account="test"):
        self.port = port
        self.region = region
        self.account = account

    @property
    def account_id(self) -> str:
        return self.account if self.account.isdigit() and len(self.account) == 12 else "000000000000"

    def connection(self, timeout=120):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def request(self, method, path="/", body=None, headers=None, connection=None) -> Reply:
        """Headers given as `None` are left out, `Authorization` and `Host` included."""
        own = connection is None
        connection = connection or self.connection()
        headers = {"Authorization": authorization(self.region, self.account), **(headers or {})}
        if isinstance(body, str):
            body = body.encode("utf-8")
        try:
            connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
            for name, value in headers.items():
                if value is not None:
                    connection.putheader(name, value)
            if body is not None and "Content-Length" not in headers:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            return Reply(response.status, response.getheaders(), response.read())
        finally:
            if own:
                connection.close()

    def json(self, action, body=None, path="/", headers=None, connection=None) -> Reply:
        """A JSON 1.0 call; `body` may be a value, or the text itself."""
        text = body if isinstance(body, (str, bytes)) else json.dumps({} if body is None else body)
        headers = {
            "X-Amz-Target": f"AmazonSQS.{action}",
            "Content-Type": "application/x-amz-json-1.0",
            "x-amzn-query-mode": "true",
            **(headers or {}),
        }
        return self.request("POST", path, text, headers, connection)

    def query(self, action, parameters=None, path="/", headers=None, connection=None) -> Reply:
        body = urllib.parse.urlencode({"Action": action, "Version": "2012-11-05", **(parameters or {})})
        return self.form(body, path, headers, connection)

    def form(self, body, path="/", headers=None, connection=None) -> Reply:
        """A Query call whose body is sent exactly as given."""
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", **(headers or {})}
        return self.request("POST", path, body, headers, connection)

    def get(self, parameters, path="/", headers=None) -> Reply:
        return self.request("GET", f"{path}?{urllib.parse.urlencode(parameters)}", headers=headers)

    # What most tests need around the call they are about.

    def create_queue(self, name, **attributes) -> str:
        reply = self.json("CreateQueue", {"QueueName": name, "Attributes": attributes})
        assert reply.status == 200, reply
        return reply.json["QueueUrl"]

    def path_of(self, name) -> str:
        return f"/{self.account_id}/{name}"

    def count(self, queue_url) -> dict:
        """Visible, in flight and delayed messages."""
        prefix = "ApproximateNumberOfMessages"
        reply = self.json("GetQueueAttributes", {"QueueUrl": queue_url, "AttributeNames": ["All"]})
        assert reply.status == 200, reply
        attributes = reply.json["Attributes"]
        return {short: int(attributes[prefix + short]) for short in ("", "NotVisible", "Delayed")}

    def bodies(self, queue_url) -> list:
        reply = self.json("ReceiveMessage", {"QueueUrl": queue_url, "MaxNumberOfMessages": 10})
        assert reply.status == 200, reply
        return [message["Body"] for message in reply.json.get("Messages", [])]

    # Bare sockets.

    def socket(self, timeout=120) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def head(self, method="POST", path="/", **headers) -> bytes:
        """A request head; `_` in names stands for `-`, and a value of `None` leaves the header out."""
        fields = {"Host": f"127.0.0.1:{self.port}", "Authorization": authorization(self.region, self.account)}
        fields |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [f"{method} {path} HTTP/1.1"] + [
            f"{name}: {value}" for name, value in fields.items() if value is not None
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def read_reply(stream: socket.socket, method="POST") -> Reply:
    """The next reply on a socket, byte by byte where needed so that a pipelined one behind it stays unread."""
    head = bytearray()
    while not head.endswith(b"\r\n\r\n"):
        byte = stream.recv(1)
        if not byte:
            raise ConnectionError(f"closed after {bytes(head)!r}")
        head += byte
    lines = head.decode("latin-1").split("\r\n")
    status = int(lines[0].split(" ")[1])
    headers = [tuple(line.split(": ", 1)) if ": " in line else (line.rstrip(":"), "") for line in lines[1:] if line]
    reply = Reply(status, headers, b"")
    length = int(reply.header("Content-Length", "0"))
    body = bytearray()
    while len(body) < length and method != "HEAD":
        piece = stream.recv(length - len(body))
        if not piece:
            raise ConnectionError(f"closed after {len(body)} of {length} bytes")
        body += piece
    reply.body = bytes(body)
    return reply


def closes(stream: socket.socket, within=60) -> bool:
    """Whether the peer closes the connection in time."""
    stream.settimeout(within)
    try:
        while stream.recv(4096):
            pass
        return True
    except ConnectionError:
        return True
    except TimeoutError:
        return False
