# SPDX-License-Identifier: MIT
"""What the web UI costs the process that makes the load: processor time for five viewers, and what their frames add to the p99.

Phases with and without viewers take turns within one run, so that what drifts, drifts for both. Processor time decides; times of
requests are printed only, for they say as much about the machine.
"""
import pathlib
import statistics
import threading
import time

import pytest

VIEWERS = 5
PHASE_SECONDS = 5
PAIRS = 4
NAMES = 100
LIMIT = 0.01  # of a core

MANY_NAMES = """\
#include <cicada.h>
static int one(cic_user *u) { cic_get(u, "/health", .name = cic_fmt(u, "name %d", (int)(cic_random(u) % 100))); return CIC_OK; }
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_CONSTANT(0.1), .tasks = CIC_TASKS({1, "one", one}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
"""


def processor_seconds(pid):
    """Of all threads, to the nanosecond (Documentation/scheduler/sched-stats.rst)."""
    return sum(int((task / "schedstat").read_text().split()[0]) for task in pathlib.Path(f"/proc/{pid}/task").iterdir()) / 1e9


class Viewers:
    """Read the stream as fast as it comes, each on a thread."""

    def __init__(self, ui, count):
        self.streams = [ui.events() for _ in range(count)]
        self.threads = [threading.Thread(target=self.read, args=(stream,)) for stream in self.streams]
        self.frames = [0] * count
        for thread in self.threads:
            thread.start()

    def read(self, stream):
        number = self.streams.index(stream)
        try:
            for event, _ in stream:
                self.frames[number] += event == "second"
        except (OSError, ValueError, AttributeError):
            pass  # closed from outside

    def close(self):
        for stream in self.streams:
            stream.connection.sock and stream.connection.sock.shutdown(2)
            stream.connection.close()
        for thread in self.threads:
            thread.join(10)
            assert not thread.is_alive()


def phase(ui, viewers):
    """(share of a core, p99 of its seconds in ms) with so many viewers."""
    watching = Viewers(ui, viewers)
    before, begun, second = processor_seconds(ui.run.process.pid), time.monotonic(), len(ui.get("api/course").json["seconds"])
    time.sleep(PHASE_SECONDS)
    share = (processor_seconds(ui.run.process.pid) - before) / (time.monotonic() - begun)
    p99 = ui.get("api/course").json["p99"][second:second + PHASE_SECONDS - 1]
    watching.close()
    assert all(frames >= PHASE_SECONDS - 2 for frames in watching.frames), watching.frames
    return share, statistics.median(p99)


@pytest.mark.slow
def test_five_viewers_cost_under_one_percent_of_a_core(web, scenario, target):
    ui = web("-H", target().url, file=scenario(MANY_NAMES))
    ui.start(users=50, spawn_rate=100)
    ui.wait_for_state("running")
    time.sleep(2)  # all names have been used
    pairs = [(phase(ui, 0), phase(ui, VIEWERS)) for _ in range(PAIRS)]
    shares = [with_them[0] - without[0] for without, with_them in pairs]
    p99 = [(with_them[1] - without[1]) * 1000 for without, with_them in pairs]
    print(f"\n{VIEWERS} viewers, {NAMES} names, 500 requests/s: {statistics.median(shares):.2%} of a core more "
          f"({', '.join(f'{share:.2%}' for share in shares)}); p99 {statistics.median(p99):+.0f} us ({', '.join(f'{us:+.0f}' for us in p99)})")
    assert statistics.median(shares) < LIMIT, shares
    ui.end()
