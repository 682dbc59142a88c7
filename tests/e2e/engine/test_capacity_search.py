# SPDX-License-Identifier: MIT
"""cicada capacity against services whose capacity is known: workers before which requests queue, and what bounds a search."""
import os
import statistics

import pytest

from support.cicada import SANITIZED

USERS = """
    static int health(cic_user *u) { cic_get(u, "/health"); return CIC_OK; }
    static const cic_user_class visitor = CIC_USER(.name = "Visitor", .tasks = CIC_TASKS({1, "health", health}));
    CIC_SCENARIO(.users = CIC_USERS(&visitor), .checks = CIC_CHECKS("p95 < 1us"));
"""
WORKERS = ["--fault", "/health workers=20 latency_ms=40"]  # 500 requests/s; with N users each waits N * 2 ms
BROKEN = ["--fault", "/health latency_ms=100 error_rate=1"]
SLOW = ["--fault", "/health latency_ms=100"]  # so that the lateness of a busy machine is little beside it
FAST = ["-r", 1000, "--step-time", "2s", "--max-time", "3m"]


@pytest.fixture
def search(cicada, scenario):
    """search(URL, OPTION..., code=N) runs a search and returns it with its report."""
    def run(url, *options, code, start=False):
        arguments = ["-f", scenario(USERS), "-H", url, "--store", "none", *FAST, *options]
        run = cicada.start(*arguments, command=["capacity"], tables=False)
        return run if start else run.wait(330, code)
    return run


def found(run):
    return run.report["capacity"]


def skip_if_too_busy(capacity):
    if capacity["outcome"] == "generator":
        pytest.skip("this machine is too busy: " + capacity["resource"])


def said(run):
    """The log in one line: sentences are broken to the width of the page."""
    return " ".join(run.log.split())


def test_the_capacity_of_twenty_workers_is_found_within_ten_percent(search, target):
    """As precisely as it asks for; the slow tests below ask for five percent. On a busy machine the workers do less: then fewer users
    have to wait for 200 ms, as Little's law says of what was measured."""
    run = search(target(*WORKERS).url, "--slo", "avg < 200ms", "--start", 64, "--max-users", 128, "--repeats", 1,
                 "--precision", "10%", code=None)
    capacity = found(run)
    skip_if_too_busy(capacity)
    assert (run.code, capacity["outcome"]) == (0, "found")
    full = [level["requests_per_second"] for level in capacity["levels"] if level["load"] >= 64]
    assert all(300 <= rate <= 525 for rate in full), full
    assert capacity["load"]["holds"] == pytest.approx(0.2 * statistics.median(full), rel=0.1), (capacity["load"], full)
    assert capacity["load"]["breaks"] > capacity["load"]["holds"]
    assert all(level["littles_law"]["consistent"] for level in capacity["levels"]), capacity["levels"]
    assert [stage["name"] for stage in run.report["stages"]] == [f"level {i + 1}" for i in range(len(capacity["levels"]))]
    assert sum(stage["total"]["requests"] for stage in run.report["stages"]) == run.total["requests"]
    assert "its throughput no longer grows" in said(run) and "holds at" in said(run)


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.skipif(SANITIZED, reason="a sanitizer's time is not the service's")
@pytest.mark.parametrize("attempt", range(3))
def test_the_capacity_is_found_three_times_with_each_limit_on_its_own(search, target, attempt):
    run = search(target(*WORKERS).url, "--slo", "avg < 200ms", "--slo", "max < 10s", "--slo", "fail_ratio < 1%",
                 "--max-users", 150, "--step-time", "3s", code=0)
    capacity = found(run)
    assert 95 <= capacity["load"]["holds"] <= 105, capacity["load"]
    assert capacity["load"]["holds_of"] >= 3 and capacity["load"]["breaks_of"] >= 3, capacity["load"]
    by_limit = {slo["check"]: slo["load"] for slo in capacity["slos"]}
    assert by_limit["avg < 200ms"]["holds"] == capacity["load"]["holds"]
    assert by_limit["fail_ratio < 1%"]["holds"] == 150 and by_limit["fail_ratio < 1%"]["breaks"] is None
    assert len(capacity["levels"]) <= 40


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.skipif(SANITIZED, reason="a sanitizer's time is not the service's")
@pytest.mark.parametrize("attempt", range(3))
def test_the_capacity_in_arrivals_is_found_three_times(search, target, attempt):
    run = search(target(*WORKERS).url, "--slo", "p95 < 100ms", "--max-rate", "2000/s", "--start", "100/s", "--step-time", "3s",
                 "--max-time", "5m", code=None)
    capacity = found(run)
    skip_if_too_busy(capacity)
    assert capacity["unit"] == "arrivals_per_second"
    assert 475 <= capacity["load"]["holds"] <= 525, capacity["load"]
    assert all(level["slos"][0]["holds"] for level in capacity["levels"] if level["load"] <= 470), capacity["levels"]


@pytest.mark.sanitize
def test_a_service_that_holds_at_the_largest_load_allowed_has_no_limit_found(search, target):
    run = search(target(*SLOW).url, "--slo", "p95 < 30s", "--start", 2, "--max-users", 2, "--repeats", 1, code=15)
    capacity = found(run)
    assert capacity["outcome"] == "not_reached" and capacity["load"]["holds"] == 2 and capacity["load"]["breaks"] is None
    assert "the largest load allowed" in said(run)
    assert run.report["checks"] == [], "the scenario's checks are of a run, not of a load"


def test_a_service_that_breaks_at_the_lowest_load_is_told_with_code_3(search, target):
    run = search(target("--fault", "/health latency_ms=300").url, "--slo", "p95 < 200ms", "--max-users", 8,
                 "--repeats", 1, code=3)
    assert found(run)["outcome"] == "nothing_holds" and found(run)["load"]["holds"] is None
    assert "breaks at the lowest load already, 1 user" in said(run)


def test_a_limit_of_one_class_or_one_name_is_judged_by_its_own_requests(search, target):
    run = search(target("--fault", "/health latency_ms=300").url, "--slo", 'p95 < 200ms for "GET /health"', "--slo",
                 "p95 < 2s for Visitor", "--max-users", 1, "--repeats", 1, code=3)
    level = found(run)["levels"][0]
    assert [slo["holds"] for slo in level["slos"]] == [False, True, True]
    assert all(295 < slo["value"] < 2000 for slo in level["slos"][:2]), level["slos"]


@pytest.mark.sanitize
def test_a_service_that_answers_with_errors_holds_no_load_however_fast_it_is(search, target):
    """Nobody said how many requests may fail."""
    run = search(target(*BROKEN).url, "--slo", "p95 < 30s", "--max-users", 8, "--repeats", 1, code=3)
    capacity = found(run)
    assert [slo["check"] for slo in capacity["slos"]] == ["p95 < 30s", "fail_ratio < 10%"]
    assert (capacity["outcome"], [slo["holds"] for slo in capacity["levels"][0]["slos"]]) == ("nothing_holds", [True, False])


def test_failures_that_a_limit_allows_break_no_load(search, target):
    run = search(target(*BROKEN).url, "--slo", "p95 < 30s", "--slo", "fail_ratio <= 100%", "--max-users", 1, "--repeats", 1, code=15)
    assert [slo["check"] for slo in found(run)["slos"]] == ["p95 < 30s", "fail_ratio <= 100%"]
    assert found(run)["outcome"] == "not_reached"


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_where_the_generator_is_the_limit_nothing_is_said_of_the_service(search, target, tmp_path, cicada):
    """It may open so few files that connections fail from some load on."""
    wrapper = tmp_path / "limited"
    wrapper.write_text(f'#!/bin/sh\nulimit -n 48\nexec "{cicada.program}" "$@"\n')
    wrapper.chmod(0o755)
    cicada.program = os.fspath(wrapper)
    run = search(target("--fault", "/health latency_ms=20").url, "--slo", "p95 < 30s", "--start", 16,
                 "--max-users", 64, "--repeats", 1, "--precision", "50%", code=4)
    capacity = found(run)
    assert capacity["outcome"] == "generator" and capacity["load"]["generator"] is True
    assert capacity["load"]["holds"] < 48
    assert all(level["holds"] is False for level in capacity["levels"] if level["generator"])
    assert "this generator is the limit" in said(run) and "descriptors" in said(run)


def test_ctrl_c_tells_what_is_known_so_far(search, target):
    run = search(target(*WORKERS).url, "--slo", "avg < 200ms", "--max-users", 128, code=15, start=True)
    run.wait_for("Level 1: ", seconds=60)
    run.signal()
    run.wait(code=15)
    capacity = found(run)
    assert capacity["outcome"] == "unfinished" and capacity["ended"] == "interrupted"
    assert capacity["load"]["holds"] == 1 and len(capacity["levels"]) == 1
    assert "not finished (interrupted); so far: holds at 1 user" in said(run)


def test_the_time_that_is_allowed_ends_the_search(search, target):
    run = search(target(*SLOW).url, "--slo", "p95 < 30s", "--max-users", 1000, "--max-time", "9s", code=15)
    assert found(run)["outcome"] == "unfinished" and "--max-time" in found(run)["ended"]
    assert run.report["run"]["duration_s"] <= 20, run.report["run"]
