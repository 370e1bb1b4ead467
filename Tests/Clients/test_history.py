"""The checker of histories catches what it must, and does not cry wolf. Needs no daemon."""

import random

import pytest

from history import (
    GONE,
    OK,
    REFUSED,
    UNKNOWN,
    Change,
    Counted,
    Delete,
    Delivery,
    Empty,
    Receive,
    Send,
    check,
)


def rules(*events):
    return sorted({violation.rule for violation in check(events)})


def send(body="a", t0=0.0, t1=None, **more):
    return Send(body, t0, t0 + 0.1 if t1 is None else t1, **{"message_id": f"id-{body}", **more})


def take(*bodies, t0, t1=None, timeout=5.0, count=1, **more):
    deliveries = tuple(Delivery(body, f"id-{body}", count) for body in bodies)
    return Receive(t0, t0 + 0.1 if t1 is None else t1, timeout, deliveries=deliveries, **more)


def unknown_receive(t0, t1, timeout=5.0, maximum=10):
    return Receive(t0, t1, timeout, maximum, UNKNOWN)


def delete(body="a", t0=2.0, count=1, **more):
    return Delete(body, count, t0, t0 + 0.1, **more)


def change(body="a", timeout=5.0, t0=2.0, **more):
    return Change(body, timeout, t0, t0 + 0.1, **more)


def empty(t0):
    return Empty(t0, t0 + 0.1)


def counted(t0, visible, in_flight=0, delayed=0):
    return Counted(t0, t0 + 0.1, visible, in_flight, delayed)


# Nothing wrong


@pytest.mark.parametrize(
    "events",
    [
        [],
        [empty(0), counted(1, 0)],
        [send(), take("a", t0=1), delete(t0=2), empty(10), counted(11, 0)],
        [send(), take("a", t0=1), empty(2), counted(3, 0, 1)],
        [send(), take("a", t0=1), take("a", t0=6.2, count=2)],
        [send(), take("a", t0=1, timeout=0), take("a", t0=1.2, count=2, timeout=0), take("a", t0=1.4, count=3)],
    ],
    ids=range(6),
)
def test_histories_in_order(events):
    assert check(events) == []


def test_a_send_with_unknown_outcome_may_be_there_or_not():
    lost = send(outcome=UNKNOWN, message_id=None)
    assert rules(lost, empty(1), counted(2, 0)) == []
    assert rules(lost, counted(2, 1)) == []
    assert rules(lost, take("a", t0=1)) == []


def test_a_delete_with_unknown_outcome_may_have_worked_or_not():
    events = [send(), take("a", t0=1), delete(t0=2, outcome=UNKNOWN)]
    assert rules(*events, empty(10), counted(11, 0)) == []
    assert rules(*events, take("a", t0=10, count=2), counted(11, 0, 1)) == []
    assert rules(*events, counted(11, 1)) == []


def test_once_it_came_again_a_delete_did_not_work():
    events = [send(), take("a", t0=1), delete(t0=2, outcome=UNKNOWN), take("a", t0=10, count=2, timeout=1)]
    assert rules(*events, empty(20)) == ["lost"]


def test_a_delete_with_an_old_handle_may_work_or_not():
    """The timeout had ended: another receive may have come in between (DEL-5)."""
    events = [send(), take("a", t0=1, timeout=1), take("a", t0=3, count=2, timeout=1), delete(t0=3.5, count=1)]
    assert rules(*events, empty(10)) == []
    assert rules(*events, take("a", t0=10, count=3)) == []


def test_a_receive_with_unknown_outcome_explains_a_missing_message_while_it_hides():
    events = [send("a"), send("b"), unknown_receive(1, 2, timeout=5, maximum=1)]
    assert rules(*events, take("b", t0=3, timeout=100), empty(4)) == []
    assert rules(*events, take("b", t0=3, timeout=100), empty(8)) == ["lost"]
    assert rules(*events, empty(4)) == ["lost"], "it may have taken one, not two"


def test_a_receive_with_unknown_outcome_may_have_counted():
    assert rules(send(), unknown_receive(1, 2), take("a", t0=8, count=2)) == []
    assert rules(send(), unknown_receive(1, 2), take("a", t0=8, count=3)) == ["count"]
    assert rules(send(), take("a", t0=1), unknown_receive(7, 8), take("a", t0=14, count=3)) == []
    assert rules(send(), unknown_receive(1, 2), take("a", t0=8), take("a", t0=14, count=3)) == ["count"]


def test_a_visibility_change_with_unknown_outcome_may_hold_or_not():
    events = [send(), take("a", t0=1, timeout=5), change(timeout=0, t0=2, outcome=UNKNOWN)]
    assert rules(*events, take("a", t0=3, count=2)) == []
    assert rules(*events, empty(3)) == []
    events = [send(), take("a", t0=1, timeout=5), change(timeout=100, t0=2, outcome=UNKNOWN)]
    assert rules(*events, take("a", t0=8, count=2)) == []
    assert rules(*events, empty(8)) == []


def test_overlapping_calls_may_have_happened_in_either_order():
    long_change = Change("a", 100.0, 1.0, 3.0)
    short_change = Change("a", 1.0, 2.0, 4.0)
    events = [send(), take("a", t0=0.5, timeout=1), long_change, short_change]
    assert rules(*events, take("a", t0=6, count=2)) == []
    assert rules(*events, empty(6)) == []


def test_a_long_poll_that_began_before_a_delete_may_have_been_answered_before_it():
    poll = take("a", t0=1.5, t1=3, count=2)
    assert rules(send(), take("a", t0=1, timeout=0), poll, delete(t0=2, count=1)) == []


def test_calls_that_were_refused_change_nothing():
    events = [send(), take("a", t0=1, timeout=1), change(timeout=100, t0=1.5, outcome=REFUSED)]
    assert rules(*events, empty(5)) == ["lost"]
    assert rules(*events, delete(t0=1.6, outcome=REFUSED), take("a", t0=5, count=2)) == []


def test_a_message_may_be_gone_after_a_delete():
    events = [send(), take("a", t0=1), delete(t0=2, outcome=UNKNOWN), change(t0=3, outcome=GONE)]
    assert rules(*events) == []


# Everything that must be caught


def test_lost_a_send_that_was_acknowledged():
    assert rules(send(), empty(1)) == ["lost"]
    assert rules(send(), counted(1, 0)) == ["total"]


def test_lost_after_its_visibility_timeout():
    assert rules(send(), take("a", t0=1, timeout=5), empty(7)) == ["lost"]


def test_lost_after_a_visibility_change_to_zero():
    assert rules(send(), take("a", t0=1, timeout=100), change(timeout=0, t0=2), empty(3)) == ["lost"]


def test_lost_an_unknown_send_that_had_been_seen():
    assert rules(send(outcome=UNKNOWN, message_id=None), take("a", t0=1, timeout=1), empty(5)) == ["lost"]


def test_resurrected_after_it_was_seen_to_be_gone():
    lost = send(outcome=UNKNOWN, message_id=None)
    assert rules(lost, empty(1), take("a", t0=2)) == ["resurrected"]
    assert rules(lost, empty(1), counted(2, 1)) == ["total"]
    assert rules(lost, unknown_receive(1, 2), empty(3), take("a", t0=9, count=2)) == []


def test_lost_when_it_is_said_to_be_gone():
    assert rules(send(), take("a", t0=1), change(t0=2, outcome=GONE)) == ["lost"]


def test_resurrected_after_an_acknowledged_delete():
    assert rules(send(), take("a", t0=1), delete(t0=2), take("a", t0=10, count=2)) == ["resurrected"]
    assert rules(send(), take("a", t0=1), delete(t0=2), counted(10, 1)) == ["total"]


def test_duplicated_message():
    again = Receive(10, 10.1, 5, deliveries=(Delivery("a", "another id", 2),))
    assert rules(send(), take("a", t0=1), again) == ["duplicated"]
    assert rules(send(), counted(1, 2)) == ["total"]


def test_duplicated_in_one_answer():
    assert "duplicated" in rules(send(), take("a", "a", t0=1))


def test_wrong_count():
    assert rules(send(), take("a", t0=1, count=2)) == ["count"]
    assert rules(send(), take("a", t0=1, count=0)) == ["count"]
    assert rules(send(), take("a", t0=1), take("a", t0=10, count=1)) == ["count"]
    assert rules(send(), take("a", t0=1), take("a", t0=10, count=3)) == ["count"]
    assert "count" in rules(send(), take("a", t0=10, count=1), take("a", t0=1, count=2))


def test_early_redelivery():
    assert rules(send(), take("a", t0=1, timeout=5), take("a", t0=5.5, count=2)) == ["early"]
    assert rules(send(), take("a", t0=1, timeout=600), take("a", t0=60, count=2)) == ["early"]


def test_early_redelivery_after_an_extension():
    events = [send(), take("a", t0=1, timeout=5), change(timeout=100, t0=2)]
    assert rules(*events, take("a", t0=8, count=2)) == ["early"]
    assert rules(*events, take("a", t0=102.2, count=2)) == []


def test_a_shortened_timeout_is_not_early():
    assert rules(send(), take("a", t0=1, timeout=100), change(timeout=1, t0=2), take("a", t0=3.2, count=2)) == []


def test_in_flight_is_counted():
    assert rules(send(), take("a", t0=1, timeout=600), counted(2, 1, 0)) == ["in flight"]
    assert rules(send(), counted(2, 0, 1)) == ["in flight"]
    assert rules(send(), take("a", t0=1, timeout=600), counted(2, 0, 1)) == []


def test_delayed_is_counted():
    assert "delayed" in rules(send(), counted(2, 0, 0, 1))


def test_phantom():
    assert rules(take("a", t0=1)) == ["phantom"]
    assert rules(send(outcome=REFUSED, message_id=None), take("a", t0=1)) == ["phantom"]
    assert rules(send(t0=5), take("a", t0=1)) == ["phantom"]


# A queue of its own, with crashes: right, and wrong in one way at a time


class SimulatedQueue:
    """A durable queue on a made-up clock. `flaw` names the promise that it breaks at crashes."""

    def __init__(self, chance, flaw=None):
        self.chance, self.flaw = chance, flaw
        self.now = 0.0
        self.stored = {}  # body: [id, count, visible at]
        self.deleted = {}
        self.events = []
        self.bodies = 0

    def tick(self, longest=0.05):
        self.now += self.chance.uniform(0.001, longest)
        return self.now

    def call(self, act, crashing):
        """Runs one call: began, acted (perhaps, when crashing), ended, value."""
        began = self.tick()
        self.tick()
        acted = not crashing or self.chance.random() < 0.5
        value = act() if acted else None
        return began, self.tick(), value

    def send(self, crashing=False):
        self.bodies += 1
        body = f"body {self.bodies}"

        def act():
            self.stored[body] = [f"id {self.bodies}", 0, self.now]
            return self.stored[body][0]

        began, ended, message_id = self.call(act, crashing)
        outcome = UNKNOWN if crashing else OK
        self.events.append(Send(body, began, ended, outcome, None if crashing else message_id))

    def receive(self, timeout, maximum, crashing=False):
        def act():
            visible = [body for body, state in self.stored.items() if state[2] <= self.now][:maximum]
            for body in visible:
                self.stored[body][1] += 1
                self.stored[body][2] = self.now + timeout
            return tuple(Delivery(body, self.stored[body][0], self.stored[body][1]) for body in visible)

        began, ended, deliveries = self.call(act, crashing)
        outcome = UNKNOWN if crashing else OK
        event = Receive(began, ended, timeout, maximum, outcome, () if crashing else deliveries)
        self.events.append(event)
        return [(event, delivery) for delivery in event.deliveries]

    def delete(self, delivery, crashing=False):
        def act():
            state = self.stored.get(delivery.body)
            if state and state[1] == delivery.count:
                self.deleted[delivery.body] = self.stored.pop(delivery.body)

        began, ended, _ = self.call(act, crashing)
        self.events.append(Delete(delivery.body, delivery.count, began, ended, UNKNOWN if crashing else OK))

    def change(self, delivery, timeout, crashing=False):
        def act():
            if delivery.body not in self.stored:
                return GONE
            self.stored[delivery.body][2] = self.now + timeout

        began, ended, value = self.call(act, crashing)
        self.events.append(Change(delivery.body, timeout, began, ended, UNKNOWN if crashing else value or OK))

    def sweep(self):
        began, states = self.now, list(self.stored.values())
        self.tick()
        in_flight = sum(1 for state in states if state[2] > self.now)
        self.events.append(Counted(began, self.tick(), len(states) - in_flight, in_flight))
        taken = []
        while pairs := self.receive(600, 10):
            taken += pairs
        self.events.append(Empty(self.events[-1].t0, self.events[-1].t1))
        for _, delivery in taken:
            if self.chance.random() < 0.5:
                self.delete(delivery)
            else:
                self.change(delivery, 0)

    def crash(self):
        {"send": self.send}.get(self.chance.choice(["send", "receive"]), lambda crashing: self.receive(2, 3, crashing))(
            crashing=True
        )
        self.tick(1)
        present = [body for body in self.stored]
        if self.flaw == "lost" and present:
            del self.stored[self.chance.choice(present)]
        elif self.flaw == "resurrected" and self.deleted:
            body = self.chance.choice(list(self.deleted))
            state = self.deleted[body]
            self.stored[body] = [state[0], state[1], self.now]
        elif self.flaw == "count" and present:
            for body in present:
                self.stored[body][1] += 2
        elif self.flaw == "count back" and present:
            for body in present:
                self.stored[body][1] = max(0, self.stored[body][1] - 1)
        elif self.flaw == "early":
            for state in self.stored.values():
                state[2] = self.now
        elif self.flaw == "duplicated" and present:
            for body in present:
                self.stored[body][0] += " again"


def run_simulation(seed, flaw=None, rounds=12):
    chance = random.Random(seed)
    queue = SimulatedQueue(chance, flaw)
    held = []
    for _ in range(rounds):
        for _ in range(30):
            step = chance.random()
            if step < 0.4 or not held:
                queue.send()
            if step < 0.7:
                held += queue.receive(chance.choice([0.2, 2, 600]), chance.randint(1, 5))
            elif held:
                _, delivery = held.pop(chance.randrange(len(held)))
                if step < 0.9:
                    queue.delete(delivery)
                else:
                    queue.change(delivery, chance.choice([0, 1, 600]))
        if held and chance.random() < 0.5:
            queue.delete(held.pop()[1], crashing=True)
        if held and chance.random() < 0.5:
            queue.change(held.pop()[1], chance.choice([0, 600]), crashing=True)
        queue.crash()
        queue.sweep()
    return check(queue.events)


@pytest.mark.parametrize("seed", range(40))
def test_a_faithful_queue_is_not_accused(seed):
    assert [str(violation) for violation in run_simulation(seed)] == []


@pytest.mark.parametrize(
    "flaw, rules",
    [
        ("lost", {"lost", "total"}),  # the one that is gone may have been in flight: then only the sum tells
        ("resurrected", {"resurrected"}),
        ("count", {"count"}),
        ("count back", {"count"}),
        ("early", {"early"}),
        ("duplicated", {"duplicated"}),
    ],
)
def test_every_flaw_is_found(flaw, rules):
    found = [rules & {violation.rule for violation in run_simulation(seed, flaw)} for seed in range(12)]
    assert all(found), found
