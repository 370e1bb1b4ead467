"""What operators do with many messages at once, over kills: each message stays in exactly one queue."""

import random
import subprocess
import time

import pytest

from sqsctl import Sqsctl
from test_restart import SEED, SURVIVING
from wire import Wire

COUNT = 600
# The others stay where they are.
FILTER = ["--match", "$.i > 100"]
CHOSEN = COUNT - 100


def bodies(ctl, queue):
    return sorted(message["Body"] for message in ctl("peek", queue, "--all", "-o", "jsonl").jsonl)


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
def test_a_kill_half_way_leaves_each_message_in_one_queue(start, tmp_path, words, durability):
    chance = random.Random(f"{SEED} {durability} {words}")
    print(f"SQSD_CRASH_SEED={SEED}")
    daemon = start(durability=durability)
    ctl = Sqsctl(daemon.url, tmp_path)
    make_dead_letters(ctl, daemon.port)
    sent = bodies(ctl, "dead")
    assert len(sent) == COUNT and bodies(ctl, "q") == []

    left = CHOSEN
    for _ in range(3):
        command = [ctl.program, *words, *FILTER, "--rate", "300", "--yes"]
        run = subprocess.Popen(
            command, env=ctl.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        time.sleep(chance.uniform(0.3, 0.6))
        daemon.kill()
        said = run.communicate(timeout=30)[0].decode()
        assert run.returncode not in (0, 64), said
        daemon.start()
        ctl = Sqsctl(daemon.url, tmp_path)
        moved = bodies(ctl, "q")
        assert sorted(moved + bodies(ctl, "dead")) == sent
        assert CHOSEN - len(moved) <= left
        left = CHOSEN - len(moved)
    assert 0 < left < CHOSEN, "no kill came half-way"

    assert ctl(*words, *FILTER, "--yes").fields["done"] == str(left)
    assert len(bodies(ctl, "q")) == CHOSEN
    assert sorted(bodies(ctl, "q") + bodies(ctl, "dead")) == sent
    assert Wire(daemon.port).count("q") == {"": CHOSEN, "NotVisible": 0, "Delayed": 0}
