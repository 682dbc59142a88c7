# SPDX-License-Identifier: MIT
"""Each kind of check passes on a healthy target and fails on a faulty one; what follows from it; where it is shown."""
import time
import xml.etree.ElementTree as ElementTree

import pytest

USERS = """
    static int steady(cic_user *u)
    {
        cic_metric(u, "cache hit", cic_get(u, "/health")->status == 200);
        return CIC_OK;
    }
    static int shaky(cic_user *u)
    {
        cic_metric(u, "cache hit", cic_get(u, "/health/detailed")->status == 200);
        return CIC_OK;
    }
    static const cic_user_class good = CIC_USER(.name = "Good", .wait = CIC_CONSTANT(0.01),
                                                .tasks = CIC_TASKS({1, "steady", steady}));
    static const cic_user_class other = CIC_USER(.name = "Other", .wait = CIC_CONSTANT(0.01),
                                                 .tasks = CIC_TASKS({1, "shaky", shaky, .tags = "read, slow"}));
    CIC_SCENARIO(.users = CIC_USERS(&good, &other)%s);
"""
FAULT = ["--fault", "/health/detailed latency_ms=800 error_rate=0.9 error_status=503"]  # far from what a busy machine adds

KINDS = ["p95 < 600ms", "service.p95 < 600ms", "avg < 300ms", "max < 790ms", "fail_ratio < 1%", "success_rate > 99%",
         "failures == 0", "errors(http_status) == 0", "status(503) == 0", 'metric("cache hit").avg > 0.99',
         "p50 < 600ms for Other", "p50 < 600ms for tag slow", 'p50 < 600ms for "GET /health/detailed"',
         "p50 < 600ms for GET /*/detailed", "fail_ratio < 1% for Other", "p90 < 600ms for 1s", "fail_ratio < 1% for Other for 2s"]
OF_ALL_TIMES = ["p95 < 600ms", "service.p95 < 600ms", "avg < 300ms", "p90 < 600ms for 1s"]


def options_of(checks):
    return [word for check in checks for word in ("--check", check)]


def test_each_kind_of_check_passes_on_a_healthy_target(cicada, scenario, target):
    run = cicada("-f", scenario(USERS % ""), "-H", target().url, "-u", 4, "-r", 100, "-t", "3s", *options_of(KINDS), code=0)
    assert run.check_results() == {check: "pass" for check in KINDS}


def test_each_kind_of_check_fails_on_a_faulty_target_and_the_code_is_3(cicada, scenario, target):
    run = cicada("-f", scenario(USERS % ""), "-H", target(*FAULT).url, "-u", 4, "-r", 100, "-t", "3s", *options_of(KINDS),
                 "--check", "p50 < 700ms for Good", code=3)
    # Most requests are the fast ones, so the times of all together do not tell; the next test has those.
    told = {check: result for check, result in run.check_results().items() if check not in OF_ALL_TIMES}
    assert told == {check: "fail" for check in KINDS if check not in OF_ALL_TIMES} | {"p50 < 700ms for Good": "pass"}


@pytest.mark.parametrize("check", OF_ALL_TIMES)
def test_a_check_of_all_times_fails_when_all_are_slow(cicada, target, check):
    server = target("--fault", "/health latency_ms=700")
    assert cicada(server.url + "/health", "-u", 4, "-t", "3s", "--check", check, code=3).check_results() == {check: "fail"}


def test_checks_of_the_scenario_and_of_a_file_count_as_well(cicada, scenario, target, tmp_path):
    (tmp_path / "limits.txt").write_text("# of the team\n\n  p95 < 10s  \nrps > 100000\n")
    file = scenario(USERS % ', .checks = CIC_CHECKS("fail_ratio < 1%", "count > 1")')
    run = cicada("-f", file, "-H", target().url, "-u", 2, "-t", "1s", "--check-file", tmp_path / "limits.txt", code=3)
    assert run.check_results() == {"p95 < 10s": "pass", "rps > 100000": "fail", "fail_ratio < 1%": "pass", "count > 1": "pass"}


@pytest.mark.parametrize("options, code", [([], 1), (["--check", "fail_ratio <= 100%"], 0), (["--check", "fail_ratio < 1%"], 3),
                                           (["--check", "errors(http_status) > 0"], 1), (["--check", "p95 < 30s"], 1),
                                           (["--check", "errors(http_status) < 1000000"], 0),
                                           (["--check", "fail_ratio <= 100%", "--check", "p50 < 1us"], 3)])
def test_failures_that_a_check_allows_do_not_fail_the_run(cicada, target, options, code):
    cicada(target().url + "/no-such-place", "-u", 1, "-t", "1s", *options, code=code)


def test_a_check_without_a_request_fails(cicada, target):
    run = cicada(target().url + "/health", "-t", "1s", "--check", 'p95 < 1s for "GET /helth"', code=3)
    assert run.report["checks"][0]["value"] is None
    assert "no requests" in run.log


def test_an_abort_ends_the_run(cicada, target):
    begun = time.monotonic()
    run = cicada(target().url + "/no-such-place", "-t", "60s", "--check", "fail_ratio < 1% abort after 1s", code=3)
    assert time.monotonic() - begun < 40
    assert run.report["run"]["stop_reason"] == "a check failed"
    assert run.report["checks"][0]["ended_run"] is True
    assert "Check failed, so the run ends: fail_ratio < 1% abort after 1s" in run.log


@pytest.mark.parametrize("check, sentence, column", [("p95 < 200ns", "unknown unit", 9),
                                                     ("p95 < 1s for Nobody", "there is no user class", 13),
                                                     ("p95 < 1s for tag blue", "there is no tag", 17),
                                                     ("p95 < 1s for stage 2", "there is no stage of this name", 19)])
def test_a_mistake_is_shown_with_a_caret_before_the_run(cicada, scenario, check, sentence, column):
    run = cicada("-f", scenario(USERS % ""), "-H", "http://127.0.0.1:9", "--check", check, code=2, reports=False)
    lines = run.log.splitlines()
    at = next(i for i, line in enumerate(lines) if f'--check "{check}": {sentence}' in line)
    assert lines[at + 1] == f"    {check}"
    assert lines[at + 2].startswith(" " * (4 + column) + "^")
    assert "Starting Cicada" not in run.log


def test_junit_has_one_case_a_check(cicada, target, tmp_path):
    path = tmp_path / "reports" / "junit.xml"
    checks = ["p95 < 10s", "rps > 1000000", 'count > 0 for "GET /he*"']
    cicada(target().url + "/health", "-t", "1s", *options_of(checks), "--junit", path, code=3)
    suites = ElementTree.parse(path).getroot()
    suite = suites.find("testsuite")
    assert (suites.get("tests"), suites.get("failures")) == (suite.get("tests"), suite.get("failures")) == ("3", "1")
    cases = suite.findall("testcase")
    assert [case.get("name") for case in cases] == checks
    assert [case.find("failure") is not None for case in cases] == [False, True, False]
    assert "limit 1,000,000.0/s" in cases[1].find("failure").get("message")
    properties = {p.get("name"): p.get("value") for p in suite.iter("property")}
    assert properties["verdict"] in ("VALID", "DEGRADED", "INVALID")


@pytest.mark.parametrize("named", ["option", "environment"])
def test_the_github_summary_is_appended(cicada, target, tmp_path, named):
    path = tmp_path / "summary.md"
    path.write_text("before\n")
    options = ["--github-summary", path] if named == "option" else []
    cicada(target().url + "/health", "-t", "1s", "--check", "p95 < 10s", *options, code=0,
           environment={"GITHUB_STEP_SUMMARY": str(path)} if named == "environment" else None)
    text = path.read_text()
    assert text.startswith("before\n### Cicada: ")
    assert "| ✅ | p95 \\< 10s | " in text and "Verdict: **" in text


def test_the_summary_has_ticks_crosses_and_the_verdict(cicada, target):
    run = cicada(target().url + "/health", "-u", 1, "-t", "1s", "--check", "p95 < 10s", "--check", "rps > 1000000", code=3)
    assert "✓ p95 < 10s" in run.log and "✗ rps > 1000000" in run.log
    assert f'verdict           {run.report["verdict"]["level"]}' in run.log


BLOCKING = """
    #include <unistd.h>
    static int hold(cic_user *u) { usleep(150000); cic_get(u, "/health"); return CIC_OK; }
    static const cic_user_class holder = CIC_USER(.name = "Holder", .wait = CIC_CONSTANT(0.05),
                                                  .tasks = CIC_TASKS({1, "hold", hold}));
    CIC_SCENARIO(.users = CIC_USERS(&holder));
"""


def test_a_task_that_holds_the_loop_degrades_the_run(cicada, scenario, target):
    run = cicada("-f", scenario(BLOCKING), "-H", target().url, "-t", "3s", code=0)
    assert run.report["verdict"]["level"] in ("DEGRADED", "INVALID")
    assert "blocked" in [reason["id"] for reason in run.report["verdict"]["reasons"]]


def test_require_valid_makes_an_invalid_run_code_4(cicada, target, tmp_path):
    few = tmp_path / "few-descriptors"
    few.write_text(f'#!/bin/sh\nulimit -n 24\nexec "{cicada.program}" "$@"\n')
    few.chmod(0o755)
    cicada.program = few
    server = target()
    run = cicada(server.url + "/health", "-u", 100, "-t", "2s", "--require-valid", code=4)
    assert run.report["verdict"]["level"] == "INVALID"
    assert "exhausted" in [reason["id"] for reason in run.report["verdict"]["reasons"]]
    run = cicada(server.url + "/health", "-u", 100, "-t", "2s", code=1)
    assert run.report["verdict"]["level"] == "INVALID"


def test_percentiles_have_bounds_or_say_that_there_are_too_few_requests(cicada, scenario, target):
    run = cicada("-f", scenario(USERS % ""), "-H", target().url, "-u", 1, "-t", "1s", code=0)
    times = run.total["response_time_ms"]
    assert times["count"] < 368
    assert times["confidence_95"]["p99"] is None
    low, high = times["confidence_95"]["p50"]
    assert times["min"] <= low <= times["p50"] <= high <= times["max"]
    assert "? too few requests to be sure" in run.log


@pytest.mark.parametrize("size, sentence", [(None, "limits.txt\" cannot be read: No such file or directory"), (1 << 21, "limits.txt\": larger than 1 MiB")])
def test_a_file_of_checks_that_cannot_be_read_is_said_with_its_reason(cicada, tmp_path, size, sentence):
    if size:
        (tmp_path / "limits.txt").write_text("#" * size)
    run = cicada("http://127.0.0.1:9/", "--check-file", tmp_path / "limits.txt", reports=False, code=2)
    assert sentence in run.log
