"""Clients that load a daemon and write down what they did, for `history.check` to judge."""

import http.client
import random
import threading
import time
from collections import defaultdict
from dataclasses import replace

from digests import md5_of_body
from history import GONE, OK, UNKNOWN, Change, Counted, Delete, Delivery, Empty, Receive, Send, check
from wire import Wire


class Broken(Exception):
    """The connection broke before the reply was complete: the call may have happened or not."""


class Unreachable(Exception):
    """No connection came about: the call did not happen."""


class Unexpected(AssertionError):
    """A reply that a working daemon would not give."""


def says_gone(text) -> bool:
    """H-GONE: fair for an old handle, whose message may have been deleted under a newer one. The checker judges it."""
    return "Message does not exist or is not available for visibility timeout change" in text


class Caller:
    """JSON calls over one kept-alive connection."""

    def __init__(self, port):
        self._wire = Wire(port)
        self._connection = None

    def __call__(self, action, **members):
        if self._connection is None:
            connection = self._wire.connection()
            try:
                connection.connect()
            except OSError as error:
                raise Unreachable from error
            self._connection = connection
        try:
            reply = self._wire.json(action, members, connection=self._connection)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Broken from error
        if (reply.header("Connection") or "").lower() == "close":
            self.close()
        if reply.status == 503:
            raise Broken(f"{action} was answered with 503")
        if reply.status != 200:
            raise Unexpected(f"{action} {str(members)[:200]} was answered with {reply.status} {reply.text[:300]}")
        return reply.json if reply.body else {}

    def close(self):
        if self._connection is not None:
            self._connection.close()
        self._connection = None


class Queue:
    """One queue under load: its history, and the deliveries whose messages are neither deleted nor released."""

    def __init__(self, name, timeout, maximum):
        self.name = name
        self.timeout = timeout
        self.maximum = maximum
        self.url = f"http://localhost/000000000000/{name}"
        self.events = []
        self._sealed = 0
        self._held = []
        self._lock = threading.Lock()

    def record(self, event):
        with self._lock:
            self.events.append(event)

    def seal(self):
        """The daemon is gone: what calls of unknown outcome did, they did before now."""
        now = time.monotonic()
        self.events[self._sealed :] = [
            replace(event, t1=now) if getattr(event, "outcome", OK) == UNKNOWN else event
            for event in self.events[self._sealed :]
        ]
        self._sealed = len(self.events)

    def hold(self, delivery):
        with self._lock:
            self._held.append(delivery)

    def take_held(self, chance):
        with self._lock:
            return self._held.pop(chance.randrange(len(self._held))) if self._held else None


class Recorder:
    """Calls on a queue that end up in its history, whatever becomes of them."""

    def __init__(self, port):
        self.call = Caller(port)

    def _timed(self, action, unknown, **members):
        """The reply with the instants around the call; a broken call is recorded as `unknown(t0, t1)` events."""
        began = time.monotonic()
        try:
            reply = self.call(action, **members)
        except Broken:
            unknown(began, time.monotonic())
            raise
        return reply, began, time.monotonic()

    def send(self, queue, bodies):
        def unknown(t0, t1):
            for body in bodies:
                queue.record(Send(body, t0, t1, UNKNOWN))

        if len(bodies) == 1:
            reply, t0, t1 = self._timed("SendMessage", unknown, QueueUrl=queue.url, MessageBody=bodies[0])
            replies = [reply]
        else:
            entries = [{"Id": str(number), "MessageBody": body} for number, body in enumerate(bodies)]
            reply, t0, t1 = self._timed("SendMessageBatch", unknown, QueueUrl=queue.url, Entries=entries)
            if "Failed" in reply or [one["Id"] for one in reply["Successful"]] != [one["Id"] for one in entries]:
                raise Unexpected(f"SendMessageBatch: {reply}")
            replies = reply["Successful"]
        for body, one in zip(bodies, replies):
            queue.record(Send(body, t0, t1, OK, one["MessageId"]))
            if one["MD5OfMessageBody"] != md5_of_body(body):
                raise Unexpected(f"MD5 of {body!r}: {one}")

    def receive(self, queue, maximum, timeout, wait=0) -> list:
        reply, t0, t1 = self._timed(
            "ReceiveMessage",
            lambda t0, t1: queue.record(Receive(t0, t1, timeout, maximum, UNKNOWN)),
            QueueUrl=queue.url,
            MaxNumberOfMessages=maximum,
            VisibilityTimeout=timeout,
            WaitTimeSeconds=wait,
            AttributeNames=["ApproximateReceiveCount"],
        )
        deliveries = tuple(
            Delivery(
                message["Body"],
                message["MessageId"],
                int(message["Attributes"]["ApproximateReceiveCount"]),
                message["ReceiptHandle"],
            )
            for message in reply.get("Messages", [])
        )
        # A poll hides a message from the moment of its delivery, which is anywhere between the two.
        queue.record(Receive(t0, t1, timeout, maximum, OK, deliveries))
        return deliveries

    def delete(self, queue, deliveries):
        def record(delivery, t0, t1, outcome):
            queue.record(Delete(delivery.body, delivery.count, t0, t1, outcome))

        self._settle("DeleteMessage", queue, deliveries, record)

    def change(self, queue, deliveries, timeout):
        def record(delivery, t0, t1, outcome):
            queue.record(Change(delivery.body, timeout, t0, t1, outcome))

        self._settle("ChangeMessageVisibility", queue, deliveries, record, VisibilityTimeout=timeout)

    def _settle(self, action, queue, deliveries, record, **members):
        """One call for one delivery, a batch for several; each delivery is recorded with its own outcome."""

        def unknown(t0, t1):
            for delivery in deliveries:
                record(delivery, t0, t1, UNKNOWN)

        entries = [{"Id": str(number), "ReceiptHandle": one.handle, **members} for number, one in enumerate(deliveries)]
        began = time.monotonic()
        gone = set()
        if len(entries) > 1:
            reply, _, _ = self._timed(f"{action}Batch", unknown, QueueUrl=queue.url, Entries=entries)
            failed = reply.get("Failed", [])
            if len(failed) + len(reply.get("Successful", [])) != len(entries) or not all(
                says_gone(one["Message"]) for one in failed
            ):
                raise Unexpected(f"{action}Batch: {reply}")
            gone = {int(one["Id"]) for one in failed}
        else:
            del entries[0]["Id"]
            try:
                self._timed(action, unknown, QueueUrl=queue.url, **entries[0])
            except Unexpected as error:
                if not says_gone(str(error)):
                    raise
                gone = {0}
        ended = time.monotonic()
        for number, delivery in enumerate(deliveries):
            record(delivery, began, ended, GONE if number in gone else OK)

    def count(self, queue):
        names = [f"ApproximateNumberOfMessages{part}" for part in ("", "NotVisible", "Delayed")]
        t0 = time.monotonic()
        attributes = self.call("GetQueueAttributes", QueueUrl=queue.url, AttributeNames=names)["Attributes"]
        queue.record(Counted(t0, time.monotonic(), *(int(attributes[name]) for name in names)))


class Load:
    """Senders and consumers on several queues, until they are stopped or the daemon goes away."""

    def __init__(self, port, queues, seed, label, senders=2, consumers=3):
        self.unexpected = []
        self._port, self._queues, self._label = port, queues, label
        self._stopping = threading.Event()
        chance = random.Random(seed)
        roles = [self._send] * senders + [self._consume] * consumers
        self._threads = [
            threading.Thread(target=self._run, args=(role, number, random.Random(chance.random())), daemon=True)
            for number, role in enumerate(roles)
        ]

    def start(self):
        for thread in self._threads:
            thread.start()
        return self

    def stop(self):
        self._stopping.set()
        self.join()

    def join(self, timeout=120):
        for thread in self._threads:
            thread.join(timeout)
            assert not thread.is_alive(), "a client still waits for an answer"

    def _run(self, role, number, chance):
        recorder = Recorder(self._port)
        try:
            step = 0
            while not self._stopping.is_set():
                role(recorder, chance, f"{self._label}-{number}-{step}")
                step += 1
        except (Broken, Unreachable):
            pass
        except Exception as error:
            self.unexpected.append(error)
        finally:
            recorder.call.close()

    def _send(self, recorder, chance, label):
        queue = chance.choice(self._queues)
        count = 1 if chance.random() < 0.5 else chance.randint(2, 10)
        padding = "x" * chance.choice([0, 0, 10, 1000])
        recorder.send(queue, [f"{label}-{number}{padding}" for number in range(count)])

    def _consume(self, recorder, chance, label):
        queue = chance.choice(self._queues)
        wait = 1 if chance.random() < 0.2 else 0
        deliveries = recorder.receive(queue, chance.randint(1, queue.maximum), queue.timeout, wait)
        fates = defaultdict(list)
        for delivery in deliveries:
            fate = chance.random()
            fates["delete" if fate < 0.6 else "extend" if fate < 0.7 else "release" if fate < 0.8 else "hold"].append(
                delivery
            )
        if fates["delete"]:
            recorder.delete(queue, fates["delete"])
        if fates["extend"]:
            recorder.change(queue, fates["extend"], 600)
        if fates["release"]:
            recorder.change(queue, fates["release"], 0)
        for delivery in fates["hold"] + fates["extend"]:
            queue.hold(delivery)
        if chance.random() < 0.3 and (old := queue.take_held(chance)):
            if chance.random() < 0.5:
                recorder.delete(queue, [old])
            else:
                recorder.change(queue, [old], 0)


def sweep(port, queue, chance, delete_share=0.5):
    """With no other client about: counts, receives all that is visible, deletes some of it and releases the rest."""
    began = time.monotonic()
    recorder = Recorder(port)
    recorder.count(queue)
    taken = []
    while True:
        t0 = time.monotonic()
        deliveries = recorder.receive(queue, 10, 600)
        if not deliveries:
            queue.record(Empty(t0, time.monotonic()))
            break
        taken += deliveries
    recorder.count(queue)
    chance.shuffle(taken)
    kept = taken[int(len(taken) * delete_share) :]
    for start in range(0, len(taken) - len(kept), 10):
        recorder.delete(queue, taken[start : min(start + 10, len(taken) - len(kept))])
    for start in range(0, len(kept), 10):
        recorder.change(queue, kept[start : start + 10], 0)
    recorder.count(queue)
    recorder.call.close()
    violations = check(queue.events, since=began)
    assert not violations, f"{queue.name}: {len(violations)} violations\n" + "\n".join(map(str, violations[:20]))
    return taken


def release_held(port, queue, chance):
    """Makes visible whatever clients still hold."""
    recorder = Recorder(port)
    while delivery := queue.take_held(chance):
        recorder.change(queue, [delivery], 0)
    recorder.call.close()
