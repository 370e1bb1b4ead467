"""The examples of `sqsctl`'s help and of the README, run as they stand there: in a shell, on a terminal, against a real daemon."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import random_account
from sqsctl import Sqsctl
from sqsd import REPOSITORY, binary
from terminal import Terminal

# They go on until somebody ends them; test_sqsctl_live.py drives them.
ENDLESS = {
    "sqsctl top": "a screen that stays",
    "sqsctl top --interval 5s": "a screen that stays",
    "sqsctl tail orders": "follows without end",
    "sqsctl tail orders orders-dlq --events sent,dead-lettered": "follows without end",
    "sqsctl tail -o jsonl": "follows without end",
    "sqsctl ls --sort depth --watch 5s": "lists again without end",
    "sqsctl receive orders --follow --exec 'jq .id'": "receives without end",
}

# What has to be there beside the usual: the commands that come first.
BEFORE = {
    "sqsctl create orders": ["delete orders -y"],
    "sqsctl create orders --dlq orders-dlq:5": ["delete orders -y"],
    "sqsctl expect orders-dlq --count 0": ["purge orders-dlq -y"],
    "sqsctl wait orders --empty --timeout 1m": ["purge orders -y"],
    "sqsctl redrive start orders-dlq --cancel": ["redrive orders-dlq --rate 1 -y"],
    "sqsctl release orders 17": ["receive orders --visibility 1h"],
    "sqsctl release orders --all-of 127.0.0.1:53412": ["receive orders --visibility 1h"],
    "sqsctl import queues.jsonl": ["delete orders -y"],
}

# Exit codes that the help explains: something has happened that is worth a warning.
EXPECTED = {
    "sqsctl check queue orders --age-warn 5m --age-crit 30m --dlq-warn 1": 1,
    "sqsctl check queue orders --depth-warn 1000 --depth-crit 10000 --dlq-warn 1": 1,
}

BODIES = ['{"id":1,"type":"paid","region":"eu"}', '{"id":2,"test":true}', "hello"]
ELASTICMQ = 'queues { orders { defaultVisibilityTimeout = 10 seconds } }\n'
GOAWS = "Local:\n  Host: localhost\n  Port: 4100\n  Queues:\n    - Name: orders\n"
POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage"}]}'


def examples():
    """Each line once, though a command's family may show it as well."""
    program = Sqsctl.program
    if not program.exists():
        return []
    dumped = subprocess.run([program, "--experimental-dump-help"], capture_output=True, check=True).stdout
    found = {}

    def walk(command):
        _, _, lines = command.get("discussion", "").partition("Examples:\n")
        for line in lines.splitlines():
            if "sqsctl" in line:
                found[line.strip()] = None
        for one in command.get("subcommands", []):
            walk(one)

    walk(json.loads(dumped)["command"])
    return list(found)


def fake(directory, name, script):
    (directory / name).write_text(f"#!/bin/sh\n{script}\n")
    (directory / name).chmod(0o755)


@pytest.fixture
def home(tmp_path):
    """Files that the examples name, and programs that they call."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "sqsctl").symlink_to(Sqsctl.program)
    (programs / "sqsd").symlink_to(binary())
    fake(programs, "aws", 'echo "$@"')
    fake(programs, "man", "cat")
    for directory in (".config/fish/completions", ".zfunc"):
        (tmp_path / directory).mkdir(parents=True)
    (tmp_path / ".sqsd-token").write_text("secret\n")
    (tmp_path / ".sqsd-token").chmod(0o600)
    (tmp_path / "elasticmq.conf").write_text(ELASTICMQ)
    (tmp_path / "goaws.yaml").write_text(GOAWS)
    (tmp_path / "sqsd.yaml").write_text("queues: {orders: {}}\n")
    (tmp_path / "policy.json").write_text(POLICY)
    return tmp_path


@pytest.fixture
def ctl(daemon, home):
    """In an account of its own, where the queues of the examples are not another test's."""
    ctl = Sqsctl(daemon.url, home)
    ctl.environment |= {"AWS_ACCESS_KEY_ID": random_account(), "PATH": f"{home / 'bin'}:{os.environ['PATH']}"}
    return ctl


@pytest.fixture
def sqs(clients, daemon, ctl):
    return clients(daemon, account=ctl.environment["AWS_ACCESS_KEY_ID"])


def fill(sqs):
    """The queues of the examples; through the SDK, which is quicker than a program for each call."""
    attributes = {
        name: {"FifoQueue": "true"} if name.endswith(".fifo") else {}
        for name in ("orders", "orders-2", "orders-test", "orders-dlq", "test-1", "orders.fifo")
    }
    urls = {
        name: sqs.create_queue(QueueName=name, Attributes=some)["QueueUrl"] for name, some in attributes.items()
    }
    orders = urls["orders"]
    sqs.tag_queue(QueueUrl=orders, Tags={"team": "shop", "stage": "test"})
    dead = sqs.get_queue_attributes(QueueUrl=urls["orders-dlq"], AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    def allow(receives):
        policy = json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": receives})
        sqs.set_queue_attributes(QueueUrl=orders, Attributes={"RedrivePolicy": policy})

    # The first three go to the dead-letter queue as messages do: they are received once too often.
    allow(1)
    for body in BODIES:
        sqs.send_message(QueueUrl=orders, MessageBody=body)
    for _ in range(2):
        sqs.receive_message(QueueUrl=orders, MaxNumberOfMessages=10, VisibilityTimeout=0)
    allow(3)
    for body in BODIES:
        sqs.send_message(QueueUrl=orders, MessageBody=body)
    for place in "12":
        sqs.send_message(
            QueueUrl=urls["orders.fifo"], MessageBody="x", MessageGroupId="g", MessageDeduplicationId=place
        )


def prepare(ctl, line):
    if " verify " in line or " restore " in line or "--force" in line:
        ctl("backup", "sqsd-backup.db")
    if " import " in line:
        ctl("export", "orders", "-f", "queues.jsonl")
    if " context " in line and " add " not in line:
        ctl("context", "add", "staging", ctl.environment["SQSCTL_ENDPOINT"])
        ctl("context", "add", "local", ctl.environment["SQSCTL_ENDPOINT"])
        ctl("context", "use", "local")
    for words in BEFORE.get(line, []):
        ctl(*words.split())


def messages(ctl, queue):
    return ctl("peek", queue, "--all", "-o", "jsonl").jsonl


def located(ctl, line, elsewhere):
    """The example with what stands for something else in it: numbers, ids, clients, other people's directories."""
    queue = re.search(r"\borders[\w.-]*", line)
    if queue and re.search(r" 17\b| [0-9a-f]{8}-", line):
        first, second, *_ = messages(ctl, queue[0])
        line = re.sub(r" 17\b", f" {first['Number']}", line)
        line = re.sub(r" 18\b", f" {second['Number']}", line)
        line = re.sub(r"\b[0-9a-f]{8}-[0-9a-f-]{27}\b", first["MessageId"], line)
    if "53412" in line:
        (hold,) = ctl("leases", "orders", "-o", "jsonl").jsonl
        line = line.replace("127.0.0.1:53412", hold["Client"])
    if "9335" in line:
        line = line.replace("http://127.0.0.1:9335", elsewhere().url)
    return line.replace("/var/backups/", "").replace("/tmp/restored", "./restored")


def run(ctl, line):
    """As a person would, who confirms what is asked; gives the exit code and what was seen."""
    words = ["/bin/bash", "-o", "pipefail", "-c", line]
    terminal = Terminal(words, {**ctl.environment, "TERM": "xterm", "EDITOR": "sed -i s/1/2/"}, ctl.home)
    try:
        deadline = time.monotonic() + 200
        asked = False
        while terminal.read(0.1):
            assert time.monotonic() < deadline, f"it does not end: {terminal.text[-2000:]!r}"
            if "[y/N]" in terminal.text and not asked:
                asked = True
                terminal.type("y\n")
        return terminal.end(), terminal.text
    finally:
        terminal.close()


@pytest.mark.parametrize("line", [line for line in examples() if line not in ENDLESS])
def test_an_example_does_what_it_says(ctl, sqs, line, start):
    fill(sqs)
    prepare(ctl, line)
    code, seen = run(ctl, located(ctl, line, start))
    assert code == EXPECTED.get(line, 0), seen


def test_what_is_named_here_is_in_the_help():
    known = set(examples())
    named = set(ENDLESS) | set(BEFORE) | set(EXPECTED)
    assert named <= known, named - known


README = (REPOSITORY / "README.md").read_text()


def readme(language, beginning):
    """The one block of this language in which a line begins so."""
    blocks = re.findall(rf"```{language}\n(.*?)```", README, re.S)
    (block,) = [block for block in blocks if re.search(rf"^{re.escape(beginning)}", block, re.M)]
    return block


def test_the_readmes_commands_do_what_they_say(ctl):
    """From top to bottom, as somebody would who tries it."""
    number = None
    for line in readme("sh", "sqsctl ").splitlines():
        command = line.partition("  #")[0].rstrip()
        if command in ("sqsctl top", "sqsctl tail jobs"):
            continue
        code, seen = run(ctl, command.replace("NUMBER", f"{number}"))
        assert code == 0, (command, seen)
        if "send" in command:
            number = messages(ctl, "jobs")[0]["Number"]
        if "why" in command:
            assert "is inflight" in seen
    assert (ctl.home / "queues.jsonl").exists() and number


def test_the_readmes_calls_do_what_they_say(ctl, daemon, home):
    """With the command line of AWS where there is one, and the SDK."""
    ours = {"http://127.0.0.1:9324": daemon.url, "KEY_ID=x": f"KEY_ID={ctl.environment['AWS_ACCESS_KEY_ID']}"}
    script = readme("sh", "aws ")
    for old, new in ours.items():
        assert old in script
        script = script.replace(old, new)
    (home / "bin/aws").unlink()
    here = f"{home / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    if shutil.which("aws", path=here):
        done = subprocess.run(
            ["bash", "-euc", script], env={**ctl.environment, "PATH": here}, capture_output=True, timeout=60
        )
        assert done.returncode == 0 and b'{\\"id\\": 1}' in done.stdout, done
    code = readme("python", "import boto3").replace("http://127.0.0.1:9324", daemon.url)
    code = code.replace('aws_access_key_id="x"', f'aws_access_key_id="{random_account()}"')
    done = subprocess.run([sys.executable, "-c", code], env=ctl.environment, capture_output=True, timeout=60)
    assert done.returncode == 0 and done.stdout == b'{"id": 2}\n', done


def test_the_readmes_file_is_one(ctl):
    (ctl.home / "sqsd.yaml").write_text(readme("yaml", "queues:"))
    assert sorted(ctl("config", "validate", "sqsd.yaml", "-o", "name").out.split()) == [
        "orders", "orders-dlq", "payments.fifo"
    ]
