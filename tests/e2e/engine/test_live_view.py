# SPDX-License-Identifier: MIT
"""On a terminal the live view stands below the log lines, is drawn in place, and makes room for the summary."""
import fcntl
import os
import pty
import re
import struct
import termios
import threading

import pytest

from support.screen import Screen

TALKING = """
static int talk(cic_user *u)
{
    cic_get(u, "/health");
    cic_warn(u, "a line from the \\x1b[31mscenario");
    return CIC_OK;
}
static const cic_user_class talker = CIC_USER(.name = "Talker", .wait = CIC_CONSTANT(0.13),
    .tasks = CIC_TASKS({1, "talk", talk}));
CIC_SCENARIO(.users = CIC_USERS(&talker));
"""


class Recorder:
    """A terminal of a size; keeps what is written to it, and a picture after each read."""

    def __init__(self, rows, columns):
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen = Screen()
        self.written = b""
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        while True:
            try:
                part = os.read(self.master, 65536)
            except OSError:
                return
            self.written += part

    def picture(self):
        """After the program has ended: what the terminal shows."""
        os.close(self.slave)
        self.reader.join(20)
        os.close(self.master)
        self.screen.write(self.written.decode())
        return self.screen.shown()


@pytest.mark.sanitize
@pytest.mark.parametrize("rows, columns", [(30, 100), (15, 60), (50, 200)])
def test_log_lines_stand_above_the_view_and_the_summary_replaces_it(cicada, scenario, target, rows, columns):
    terminal = Recorder(rows, columns)
    run = cicada("-f", scenario(TALKING), "-H", target().url, "-t", "3.3s", code=0, stderr=terminal.slave,
                 environment={"TERM": "xterm-256color"})
    shown = terminal.picture()
    assert terminal.screen.redraws > 3, "the view was drawn again and again"
    lines = [line for line in shown if "a line from" in line]
    assert len(lines) == run.total["requests"], "no log line was lost or left twice"
    assert all("a line from the \\x1b[31mscenario" in line for line in lines)
    end = max(number for number, line in enumerate(shown) if "a line from" in line)
    assert not any("response time" in line for line in shown[:end]), "no remains of the view between the log lines"
    assert any("response time" in line for line in shown[end:]), "the summary"
    assert b"\x1b[" in terminal.written
    assert "Shutting down (exit code 0)" in "\n".join(shown[-3:])


def test_no_color_is_obeyed_on_a_terminal(cicada, scenario, target):
    terminal = Recorder(30, 100)
    cicada("-f", scenario(TALKING), "-H", target().url, "-t", "1.5s", code=0, stderr=terminal.slave,
           environment={"TERM": "xterm-256color", "NO_COLOR": "1"})
    terminal.picture()
    assert terminal.screen.redraws > 0
    assert not re.search(rb"\x1b\[[0-9;]*m", terminal.written)
