# SPDX-License-Identifier: MIT
"""The optimization suite: fixed experiments are exact, one after the other, and rate limits show as what they are."""
import json
import re

import pytest

from support.suites import START, check_healthy, check_ledger, mix

STATS, SESSIONS, CRITERIA = "/api/v1/dashboard/stats", "/api/v1/optimization/sessions", "/api/v1/config/optimization-criteria"
EXPERIMENTS = {"dashboard-fixed": {f"GET {STATS}": 100}, "sessions-fixed": {f"GET {SESSIONS}": 100},
               "sessions-filtered": {f"GET {SESSIONS} [filtered]": 100}, "config-read": {f"GET {CRITERIA}": 100},
               "config-write": {f"PUT {CRITERIA}": 20}, "mixed": {f"GET {STATS}": 30, f"GET {SESSIONS}": 30, f"GET {CRITERIA}": 30}}


def limits(name, average, p95):
    return [f'success_rate >= 95% for "{name}"', f'avg < {average} for "{name}"', f'p95 < {p95} for "{name}"']


LIMITS = {"dashboard-fixed": limits(f"GET {STATS}", "1s", "2s"), "sessions-fixed": limits(f"GET {SESSIONS}*", "1.5s", "3s"),
          "config-read": limits(f"GET {CRITERIA}", "0.5s", "1s"), "config-write": limits(f"PUT {CRITERIA}", "1s", "2s")}
LIMITS["sessions-filtered"] = LIMITS["sessions-fixed"]
LIMITS["mixed"] = LIMITS["dashboard-fixed"] + LIMITS["sessions-fixed"] + LIMITS["config-read"]
OVERALL = "fail_ratio <= 5%"


@pytest.mark.sanitize
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_experiment_is_exact_to_the_request(suites, target, name):
    server = target()
    run = suites("optimization", name, "-H", server.url, "--seed", 2, code=None)
    assert mix(run) == EXPERIMENTS[name]
    check_ledger(run, server) if "[filtered]" not in str(EXPERIMENTS[name]) else None
    assert run.report["run"]["stop_reason"] == "all iterations done"
    check_healthy(run, [OVERALL, *LIMITS[name]])


def test_the_sustained_experiment_keeps_five_users_below_the_rate_limit(suites, target):
    run = suites("optimization", "dashboard-sustained", "-H", target().url, "--seed", 2, "-t", "3s", code=None)
    assert 20 <= mix(run)[f"GET {STATS}"] <= 90, mix(run)
    assert run.report["users"]["peak"] == 5
    assert "429" not in run.total["statuses"]


def test_what_is_beyond_the_rate_limit_is_counted_as_429_and_explained(suites, target):
    run = suites("optimization", "config-write", "-H", target().url, "--seed", 2, "--iterations", 60, code=3)
    assert run.row(CRITERIA)["statuses"] == {"200": 40, "429": 20}
    causes = {cause["id"]: cause["text"] for cause in run.report["causes"]}
    assert "the service limits the rate" in causes["status_429"]
    assert re.search(r"^answers by endpoint +below 400 +4xx +429 +5xx +none$", run.log, re.M)
    assert re.search(rf"^PUT {CRITERIA} +40 +0 +20 +0 +0$", run.log, re.M)
    assert run.row(f"/api/v1/auth/login{START}")["requests"] == 4


def test_steps_run_one_after_the_other_and_write_files_of_their_own(suites, target):
    server = target()
    run = suites("optimization", "config", "-H", server.url, "--junit=all.xml", "--json-file", "out", reports=False)
    assert run.log.index("==== suite optimization: config-read ====") < run.log.index("==== suite optimization: config-write ====")
    for step in ("config-read", "config-write"):
        report = json.loads((run.folder / f"out-{step}.json").read_bytes())
        assert report["plan"]["profile"] == f"suite optimization {step}"
        assert (run.folder / f"all-{step}.xml").exists()
    assert server.counted("PUT", CRITERIA)["requests"] == 20


def test_the_code_of_steps_is_the_highest_of_theirs(suites, target):
    server = target()
    server.faults({"path": CRITERIA, "method": "GET", "error_rate": 1})
    run = suites("optimization", "config", "-H", server.url, reports=False, code=3)
    assert "==== config-read: exit code 3 ====" in run.log and "==== config-write: exit code 0 ====" in run.log


def test_an_interrupted_step_ends_properly_and_is_the_last(suites, target):
    run = suites.start("optimization", "dashboard", "-H", target().url, "--iterations", 5000, "--json-file", "out", reports=False)
    run.wait_for("All users spawned")
    run.signal()
    run.wait(30)
    assert "the steps after this one are left out" in run.log and "dashboard-sustained" not in run.log
    assert json.loads((run.folder / "out-dashboard-fixed.json").read_bytes())["run"]["stop_reason"] == "interrupted"
