# SPDX-License-Identifier: MIT
"""One run of a generator on its core: CPU time and peak memory from the kernel, requests from the server

CPU time is user plus system time of the process and of all that it waited for (wait4), from start to exit; starting up is part of
it, which a run of some seconds makes small. A compiled scenario is in the generator's cache after the warm-up run.
"""
import dataclasses
import os
import resource
import signal
import subprocess
import tempfile
import threading
import time

EXTRA_SECONDS = 60      # beyond the planned length, after which a run is ended


class BenchmarkError(Exception):
    """Something that makes the benchmark meaningless; its text is for the user."""


@dataclasses.dataclass
class Context:
    server: object
    core: int
    cicada: str         # the program
    scenarios: str      # folder of the scenario files


@dataclasses.dataclass
class Run:
    """What one run of one generator cost."""
    name: str
    requests: int       # as the server counted
    seconds: int        # as asked for
    wall_s: float       # from start to exit
    cpu_s: float
    peak_kib: int       # largest resident size

    @property
    def cpu_us(self):
        return self.cpu_s * 1e6 / max(self.requests, 1)

    @property
    def per_second(self):
        return self.requests / self.seconds


def two_cores():
    """The core of the server and that of the generator."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise BenchmarkError('two cores are needed: one for the server, one for the generator')
    return cores[0], cores[1]


def raise_file_limit():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class Process:
    """A command on the core of the generator, its output in a file. `finish` waits for it, within the limit."""

    def __init__(self, command, core):
        self.command = command
        self.output = tempfile.TemporaryFile()
        self.start = time.monotonic()
        try:
            self.popen = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.output, stderr=subprocess.STDOUT,
                                          start_new_session=True, preexec_fn=lambda: os.sched_setaffinity(0, {core}))
        except OSError as error:
            raise BenchmarkError(f'{command[0]} cannot be run: {error.strerror}') from None

    def finish(self, limit_s):
        """(seconds, resource usage). Raises BenchmarkError with the output when the command failed."""
        timer = threading.Timer(limit_s, self.end, [signal.SIGKILL])
        timer.start()
        try:
            _, status, usage = os.wait4(self.popen.pid, 0)
        except BaseException:
            self.end(signal.SIGKILL)
            os.waitpid(self.popen.pid, 0)
            raise
        finally:
            timer.cancel()
        seconds = time.monotonic() - self.start
        self.popen.returncode = os.waitstatus_to_exitcode(status)
        if self.popen.returncode != 0:
            self.output.seek(0)
            text = self.output.read().decode('utf-8', 'replace')[-2000:]
            raise BenchmarkError(f'"{" ".join(self.command)}" ended with {self.popen.returncode}:\n{text}')
        return seconds, usage

    def end(self, signal_number):
        try:
            os.killpg(self.popen.pid, signal_number)
        except ProcessLookupError:
            pass

    def resident_kib(self):
        """Resident memory now."""
        with open(f'/proc/{self.popen.pid}/status', encoding='ascii') as file:
            return next(int(line.split()[1]) for line in file if line.startswith('VmRSS:'))

    def cpu_seconds(self):
        """User and system time so far."""
        with open(f'/proc/{self.popen.pid}/stat', encoding='ascii') as file:
            fields = file.read().rpartition(')')[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def run(context, name, command, seconds):
    """Runs a generator that ends by itself after the given seconds."""
    before, _ = context.server.counts()
    process = Process(command, context.core)
    wall_s, usage = process.finish(seconds + EXTRA_SECONDS)
    after, _ = context.server.counts()
    if after == before:
        raise BenchmarkError(f'"{" ".join(command)}" sent nothing that the server counted')
    return Run(name, after - before, seconds, wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
