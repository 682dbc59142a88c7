# SPDX-License-Identifier: MIT
""""cicada sweep" makes one run for each value, each a process with a folder of its own, and one table of all."""
import csv
import json
import signal
import sqlite3
import subprocess
import time

import pytest

from support.command import SCENARIO
from support.target_server import wait_until

pytestmark = pytest.mark.sanitize

SECONDS = 60
FEW = ["-t", "1s", "--store", "none"]


def wait_for(log, text, process):
    end = time.monotonic() + SECONDS
    while not log.exists() or text not in log.read_text():
        assert time.monotonic() < end and process.poll() is None
        time.sleep(0.05)


def rows_of(folder):
    with open(folder / "sweep.csv", newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_each_value_has_a_run_a_folder_and_a_line_in_every_table(cicada, target):
    cicada.write("s.c", SCENARIO)
    done = cicada("sweep", "--users", "1,3,5", "--output", "out/deep", "--", "-f", "s.c", "-H", target().url, "-r", "100", "-t", "1s", "--check", "p95 < 10s")
    assert done.returncode == 0, done.stderr
    folder = cicada.folder / "out/deep"
    rows = rows_of(folder)
    assert [(row["users"], row["peak_users"], row["exit_code"], row["verdict"] != "", row["checks_failed"]) for row in rows] == [
        ("1", "1", "0", True, "0"), ("3", "3", "0", True, "0"), ("5", "5", "0", True, "0")]
    for row in rows:
        report = json.loads((folder / f'users-{row["users"]}' / "report.json").read_text())
        assert int(row["requests"]) == report["total"]["requests"] > 0
        assert report["total"]["response_time_ms"]["p95"] == float(row["p95_ms"])
        assert (folder / f'users-{row["users"]}' / "stats_stats.csv").exists()
        assert "Starting Cicada" in (folder / f'users-{row["users"]}' / "output.txt").read_text()
    document = json.loads((folder / "sweep.json").read_text())
    assert [run["value"] for run in document["runs"]] == ["1", "3", "5"] and document["planned"] == 3
    for text in (done.stdout, (folder / "sweep.md").read_text()):
        assert all(f'{int(row["requests"]):,}' in text for row in rows), text
    with sqlite3.connect(cicada.folder / "state/cicada/runs.db") as store:
        assert [label for label, in store.execute("SELECT label FROM runs ORDER BY id")] == ["sweep users=1", "sweep users=3", "sweep users=5"]


def test_each_value_has_a_label_of_its_own_and_is_compared_with_the_last_good_run_of_it(cicada, target):
    words = ["sweep", "--users", "1,2", "--", target().url + "/health", "-t", "1s", "--profile", "nightly", "--baseline", "last-good:nightly"]
    assert cicada(*words).returncode == 0
    with sqlite3.connect(cicada.folder / "state/cicada/runs.db") as store:
        assert [label for label, in store.execute("SELECT label FROM runs ORDER BY id")] == ["nightly users=1", "nightly users=2"]
        store.execute("UPDATE verdicts SET level = 0")  # how valid a run is depends on the machine
    assert cicada(*words).returncode in (0, 5)
    for value in (1, 2):
        said = (cicada.folder / f"sweep/users-{value}/output.txt").read_text()
        assert f"run {value} (nightly users={value})" in said, said


def test_the_worst_run_gives_the_exit_code_and_the_others_still_run(cicada, target):
    cicada.write("s.c", """#include <cicada.h>
#include <stdlib.h>
static int task(cic_user *u)
{
    if (cic_number(u) == 1)
        abort();
    cic_get(u, "/health");
    return CIC_OK;
}
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_CONSTANT(0.05), .tasks = CIC_TASKS({1, "task", task}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
""".replace("cic_number(u)", "atoi(getenv(\"CRASH\") ? \"1\" : \"0\")"))
    done = cicada("sweep", "--users", "1,2", "--", "-f", "s.c", "-H", target().url, *FEW, variables={"CRASH": "1"})
    rows = rows_of(cicada.folder / "sweep")
    assert len(rows) == 2 and done.returncode == int(rows[0]["exit_code"]) > 127, (done.returncode, rows)
    assert "no report" in done.stderr and "output.txt" in done.stderr


def test_a_failed_check_is_the_exit_code_of_the_sweep(cicada, target):
    url = target().url + "/health"
    done = cicada("sweep", "--users", "1,2", "--", url, *FEW, "--check", "p50 < 1us")
    assert done.returncode == 3, done.stderr
    assert [row["checks_failed"] for row in rows_of(cicada.folder / "sweep")] == ["1", "1"]


@pytest.mark.parametrize("number, inherited", [(signal.SIGINT, signal.SIG_DFL), (signal.SIGTERM, signal.SIG_DFL), (signal.SIGINT, signal.SIG_IGN)],
                         ids=["CTRL+C", "SIGTERM", "SIGINT in the background of a script"])
def test_an_interrupted_sweep_ends_its_run_properly_and_shows_the_table_so_far(cicada, target, number, inherited):
    server = target()
    process = cicada.start("sweep", "--users", "2,3,4", "--", server.url + "/health", "-t", "1h", "--store", "none", "-s", "1s",
                           preexec_fn=lambda: signal.signal(number, inherited))
    log = cicada.folder / "sweep/users-2/output.txt"
    wait_for(log, "All users spawned", process)
    wait_until(lambda: server.counted("GET", "/health"), what="a request")
    process.send_signal(number)  # to the sweep alone: it hands it on
    out, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, err
    rows = rows_of(cicada.folder / "sweep")
    assert [row["users"] for row in rows] == ["2"] and int(rows[0]["requests"]) > 0
    assert b"1 of 3 runs were made" in out
    assert json.loads((cicada.folder / "sweep/users-2/report.json").read_text())["run"]["stop_reason"] == "interrupted"


def test_a_report_of_an_earlier_sweep_is_not_taken_for_a_new_one(cicada, target):
    url = target().url + "/health"
    assert cicada("sweep", "--users", "1", "--", url, *FEW).returncode == 0
    done = cicada("sweep", "--users", "1", "--", url, "-t", "nonsense")
    assert done.returncode == 2
    assert rows_of(cicada.folder / "sweep")[0]["requests"] == ""


@pytest.mark.parametrize("words, what", [
    ([], "over what"),
    (["--users", "1,2"], "which run"),
    (["--users", "1,2", "--"], "which run"),
    (["--users", "1,,2", "--", "x.c"], "values with commas"),
    (["--users", "1,many", "--", "x.c"], '"many": not a whole number'),
    (["--users", "1,2, 1", "--", "x.c"], "--users: 1 is there twice"),
    (["--users", "1", "-f", "x.c"], "behind --"),
    (["--users", "1", "x.c"], "stands before --"),
    (["--users", "1", "--", "-f", "x.c", "-u", "4"], "-u: the sweep sets it"),
    (["--users", "1", "--", "-f", "x.c", "--csv", "a"], "--csv: the sweep sets it"),
    (["--users", "1", "--", "--help"], "asks for a text"),
    (["--users", "1", "--", "--nonsense"], "--nonsense"),
])
def test_mistakes_in_the_command_are_said_before_any_run(cicada, words, what):
    done = cicada("sweep", *words)
    assert done.returncode == 2 and what in done.stderr, done.stderr
    assert not (cicada.folder / "sweep").exists()


def test_a_folder_that_cannot_be_made_is_said(cicada, target):
    (cicada.folder / "file").write_text("")
    done = cicada("sweep", "--users", "1", "--output", "file/sweep", "--", target().url, *FEW)
    assert done.returncode == 12 and "file/sweep" in done.stderr
    assert subprocess.run(["ls", cicada.folder / "file"], capture_output=True, check=False).returncode == 0


def test_a_sweep_started_with_nohup_outlives_its_terminal(cicada, target):
    def ignore_the_end_of_the_terminal():
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    process = cicada.start("sweep", "--users", "1,2", "--", target().url + "/health", *FEW, preexec_fn=ignore_the_end_of_the_terminal)
    log = cicada.folder / "sweep/users-1/output.txt"
    wait_for(log, "All users spawned", process)
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=SECONDS)
    assert process.returncode == 0 and [row["users"] for row in rows_of(cicada.folder / "sweep")] == ["1", "2"]
