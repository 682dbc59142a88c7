# SPDX-License-Identifier: MIT
"""The rows of the benchmark: what is compared, by which figure, with which limit

A row runs and returns its lines (report.Line) and all runs behind them. `Pairs` compares two generators, turn by turn; `Held` starts Cicada with many users that
do next to nothing, waits until they are all there, and reads what they cost.
"""
import dataclasses
import signal
import statistics
import time
import typing

from harness import generators, measure
from harness.report import Line

CPU = 'CPU us/request'
RATE = 'requests/s'
WARM_UP_SECONDS = 1


@dataclasses.dataclass
class Pairs:
    """Cicada against another generator on one port of the server, with limits on the ratio Cicada / other.

    `limits` maps the figure to ('<=' or '>=', limit).
    """
    name: str
    title: str
    port: str                        # attribute of the server
    connections: int
    ours: typing.Callable
    other: typing.Callable
    needs: str                       # the program that is compared with
    limits: dict
    longest: int = 60                # seconds of a run; shorter where connections are used up

    def is_possible(self):
        return generators.available(self.needs)

    def run(self, context, pairs, seconds):
        seconds = min(seconds, self.longest)
        for generator in (self.ours, self.other):
            self._one(context, generator, WARM_UP_SECONDS)
        runs = [(self._one(context, self.ours, seconds), self._one(context, self.other, seconds)) for _ in range(pairs)]
        return [self._line(figure, runs) for figure in self.limits], [dataclasses.asdict(run) for pair in runs for run in pair]

    def _one(self, context, generator, seconds):
        name, command = generator(context, getattr(context.server, self.port), self.connections, seconds)
        return measure.run(context, name, command, seconds)

    def _line(self, figure, runs):
        value = {CPU: lambda run: run.cpu_us, RATE: lambda run: run.per_second}[figure]
        ratios = [value(ours) / value(other) for ours, other in runs]
        relation, limit = self.limits[figure]
        ratio = statistics.median(ratios)
        return Line(figure, statistics.median(value(ours) for ours, _ in runs), self.needs,
                    statistics.median(value(other) for _, other in runs), ratio, (min(ratios), max(ratios)), relation, limit,
                    ratio <= limit if relation == '<=' else ratio >= limit)


def alone(figure, value, limit):
    """The line of a figure that has no other side."""
    return Line(figure, value, '', None, None, None, '<=', limit, value <= limit)


@dataclasses.dataclass
class Held:
    """Many users of a scenario that wait: memory per user, and the share of a core that they take while waiting."""
    name: str
    title: str
    scenario: str
    users: int
    connected: bool                  # each user holds a connection, which the server must see
    memory_limit_kib: float
    core_limit: float                # share of a core

    settle_s = 5
    limit_s = 60

    def is_possible(self):
        return True

    def run(self, context, pairs, seconds):
        # One user is what the program itself needs; the rest is what the others add.
        base_kib, _ = self._hold(context, 1, 1)
        held = [self._hold(context, self.users, seconds) for _ in range(max(1, pairs // 3))]
        per_user = statistics.median((kib - base_kib) / (self.users - 1) for kib, _ in held)
        core = statistics.median(share for _, share in held)
        return [alone('KiB/user', per_user, self.memory_limit_kib), alone('share of a core', core, self.core_limit)], held

    def _hold(self, context, users, seconds):
        """(resident KiB, share of a core over the given seconds) once all users are there."""
        _, command = generators.cicada_scenario(self.scenario)(context, context.server.url, users, 600)
        process = measure.Process(command, context.core)
        try:
            if self.connected:
                self._wait_for_connections(context, users)
            time.sleep(self.settle_s)
            cpu, start = process.cpu_seconds(), time.monotonic()
            time.sleep(seconds)
            share = (process.cpu_seconds() - cpu) / (time.monotonic() - start)
            return process.resident_kib(), share
        except (OSError, StopIteration):
            process.finish(1)     # says why it ended
            raise measure.BenchmarkError(f'"{" ".join(command)}" ended too early') from None
        finally:
            process.end(signal.SIGKILL)
            process.popen.wait()

    def _wait_for_connections(self, context, users):
        end = time.monotonic() + self.limit_s
        while context.server.counts()[1] < users:
            if time.monotonic() > end:
                raise measure.BenchmarkError(f'only {context.server.counts()[1]} of {users} users connected in {self.limit_s} s')
            time.sleep(0.2)


URL = generators.cicada_url
ONE_TASK = generators.cicada_scenario('one_task.c')

ROWS = [
    Pairs('url', 'a URL, 64 connections', 'url', 64, URL, generators.wrk, 'wrk', {CPU: ('<=', 1.00), RATE: ('>=', 0.97)}),
    Pairs('scenario', 'a C scenario of one task, 64 users', 'url', 64, ONE_TASK, generators.wrk, 'wrk',
          {CPU: ('<=', 1.05), RATE: ('>=', 0.95)}),
    Pairs('busy-1000', 'a URL, 1,000 connections', 'url', 1000, URL, generators.wrk, 'wrk', {CPU: ('<=', 1.00)}),
    Pairs('busy-10000', 'a URL, 10,000 connections', 'url', 10000, URL, generators.wrk, 'wrk', {CPU: ('<=', 1.00)}),
    Pairs('tls', 'a URL over TLS, 64 connections', 'tls_url', 64, URL, generators.wrk, 'wrk', {CPU: ('<=', 1.00)}),
    # Nine tenths of it are the kernel's work for both; the phases that we time and wrk does not are in the rest.
    Pairs('connect', 'a new connection for each request', 'close_url', 64, URL, generators.wrk, 'wrk', {CPU: ('<=', 1.05)},
          longest=3),
    Pairs('connect-tls', 'a new TLS connection for each request', 'close_tls_url', 64, URL, generators.wrk, 'wrk',
          {CPU: ('<=', 1.00)}, longest=3),
    Pairs('h2load', 'a URL, 64 connections, against h2load', 'url', 64, URL, generators.h2load, 'h2load', {CPU: ('<=', 1.00)}),
    Pairs('locust', 'a scenario of one task, 64 users, against Locust', 'url', 64, ONE_TASK, generators.locust, 'locust',
          {CPU: ('<=', 0.05), RATE: ('>=', 20)}),
    Held('idle', '10,000 users, each with an idle connection', 'idle.c', 10000, True, 16, 0.05),
    Held('waiting', '100,000 users that wait between empty tasks', 'waiting.c', 100000, False, 8, 0.50),
]
