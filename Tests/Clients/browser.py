"""A real browser that visits pages of somebody else, and what passes between it and the daemon."""

import http.server
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.parse
from collections import namedtuple
from pathlib import Path

import pytest

NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
# For a machine that does other things as well; a few seconds are the rule.
DEADLINE = 100

Sent = namedtuple("Sent", "method path headers body")


def chromium():
    """The browser's program. Where there is none the test is skipped, but never where CI counts on it."""
    for path in map(shutil.which, NAMES):
        if path:
            return path
    reason = "Chromium is missing; Scripts/install-dependencies test installs it"
    assert not os.environ.get("CI"), reason
    return pytest.skip(reason)


class Browser:
    """Chromium without a window, from the first page to the end of the block."""

    def __init__(self, directory, url):
        self._log = Path(directory) / "browser.log"
        self._command = [
            chromium(),
            "--headless",
            # What it visits is our own, and it runs as root in containers.
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            # What the browser itself may hold back is not what the daemon can count on.
            "--disable-features=LocalNetworkAccessChecks,HttpsUpgrades",
            # Every name leads here, as a rebound one does, and nothing leaves this machine.
            "--host-resolver-rules=MAP * 127.0.0.1",
            f"--user-data-dir={directory}/profile",
            # So that it does not end when the page has loaded.
            "--remote-debugging-port=0",
            url,
        ]

    def __enter__(self):
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        return self

    def __exit__(self, *_):
        # With all the processes that it has started, which are a group of their own.
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait(10)

    def wait(self, condition, what):
        """Waits until something holds that the browser is to bring about."""
        deadline = time.monotonic() + DEADLINE
        while not condition():
            assert self._process.poll() is None, f"the browser has ended:\n{self._log.read_text(errors='replace')}"
            assert time.monotonic() < deadline, f"not after {DEADLINE} s: {what()}"
            time.sleep(0.2)


class Relay:
    """Stands before a port: passes connections on byte for byte, and remembers both directions.

    Somebody who lets a name point to another machine once the page is loaded looks the same to the browser and to the
    server: `/page` comes from `pages`, everything else from `port`.
    """

    def __init__(self, port, pages):
        self._target, self._pages = port, pages
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self._listener.getsockname()[1]
        self._connections = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client):
        first = client.recv(65536)
        if not first:
            client.close()
            return
        is_page = first.startswith(b"GET /page")
        server = socket.create_connection(("127.0.0.1", self._pages if is_page else self._target))
        sent, received = bytearray(), bytearray()
        if not is_page:
            self._connections.append((sent, received))
        sent += first
        server.sendall(first)
        back = threading.Thread(target=_copy, args=[server, client, received], daemon=True)
        back.start()
        _copy(client, server, sent)
        back.join()
        client.close()
        server.close()

    def sent(self):
        """The requests that have come so far."""
        return [request for sent, _ in list(self._connections) for request in _requests(bytes(sent))]

    def received(self):
        """All that was answered so far."""
        return b"\n".join(bytes(received) for _, received in list(self._connections))

    def statuses(self):
        return [int(status) for status in STATUS.findall(self.received())]

    def close(self):
        self._listener.close()


def _copy(source, target, record):
    try:
        while chunk := source.recv(65536):
            record += chunk
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # One of them has hung up.


def _requests(stream):
    while b"\r\n\r\n" in stream:
        head, _, stream = stream.partition(b"\r\n\r\n")
        line, *fields = head.decode("latin-1").split("\r\n")
        method, path, _ = line.split(" ")
        headers = dict(field.split(": ", 1) for field in fields)
        length = int(headers.get("Content-Length", 0))
        yield Sent(method, path, headers, stream[:length])
        stream = stream[length:]


class Attacker:
    """A server of pages that attack; each reports what it could read."""

    def __init__(self):
        self.pages = {}
        self.reports = {}
        attacker = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                page = attacker.pages.get(self.path)
                self.send_response(200 if page else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write((page or "").encode())

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(204)
                self.end_headers()
                attacker.reports[urllib.parse.urlsplit(self.path).query] = json.loads(body)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def add(self, name, attacks):
        """Makes a page that does `attacks`; returns its path."""
        path = f"/page?{name}"
        plan = {"attacks": attacks, "report": f"http://127.0.0.1:{self.port}/report?{name}"}
        template = (Path(__file__).parent / "attacks.html").read_text()
        self.pages[path] = template.replace("= PLAN;", f"= {json.dumps(plan)};")
        return path

    def close(self):
        self._server.shutdown()
        self._server.server_close()
