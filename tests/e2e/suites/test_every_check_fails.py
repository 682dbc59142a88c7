# SPDX-License-Identifier: MIT
"""Each check of each suite is seen to fail on a faulty service: a table of faults, held against the checks in the suites' files."""
import re
import tomllib

import pytest

from support.suites import ROOT

TEAMS = ["audio", "maintenance", "optimization", "platform"]
INGEST, GENERATION = "/api/v1/data/ingest", "/api/v1/generation"
STATS, SESSIONS, CRITERIA = "/api/v1/dashboard/stats", "/api/v1/optimization/sessions", "/api/v1/config/optimization-criteria"
OF_SERVICE = "[service]"
BUSY_AND_LEAKING = {"path": "*", "cpu_ms": 30, "leak_bytes": 100_000}
USERS_20 = ["-u", 20, "-r", 1000, "--iterations", 20]


def of_part(name, average, p95):
    return {f'success_rate >= 95% for "{name}"', f'avg < {average} for "{name}"', f'p95 < {p95} for "{name}"', "fail_ratio <= 5%"}


# team, run, faults of its service, options that make the run short: the checks that fail
CASES = {
    "audio-slow": ("audio", "baseline", [{"path": "*", "latency_ms": 600}], ["--stages", "90:180:2s"], {"p95 < 500ms"}),
    "audio-errors": ("audio", "baseline", [{"path": "*", "error_rate": 0.05}], ["--stages", "90:180:2s"], {"fail_ratio < 0.001"}),
    "audio-new-results": ("audio", "normal", [], ["--stages", "30:100:2s"], {'metric("cache hit").avg > 0.7'}),
    "audio-busy-and-leaks": ("audio", "baseline", [BUSY_AND_LEAKING], ["--stages", "120:1000:22s", OF_SERVICE],
                             {"cpu(service) < 80%", "rss_slope(service) < 1MB/min"}),

    "maintenance-slow": ("maintenance", "light", [{"path": "*", "latency_ms": 250}], ["-u", 150, "-r", 1000, "-t", "3s"], {"p95 < 200ms"}),
    "maintenance-errors": ("maintenance", "light", [{"path": "*", "error_rate": 0.3}], ["-u", 150, "-r", 1000, "-t", "3s"],
                           {"fail_ratio < 1%", "success_rate > 99% for APILoadTestUser"}),
    "maintenance-slow-ingestion": ("maintenance", "light", [{"path": INGEST, "latency_ms": 550}], ["-u", 150, "-r", 1000, "-t", "3s"],
                                   {f'p95 < 500ms for "POST {INGEST}"'}),
    "maintenance-slow-reports": ("maintenance", "light", [{"path": "/api/v1/reports/*", "latency_ms": 2050}],
                                 ["-u", 150, "-r", 1000, "-t", "3s"], {'p95 < 2s for "POST /api/v1/reports/generate"'}),
    "maintenance-few-events": ("maintenance", "events", [{"path": "*", "latency_ms": 900, "error_rate": 0.1}],
                               ["-u", 25, "-r", 1000, "-t", "3s"],
                               {f'rps > 100 for "POST {INGEST}"', "success_rate > 99% for HighVolumeUser"}),
    "maintenance-bad-registry": ("maintenance", "registry-light",
                                 [{"path": "/api/2.0/mlflow-artifacts/*", "latency_ms": 550, "error_rate": 0.2}],
                                 ["-u", 150, "-r", 1000, "-t", "3s"],
                                 {'p95 < 500ms for "GET /api/2.0/mlflow-artifacts/artifacts/[path]"', "success_rate > 99% for MLflowUser"}),
    "maintenance-busy-and-leaks": ("maintenance", "light", [BUSY_AND_LEAKING], ["-u", 60, "-r", 1000, "-t", "18s", OF_SERVICE],
                                   {"cpu(service) <= 80%", "rss_slope(service) < 1MB/min"}),

    "optimization-dashboard": ("optimization", "dashboard-fixed", [{"path": STATS, "latency_ms": 2050, "error_rate": 0.5}], USERS_20,
                               of_part(f"GET {STATS}", "1s", "2s")),
    "optimization-sessions": ("optimization", "sessions-fixed", [{"path": SESSIONS, "latency_ms": 3050, "error_rate": 0.5}], USERS_20,
                              of_part(f"GET {SESSIONS}*", "1.5s", "3s")),
    "optimization-config-read": ("optimization", "config-read", [{"path": CRITERIA, "method": "GET", "latency_ms": 1050, "error_rate": 0.5}],
                                 USERS_20, of_part(f"GET {CRITERIA}", "0.5s", "1s")),
    "optimization-config-write": ("optimization", "config-write",
                                  [{"path": CRITERIA, "method": "PUT", "latency_ms": 2050, "error_rate": 0.9}],
                                  ["-u", 1, "--iterations", 3], of_part(f"PUT {CRITERIA}", "1s", "2s")),

    "platform-auth": ("platform", "baseline", [{"path": "/api/v1/auth/*", "error_rate": 0.5}], ["-u", 120, "-r", 1000, "-t", "3s"],
                      {"success_rate >= 0.99 for AuthUser", "success_rate >= 0.95"}),
    "platform-generation": ("platform", "baseline", [{"path": f"{GENERATION}/*", "error_rate": 0.5}], ["-u", 120, "-r", 1000, "-t", "3s"],
                            {"success_rate >= 0.95 for GenerationUser"}),
    "platform-payments": ("platform", "baseline", [{"path": "/api/v1/payments*", "error_rate": 0.5}], ["-u", 120, "-r", 1000, "-t", "3s"],
                          {"success_rate >= 0.95 for PaymentUser"}),
    "platform-slow": ("platform", "baseline", [{"path": "*", "latency_ms": 550}], ["-u", 20, "-r", 1000, "-t", "3s"],
                      {"p95 <= 200ms for AuthUser", "p95 <= 500ms for GenerationUser", "p95 <= 300ms for PaymentUser",
                       f'rps >= 10 for "POST {GENERATION}/create"'}),
}


def listed(value):
    return value if isinstance(value, list) else [value]


def checks_of(team):
    """Every check that stands in the suite's folder, with the usual values of its variables; and the check files that runs name."""
    folder = ROOT / "suites" / team
    suite = tomllib.loads((folder / "suite.toml").read_text(encoding="utf-8"))
    parts = [suite["options"], *suite["run"].values()]
    lines = [check for part in [*parts, suite.get("service", {})] for check in listed(part.get("check", []))]
    for path in folder.glob("*.checks"):
        lines += [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return ({re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", line) for line in lines}, {name for part in parts for name in listed(part.get("check-file", []))})


@pytest.mark.parametrize("team", TEAMS)
def test_each_check_in_the_files_has_a_case_in_which_it_fails(team):
    in_files, named = checks_of(team)
    in_cases = set().union(*(checks for of_team, _, _, _, checks in CASES.values() if of_team == team))
    assert in_files and in_files == in_cases
    assert named == {path.name for path in (ROOT / "suites" / team).glob("*.checks")}


def test_each_suite_has_its_cases():
    assert TEAMS == sorted(path.parent.name for path in (ROOT / "suites").glob("*/suite.toml"))


def run_and_wait(server):
    """Nanoseconds that the server's thread ran, and that it waited for a processor which others had."""
    with open(f"/proc/{server.process.pid}/schedstat", encoding="ascii") as file:
        return [int(word) for word in file.read().split()[:2]]


def had_no_processor(server, seconds):
    """The machine was so crowded that a program which computes all the time did not get what the limit is."""
    ran, waited = run_and_wait(server)
    return ran < 0.85 * seconds * 1e9 and waited > 0.1 * ran


@pytest.mark.parametrize("case", CASES)
def test_a_faulty_service_breaks_its_checks(suites, target, case):
    team, name, faults, words, broken = CASES[case]
    server = target()
    server.faults(*faults)
    options = [word for word in words if word != OF_SERVICE]
    if OF_SERVICE in words:
        options += ["--monitor", f"service=pid:{server.process.pid}"]
    run = suites(team, name, "-H", server.url, "--seed", 5, *options, code=None)
    told = run.check_results()
    if BUSY_AND_LEAKING in faults and had_no_processor(server, run.seconds):
        broken = {check for check in broken if not check.startswith("cpu(")}
    assert {check: told.get(check) for check in broken} == dict.fromkeys(broken, "fail"), run.log[-3000:]
    slopes = [c for c in run.report["checks"] if "slope" in c["check"]]
    assert BUSY_AND_LEAKING not in faults or all(c["value"] is not None for c in slopes), slopes  # not for want of seconds
    assert run.code == (3 if "fail" in told.values() else 0)
