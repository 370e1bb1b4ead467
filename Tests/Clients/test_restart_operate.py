"""What operators do with many messages at once, over kills: each message stays in exactly one queue."""

import random
import subprocess

import pytest

from patience import TooSlow, until
from sqsctl import Sqsctl
from test_restart import SEED, SURVIVING
from wire import Wire

COUNT = 700
# The others stay where they are.
FILTER = ["--match", "$.i > 100"]
CHOSEN = COUNT - 100
# A second: a kill that comes some seconds late comes half-way still.
RATE = 100


def bodies(ctl, queue):
    return sorted(message["Body"] for message in ctl("peek", queue, "--all", "-o", "jsonl").jsonl)


def moved_to(daemon, queue):
    return Wire(daemon.port).count(queue)[""]


def make_dead_letters(ctl, port):
    """In a queue `dead`, all of them from a queue `q`."""
    ctl("create", "q", "--dlq", "dead:1")
    ctl("send", "q", "--repeat", str(COUNT), "--template", '{"i":$i}')
    wire = Wire(port)
    # Received once too often; whoever receives a message the first time gives it back at once.
    for _ in range(COUNT):
        if wire.json("ReceiveMessage", {"QueueUrl": "q", "MaxNumberOfMessages": 10, "VisibilityTimeout": 0}).json == {}:
            break


@pytest.mark.parametrize("durability", SURVIVING)
@pytest.mark.parametrize("words", [["redrive", "dead"], ["move", "dead", "q"]], ids=["redrive", "move"])
def test_a_kill_half_way_leaves_each_message_in_one_queue(start, tmp_path, patience, words, durability):
    chance = random.Random(f"{SEED} {durability} {words}")
    print(f"SQSD_CRASH_SEED={SEED}")
    daemon = start(durability=durability)
    ctl = Sqsctl(daemon.url, tmp_path)
    make_dead_letters(ctl, daemon.port)
    sent = bodies(ctl, "dead")
    assert len(sent) == COUNT and bodies(ctl, "q") == []

    left, half_way = CHOSEN, 0
    for _ in range(3):
        command = [ctl.program, *words, *FILTER, "--rate", str(RATE // patience), "--yes"]
        run = subprocess.Popen(
            command, env=ctl.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        enough = CHOSEN - left + chance.randint(1, RATE)
        until(lambda: moved_to(daemon, "q") >= enough or run.poll() is not None, what="a number of moved messages")
        daemon.kill()
        said = run.communicate(timeout=120)[0].decode()
        daemon.start()
        ctl = Sqsctl(daemon.url, tmp_path)
        moved = bodies(ctl, "q")
        assert sorted(moved + bodies(ctl, "dead")) == sent
        assert CHOSEN - len(moved) <= left
        left = CHOSEN - len(moved)
        assert run.returncode != 64 and (run.returncode != 0 or left == 0), said
        if left == 0:
            break
        half_way += 1
    if not half_way:
        raise TooSlow("every kill came after the end")

    if left:
        assert ctl(*words, *FILTER, "--yes").fields["done"] == str(left)
    assert len(bodies(ctl, "q")) == CHOSEN
    assert sorted(bodies(ctl, "q") + bodies(ctl, "dead")) == sent
    assert Wire(daemon.port).count("q") == {"": CHOSEN, "NotVisible": 0, "Delayed": 0}
