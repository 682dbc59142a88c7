# SPDX-License-Identifier: MIT
"""What a suite returns, and how a command is run for it: with its output kept, and a limit after which its whole group ends"""
import dataclasses
import os
import signal
import subprocess

NOT_FOUND = 127     # the shell's exit code for a command that does not exist


@dataclasses.dataclass
class Result:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    output: str = ''        # everything that was printed: the log
    failures: str = ''      # what to show when something failed

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.output += other.output
        self.failures += other.failures

    def summary(self):
        if not (self.passed or self.failed or self.skipped):
            return 'done' if self.output == '' else 'nothing to run'
        parts = [f'{self.passed} passed']
        parts += [f'{self.failed} failed'] if self.failed else []
        parts += [f'{self.skipped} skipped'] if self.skipped else []
        return ', '.join(parts)


def run_command(command, limit_seconds, environment=None):
    """(exit status, output). The status is negative after a signal, and None when the limit had to end it.

    The command gets a process group of its own, so that what it started ends with it.
    """
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   env={**os.environ, **(environment or {})}, start_new_session=True)
    except OSError as error:
        return NOT_FOUND, f'{error}\n'
    status = None
    try:
        output, _ = process.communicate(timeout=limit_seconds)
        status = process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    return status, output.decode('utf-8', 'replace')


def head(text, lines):
    """The first lines of a text, with a note when something was cut."""
    split = text.rstrip().splitlines()
    return '\n'.join(split[:lines] + (['...'] if len(split) > lines else [])) + '\n'


def tail(text, lines):
    """The last lines of a text, with a note when something was cut."""
    split = text.rstrip().splitlines()
    return '\n'.join((['...'] if len(split) > lines else []) + split[-lines:]) + '\n'


def how_it_ended(status):
    if status is None:
        return 'did not end in time'
    if status < 0:
        return f'ended by {signal.Signals(-status).name}'
    return f'exit code {status}'
