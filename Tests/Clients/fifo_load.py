"""Producers and consumers of one FIFO queue, and what must hold of it whatever is killed meanwhile.

A producer owns its groups and sends the numbers 0, 1, 2 … into each, repeating a send of unknown outcome with the
same deduplication id. Consumers take, hold for a moment, and delete. Judged at once, delivery by delivery:

- order: a group is delivered from its lowest number that may still be there, without gaps;
- one holder: nobody is given a group that another holds undeleted within the visibility timeout;
- once: a number has one message, with a sequence number above that of the number before it.
"""

import random
import threading
import time
from dataclasses import dataclass, field

from load import Broken, Caller, Unexpected, Unreachable

# Between a daemon's clock and ours, and a thread's reading of it.
SLACK = 0.25


@dataclass
class Group:
    name: str
    sent: int = 0
    ids: dict = field(default_factory=dict)
    sequence: dict = field(default_factory=dict)
    deleting: set = field(default_factory=set)
    deleted: set = field(default_factory=set)
    # number → until when its taker may rely on it
    held: dict = field(default_factory=dict)
    deliveries: int = 0

    def delivered(self, numbers, began, ended, timeout):
        """Violations in a delivery of these numbers to one receive, which ran from `began` to `ended`."""
        self.deliveries += 1
        for number, until in self.held.items():
            if until - SLACK > ended:
                yield f"{self.name}{numbers} delivered while {number} is held for {until - ended:.2f} s more"
        again = [number for number in numbers if number in self.deleted]
        if again:
            yield f"{self.name}{again} delivered after the delete was acknowledged"
        due = [number for number in range(numbers[-1] + 1) if number not in self.deleting or number in numbers]
        if numbers != due:
            yield f"{self.name}{numbers} delivered, {due} due"
        for number in numbers:
            self.held[number] = began + timeout


# Messages that may wait while the load is on.
BACKLOG = 1000


class FIFOLoad:
    """`run(port, seconds)` loads a daemon until the time is up or it goes away, `end()` at once; `drain(port)` empties
    the queue.
    """

    def __init__(self, name, seed, groups=8, producers=3, consumers=3, timeout=3):
        self.violations = []
        self.unexpected = []
        self._name, self._timeout = name, timeout
        self._chance = random.Random(seed)
        self._groups = {letter: Group(letter) for letter in "abcdefghijklmnopqrstuvwxyz"[:groups]}
        self._owned = [list(self._groups.values())[n::producers] for n in range(producers)]
        self._consumers = consumers
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self.url = f"http://localhost/000000000000/{name}"

    @property
    def sent(self) -> int:
        return sum(group.sent for group in self._groups.values())

    @property
    def deliveries(self) -> int:
        return sum(group.deliveries for group in self._groups.values())

    def run(self, port, seconds):
        """Starts the clients; `join()` of what is returned waits for them."""
        stop = time.monotonic() + seconds
        self._ended.clear()
        chances = [random.Random(self._chance.random()) for _ in range(len(self._owned) + self._consumers)]
        roles = [lambda call, chance, mine=mine: self._produce(call, chance, mine) for mine in self._owned]
        roles += [self._consume] * self._consumers
        threads = [
            threading.Thread(target=self._until, args=(stop, role, Caller(port), chance), daemon=True)
            for role, chance in zip(roles, chances)
        ]
        for thread in threads:
            thread.start()
        return threads

    def end(self):
        self._ended.set()

    def drain(self, port, patience):
        """Consumes until nothing comes any more; by then each number that was sent must have been delivered."""
        call, chance = Caller(port), random.Random(0)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and any(
            group.deleted | group.deleting != set(range(group.sent)) for group in self._groups.values()
        ):
            self._consume(call, chance)
        # What is left was hidden by receives, or kept by deletes, that nobody heard of.
        time.sleep(self._timeout)
        while self._consume(call, chance) and time.monotonic() < deadline:
            pass
        for group in self._groups.values():
            missing = set(range(group.sent)) - group.deleting
            if missing:
                self.violations.append(f"{group.name}: {len(missing)} never came, such as {sorted(missing)[:5]}")
        call.close()

    def _until(self, stop, role, call, chance):
        try:
            while time.monotonic() < stop and not self._ended.is_set():
                role(call, chance)
        except (Broken, Unreachable):
            pass
        except Exception as error:
            self.unexpected.append(error)
        finally:
            call.close()

    def _produce(self, call, chance, mine):
        """One call: the next number, or the next few, of one of its groups or of several.

        Producers wait for consumers, which are slower, so that the queue can be emptied in the end.
        """
        if sum(group.sent - len(group.deleted) for group in self._groups.values()) > BACKLOG:
            time.sleep(0.02)
            return
        groups = [chance.choice(mine)] if chance.random() < 0.5 else mine
        entries = []
        for group in groups:
            for number in range(group.sent, group.sent + chance.randint(1, 3)):
                body = f"{group.name}{number}"
                entries.append({"MessageBody": body, "MessageGroupId": group.name, "MessageDeduplicationId": body})
        if len(entries) == 1:
            replies = [call("SendMessage", QueueUrl=self.url, **entries[0])]
        else:
            entries = [{"Id": str(n), **entry} for n, entry in enumerate(entries[:10])]
            reply = call("SendMessageBatch", QueueUrl=self.url, Entries=entries)
            if "Failed" in reply:
                raise Unexpected(f"SendMessageBatch: {reply}")
            replies = reply["Successful"]
        with self._lock:
            for entry, reply in zip(entries, replies):
                group, number = self._groups[entry["MessageGroupId"]], int(entry["MessageBody"][1:])
                self._known(group, number, reply["MessageId"], reply["SequenceNumber"])
                group.sent = max(group.sent, number + 1)

    def _known(self, group, number, message_id, sequence):
        if group.ids.setdefault(number, message_id) != message_id:
            self.violations.append(f"{group.name}{number} is two messages: {group.ids[number]} and {message_id}")
        group.sequence[number] = sequence
        before = group.sequence.get(number - 1)
        if before is not None and before >= sequence:
            self.violations.append(f"{group.name}{number} has {sequence}, the one before it {before}")

    def _consume(self, call, chance) -> bool:
        """One receive and what becomes of its messages; whether there were any."""
        began = time.monotonic()
        reply = call(
            "ReceiveMessage",
            QueueUrl=self.url,
            MaxNumberOfMessages=chance.randint(1, 10),
            WaitTimeSeconds=1,
            VisibilityTimeout=self._timeout,
            AttributeNames=["MessageGroupId", "SequenceNumber"],
        )
        ended = time.monotonic()
        messages = reply.get("Messages", [])
        taken = {}
        for message in messages:
            taken.setdefault(message["Attributes"]["MessageGroupId"], []).append(message)
        with self._lock:
            # Held up for so long, it may come after others who have had the same messages in the meantime, rightly.
            late = time.monotonic() > began + self._timeout - SLACK
            for name, part in taken.items():
                group, numbers = self._groups[name], [int(message["Body"][1:]) for message in part]
                if not late:
                    self.violations += group.delivered(numbers, began, ended, self._timeout)
                for number, message in zip(numbers, part):
                    self._known(group, number, message["MessageId"], message["Attributes"]["SequenceNumber"])
        time.sleep(chance.uniform(0, 0.01))
        for name, part in taken.items():
            if chance.random() < 0.9:
                self._delete(call, self._groups[name], part)
            else:
                self._release(call, self._groups[name], part)
        return bool(messages)

    def _delete(self, call, group, messages):
        """Deletes what came of one group; from the moment it is asked for, the group may go to somebody else."""
        numbers = [int(message["Body"][1:]) for message in messages]
        with self._lock:
            group.deleting.update(numbers)
            for number in numbers:
                group.held.pop(number, None)
        entries = [{"Id": str(n), "ReceiptHandle": one["ReceiptHandle"]} for n, one in enumerate(messages)]
        reply = call("DeleteMessageBatch", QueueUrl=self.url, Entries=entries)
        with self._lock:
            group.deleted.update(numbers[int(one["Id"])] for one in reply.get("Successful", []))
        self._late(reply)

    def _release(self, call, group, messages):
        """Gives back the last of them first, so that no later one can be had before it."""
        with self._lock:
            for message in messages:
                group.held.pop(int(message["Body"][1:]), None)
        entries = [
            {"Id": str(n), "ReceiptHandle": one["ReceiptHandle"], "VisibilityTimeout": 0}
            for n, one in enumerate(reversed(messages))
        ]
        self._late(call("ChangeMessageVisibilityBatch", QueueUrl=self.url, Entries=entries))

    def _late(self, reply):
        """A consumer that was slower than its timeout is told so, and has lost its messages to others."""
        for failed in reply.get("Failed", []):
            if "The receipt handle has expired" not in failed.get("Message", ""):
                raise Unexpected(f"{failed}")
