"""Time in tests, on machines that do other things as well.

What has to happen is waited for, long (`until`). What has to happen soon, or between two calls of the test, cannot be
had by force: where it took too long, the test has shown nothing, says so with `TooSlow`, and is run again, with twice
the time for its own calls (pytest.ini; the fixture `patience`). What the daemon has to do in time has the same time in
each run (`prompt`): one that is late each time fails.
"""

import time
from contextlib import contextmanager


class TooSlow(Exception):
    """Something took longer than a test allows for: by the daemon's fault or by the machine's, the next run tells."""


def until(condition, seconds=120, what="what is waited for", every=0.02):
    """Asks until the answer is true, and returns it."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"{what} has not come about within {seconds} s"
        time.sleep(every)
    return answer


@contextmanager
def in_time(seconds, since=None):
    """Calls that the test must make before something ends that lasts so long and was begun in here, or `since` then."""
    began = time.monotonic() if since is None else since
    error = None
    try:
        yield
    except Exception as failed:  # told below, unless it only says that it was too late
        error = failed
    took = time.monotonic() - began
    if took >= seconds:
        raise TooSlow(f"{took:.3f} s for calls that have {seconds} s") from error
    if error is not None:
        raise error
