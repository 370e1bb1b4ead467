"""The judge of FIFO deliveries catches what it must. Needs no daemon."""

import pytest

from fifo_load import Group


def judged(group, *numbers, began=10.0, ended=10.1, timeout=3):
    return list(group.delivered(list(numbers), began, ended, timeout))


def group(deleted=(), deleting=(), held=None):
    return Group("a", deleting={*deleted, *deleting}, deleted=set(deleted), held=held or {})


@pytest.mark.parametrize(
    "state, numbers",
    [
        (group(), [0, 1, 2]),
        (group(deleted=[0, 1]), [2]),
        (group(deleting=[0]), [0, 1]),
        (group(deleting=[0, 1]), [1, 2]),
        (group(deleting=[1]), [0, 2]),
        (group(held={0: 9.9}), [0]),
        (group(held={0: 10.3}), [0]),
    ],
    ids=range(7),
)
def test_fair_deliveries(state, numbers):
    assert judged(state, *numbers) == []


@pytest.mark.parametrize(
    "state, numbers, saying",
    [
        (group(), [1], "due"),
        (group(), [0, 2], "due"),
        (group(), [1, 0], "due"),
        (group(deleted=[0]), [0, 1], "acknowledged"),
        (group(deleted=[0]), [2], "due"),
        (group(held={0: 12.0}), [0], "held"),
        (group(deleting=[0], held={1: 12.0}), [2], "held"),
    ],
    ids=range(7),
)
def test_violations(state, numbers, saying):
    assert any(saying in one for one in judged(state, *numbers))


def test_one_number_is_one_message():
    from fifo_load import FIFOLoad

    load = FIFOLoad("q.fifo", seed=0)
    state = group()
    load._known(state, 0, "first", "1")
    load._known(state, 0, "first", "1")
    load._known(state, 1, "next", "2")
    assert load.violations == []
    load._known(state, 0, "second", "1")
    load._known(state, 2, "late", "2")
    assert len(load.violations) == 2
