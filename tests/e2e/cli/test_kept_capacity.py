# SPDX-License-Identifier: MIT
"""What a search for the capacity found is kept: "cicada report RUN" shows it again in every form."""
import sqlite3

from support.command import SCENARIO

SLOW = ("--fault", "/health latency_ms=100")  # beside which a busy machine does not count
LOAD = ("--step-time", "2s", "--max-time", "1m", "--repeats", "1", "--start", "2", "--max-users", "4", "-r", "100")


def test_what_a_search_found_is_shown_again_in_every_form(cicada, target):
    cicada.write("s.c", SCENARIO)
    done = cicada("capacity", "-f", "s.c", "-H", target(*SLOW).url, "--slo", "p95 < 20s", "--slo", "fail_ratio < 100%", *LOAD, "--json-file", "out",
                  "--github-summary", "out.md", seconds=90)
    assert done.returncode == 15, done.stderr
    assert "holds at 4 users (1 of 1 measurements), the largest load allowed" in " ".join(done.stderr.split()), done.stderr
    shown = cicada("report", "latest").stdout
    answer = done.stderr[done.stderr.index("capacity  "):done.stderr.rindex("reports  ")]
    assert answer in shown, shown
    assert cicada("report", "latest", "--json").stdout == (cicada.folder / "out.json").read_text()
    exported = cicada("runs", "export", "latest", "--github-summary", "again.md", "--report", "report.md")
    assert exported.returncode == 0, exported.stderr
    assert (cicada.folder / "again.md").read_text() == (cicada.folder / "out.md").read_text()

    with sqlite3.connect(cicada.folder / "state/cicada/runs.db") as store:
        store.execute("UPDATE verdicts SET capacity = replace(capacity, 'levels', 'level')")
    damaged = cicada("report", "latest")
    assert damaged.returncode == 0 and "capacity  " not in damaged.stdout and "requests" in damaged.stdout, damaged.stderr
