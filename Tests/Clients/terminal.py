"""A terminal for programs that want one: what they write is kept, what a person would type is sent."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

STYLE = re.compile(r"\x1b\[[0-9;]*m")
ENTER_SCREEN, LEAVE_SCREEN = "\x1b[?1049h", "\x1b[?1049l"
HIDE_CURSOR, SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"


class Terminal:
    """One program on a terminal of its own."""

    def __init__(self, words, environment, cwd, width=80, height=24):
        self.text = ""
        self.code = None
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            os.chdir(cwd)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
            os.execve(words[0], words, environment)
        self.resize(width, height)

    def resize(self, width, height):
        """Gives the window another size; the system tells the program (SIGWINCH)."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def settings(self):
        return termios.tcgetattr(self._master)

    def type(self, text):
        os.write(self._master, text.encode())

    def signal(self, number):
        os.kill(self.pid, number)

    def read(self, seconds=0.05):
        """Takes what has been written within a time; returns whether the program still has its terminal."""
        end = time.monotonic() + seconds
        while (rest := end - time.monotonic()) > 0:
            if not select.select([self._master], [], [], rest)[0]:
                return True
            try:
                piece = os.read(self._master, 65536)
            except OSError:
                return False
            if not piece:
                return False
            self.text += piece.decode(errors="replace")
        return True

    def expect(self, pattern, timeout=120.0, since=0):
        """Waits until something is written, colours aside; returns all that was written since."""
        end = time.monotonic() + timeout
        while True:
            shown = STYLE.sub("", self.text[since:])
            if re.search(pattern, shown):
                return shown
            if time.monotonic() > end or not self.read():
                self.read()
                shown = STYLE.sub("", self.text[since:])
                assert re.search(pattern, shown), f"{pattern!r} was not written: {shown!r}"
                return shown

    def end(self, timeout=120.0):
        """Waits for the program's end; returns its exit code, or minus the signal that ended it."""
        limit = time.monotonic() + timeout
        while self.code is None:
            self.read()
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.read(0.2)
                self.code = os.waitstatus_to_exitcode(status)
            else:
                assert time.monotonic() < limit, f"it does not end: {self.text[-2000:]!r}"
        return self.code

    def close(self):
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._master)


def rows(text, height):
    """What stands on each row of a screen after all that was written, colours aside."""
    screen = [""] * height
    row = 0
    for part in re.finditer(r"\x1b\[(\d*)(?:;(\d*))?([A-Za-z])|\x1b\[\?\d+[hl]|([^\x1b]+)", STYLE.sub("", text)):
        if part[3] == "H":
            row = int(part[1] or 1) - 1
        elif part[3] == "J":
            for below in range(0 if part[1] == "2" else row, height):
                screen[below] = ""
        elif part[4] and row < height:
            screen[row] = part[4]
    return screen
