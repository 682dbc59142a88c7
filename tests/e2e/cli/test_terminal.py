# SPDX-License-Identifier: MIT
"""What a person sees: a live view on a terminal, tables in a pipe, colours as the environment asks for them."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

from support.command import SCENARIO

END_SECONDS = 40
REDRAW = b"\x1b[K"


class Terminal:
    """The program on a terminal of its own, 100 columns wide."""

    def __init__(self, cicada, words, **variables):
        self.read_end, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        self.shown = b""
        self.before = termios.tcgetattr(other)
        self.process = cicada.start(*words, stdin=other, stdout=other, stderr=other, variables={"TERM": "xterm-256color"} | variables)
        self.other = other

    def read(self, seconds):
        if select.select([self.read_end], [], [], seconds)[0]:
            self.shown += os.read(self.read_end, 65536)

    def read_until(self, text):
        end = time.monotonic() + END_SECONDS
        while text not in self.shown:
            assert time.monotonic() < end, self.shown.decode(errors="replace")
            self.read(0.2)

    def type(self, keys):
        os.write(self.read_end, keys)

    def finish(self):
        """Until the end; then the modes of the terminal must be as they were."""
        end = time.monotonic() + END_SECONDS
        while self.process.poll() is None:
            assert time.monotonic() < end, self.shown.decode(errors="replace")
            self.read(0.1)
        self.read(0.2)
        assert termios.tcgetattr(self.other) == self.before
        os.close(self.other)
        os.close(self.read_end)
        return self.process.returncode


def start(cicada, target, *words, **variables):
    cicada.write("s.c", SCENARIO)
    return Terminal(cicada, ["-f", "s.c", "-H", target().url, "--headless", "-u", "4", "-r", "100", *words], **variables)


def test_a_terminal_shows_a_live_view_and_a_summary(cicada, target):
    terminal = start(cicada, target, "-t", "4s")
    terminal.read_until(REDRAW)
    assert terminal.finish() == 0
    assert b"\x1b[" in terminal.shown
    assert b"GET" in terminal.shown and b"/health" in terminal.shown
    assert b"response time" in terminal.shown
    assert b"Response time percentiles (approximated)" not in terminal.shown


def test_ctrl_c_on_the_terminal_stops_the_run(cicada, target):
    terminal = start(cicada, target)
    terminal.read_until(REDRAW)
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.finish() == 0
    assert b"Shutting down (exit code 0)" in terminal.shown


def test_keys_change_the_number_of_users(cicada, target):
    terminal = start(cicada, target)
    terminal.read_until(b"(4 total users)")
    terminal.type(b"w")
    terminal.read_until(b"Ramping to 5 users at a rate of 100.00 per second")
    terminal.type(b"W")
    terminal.read_until(b"Ramping to 15 users")
    terminal.type(b"s")
    terminal.read_until(b"Ramping to 14 users")
    terminal.type(b"\x1b[1;2S")   # a function key
    terminal.type(b"SSS")
    terminal.read_until(b"Ramping to 1 users")
    terminal.type(b"\x03")
    terminal.process.send_signal(signal.SIGINT)   # the terminal of the test does not control the program
    assert terminal.finish() == 0
    assert b"wW" not in terminal.shown


def test_no_colour_means_no_colour(cicada, target):
    terminal = start(cicada, target, "-t", "2s", NO_COLOR="1")
    assert terminal.finish() == 0
    assert not re.search(rb"\x1b\[[0-9;]+m", terminal.shown)


def test_a_dumb_terminal_gets_tables(cicada, target):
    terminal = start(cicada, target, "-t", "3s", TERM="dumb")
    assert terminal.finish() == 0
    assert REDRAW not in terminal.shown
    assert b"Response time percentiles (approximated)" in terminal.shown


def test_print_stats_asks_for_tables_on_a_terminal(cicada, target):
    terminal = start(cicada, target, "-t", "3s", "--print-stats")
    assert terminal.finish() == 0
    assert REDRAW not in terminal.shown
    assert terminal.shown.count(b"Aggregated") >= 3


def test_a_pipe_gets_plain_tables_every_two_seconds(cicada, target):
    cicada.write("s.c", SCENARIO)
    run = cicada("-f", "s.c", "-H", target().url, "--headless", "-t", "5s")
    assert run.returncode == 0
    assert "\x1b" not in run.stderr
    assert run.stdout == ""
    assert len(re.findall(r"^ +Aggregated ", run.stderr, re.MULTILINE)) >= 4


def test_only_summary_keeps_quiet_until_the_end(cicada, target):
    cicada.write("s.c", SCENARIO)
    run = cicada("-f", "s.c", "-H", target().url, "--headless", "-t", "5s", "--only-summary", "-L", "WARNING")
    assert run.returncode == 0
    assert len(re.findall(r"^ +Aggregated ", run.stderr, re.MULTILINE)) == 0
    assert "response time" in run.stderr
