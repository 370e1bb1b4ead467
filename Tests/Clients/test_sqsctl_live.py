"""Commands of `sqsctl` that watch, wait and teach: on a terminal of their own, and as scripts run them."""

import json
import re
import shlex
import signal
import subprocess
import time

import pytest

from conftest import fresh_name, random_account
from patience import TooSlow, until
from sqsctl import Sqsctl
from terminal import ENTER_SCREEN, HIDE_CURSOR, LEAVE_SCREEN, SHOW_CURSOR, STYLE, Terminal, rows

TOPICS = ["send", "dlq", "fifo", "test", "backup"]


@pytest.fixture
def ctl(daemon, tmp_path):
    """In an account of its own: a screen has no room for other tests' queues."""
    ctl = Sqsctl(daemon.url, tmp_path)
    ctl.environment["AWS_ACCESS_KEY_ID"] = random_account()
    return ctl


@pytest.fixture
def queue(ctl):
    name = fresh_name("live")
    ctl("create", name, "--visibility", "30s")
    yield name
    ctl("delete", name, "--yes", "--if-exists")


@pytest.fixture
def terminal(ctl):
    """Runs `sqsctl` on a terminal: `terminal("top", width=40)`."""
    opened = []

    def open_one(*words, width=80, height=24, **variables):
        environment = {**ctl.environment, "TERM": "xterm-256color", **variables}
        made = Terminal([str(ctl.program), *words], environment, ctl.home, width, height)
        opened.append(made)
        return made

    yield open_one
    for made in opened:
        made.close()


def settle():
    """Figures of queues may be a second old."""
    time.sleep(1.1)


# top


def test_top_draws_and_gives_the_terminal_back(ctl, queue, terminal):
    ctl("send", queue, "hello")
    top = terminal("top", "--interval", "200ms")
    top.expect(re.escape(queue))
    assert top.text.index(ENTER_SCREEN) < top.text.index(queue)
    assert HIDE_CURSOR in top.text
    top.expect("[0-9.k]+ queues  [0-9.k]+ visible")
    top.type("q")
    assert top.end() == 0
    assert top.text.index(LEAVE_SCREEN) > top.text.index(ENTER_SCREEN)
    assert SHOW_CURSOR in top.text


@pytest.mark.parametrize("ending", ["q", "^C", "SIGINT", "SIGTERM"])
def test_top_restores_the_screen_however_it_ends(queue, terminal, ending):
    top = terminal("top")
    top.expect(re.escape(queue[:10]))
    raw = top.settings()
    if ending == "q":
        top.type("q")
    elif ending == "^C":
        top.type("\x03")
    else:
        top.signal(getattr(signal, ending))
    assert top.end() == 0
    assert LEAVE_SCREEN in top.text and SHOW_CURSOR in top.text
    # Echo and whole lines were off, and are on again.
    assert raw[3] & 0o12 == 0
    assert top.settings()[3] & 0o12 == 0o12


def test_top_sorts_filters_shows_and_peeks(ctl, terminal):
    prefix = fresh_name("sort")
    few, many = f"{prefix}-a", f"{prefix}-b"
    for name, count in [(few, 1), (many, 5)]:
        ctl("create", name)
        ctl("send", name, "--repeat", str(count), "--template", "body-$i")
    top = terminal("top", "--interval", "200ms", width=120)
    top.expect("q quit")
    top.type(f"/{prefix}\r")
    top.expect("Filter: " + re.escape(prefix))

    def order():
        shown = rows(top.text, 24)
        return [row[2:].split()[0] for row in shown if prefix in row and "Filter" not in row]

    def comes_to(wanted):
        until(lambda: top.read() and order() == wanted, what=f"{wanted}")

    comes_to([few, many])
    top.type("d")
    comes_to([many, few])
    top.type("n")
    comes_to([few, many])
    top.type("j")
    mark = len(top.text)
    top.type("\r")
    top.expect("VISIBILITY TIMEOUT", since=mark)
    top.type("p")
    top.expect("body-5", since=mark)
    top.type("q?")
    top.expect("choose a queue", since=mark)
    top.type("qq")
    assert top.end() == 0


@pytest.mark.parametrize("width", [40, 80, 200])
def test_top_fits_the_window_and_follows_its_size(queue, terminal, width):
    top = terminal("top", "--interval", "200ms", width=width, height=12)
    top.expect("NAME")
    assert max(len(row) for row in rows(top.text, 12)) <= width
    mark = len(top.text)
    top.resize(60, 10)
    top.expect("NAME", since=mark)
    until(lambda: top.read() and max(len(row) for row in rows(top.text[mark:], 12)) <= 60, what="a narrow screen")
    top.type("q")
    assert top.end() == 0


def test_top_writes_only_what_has_changed(queue, terminal):
    top = terminal("top", "--interval", "100ms")
    top.expect(re.escape(queue[:10]))
    top.read(0.5)
    mark = len(top.text)
    top.read(1.0)
    assert "NAME" not in top.text[mark:]
    assert "q quit" not in top.text[mark:]
    top.type("q")
    assert top.end() == 0


def test_top_without_a_terminal_prints_one_table(ctl, queue):
    assert queue in [row[0] for row in ctl("top").rows]


def test_top_on_a_dumb_terminal_prints_one_table(queue, terminal):
    top = terminal("top", TERM="dumb", width=120)
    assert top.end() == 0
    assert queue in top.text
    assert "\x1b" not in top.text


# Colours


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colours_where_none_are_wanted(queue, terminal, variables):
    ls = terminal("ls", **variables)
    assert ls.end() == 0
    assert "NAME" in ls.text
    assert "\x1b" not in ls.text


def test_top_without_colours_is_still_a_screen(queue, terminal):
    top = terminal("top", NO_COLOR="1")
    top.expect("q quit")
    assert not STYLE.search(top.text)
    assert ENTER_SCREEN in top.text
    top.type("q")
    assert top.end() == 0


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_tables_fit_the_terminal(ctl, queue, terminal, width):
    ctl("send", queue, "x" * 500)
    for words in [["ls"], ["peek", queue], ["stats", queue], ["doctor"]]:
        shown = terminal(*words, width=width)
        shown.end()
        lines = STYLE.sub("", shown.text).splitlines()
        assert lines and max(len(line) for line in lines) <= width, words


# ls --watch


def test_watching_keeps_colours_and_ends_well(ctl, queue, terminal):
    ls = terminal("ls", queue, "--watch", "200ms", width=120)
    ls.expect(re.escape(queue))
    assert "\x1b[1m" in ls.text
    ctl("send", queue, "--repeat", "7", "--template", "x")
    ls.expect(re.escape(queue) + r" +7 ")
    ls.signal(signal.SIGINT)
    assert ls.end() == 0
    assert ls.text.endswith(SHOW_CURSOR + LEAVE_SCREEN)


# tail


def test_tail_shows_what_happens_in_order(ctl, queue):
    tail = subprocess.Popen(
        [ctl.program, "tail", queue, "-v", "-o", "jsonl", "--events", "sent,received,deleted", "-n", "3"],
        env=ctl.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        # It says when it is there.
        for line in tail.stderr:
            if b"Events are coming" in line:
                break
        ctl("send", queue, "first")
        ctl("receive", queue, "--delete")
        out, _ = tail.communicate(timeout=120)
    finally:
        tail.kill()
    events = [json.loads(line) for line in out.splitlines()]
    assert [event["Kind"] for event in events] == ["sent", "received", "deleted"]
    assert events[0]["Body"] == "first"
    assert len({event["Number"] for event in events}) == 1
    assert tail.returncode == 0


def test_tail_on_a_terminal_cuts_lines_and_colours_kinds(ctl, queue, terminal):
    tail = terminal("tail", queue, "-v", width=60)
    tail.expect("Events are coming")
    ctl("send", queue, "long " * 100)
    tail.expect("sent +" + re.escape(queue) + ".*\n")
    assert "\x1b[32msent" in tail.text
    assert max(len(line) for line in STYLE.sub("", tail.text).splitlines() if " sent " in line) <= 60
    tail.type("\x03")
    assert tail.end() == 0


def test_tail_comes_back_with_the_daemon(start, free_port, tmp_path, terminal):
    daemon = start(admin_port=free_port)
    ctl = Sqsctl(daemon.url, tmp_path)
    ctl("create", "orders")
    endpoint = ctl("endpoint", "-o", "json").json["AdminEndpoint"]
    again = terminal("tail", "-v", SQSCTL_ENDPOINT=endpoint, width=200)
    never = terminal("tail", "-v", "--no-reconnect", SQSCTL_ENDPOINT=endpoint, width=200)
    for tail in [again, never]:
        tail.expect("Events are coming")
    daemon.stop()
    assert never.end() == 69
    again.expect("Trying again")
    daemon.start()
    again.expect("sqsd is there again")
    Sqsctl(daemon.url, tmp_path)("send", "orders", "after")
    again.expect("after")
    again.signal(signal.SIGTERM)
    assert again.end() == 0


def test_tail_of_a_queue_that_is_not_there(ctl):
    done = ctl.run("tail", fresh_name("none"))
    assert done.code == 65


# stats


def test_stats_count(ctl, queue):
    ctl("send", queue, "--repeat", "4", "--template", "x")
    ctl("receive", queue, "-n", "4", "--delete")
    measures = {row["Measure"]: row for row in ctl("stats", queue, "--since", "1m", "-o", "json").json}
    assert measures["sent"]["Total"] == 4
    assert measures["deleted"]["Total"] == 4
    assert len(measures["sent"]["Values"]) <= 60
    assert ctl("stats", "-o", "jsonl").jsonl
    metrics = ctl("stats", queue, "--cloudwatch").json["MetricDataResults"]
    sent = next(metric for metric in metrics if metric["Label"] == f"{queue} NumberOfMessagesSent")
    assert sum(sent["Values"]) == 4
    assert len(sent["Timestamps"]) == len(sent["Values"])
    assert ctl.run("stats", queue, "--since", "2h").code == 64


# check


def test_check_a_queue(ctl, queue):
    assert ctl("check", "queue", queue).out.startswith("SQSD QUEUE OK - ")
    ctl("send", queue, "--repeat", "5", "--template", "x")
    settle()
    for limits, code, word in [
        (["--depth-warn", "10"], 0, "OK"),
        (["--depth-warn", "5", "--depth-crit", "6"], 1, "WARNING"),
        (["--depth-warn", "1", "--depth-crit", "5"], 2, "CRITICAL"),
        (["--age-crit", "1h"], 0, "OK"),
        (["--dlq-warn", "1"], 3, "UNKNOWN"),
    ]:
        done = ctl.run("check", "queue", queue, *limits)
        assert (done.code, done.out.split()[2]) == (code, word), done
        assert len(done.out.splitlines()) == 1
        assert re.search(r"\| .*\bvisible=5;", done.out)
    missing = ctl.run("check", "queue", fresh_name("none"))
    assert missing.code == 2 and "CRITICAL" in missing.out


def test_check_dead_letters(ctl, queue):
    dlq = fresh_name("dlq")
    ctl("create", dlq)
    name = fresh_name("live")
    ctl("create", name, "--dlq", f"{dlq}:1")
    ctl("send", dlq, "dead")
    settle()
    done = ctl.run("check", "queue", name, "--dlq-warn", "1")
    assert done.code == 1 and "dead_letters=1;1;" in done.out


def test_check_the_daemon(ctl):
    done = ctl("check", "daemon")
    assert done.out.startswith("SQSD DAEMON OK - ")
    nobody = ctl.run("check", "daemon", "-e", "http://127.0.0.1:1")
    assert nobody.code == 2 and nobody.out.startswith("SQSD DAEMON CRITICAL - ")
    assert ctl.run("check", "queue", "x", "-e", "http://127.0.0.1:1").code == 3


# wait and expect


def out_of_time(done):
    """A run whose own time was over: no sooner than the daemon had answered."""
    if done.code == 75 and "did not answer in time" in done.err:
        raise TooSlow(f"{done}")
    return done


def test_wait(ctl, queue, background, patience):
    short = f"{300 * patience}ms"
    ctl("wait", queue, "--exists")
    ctl("wait", queue, "--empty")
    late = out_of_time(ctl.run("wait", queue, "--depth", "1", "--timeout", short))
    assert late.code == 75 and "0 messages" in late.err
    waiting = background(lambda: ctl.run("wait", queue, "--depth", "2", "--timeout", "100s"))
    time.sleep(0.3)
    ctl("send", queue, "--repeat", "2", "--template", "x")
    assert waiting.result().code == 0
    assert ctl.run("wait", queue, "--empty", "--timeout", short).code == 75
    emptying = background(lambda: ctl.run("wait", queue, "--empty", "--timeout", "100s"))
    ctl("receive", queue, "-n", "2", "--delete")
    assert emptying.result().code == 0
    name = fresh_name("live")
    coming = background(lambda: ctl.run("wait", name, "--exists", "--timeout", "100s"))
    time.sleep(0.3)
    ctl("create", name)
    assert coming.result().code == 0
    assert ctl.run("wait", queue).code == 64
    assert ctl.run("wait", fresh_name("none"), "--empty").code == 65


def test_expect(ctl, queue, background, patience):
    ctl("expect", queue, "--count", "0")
    ctl("send", queue, '{"type":"paid"}')
    ctl("send", queue, '{"type":"other"}')
    match = ["--match", '$.type == "paid"']
    ctl("expect", queue, "--count", "1", *match)
    few = out_of_time(ctl.run("expect", queue, "--count", "2", *match, "--timeout", f"{300 * patience}ms"))
    assert few.code == 75 and "paid" in few.out and "other" not in few.out
    coming = background(lambda: ctl.run("expect", queue, "--count", "2", *match, "--timeout", "100s"))
    time.sleep(0.3)
    ctl("send", queue, '{"type":"paid"}')
    assert coming.result().code == 0
    many = ctl.run("expect", queue, "--count", "1", *match, "--timeout", "100s")
    assert many.code == 65 and many.out.count("paid") == 2
    assert ctl.run("expect", fresh_name("none"), "--count", "1").code == 65


# Questions


def test_a_question_is_asked_on_a_terminal_only(ctl, queue, terminal):
    ctl("send", queue, "x")
    no = terminal("delete", queue)
    no.expect(r"\[y/N\]")
    no.type("n\n")
    assert no.end() == 2
    ctl("info", queue)
    assert ctl.run("delete", queue).code == 64
    yes = terminal("delete", queue)
    yes.expect(r"\[y/N\]")
    yes.type("y\n")
    assert yes.end() == 0
    assert ctl.run("info", queue).code == 65


# Help


@pytest.mark.parametrize("words", [["info"], ["send"], ["tail", "--full"]])
def test_bash_completes_names_of_queues(ctl, queue, words):
    script = """
        source <("$PROGRAM" completion bash)
        COMP_WORDS=(sqsctl {words} {prefix})
        COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
        COMP_LINE="${{COMP_WORDS[*]}}"
        COMP_POINT=${{#COMP_LINE}}
        _sqsctl
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """.format(words=" ".join(words), prefix=queue[:-4])
    (ctl.home / "bin").mkdir()
    (ctl.home / "bin/sqsctl").symlink_to(ctl.program)
    environment = {**ctl.environment, "PROGRAM": str(ctl.program)}
    environment["PATH"] = f"{ctl.home}/bin:{environment['PATH']}"

    def complete():
        return subprocess.run(["bash", "-c", script], env=environment, capture_output=True, timeout=250, text=True)

    # A completion that would take longer than a moment is none.
    until(lambda: complete().stdout.split() == [queue], what=f"a completion with {queue}")
    environment["SQSCTL_ENDPOINT"] = "http://127.0.0.1:1"
    done = complete()
    assert (done.stdout.strip(), done.stderr) == ("", "")


def test_the_manual_is_one(ctl):
    page = ctl("man").out
    assert page.startswith(".TH SQSCTL 1")
    for command in ["tail", "redrive", "context"]:
        assert f"sqsctl {command}" in page


@pytest.mark.parametrize("topic", TOPICS)
def test_every_line_of_a_cheat_sheet_works(ctl, topic):
    lines = [line for line in ctl("cheat", topic).out.splitlines() if not line.startswith("#")]
    assert len(lines) >= 3
    for line in lines:
        words = shlex.split(line)
        assert words[0] == "sqsctl"
        done = ctl.run(*words[1:])
        assert done.code == 0, (line, done)


def test_sheets_are_listed(ctl):
    assert [row.split()[0] for row in ctl("cheat").out.splitlines()] == TOPICS
    assert ctl.run("cheat", "nothing").code == 64


# doctor and contexts


def test_doctor(ctl, queue):
    findings = {row["Subject"]: row for row in ctl("doctor", "-o", "json").json}
    for subject in ["admin port", "port for SQS", "queue URLs", "clock", "readiness", "token"]:
        assert findings[subject]["Grade"] == "good", findings[subject]
    assert {"disk", "SQLite"} <= findings.keys()
    assert all(row["Grade"] == "good" or row.get("Next") for row in findings.values())
    nobody = ctl.run("doctor", "-o", "json", "-e", "http://127.0.0.1:1")
    assert nobody.code == 69
    assert [(row["Subject"], row["Grade"]) for row in nobody.json] == [("admin port", "bad")]
    assert nobody.json[0]["Next"]


def test_doctor_finds_urls_that_lead_elsewhere(start, tmp_path):
    daemon = start(extra=["--external-url", "http://127.0.0.1:1"])
    # What the daemon says of its own address is that URL.
    admin = re.search(r"admin API listens address=(\S+)", daemon.log())[1]
    ctl = Sqsctl(f"http://{admin}", tmp_path)
    ctl("create", "orders")
    findings = {row["Subject"]: row for row in ctl("doctor", "-o", "json").json}
    assert findings["queue URLs"]["Grade"] == "caution"
    assert "--external-url" in findings["queue URLs"]["Next"]


def test_contexts(daemon, tmp_path):
    ctl = Sqsctl(None, tmp_path)
    ctl.environment["XDG_CONFIG_HOME"] = str(tmp_path / "config")
    file = tmp_path / "config/sqsctl/config.yaml"
    ctl("context", "add", "one", daemon.url)
    ctl("context", "add", "two", "127.0.0.1:1")
    assert file.stat().st_mode & 0o777 == 0o600
    ctl("ls")
    ctl("context", "use", "two")
    assert ctl.run("ls").code == 69
    ctl("context", "-")
    ctl("ls")
    ctl("context", "use", "-")
    assert ctl.run("ls").code == 69
    ctl("ls", "-c", "one")
    assert {row["Name"]: row["IsInUse"] for row in ctl("context", "ls", "-o", "json").json} == {
        "one": False,
        "two": True,
    }
    assert ctl.run("context", "add", "one", "127.0.0.1:2").code == 64
    ctl("context", "rm", "two")
    assert ctl.run("context", "use", "two").code == 78
    text = file.read_text() + "  three:\n    endpoint: http://127.0.0.1:9325\n    token: a-secret-that-is-not-shown\n"
    file.write_text(text)
    shown = ctl("context", "ls")
    assert "three" in shown.out and "secret" not in shown.out and "***" in shown.out
