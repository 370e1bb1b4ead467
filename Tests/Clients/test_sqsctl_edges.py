"""What `sqsctl` says where something is wrong, what a terminal sees, and whether its help is true."""

import json
import re
import socket
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from conftest import fresh_name
from patience import TooSlow
from sqsctl import Sqsctl
from terminal import Terminal


@pytest.fixture
def ctl(daemon, tmp_path):
    return Sqsctl(daemon.url, tmp_path)


def on_terminal(ctl, *words, answer=None, columns=80, **variables):
    """Runs it on a terminal of its own; gives the exit code and what was seen."""
    environment = {**ctl.environment, "TERM": "xterm", **variables}
    terminal = Terminal([str(ctl.program), *words], environment, ctl.home, width=columns)
    try:
        if answer is not None:
            terminal.expect(r"\[y/N\]|to go on:")
            terminal.type(f"{answer}\n")
        return terminal.end(), terminal.text.replace("\r\n", "\n")
    finally:
        terminal.close()


@pytest.mark.parametrize(
    "words",
    [["nonsense"], ["ls", "--bogus"], ["peek"], ["send", "q"], ["create", "q", "--delay", "soon"], ["ls", "-o", "xml"],
     ["ls", "--columns", "nope"], ["ls", "-o", "json", "--columns", "name"], ["set", "q", "nope=1"], ["-e", "ftp://x", "ls"],
     ["ls", "-e", "ftp://x"], ["release", "q"], ["delete"]],
    ids=" ".join,
)
def test_mistakes_of_usage_exit_with_64(ctl, words):
    done = ctl.run(*words)
    assert done.code == 64 and done.out == "" and done.err.startswith("sqsctl:"), done


def test_a_queue_that_does_not_exist_has_a_likely_one(ctl):
    name = fresh_name("orders")
    ctl("create", name)
    done = ctl.run("info", name[:-2] + name[-1] + name[-2])
    assert done.code == 65 and f"Did you mean {name}?" in done.err
    assert "AWS.SimpleQueueService.NonExistentQueue" in done.err


def test_nobody_there(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        done = Sqsctl(f"http://127.0.0.1:{free.getsockname()[1]}", tmp_path).run("ls")
    assert done.code == 69 and "connection refused" in done.err and "sqsd" in done.err


def test_somebody_else_there(tmp_path):
    class Other(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"hello")

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Other)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    done = Sqsctl(f"http://127.0.0.1:{server.server_port}", tmp_path).run("ls")
    server.shutdown()
    assert done.code == 69 and "is not the admin API" in done.err


def test_nobody_answers_in_time(tmp_path, prompt):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with prompt(within=5):
            done = Sqsctl(f"http://127.0.0.1:{silent.getsockname()[1]}", tmp_path).run("ls", "--timeout", "300ms")
        assert done.code == 75


def test_the_endpoint_is_found_in_several_places(daemon, tmp_path):
    bare = Sqsctl(None, tmp_path)
    for name in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SQS", "SQSCTL_ENDPOINT"]:
        assert bare("endpoint", **{name: daemon.url}).fields["source"] == name
    found = bare("endpoint", "-e", daemon.url).fields
    assert found["source"] == "--endpoint" and found["service-endpoint"] == daemon.url
    assert bare("endpoint", "-e", found["admin-endpoint"]).fields["admin-endpoint"] == found["admin-endpoint"]
    lines = bare("endpoint", "--export", "-e", daemon.url).out
    assert f"export AWS_ENDPOINT_URL_SQS={daemon.url}\n" in lines


def test_accounts_and_regions_are_apart(ctl):
    name = fresh_name("ctl")
    ctl("create", name, AWS_ACCESS_KEY_ID="123456789012", AWS_REGION="eu-west-1")
    assert ctl.run("info", name).code == 65
    assert ctl("info", name, "--account", "123456789012", "--region", "eu-west-1", "-o", "name").out == f"{name}\n"
    assert ctl("info", f"arn:aws:sqs:eu-west-1:123456789012:{name}", "-o", "name").out == f"{name}\n"


def test_debug_shows_the_wire_but_no_token(ctl):
    done = ctl("ls", "--debug", SQSCTL_TOKEN="very-secret")
    assert "> GET http" in done.err and "authorization: Bearer ***" in done.err and "very-secret" not in done.err


def test_a_reader_may_leave_early(ctl):
    name = fresh_name("ctl")
    ctl("create", name)
    ctl("send", name, "--repeat", "200", "--template", "x" * 2000)
    command = f"set -o pipefail; {ctl.program} peek {name} --all | head -1 >/dev/null"
    done = subprocess.run(["bash", "-c", command], env=ctl.environment, capture_output=True, timeout=250)
    assert done.returncode == 0 and done.stderr == b""


@pytest.mark.parametrize("columns", [70, 80, 200])
def test_a_terminal_sees_tables_that_fit(ctl, columns):
    name = fresh_name("ctl")
    ctl("create", name)
    ctl("send", name, "日本語" * 100)
    code, seen = on_terminal(ctl, "peek", name, "--color", "never", columns=columns)
    assert code == 0
    lines = seen.strip().split("\n")
    assert lines[0].startswith("NUMBER") and len(lines) == 2
    import unicodedata

    width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in lines[1])
    assert width <= columns and "…" in lines[1]


def test_a_narrow_terminal_sees_what_matters(ctl):
    name = fresh_name("ctl") + ".fifo"
    ctl("create", name, "--dlq", f"dead-{name}:3")
    ctl("send", name, "what is looked for", "--group", "a-group-of-a-long-name", "--dedup", "1")
    for words in [["peek", name], ["groups", name], ["receive", name, "--visibility", "0"]]:
        code, seen = on_terminal(ctl, *words, "--color", "never", columns=40)
        assert code == 0 and "what is look" in seen, (words, seen)
        assert all(len(line) <= 40 for line in seen.split("\n"))
    heading, *_ = on_terminal(ctl, "ls", "--color", "never", columns=40)[1].split("\n")
    assert heading.split()[:2] == ["NAME", "VISIBLE"]
    # Who names columns gets them all.
    named = on_terminal(ctl, "peek", name, "--columns", "body,number,state,size", "--color", "never", columns=40)[1]
    assert named.split("\n")[0].split() == ["BODY", "NUMBER", "STATE", "SIZE"]


def test_colours_are_for_terminals_that_want_them(ctl):
    assert "\x1b[" in on_terminal(ctl, "ls")[1]
    assert "\x1b[" not in on_terminal(ctl, "ls", NO_COLOR="1")[1]
    assert "\x1b[" not in on_terminal(ctl, "ls", TERM="dumb")[1]
    assert "\x1b[" in on_terminal(ctl, "ls", "--color", "always", TERM="dumb")[1]
    assert "\x1b" not in ctl("ls").out


def test_bodies_cannot_move_the_cursor(ctl):
    name = fresh_name("ctl")
    ctl("create", name)
    ctl("send", name, "a\tb\nc")
    _, seen = on_terminal(ctl, "peek", name, "--color", "never")
    assert "a b↵c" in seen


def test_a_terminal_is_asked(ctl):
    name = fresh_name("ctl")
    ctl("create", name)
    code, seen = on_terminal(ctl, "delete", name, answer="n")
    assert code == 2 and "Nothing was done." in seen
    assert on_terminal(ctl, "delete", name, "--no-input")[0] == 64
    ctl("send", name, "--repeat", "101", "--template", "$i")
    assert on_terminal(ctl, "purge", name, answer="y")[0] == 2
    assert on_terminal(ctl, "purge", name, answer=name)[0] == 0
    assert on_terminal(ctl, "delete", name, answer="y")[0] == 0
    assert ctl.run("info", name).code == 65


def test_several_queues_are_named_and_typed(ctl):
    one, two = fresh_name("ctl"), fresh_name("ctl")
    for name in (one, two):
        ctl("create", name)
    code, seen = on_terminal(ctl, "delete", one, two, answer="y", columns=200)
    assert code == 2 and one in seen and two in seen
    ctl("info", one)
    assert on_terminal(ctl, "delete", one, two, answer="2 queues")[0] == 0
    assert ctl.run("info", two).code == 65


def test_a_long_poll_is_no_silence(ctl, patience):
    name = fresh_name("ctl")
    ctl("create", name)
    wait = min(2 * patience, 20)

    def receive(*words):
        began = time.monotonic()
        done = ctl.run("receive", name, *words, "--timeout", f"{500 * patience}ms")
        if done.code == 75:
            raise TooSlow(f"{done}")
        assert done.code == 0 and time.monotonic() - began >= wait

    receive("--wait", f"{wait}s")
    ctl("set", name, f"receive-message-wait-time-seconds={wait}")
    receive()


def test_aws_is_given_all_that_it_needs(ctl, daemon, tmp_path):
    programs = tmp_path / "bin"
    programs.mkdir()
    aws = programs / "aws"
    aws.write_text('#!/bin/sh\nfor word; do echo "<$word>"; done\nenv | grep ^AWS_ | sort\nexit 7\n')
    aws.chmod(0o755)
    path = f"{programs}:{ctl.environment['PATH']}"
    done = ctl.run("aws", "send-message", "--message-body", "two words", "--debug", PATH=path)
    # It is aws's exit code, and every word behind `aws` is aws's.
    assert done.code == 7
    words = [f"<{word}>" for word in ["--endpoint-url", daemon.url, "sqs", "send-message", "--message-body"]]
    assert done.out.splitlines()[:7] == [*words, "<two words>", "<--debug>"]
    variables = dict(line.split("=", 1) for line in done.out.splitlines()[7:])
    assert variables["AWS_REGION"] == variables["AWS_DEFAULT_REGION"] == "us-east-1"
    assert variables["AWS_ACCESS_KEY_ID"] and variables["AWS_SECRET_ACCESS_KEY"]
    own = ctl.run("aws", "list-queues", PATH=path, AWS_REGION="eu-west-1", AWS_ACCESS_KEY_ID="mine").out
    assert "AWS_REGION=eu-west-1" in own and "AWS_ACCESS_KEY_ID=mine" in own
    lost = ctl.run("aws", "list-queues", PATH=str(tmp_path))
    assert lost.code == 69 and "There is no `aws` on the PATH." in lost.err


def test_config(ctl, tmp_path):
    (tmp_path / "elasticmq.conf").write_text(
        'queues { orders { defaultVisibilityTimeout = 10 seconds\n deadLettersQueue { name = "dead", maxReceiveCount = 3 } }'
        "\n dead { } }\n"
    )
    converted = ctl("config", "convert", "elasticmq.conf").out
    (tmp_path / "sqsd.yaml").write_text(converted)
    assert sorted(ctl("config", "validate", "sqsd.yaml", "-o", "name").out.split()) == ["dead", "orders"]
    (tmp_path / "bad.yaml").write_text("queues: {orders: {visibility-timeout: soon}}\n")
    bad = ctl.run("config", "validate", "bad.yaml")
    assert bad.code == 78 and "bad.yaml, line 1" in bad.err


def tree():
    """All commands that do something, by their words, with their help."""
    program = Sqsctl.program
    dumped = subprocess.run([program, "--experimental-dump-help"], capture_output=True, check=True).stdout
    found = []

    def walk(command, words):
        inner = [one for one in command.get("subcommands", []) if one["commandName"] != "help"]
        if words and not inner:
            found.append((words, command))
        for one in inner:
            walk(one, [*words, one["commandName"]])

    walk(json.loads(dumped)["command"], [])
    return found


@pytest.mark.parametrize("words,command", tree() if Sqsctl.program.exists() else [], ids=lambda value: "-".join(value) if isinstance(value, list) else "")
def test_every_command_has_help_with_two_examples(ctl, words, command):
    done = ctl("help", *words)
    assert command["abstract"]
    examples = re.findall(r"^ *(?:.*[|(] *)?sqsctl [a-z].*$", command.get("discussion", ""), re.M)
    assert len(examples) >= 2, done.out
