"""What people do wrong, and what they are told: the cause, the next step, and an exit code that scripts can go by."""

import http.client
import json
import os
import re
import socket
import sqlite3
import subprocess
from dataclasses import dataclass, field

import pytest

from conftest import random_account
from faults import needs_mount, tmpfs
from sqsctl import Done, Sqsctl
from sqsd import Daemon, binary

TOKEN = "a-token-of-this-test-4711"


@dataclass
class Mistake:
    """One of them.

    `{…}` in its command stands for what the fixture `world` has.
    """

    what: str
    command: str
    code: int
    #: Has to be said of what is wrong, and of what to do about it.
    cause: str
    step: str
    files: dict = field(default_factory=dict)
    environment: dict = field(default_factory=dict)

    def __str__(self):
        return self.what


OTHERS = [
    Mistake("no daemon", "ls -e http://127.0.0.1:{free}", 69, "connection refused", "Start one with `sqsd`"),
    Mistake("a host that is none", "ls -e http://sqsd.invalid:9325", 69, "no address is known", "--endpoint"),
    Mistake("an address that is none", "ls -e ftp://localhost", 64, "ftp://localhost is no address", "http://127.0.0.1:9325"),
    Mistake("a daemon without admin port", "ls -e {closed}", 69, "has no admin port", "--endpoint"),
    Mistake("no token", "ls -e {guarded}", 77, "wants a token", "--token-file"),
    Mistake("another token", "ls -e {guarded}", 77, "not the token", "--token-file", environment={"SQSCTL_TOKEN": "guessed-wrong"}),
    Mistake("a token file that is not there", "ls --token-file nope", 64, "nope cannot be read", "Write the token"),
    Mistake("a context that nobody has made", "ls -c staging", 78, "no context staging", "sqsctl context add staging"),
]

WORDS = [
    Mistake("a command misspelt", "sned orders hello", 64, "There is no command sned", "Did you mean `sqsctl send`?"),
    Mistake("no such command", "frobnicate", 64, "There is no command frobnicate", "`sqsctl --help` lists"),
    Mistake("a command of a family misspelt", "context lst", 64, "no command lst", "Did you mean `sqsctl context ls`?"),
    Mistake("a family's command misspelt", "check qeue orders", 64, "no command qeue", "`sqsctl check queue`"),
    Mistake("a flag misspelt", "ls --evrywhere", 64, "--evrywhere", "Did you mean '--everywhere'?"),
    Mistake("a column misspelt", "ls --columns visble", 64, "no column visble", "Did you mean visible?"),
    Mistake("columns of JSON", "ls -o json --columns name", 64, "--columns is for tables", "-o csv"),
    Mistake("a form that is none", "ls -o xml", 64, "'xml' is invalid", "jsonl"),
    Mistake("a time without meaning", "send orders x --delay 30x", 64, "'30x' is invalid", "30s, 15m"),
    Mistake("half a second", "send orders x --delay 500ms", 64, "--delay takes whole seconds", "whole seconds"),
    Mistake("a rate without meaning", "send orders x --rate fast", 64, "'fast' is invalid", "50/s"),
    Mistake("a state misspelt", "peek orders --state visble", 64, "'visble' is invalid", "visible, inflight"),
    Mistake("an event misspelt", "tail orders --events snet", 64, "'snet' is invalid", "sent, received"),
    Mistake("a tag without value", "tag orders team", 64, "'team' is invalid", "team=shop"),
    Mistake("an attribute without value", "send orders x --attr color", 64, "'color' is invalid", "name=value"),
    Mistake("no body", "send orders", 64, "Give a body", "-f FILE"),
    Mistake("no messages named", "release orders", 64, "Name messages", "--all-of"),
    Mistake("nothing to wait for", "wait orders", 64, "Give one of", "--empty"),
    Mistake("a shell without completion", "completion tcsh", 64, "'tcsh' is invalid", "'bash', 'zsh' or 'fish'"),
    Mistake("a sheet misspelt", "cheat dql", 64, "no sheet dql", "Did you mean dlq?"),
    Mistake("purge that asks nobody", "purge orders", 64, "This deletes all of orders: 1 message", "--yes"),
    Mistake("delete that asks nobody", "delete orders", 64, "This deletes the queue orders", "--dry-run"),
]

VALUES = [
    Mistake("a queue misspelt", "peek ordres", 65, "There is no queue ordres", "Did you mean orders?"),
    Mistake("no .fifo", "peek pay", 65, "There is no queue pay", "Did you mean pay.fifo?"),
    Mistake("the URL of AWS itself", "peek https://sqs.eu-west-1.amazonaws.com/123456789012/orders", 65,
            "There is no queue orders in account 123456789012", "There is one in us-east-1, account {account}"),
    Mistake("the ARN of another region", "peek arn:aws:sqs:eu-west-1:{account}:orders", 65,
            "There is no queue orders in eu-west-1", "arn:aws:sqs:us-east-1:{account}:orders"),
    Mistake("another region in the environment", "info orders", 65, "no queue orders in eu-west-1", "There is one in us-east-1",
            environment={"AWS_REGION": "eu-west-1"}),
    Mistake("a destination misspelt", "move orders oders-dlq --yes", 65, "no queue oders-dlq", "Did you mean orders-dlq?"),
    Mistake("no message group", "send pay.fifo hello", 65, "MessageGroupId", "--group"),
    Mistake("no deduplication id", "send pay.fifo hello --group g", 65, "MessageDeduplicationId",
            "sqsctl set pay.fifo content-based-deduplication=true"),
    Mistake("a delay that is too long", "send orders x --delay 1h", 65, "3600 for parameter DelaySeconds is invalid", "<= 900"),
    Mistake("a wait that is too long", "receive orders --wait 30s", 65, "30 for parameter WaitTimeSeconds is invalid", "<= 20"),
    Mistake("no number", "send orders x --attr n:Number=abc", 65, "message (user) attribute 'n'", "to a number"),
    Mistake("no base64", "send orders x --attr n:Binary=***", 65, "can not be converted to a Blob", "in base64"),
    Mistake("a type that is none", "send orders x --attr n:Numbr=1", 65, "type of message (user) attribute 'n'", "Binary, Number, String"),
    Mistake("an attribute misspelt", "set orders visibilty=30s", 64, "no attribute visibilty", "Did you mean visibility?"),
    Mistake("an attribute out of range", "set orders visibility=13h", 65, "Invalid value for the parameter VisibilityTimeout", "from 0s to 12h"),
    Mistake("a size that is too large", "set orders max-size=2MiB", 65, "parameter MaximumMessageSize", "1KiB to 1MiB"),
    Mistake("a size without meaning", "set orders max-size=big", 64, "not big", "256KiB"),
    Mistake("a time of an attribute without meaning", "set orders visibility=30x", 64, "not 30x", "30s, 15m"),
    Mistake("a policy that is no JSON", "policy set orders {{", 65, "parameter Policy", "A policy is JSON"),
    Mistake("a redrive policy that is no JSON", "set orders redrive-policy={{", 65, "not a valid JSON map", "dlq=NAME:COUNT"),
    Mistake("a standard queue with dead letters in a FIFO one", "set orders dlq=pay.fifo:3", 65, "must be same type", "give another --dlq"),
    Mistake("deduplication of a standard queue", "create q --content-based-deduplication", 64, "is for FIFO queues", "--fifo"),
    Mistake("deduplication of a standard queue, later", "set orders content-based-deduplication=true", 65,
            "ContentBasedDeduplication", "--fifo"),
    Mistake("a name with a dot", "create orders.new", 65, "alphanumeric", "Only .fifo"),
    Mistake("a queue that is there and differs", "create orders --visibility 5m", 65, "already exists", "sqsctl set orders"),
    Mistake("redrive of a queue without sources", "redrive orders --yes", 65, "Dead Letter Queue", "sqsctl ls --dlq"),
    Mistake("a move to where it is", "move orders orders --yes", 65, "cannot be the same", "sqsctl requeue"),
    Mistake("a message that is not there", "why orders 999", 65, "no message 999 in orders", "may have been deleted"),
    Mistake("no message id", "why orders abc", 65, "neither a message id", "sqsctl peek orders"),
    Mistake("a broken regular expression", "peek orders --match /[/", 65, "no regular expression", "Example: /"),
    Mistake("a broken comparison", "peek orders --match $.a=1", 65, "no such comparison", "there are =="),
    Mistake("an account that is none", "ls --account 12", 65, "'12' is no account", "twelve digits"),
    Mistake("waiting in vain", "wait orders --empty --timeout 3s", 75, "After 3s orders has 1 message", "--timeout waits longer"),
]

FILES = [
    Mistake("a file that is not there", "send orders -f nope", 74, "nope cannot be read: No such file", "whether the name is right"),
    Mistake("import of something else", "import other.jsonl", 65, "Line 1", "`sqsctl export`", {"other.jsonl": '{"id":1}\n'}),
    Mistake("import of a text", "import notes.txt", 65, "Line 1", "`sqsctl export`", {"notes.txt": "hello\n"}),
    Mistake("a backup over another file", "backup there.db", 64, "there.db is there already", "--force", {"there.db": "precious"}),
    Mistake("a backup into no directory", "backup nope/b.db", 74, "cannot be written: No such file", "directory is there"),
    Mistake("verify of something else", "verify notes.txt", 65, "no backup of sqsd", "Use another backup", {"notes.txt": "hello\n" * 500}),
    Mistake("verify of nothing", "verify nope", 74, "There is no file nope", "There is no file"),
    Mistake("restore without a place", "restore b.db", 64, "'--data-dir <directory>'", "data directory to make"),
    Mistake("restore onto data", "restore {backup} --data-dir {data}", 64, "holds sqsd.sqlite3 already", "directory without a database"),
    Mistake("verify of half a file", "verify {half}", 65, "is damaged", "Use another backup"),
    Mistake("a configuration with a mistake", "config validate my.yaml", 78, "my.yaml, line 2", "did you mean visibility-timeout?",
            {"my.yaml": "queues:\n  orders: {visibilty-timeout: 30s}\n"}),
]

CLIENT = OTHERS + WORDS + VALUES + FILES

STARTS = [
    Mistake("its port is in use", "--port {port}", 69, "Port {port} on 127.0.0.1 is in use", "another with --port"),
    Mistake("its admin port is in use", "--admin-port {admin_port}", 69, "{admin_port} on 127.0.0.1, which the admin API wants", "--admin-port"),
    Mistake("another sqsd has the directory", "--data-dir {data}", 69, "in use by another sqsd (process", "--data-dir"),
    Mistake("a port that is none", "--port 99999", 78, "'99999' from the flag --port", "0 … 65535"),
    Mistake("a flag misspelt", "--prot 9324", 64, "Unknown option '--prot'", "Did you mean '--port'?"),
    Mistake("a command that is none", "start", 64, "There is no command start", "`sqsd` alone starts the daemon"),
    Mistake("a command misspelt", "helth", 64, "There is no command helth", "did you mean health?"),
    Mistake("a variable misspelt", "", 78, "SQSD_PROT is none that sqsd knows", "did you mean SQSD_PORT?",
            environment={"SQSD_PROT": "1"}),
    Mistake("a variable without meaning", "", 78, "'soon' from the environment variable SQSD_PORT", "a whole number",
            environment={"SQSD_PORT": "soon"}),
    Mistake("a durability that is none", "--durability sync", 78, "'sync'", "full, normal, memory"),
    Mistake("a configuration that is not there", "--config nope.yaml", 78, "nope.yaml cannot be read: there is no such file", "Give --config"),
    Mistake("a tab", "--config my.yaml", 78, "my.yaml, line 2", "never with tabs", {"my.yaml": "queues:\n\torders: {}\n"}),
    Mistake("a bracket that stays open", "--config my.yaml", 78, "my.yaml, line 2", "expected ',' or ']'", {"my.yaml": "queues: [orders\n"}),
    Mistake("an unknown key", "--config my.yaml", 78, "line 1, column 1: 'prot' is no key", "did you mean port?", {"my.yaml": "prot: 9324\n"}),
    Mistake("an unknown attribute", "--config my.yaml", 78, "'visibilty-timeout' is no attribute", "did you mean visibility-timeout?",
            {"my.yaml": "queues:\n  orders: {visibilty-timeout: 30s}\n"}),
    Mistake("a port of the file that is none", "--config my.yaml", 78, "'70000' from my.yaml, line 1", "0 … 65535", {"my.yaml": "port: 70000\n"}),
    Mistake("a time of the file that is none", "--config my.yaml", 78, "'30x' is not allowed", "from 0s to 12h, such as 30s",
            {"my.yaml": "queues:\n  orders: {visibility-timeout: 30x}\n"}),
    Mistake("a time of the file that is too long", "--config my.yaml", 78, "'13h' is not allowed", "from 0s to 12h",
            {"my.yaml": "queues:\n  orders: {visibility-timeout: 13h}\n"}),
    Mistake("dead letters without a count", "--config my.yaml", 78, "no max-receive-count", "NAME:COUNT",
            {"my.yaml": "queues:\n  orders: {dead-letter: {queue: dead}}\n  dead: {}\n"}),
    Mistake("dead letters of another kind", "--config my.yaml", 78, "line 2, column 3: a.fifo is a FIFO queue", "so its dead-letter queue has to be",
            {"my.yaml": "queues:\n  a.fifo: {dead-letter: dead:3}\n  dead: {}\n"}),
    Mistake("a file of GoAWS", "--config goaws.yaml", 78, "configuration of GoAWS", "sqsctl config convert goaws.yaml",
            {"goaws.yaml": "Local:\n  Host: localhost\n  Port: 4100\n  Queues:\n    - Name: orders\n"}),
    Mistake("a FIFO queue without .fifo", "--queue orders,fifo=true", 78, "'orders,fifo=true'", "has to end in .fifo"),
    Mistake("a queue's name with a blank", "--queue=bad_name!", 78, "cannot be the name of a queue", "1 to 80 letters"),
    Mistake("a URL without scheme", "--external-url localhost:9324", 78, "'localhost:9324'", "http:// or https://"),
    Mistake("other machines without a token", "--admin-host 0.0.0.0", 78, "there is no token", "SQSD_ADMIN_TOKEN"),
    Mistake("a token that others can read", "--admin-token-file token", 78, "can be read by others", "chmod 600", {"token": TOKEN}),
    Mistake("a file in the directory's place", "--data-dir file", 74, "file cannot be used: Not a directory", "--data-dir", {"file": "x"}),
    Mistake("a database of a newer sqsd", "--data-dir {newer}", 78, "schema version 99", "Use the sqsd that wrote it"),
    Mistake("a database of somebody else", "--data-dir {foreign}", 78, "another program", "--data-dir"),
    Mistake("no database at all", "--data-dir {text}", 74, "is not a database", "--data-dir"),
]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A daemon with some queues, others to go astray with, and files of theirs."""
    place = tmp_path_factory.mktemp("world")
    token = place / "token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    known = {"account": random_account()}
    daemons = {
        "": Daemon(place / "data", durability="full"),
        "guarded": Daemon(place / "guarded", durability="memory", extra=["--admin-token-file", str(token)]),
        "closed": Daemon(place / "closed", durability="memory", extra=["--admin", "off"]),
    }
    try:
        for name, daemon in daemons.items():
            known[name or "url"] = daemon.start().url
        main = daemons[""]
        ctl = Sqsctl(main.url, place)
        ctl.environment["AWS_ACCESS_KEY_ID"] = known["account"]
        admin = ctl("endpoint").fields["admin-endpoint"]
        known |= {"port": main.port, "admin_port": int(admin.rsplit(":", 1)[1]), "data": main.data_dir}
        ctl("create", "orders", "--dlq", "orders-dlq:3")
        ctl("create", "pay.fifo")
        ctl("send", "orders", '{"id":1}')
        ctl("backup", "b.db")
        known["backup"] = place / "b.db"
        known["half"] = place / "half.db"
        known["half"].write_bytes(known["backup"].read_bytes()[:9000])
        for name in ("newer", "foreign", "text"):
            known[name] = place / f"data-{name}"
            known[name].mkdir()
        with sqlite3.connect(known["newer"] / "sqsd.sqlite3") as copy, sqlite3.connect(known["backup"]) as backup:
            backup.backup(copy)
            copy.execute("PRAGMA user_version = 99")
        with sqlite3.connect(known["foreign"] / "sqsd.sqlite3") as database:
            database.execute("CREATE TABLE somebodys (value)")
        (known["text"] / "sqsd.sqlite3").write_text("this is a text\n" * 500)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            known["free"] = free.getsockname()[1]
        yield known
    finally:
        for daemon in daemons.values():
            daemon.kill()


@pytest.fixture
def ctl(world, tmp_path):
    ctl = Sqsctl(world["url"], tmp_path)
    ctl.environment["AWS_ACCESS_KEY_ID"] = world["account"]
    return ctl


def told(mistake, world, done):
    """Whether it was told as it should be."""
    assert done.code == mistake.code, done
    for part in (mistake.cause, mistake.step):
        assert part.format(**world) in re.sub(r"\n +", " ", done.err), (part, done)
    # Nothing that only its programmers understand.
    assert not re.search(r"Error Domain|Error\(|NSCocoa|Fatal error|\.swift\b", done.err), done
    assert "Error:" not in done.err, done


def prepare(mistake, place):
    for name, text in mistake.files.items():
        (place / name).write_text(text)
        (place / name).chmod(0o644)


def sqsd(words, place, user=None, **environment):
    done = subprocess.run(
        [binary(), *words],
        env={"PATH": os.environ["PATH"], "HOME": str(place), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        cwd=place,
        **({"user": user, "group": user, "extra_groups": []} if user else {}),
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.parametrize("mistake", CLIENT, ids=str)
def test_a_mistake_with_sqsctl(ctl, world, tmp_path, mistake):
    prepare(mistake, tmp_path)
    words = [word.format(**world) for word in mistake.command.split()]
    told(mistake, world, ctl.run(*words, **mistake.environment))


@pytest.mark.parametrize("mistake", STARTS, ids=str)
def test_a_mistake_with_sqsd(world, tmp_path, mistake):
    prepare(mistake, tmp_path)
    words = [word.format(**world) for word in mistake.command.split()]
    # Ports and a directory of its own, unless the mistake is about them.
    own = {"--port": "0", "--admin-port": "0", "--data-dir": "own"}
    given = f"{mistake.command} {mistake.environment} {mistake.files}".lower()
    if not re.match("[a-z]", mistake.command):
        for name, value in own.items():
            words += [] if re.search(rf"(--|sqsd_|'){name[2:]}\b", given) else [name, value]
    told(mistake, world, sqsd(words, tmp_path, **mistake.environment))


def test_each_mistake_is_told_once(world, tmp_path):
    """And nothing beside it: what a library logs on the way out is not for people."""
    (tmp_path / "my.yaml").write_text("queues:\n  a.fifo: {dead-letter: dead:3}\n  dead: {}\n")
    for words in [["--config", "my.yaml"], ["--port", str(world["port"]), "--admin-port", "0", "--data-dir", "own"]]:
        done = sqsd(words, tmp_path)
        assert len(done.err.strip().split("\n")) == 1, done


def test_a_directory_of_another_user(tmp_path):
    if os.getuid() != 0:
        pytest.skip("only root can be somebody else")
    own = tmp_path / "roots"
    own.mkdir(mode=0o700)
    try:
        done = sqsd(["--port", "0", "--admin-port", "0", "--data-dir", str(own / "data")], "/", user=65534)
    except PermissionError:
        pytest.skip("the program lies where only root can reach it")
    assert done.code == 74 and "Permission denied" in done.err and "--data-dir" in done.err, done


def test_a_client_of_SQS_at_the_admin_port(world):
    connection = http.client.HTTPConnection("127.0.0.1", world["admin_port"], timeout=10)
    calls = [
        ("POST", "/", "{}", {"X-Amz-Target": "AmazonSQS.ListQueues", "Content-Type": "application/x-amz-json-1.0"}),
        ("GET", "/?Action=ListQueues", None, {}),
    ]
    for method, path, body, headers in calls:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        message = json.loads(answer.read())["Message"]
        assert answer.status == 404 and "admin port" in message and "9324" in message, message
    connection.close()


def test_no_room_for_the_output(ctl):
    done = subprocess.run(
        ["sh", "-c", f"{ctl.program} ls > /dev/full"], env=ctl.environment, capture_output=True, timeout=60
    )
    assert done.returncode == 74 and b"No space left on device" in done.stderr and b"Make room" in done.stderr, done


@needs_mount
def test_no_room_for_a_backup(ctl, tmp_path):
    with tmpfs(tmp_path / "disk", "64k") as disk:
        done = ctl.run("backup", str(disk / "b.db"))
        assert done.code == 74 and "No space left on device" in done.err and "Make room" in done.err, done
        assert list(disk.iterdir()) == [], "nothing is left of it"


def test_there_are_enough_of_them():
    assert len(CLIENT) + len(STARTS) >= 90
    for mistakes in (CLIENT, STARTS):
        names = [mistake.what for mistake in mistakes]
        assert len(set(names)) == len(names)
