"""What is said of time in tests. Needs no daemon."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from patience import TooSlow, in_time, until

HERE = Path(__file__).parent


def test_what_was_in_time_fails_as_it_fails():
    with in_time(600):
        pass
    with pytest.raises(AssertionError, match="wrong"), in_time(600):
        raise AssertionError("wrong")


@pytest.mark.parametrize("error", [None, AssertionError("wrong")])
def test_what_was_late_shows_nothing(error):
    with pytest.raises(TooSlow) as caught, in_time(10, since=time.monotonic() - 11):
        if error:
            raise error
    assert caught.value.__cause__ is error


def test_prompt_is_neither_early_nor_late(prompt):
    with prompt(within=600):
        pass
    with pytest.raises(AssertionError, match="too early"), prompt(after=60):
        pass
    with pytest.raises(TooSlow), prompt(within=0):
        time.sleep(0.01)


def test_until_gives_the_answer_or_says_what_is_missing():
    answers = iter([None, 0, "there"])
    assert until(lambda: next(answers)) == "there"
    with pytest.raises(AssertionError, match="a miracle"):
        until(lambda: False, seconds=0, what="a miracle")


LATE = "with prompt(within=0): time.sleep(0.01)"


@pytest.mark.parametrize(
    "end, runs",
    [("raise TooSlow('as ever')", [1, 2, 4, 8, 16]), (LATE, [1, 2, 4, 8, 16]), ("assert False", [1])],
    ids=["too slow", "late each time", "wrong"],
)
def test_only_what_was_too_slow_runs_again_with_twice_the_time(tmp_path, end, runs):
    (tmp_path / "test_history.py").write_text(
        "import time\n"
        "from patience import TooSlow\n"
        "def test(patience, prompt):\n"
        f"    print('patience', patience, file=open({str(tmp_path / 'runs')!r}, 'a'))\n"
        f"    {end}\n"
    )
    words = ["-m", "pytest", "-p", "conftest", "-c", str(HERE / "pytest.ini"), "--rootdir", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, *words, str(tmp_path / "test_history.py")],
        env={**os.environ, "PYTHONPATH": str(HERE)}, cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert (tmp_path / "runs").read_text().split() == [word for one in runs for word in ("patience", str(one))]
