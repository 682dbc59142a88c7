# SPDX-License-Identifier: MIT
"""Processes that tests start: what they inherit, and their end together with what they started themselves."""
import contextlib
import os
import pathlib
import signal

ASK_FOR_THE_END = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)


def take_signals_as_on_a_terminal():
    """What is started from now on is ended by them, even if these tests run under nohup, or in the background of a script, whose
    shell has SIGINT ignored."""
    for number in ASK_FOR_THE_END:
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ASK_FOR_THE_END)


def parents():
    """{process: its parent} of all that there are."""
    found = {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has just ended
            found[int(folder.name)] = int((folder / "stat").read_text(errors="replace").rpartition(")")[2].split()[1])
    return found


def kill_with_descendants(process):
    """A subprocess.Popen that may have ended; what it started and left behind when it ended is not found any more."""
    if process.poll() is not None:
        return
    family, parent_of = [process.pid], parents()
    for member in family:  # which grows
        family += [child for child, parent in parent_of.items() if parent == member]
    for member in family:
        with contextlib.suppress(ProcessLookupError):
            os.kill(member, signal.SIGKILL)
