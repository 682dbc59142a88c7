# SPDX-License-Identifier: MIT
"""What the web UI costs the process that makes the load: processor time for five viewers, and what their frames add to the p99.

Viewers come and go every few seconds within one run, so that what drifts drifts for both: each phase with them is held against the
one without them beside it. The p99 of a phase is exact, from the distributions of its seconds. Generator and target keep away from
each other and the viewers from the generator, and the rate is low enough that nobody waits for a processor that is busy. Users wait
for different times: those that wait for the same go together once something has held them all up, and then wait for each other. The
viewers only get what the target leaves of its processor: they would be people's browsers, elsewhere.

The differences of a busy machine are wide: a limit is broken when it lies below the whole interval.
"""
import collections
import contextlib
import os
import pathlib
import random
import statistics
import subprocess
import sys
import time

import pytest

from support import hdr, viewers

VIEWERS = 5
PHASE_SECONDS = 4  # the first one, in which they come or go, is left out
PAIRS = 24
NAMES = 100
CORE_LIMIT = 0.01
P99_LIMIT_US = 50

MANY_NAMES = """\
#include <cicada.h>
static int one(cic_user *u) { cic_get(u, "/health", .name = cic_fmt(u, "name %d", (int)(cic_random(u) % 100))); return CIC_OK; }
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_BETWEEN(0.05, 0.15), .tasks = CIC_TASKS({1, "one", one}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
"""


def processor_seconds(pid):
    """Of all threads, to the nanosecond (Documentation/scheduler/sched-stats.rst)."""
    return sum(int((task / "schedstat").read_text().split()[0]) for task in pathlib.Path(f"/proc/{pid}/task").iterdir()) / 1e9


def go_first(pids):
    """Nothing else of this machine comes before them, where we may say so."""
    for task in (task for pid in pids for task in pathlib.Path(f"/proc/{pid}/task").iterdir()):
        with contextlib.suppress(PermissionError):
            os.sched_setscheduler(int(task.name), os.SCHED_RR, os.sched_param(1))


def keep_apart(generator, others):
    """The generator has a processor for itself, where there are several."""
    processors = sorted(os.sched_getaffinity(0))
    for pid, mine in [(generator, processors[-1:]), *((other, processors[:-1]) for other in others)]:
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir() if len(processors) > 1 else ():
            os.sched_setaffinity(int(task.name), mine)


def interval(differences, times=2000):
    """(low, high) of 95 % of the medians of differences drawn anew from these."""
    draw = random.Random(7)
    medians = sorted(statistics.median(draw.choices(differences, k=len(differences))) for _ in range(times))
    return medians[times // 40], medians[-times // 40]


def seconds_of(ui):
    """{second: its distribution}, since the last reset."""
    blocks = ui.get("api/run?histograms=1").json["blocks"]
    return {block["second"]: hdr.decode(block["response"]) for block in blocks if block["request"] is None and block["seconds"] == 1}


def phase_p99_us(blocks, second):
    values = sum((blocks.get(at, collections.Counter()) for at in range(second + 1, second + PHASE_SECONDS)), collections.Counter())
    return hdr.quantile(values, 0.99) / 1000


class Phases:
    """The phases of one run; each begins with a whole second of it."""

    def __init__(self, ui, audience):
        self.ui, self.audience = ui, audience
        self.begun = time.monotonic() - ui.get("api/run").json["run"]["duration_s"]

    def tell(self, command):
        self.audience.stdin.write(f"{command}\n".encode())
        self.audience.stdin.flush()
        return int(self.audience.stdout.readline())

    def run(self, count):
        """(its first second, share of a core) with so many viewers."""
        second = int(time.monotonic() - self.begun) + 1
        time.sleep(max(0, self.begun + second - time.monotonic()))
        if count:
            self.tell(f"join {count}")
        before, since = processor_seconds(self.ui.run.process.pid), time.monotonic()
        time.sleep(max(0, self.begun + second + PHASE_SECONDS - 0.1 - time.monotonic()))
        share = (processor_seconds(self.ui.run.process.pid) - before) / (time.monotonic() - since)
        if count:
            frames = self.tell("leave")
            assert frames >= count * (PHASE_SECONDS - 2), frames
        return second, share


@pytest.fixture
def audience():
    """Starts the process of the viewers, which is ended with the test."""
    started = []

    def start(ui):
        started.append(subprocess.Popen([sys.executable, viewers.__file__, ui.host, str(ui.port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        return started[0]

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.slow
@pytest.mark.timeout(2 * PAIRS * (PHASE_SECONDS + 1) + 120)
def test_five_viewers_cost_little(web, scenario, target, audience):
    server = target()
    ui = web("-H", server.url, file=scenario(MANY_NAMES))
    watching = audience(ui)
    keep_apart(ui.run.process.pid, [server.process.pid, watching.pid])
    os.sched_setscheduler(watching.pid, os.SCHED_IDLE, os.sched_param(0))
    go_first([ui.run.process.pid, server.process.pid])
    ui.start(users=50, spawn_rate=100)
    ui.wait_for_state("running")
    time.sleep(2)  # all names have been used
    phases = Phases(ui, watching)
    pairs, blocks = [], {}
    for number in range(PAIRS):
        counts = (0, VIEWERS) if number % 2 else (VIEWERS, 0)  # neither comes always first
        pairs.append(dict(zip(counts, map(phases.run, counts))))
        time.sleep(0.5)  # until the last second is over
        blocks |= seconds_of(ui)
        assert ui.post("api/reset").json["success"]  # seconds of many names are joined after a time
    ui.end()

    shares = [pair[VIEWERS][1] - pair[0][1] for pair in pairs]
    p99 = [phase_p99_us(blocks, pair[VIEWERS][0]) - phase_p99_us(blocks, pair[0][0]) for pair in pairs]
    alone = statistics.median(phase_p99_us(blocks, pair[0][0]) for pair in pairs)
    of_core, of_p99 = interval(shares), interval(p99)
    print(f"\n{VIEWERS} viewers, {NAMES} names, 500 requests/s, {PAIRS} pairs of phases: {statistics.median(shares):.3%} of a core more "
          f"({of_core[0]:.3%} to {of_core[1]:.3%}); p99 {alone:.0f} us without, {statistics.median(p99):+.1f} us with them "
          f"({of_p99[0]:+.1f} to {of_p99[1]:+.1f}, 95 %)")
    assert of_core[0] < CORE_LIMIT, shares
    assert of_p99[0] < P99_LIMIT_US, p99
