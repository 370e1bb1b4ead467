"""The tool under test: the real `sqsctl`, run as people and scripts run it."""

import json
import os
import subprocess
from pathlib import Path

from sqsd import binary


class Done:
    """A run that has ended."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def jsonl(self):
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def rows(self):
        return [line.split("\t") for line in self.out.splitlines()]

    @property
    def fields(self):
        """Of one thing off a terminal: its lines, each a key and a value."""
        return dict(line.split("\t", 1) for line in self.out.splitlines())

    def __repr__(self):
        return f"<{self.code}: {self.out!r} {self.err!r}>"


class Sqsctl:
    """Runs `sqsctl` against one daemon, without any settings of the machine's."""

    program = Path(os.environ.get("SQSCTL_BINARY") or binary().with_name("sqsctl"))

    def __init__(self, endpoint, home):
        self.home = Path(home)
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8"}
        if endpoint:
            self.environment["SQSCTL_ENDPOINT"] = endpoint

    def run(self, *words, input="", timeout=250, **variables):
        done = subprocess.run(
            [self.program, *words],
            env={**self.environment, **variables},
            input=input.encode(),
            capture_output=True,
            timeout=timeout,
            cwd=self.home,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def __call__(self, *words, **options):
        """A run that has to go well."""
        done = self.run(*words, **options)
        assert done.code == 0, (words, done)
        return done
