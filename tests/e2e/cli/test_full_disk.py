# SPDX-License-Identifier: MIT
"""A disk that is full: the run goes on to its end, what is lost is said, the exit code tells, and what was kept before stays."""
import contextlib
import json
import re
import resource
import signal
import sqlite3
import time

import pytest

from support.command import SCENARIO
from support.disk import filled, small_disk

NOT_WRITTEN, NOT_KEPT = 12, 13


def words(url, store, seconds="1s"):
    return ("-f", "s.c", "-H", url, "--headless", "--only-summary", "-u", "4", "-r", "100", "-t", seconds, "--store", store)


def wait_for_run(store, number):
    end = time.monotonic() + 30
    with contextlib.closing(sqlite3.connect(store)) as database:
        while database.execute("SELECT count(*) FROM runs").fetchone()[0] < number:
            assert time.monotonic() < end, "the run is not in the store"
            time.sleep(0.05)


def test_a_store_on_a_disk_that_fills_up_keeps_what_it_had(cicada, target):
    server = target()
    cicada.write("s.c", SCENARIO)
    with small_disk(cicada.folder / "disk", "2m") as disk:
        store = disk / "runs.db"
        first = cicada(*words(server.url, store))
        assert first.returncode == 0, first.stderr
        before = cicada("report", "1", "--json", "--store", store).stdout
        second = cicada.start(*words(server.url, store, "4s"), "--json-file", "out")
        wait_for_run(store, 2)
        with filled(disk):
            said = second.communicate(timeout=60)[1].decode()
        assert second.returncode == NOT_KEPT, said
        assert re.search("runs.db.*(full|disk I/O error)", said) and 1 <= said.count("runs.db") <= 3, said
        report = json.loads((cicada.folder / "out.json").read_bytes())
        assert report["run"]["duration_s"] > 3.5 and report["total"]["requests"] > 0, "the run went on"
        assert cicada("report", "1", "--json", "--store", store).stdout == before
        with contextlib.closing(sqlite3.connect(store)) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        third = cicada(*words(server.url, store))
        assert third.returncode == 0 and "Kept as run" in third.stderr, third.stderr


@pytest.mark.parametrize("lost, options, code", [
    ("out.json", ("--json-file", "out"), NOT_WRITTEN),
    ("out_stats_history.csv", ("--csv", "out", "--csv-full-history"), NOT_WRITTEN),
    ("requests.csv", ("--request-log", "requests.csv"), NOT_WRITTEN),
    ("runs.db", (), NOT_KEPT),
])
def test_files_that_may_not_grow_are_said_and_the_run_goes_on(cicada, target, lost, options, code):
    """Without the right to mount anything: a limit for each file stands for the disk, as `ulimit -f` sets it: Python ignores the
    signal that a shell leaves alone."""
    def small_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, resource.RLIM_INFINITY))

    server = target()
    cicada.write("s.c", SCENARIO)
    assert cicada("-f", "s.c", "--list").returncode == 0  # compiled: the limit is not for the compiler
    done = cicada(*words(server.url, "runs.db" if lost == "runs.db" else "none", "2s"), *options, preexec_fn=small_files)
    assert done.returncode == code, done.stderr
    assert lost in done.stderr, done.stderr
    assert str(server.ledger()["total"]["requests"]) in done.stderr.replace(",", ""), "the summary has all numbers"
