"""HTTP itself: connections, framing, sizes, pollers that go away (SDK-8)."""

import json
import socket
import threading
import time

import pytest

from conftest import fresh_name
from patience import until
from wire import closes, read_reply


@pytest.fixture
def made(wire):
    name = fresh_name("http")
    return name, wire.create_queue(name)


def call(action, members):
    """Headers and body of a JSON call."""
    body = json.dumps(members).encode()
    return {"X_Amz_Target": f"AmazonSQS.{action}", "Content_Type": "application/x-amz-json-1.0"}, body


def send_call(url, body):
    return call("SendMessage", {"QueueUrl": url, "MessageBody": body})


def test_keep_alive_serves_many_requests(wire, made):
    _, url = made
    connection = wire.connection()
    for number in range(20):
        assert (
            wire.json("SendMessage", {"QueueUrl": url, "MessageBody": str(number)}, connection=connection).status == 200
        )
        assert wire.query("GetQueueAttributes", {"QueueUrl": url}, connection=connection).status == 200
    connection.close()
    assert wire.count(url)[""] == 20


def test_keep_alive_survives_an_error(wire, made):
    _, url = made
    connection = wire.connection()
    assert wire.json("ReceiveMessage", {"QueueUrl": url + "-gone"}, connection=connection).status == 400
    assert wire.json("NoSuchAction", {}, connection=connection).status == 400
    assert wire.request("PUT", "/", connection=connection).status == 405
    assert wire.json("GetQueueAttributes", {"QueueUrl": url}, connection=connection).status == 200
    connection.close()


def test_connection_close_is_honoured(wire, made):
    _, url = made
    headers, body = send_call(url, "x")
    with wire.socket() as stream:
        stream.sendall(wire.head(Content_Length=len(body), Connection="close", **headers) + body)
        assert read_reply(stream).status == 200
        assert closes(stream)


def test_http_1_0(wire, made):
    _, url = made
    headers, body = send_call(url, "x")
    head = wire.head(Content_Length=len(body), **headers).replace(b"HTTP/1.1", b"HTTP/1.0", 1)
    with wire.socket() as stream:
        stream.sendall(head + body)
        assert read_reply(stream).status == 200
        assert closes(stream)


def test_SDK_8_pipelined_requests_are_answered_in_order(wire, made):
    _, url = made
    requests = b""
    for number in range(20):
        headers, body = send_call(url, f"{number:02}")
        requests += wire.head(Content_Length=len(body), **headers) + body
    headers, body = call("ReceiveMessage", {"QueueUrl": url + "-gone"})
    requests += wire.head(Content_Length=len(body), **headers) + body
    with wire.socket() as stream:
        stream.sendall(requests)
        replies = [read_reply(stream) for _ in range(21)]
    assert [reply.status for reply in replies] == [200] * 20 + [400]
    assert wire.bodies(url) + wire.bodies(url) == [f"{number:02}" for number in range(20)]


def test_SDK_8_a_request_behind_a_long_poll_waits_for_its_turn(wire, made):
    _, url = made
    poll_headers, poll = call("ReceiveMessage", {"QueueUrl": url, "WaitTimeSeconds": 1})
    send_headers, send = send_call(url, "sent behind the poll on the same connection")
    with wire.socket() as stream:
        stream.sendall(
            wire.head(Content_Length=len(poll), **poll_headers)
            + poll
            + wire.head(Content_Length=len(send), **send_headers)
            + send
        )
        first, second = read_reply(stream), read_reply(stream)
    assert first.status == second.status == 200 and "MessageId" in second.json


def test_SDK_8_chunked_body(wire, made):
    _, url = made
    headers, body = send_call(url, "in chunks")
    with wire.socket() as stream:
        stream.sendall(wire.head(Transfer_Encoding="chunked", **headers))
        for start in range(0, len(body), 7):
            piece = body[start : start + 7]
            stream.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
        stream.sendall(b"0\r\n\r\n")
        assert read_reply(stream).status == 200
    assert wire.bodies(url) == ["in chunks"]


def test_SDK_8_chunked_form(wire, made):
    name, url = made
    body = b"Action=SendMessage&MessageBody=in+chunks"
    with wire.socket() as stream:
        stream.sendall(
            wire.head(
                path=wire.path_of(name), Transfer_Encoding="chunked", Content_Type="application/x-www-form-urlencoded"
            )
        )
        stream.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))
        assert read_reply(stream).status == 200
    assert wire.bodies(url) == ["in chunks"]


def test_SDK_8_expect_100_continue(wire, made):
    _, url = made
    headers, body = send_call(url, "expected")
    with wire.socket() as stream:
        stream.sendall(wire.head(Content_Length=len(body), Expect="100-continue", **headers))
        interim = read_reply(stream)
        assert interim.status == 100
        stream.sendall(body)
        assert read_reply(stream).status == 200
    assert wire.bodies(url) == ["expected"]


def test_SDK_8_expect_100_continue_of_a_client_that_does_not_wait(wire, made):
    _, url = made
    headers, body = send_call(url, "impatient")
    with wire.socket() as stream:
        stream.sendall(wire.head(Content_Length=len(body), Expect="100-continue", **headers) + body)
        reply = read_reply(stream)
        if reply.status == 100:
            reply = read_reply(stream)
        assert reply.status == 200
    assert wire.bodies(url) == ["impatient"]


def test_a_request_in_small_pieces(wire, made):
    _, url = made
    headers, body = send_call(url, "piece by piece é")
    with wire.socket() as stream:
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        request = wire.head(Content_Length=len(body), **headers) + body
        for start in range(0, len(request), 11):
            stream.sendall(request[start : start + 11])
            time.sleep(0.002)
        assert read_reply(stream).status == 200
    assert wire.bodies(url) == ["piece by piece é"]


def test_a_client_that_leaves_in_the_middle_of_a_request_sends_nothing(wire, made):
    _, url = made
    headers, body = send_call(url, "never finished")
    with wire.socket() as stream:
        stream.sendall(wire.head(Content_Length=len(body), **headers) + body[:-1])
    time.sleep(0.2)
    assert wire.count(url)[""] == 0


@pytest.mark.parametrize("how", ["close", "reset", "half-close then close"])
def test_a_poller_that_goes_away_takes_no_message(daemon, wire, made, how):
    _, url = made
    headers, body = call("ReceiveMessage", {"QueueUrl": url, "WaitTimeSeconds": 20, "MaxNumberOfMessages": 10})
    stream = wire.socket()
    stream.sendall(wire.head(Content_Length=len(body), **headers) + body)
    daemon.wait_for_polls(url, 1)
    if how == "reset":
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    elif how == "half-close then close":
        stream.shutdown(socket.SHUT_WR)
        time.sleep(0.1)
    stream.close()
    until(lambda: daemon.long_polls(url) == 0, seconds=15, what="the end of the receive")
    wire.json("SendMessage", {"QueueUrl": url, "MessageBody": "for the living"})
    assert wire.bodies(url) == ["for the living"]


def test_many_connections_at_once(wire, made):
    _, url = made
    connections = [wire.connection() for _ in range(100)]
    results = []

    def use(connection, number):
        results.append(
            wire.json("SendMessage", {"QueueUrl": url, "MessageBody": str(number)}, connection=connection).status
        )

    for connection in connections:
        connection.connect()
    threads = [threading.Thread(target=use, args=pair) for pair in zip(connections, range(100))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for connection in connections:
        connection.close()
    assert results == [200] * 100 and wire.count(url)[""] == 100


# Framing that must not be trusted


MALFORMED = {
    "garbage": b"garbage\r\n\r\n",
    "bad version": b"POST / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "no host": b"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
    "negative length": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    "length not a number": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: abc\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "length and chunks": (
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    ),
    "bad chunk": b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n",
    "two hosts": b"POST / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("case", MALFORMED)
def test_malformed_http_is_refused_and_the_connection_closed(wire, daemon, case):
    with wire.socket() as stream:
        stream.sendall(MALFORMED[case])
        try:
            # Nothing but a refusal may come; closing without a word is one, too.
            assert read_reply(stream).status >= 400
            assert closes(stream)
        except ConnectionError:
            pass
    assert daemon.running


def test_a_body_that_is_far_too_large_is_refused_by_its_length(wire, daemon):
    headers, _ = call("SendMessage", {})
    with wire.socket() as stream:
        stream.sendall(wire.head(Content_Length=80_000_000_000, **headers))
        assert read_reply(stream).status == 413
    assert daemon.running


def test_a_chunked_body_without_end_is_cut_off(wire, daemon):
    headers, _ = call("SendMessage", {})
    piece = b"x" * 65536
    with wire.socket() as stream:
        stream.sendall(wire.head(Transfer_Encoding="chunked", **headers))
        try:
            for _ in range(2000):
                stream.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
            assert read_reply(stream).status == 413
        except ConnectionError:
            pass
    assert daemon.running


@pytest.mark.parametrize("head", ["header", "path"])
def test_a_head_that_is_far_too_large_is_refused(wire, daemon, head):
    long = "x" * 1_000_000
    with wire.socket() as stream:
        try:
            stream.sendall(wire.head(X_Long=long) if head == "header" else wire.head("GET", "/?Action=" + long))
            assert read_reply(stream).status in (400, 413, 414, 431)
        except ConnectionError:
            pass
    assert daemon.running


def test_a_presigned_like_long_query_string_is_served(wire, made):
    _, url = made
    reply = wire.get({"Action": "SendMessage", "QueueUrl": url, "MessageBody": "x" * 4000})
    assert reply.status == 200
