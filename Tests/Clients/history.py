"""What clients did to one queue, and whether a queue that keeps its word could have answered like that.

A history is a list of events with the instants at which each call began (`t0`) and ended (`t1`), all on one monotonic
clock. The daemon may have acted at any moment in between. A call whose connection broke is `UNKNOWN`: it may have
happened or not, and if it did, then before its `t1`, which must be the moment at which the process was surely gone.
A call that was `REFUSED` has changed nothing; one that was refused as its message is `GONE` says so, too.

`check` never guesses: where calls overlap, or an outcome is unknown, every possibility is granted. Bodies are unique,
so that each message is judged on its own.
"""

from dataclasses import dataclass, field

OK, UNKNOWN, REFUSED, GONE = "ok", "unknown", "refused", "gone"

# Seconds by which the daemon's deadlines may be off: they are whole milliseconds of a wall clock.
SLACK = 0.05


@dataclass(frozen=True)
class Send:
    body: str
    t0: float
    t1: float
    outcome: str = OK
    message_id: str | None = None


@dataclass(frozen=True)
class Delivery:
    body: str
    message_id: str
    count: int
    handle: str = ""


@dataclass(frozen=True)
class Receive:
    """`timeout` is the VisibilityTimeout, `maximum` the MaxNumberOfMessages of the call."""

    t0: float
    t1: float
    timeout: float
    maximum: int = 10
    outcome: str = OK
    deliveries: tuple = ()


@dataclass(frozen=True)
class Change:
    """A ChangeMessageVisibility."""

    body: str
    timeout: float
    t0: float
    t1: float
    outcome: str = OK


@dataclass(frozen=True)
class Delete:
    """`count` is the receive count of the delivery whose handle was used."""

    body: str
    count: int
    t0: float
    t1: float
    outcome: str = OK


@dataclass(frozen=True)
class Empty:
    """A receive without any message, while no other call was under way."""

    t0: float
    t1: float


@dataclass(frozen=True)
class Counted:
    """What the attributes said, while no other call was under way."""

    t0: float
    t1: float
    visible: int
    in_flight: int
    delayed: int = 0


@dataclass(frozen=True)
class Violation:
    rule: str
    text: str

    def __str__(self):
        return f"{self.rule}: {self.text}"


def may_have_worked(call) -> bool:
    return call.outcome in (OK, UNKNOWN)


@dataclass
class Message:
    """Everything that happened to one body."""

    send: Send
    received: list = field(default_factory=list)  # (Receive, Delivery), by count
    changes: list = field(default_factory=list)
    deletes: list = field(default_factory=list)
    gone_at: float = float("inf")  # from here on it was not in the queue, for sure

    def __str__(self):
        return repr(self.send.body if len(self.send.body) < 40 else self.send.body[:36] + "…")

    def hides(self, until: float):
        """The calls that may have set the end of invisibility which is in force at `until`.

        The last one that surely happened, and all that did not surely happen before it. The second value says
        whether there is one that surely happened; if not, the message may never have been hidden.
        """
        calls = [receive for receive, _ in self.received] + self.changes
        calls = [call for call in calls if call.t0 < until and may_have_worked(call)]
        sure = [call for call in calls if call.outcome == OK and call.t1 <= until]
        if not sure:
            return calls, False
        last = max(sure, key=lambda call: call.t0)
        return [call for call in calls if call is last or call.t1 >= last.t0], True

    def earliest_end(self, call) -> float:
        """No receive that ends before this moment can have delivered the message after `call` hid it."""
        after = [change for change in self.changes if may_have_worked(change) and change.t1 >= call.t0]
        return min([call.t0 + call.timeout] + [change.t0 + change.timeout for change in after])

    def exists_for_sure(self, at: float) -> bool:
        """It was in the queue before `at`, deletes aside."""
        if self.send.outcome == OK and self.send.t1 <= at:
            return True
        return any(receive.t1 <= at for receive, _ in self.received)

    def is_sure(self, delete: Delete) -> bool:
        """The delete was acknowledged while the receive that gave its handle still hid the message.

        Otherwise another receive may have come in between, and the handle may have been an old one, which deletes
        nothing for sure (DEL-5).
        """
        if delete.outcome != OK:
            return False
        for receive, delivery in self.received:
            if delivery.count == delete.count:
                return delete.t1 < self.earliest_end(receive) - SLACK
        return False

    def maybe_deleted(self, at: float) -> bool:
        """Some delete that began before `at` may have worked, and no later delivery shows that it did not."""
        for delete in self.deletes:
            if not may_have_worked(delete) or delete.t0 >= at:
                continue
            if not any(receive.t0 >= delete.t1 for receive, _ in self.received):
                return True
        return False


def check(events, since=float("-inf")) -> list:
    """All violations of a history; an empty list when there are none.

    What `Empty` and `Counted` say is judged for those that began at `since` or later, the rest always.
    """
    violations = []
    messages = {}
    for event in events:
        if isinstance(event, Send):
            if event.body in messages:
                raise ValueError(f"body {event.body!r} was sent twice: the history cannot be judged")
            messages[event.body] = Message(event)

    unknown_receives = [event for event in events if isinstance(event, Receive) and event.outcome == UNKNOWN]

    for event in events:
        if isinstance(event, Receive):
            violations += _collect(event, messages)
        elif isinstance(event, Change):
            messages[event.body].changes.append(event)
        elif isinstance(event, Delete):
            messages[event.body].deletes.append(event)

    for message in messages.values():
        message.received.sort(key=lambda pair: (pair[1].count, pair[0].t0))
        violations += _identity(message)
        violations += _counting(message, unknown_receives)
        violations += _leases(message)
        violations += _gone(message)
        message.gone_at = min((one.t1 for one in message.deletes if message.is_sure(one)), default=message.gone_at)
    for event in events:
        if isinstance(event, Empty):
            violations += _loss(event, messages, unknown_receives)
        elif isinstance(event, Counted) and event.t0 >= since:
            violations += _sums(event, messages, unknown_receives)
    for message in messages.values():
        violations += _resurrection(message)
    return violations


def _collect(receive, messages):
    seen = set()
    for delivery in receive.deliveries:
        message = messages.get(delivery.body)
        if message is None or message.send.outcome == REFUSED or receive.t1 < message.send.t0:
            yield Violation("phantom", f"{delivery.body!r} was delivered and not sent (before)")
            continue
        if delivery.body in seen:
            yield Violation("duplicated", f"{delivery.body!r} came twice in one answer")
        seen.add(delivery.body)
        message.received.append((receive, delivery))


def _identity(message):
    ids = {delivery.message_id for _, delivery in message.received}
    if message.send.message_id is not None:
        ids.add(message.send.message_id)
    if len(ids) > 1:
        yield Violation("duplicated", f"{message} is there as {sorted(ids)}")


def _counting(message, unknown_receives):
    """The receive count goes up by one each time; only receives with unknown outcome can have added to it."""

    def spare(after, before):
        return sum(1 for receive in unknown_receives if receive.t1 > after and receive.t0 < before)

    for receive, delivery in message.received[:1]:
        if not 1 <= delivery.count <= 1 + spare(message.send.t0, receive.t1):
            yield Violation("count", f"{message} came with count {delivery.count} the first time")
    for (first, one), (second, two) in zip(message.received, message.received[1:]):
        if one.count == two.count or second.t1 < first.t0:
            yield Violation("count", f"{message} came with count {one.count} and then with {two.count}")
        elif two.count > one.count + 1 + spare(first.t0, second.t1):
            yield Violation("count", f"{message} went from count {one.count} to {two.count}")


def _leases(message):
    """A message is not delivered again before its visibility timeout, or the change of it, has ended."""
    for (first, _), (second, delivery) in zip(message.received, message.received[1:]):
        changes = [
            change
            for change in message.changes
            if may_have_worked(change) and change.t1 > first.t0 and change.t0 < second.t1
        ]
        sure = [
            change for change in changes if change.outcome == OK and change.t0 >= first.t1 and change.t1 <= second.t0
        ]
        last = max(sure, key=lambda change: change.t0, default=first)
        in_force = [last] + [change for change in changes if change.t1 >= last.t0]
        earliest = min(call.t0 + call.timeout for call in in_force)
        if second.t1 < earliest - SLACK:
            yield Violation("early", f"{message} (count {delivery.count}) came {earliest - second.t1:.3f} s too early")


def _resurrection(message):
    for receive, delivery in message.received:
        if receive.t0 > message.gone_at:
            yield Violation("resurrected", f"{message} was gone and came again with count {delivery.count}")


def _gone(message):
    """A visibility change was refused as if the message were not there."""
    for change in message.changes:
        if change.outcome == GONE and message.exists_for_sure(change.t0) and not message.maybe_deleted(change.t1):
            yield Violation("lost", f"{message} is said not to exist")


def _hiding(message, at, unknown_receives):
    """The unknown receives that may have taken this message and hide it at `at`."""
    hides, sure = message.hides(at)
    since = max(call.t0 for call in hides if call.outcome == OK and call.t1 <= at) if sure else message.send.t0
    return [
        receive
        for receive in unknown_receives
        if receive.t1 > since and receive.t0 < at and receive.t1 + receive.timeout > at - SLACK
    ]


def _latest_end(message, at):
    hides, _ = message.hides(at)
    return max((call.t1 + call.timeout for call in hides), default=float("-inf"))


def _loss(empty, messages, unknown_receives):
    """A receive found nothing: whatever is in the queue for sure must be hidden, and what cannot be hidden is gone."""
    unexplained, takers = [], set()
    for message in messages.values():
        if message.gone_at <= empty.t0 or message.send.t1 > empty.t0:
            continue
        if _latest_end(message, empty.t1) + SLACK >= empty.t0:
            continue
        should_be_there = message.exists_for_sure(empty.t0) and not message.maybe_deleted(empty.t1)
        possible = _hiding(message, empty.t1, unknown_receives)
        if not possible:
            if should_be_there:
                yield Violation("lost", f"{message} should have been there")
            message.gone_at = empty.t1
        elif should_be_there:
            unexplained.append(message)
            takers.update(id(receive) for receive in possible)
    room = sum(receive.maximum for receive in unknown_receives if id(receive) in takers)
    if len(unexplained) > room:
        yield Violation("lost", f"{len(unexplained)} messages are not there, unknown receives explain {room} at most")


def _sums(counted, messages, unknown_receives):
    sure = possible = hidden_for_sure = maybe_hidden = 0
    for message in messages.values():
        if message.send.outcome == REFUSED or message.send.t0 >= counted.t1 or message.gone_at <= counted.t0:
            continue
        possible += 1
        is_sure = message.exists_for_sure(counted.t0) and not message.maybe_deleted(counted.t1)
        sure += is_sure
        hides, any_sure = message.hides(counted.t1)
        if hides and max(call.t1 + call.timeout for call in hides) + SLACK >= counted.t0:
            maybe_hidden += 1
        if is_sure and any_sure and min(call.t0 + call.timeout for call in hides) - SLACK > counted.t1:
            hidden_for_sure += 1
    total = counted.visible + counted.in_flight + counted.delayed
    if not sure <= total <= possible:
        yield Violation("total", f"{total} messages counted, {sure} to {possible} possible")
    still_hiding = [receive for receive in unknown_receives if receive.t1 + receive.timeout > counted.t0 - SLACK]
    most = maybe_hidden + sum(receive.maximum for receive in still_hiding)
    if not hidden_for_sure <= counted.in_flight <= most:
        yield Violation("in flight", f"{counted.in_flight} in flight counted, {hidden_for_sure} to {most} possible")
    if counted.delayed:
        yield Violation("delayed", f"{counted.delayed} delayed counted, none was sent with a delay")
