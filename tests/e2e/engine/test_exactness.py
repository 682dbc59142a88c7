# SPDX-License-Identifier: MIT
"""Each request that was sent is counted once, as the server counted it; each that was not, is not."""
import random
import signal
import time

import pytest

from support.target_server import wait_until

MIXED = """
static int answered(cic_user *u)
{
    cic_get(u, "/health");
    cic_post(u, "/_echo", .json = "{\\"a\\": 1}");
    cic_get(u, "/_status/404", .name = "missing");
    return CIC_OK;
}
static int chunked(cic_user *u) { cic_get(u, "/_chunked/3000"); return CIC_OK; }
static int closing(cic_user *u) { cic_get(u, "/_close"); return CIC_OK; }
static int slow(cic_user *u)    { cic_get(u, "/_delay/20"); return CIC_OK; }

static const cic_user_class visitor = CIC_USER(.name = "Visitor", .tasks = CIC_TASKS({10, "answered", answered},
    {5, "chunked", chunked}, {1, "closing", closing}, {5, "slow", slow}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
"""
ENDPOINTS = {("GET", "/health"): "/health", ("POST", "/_echo"): "/_echo", ("GET", "missing"): "/_status/{code}",
             ("GET", "/_chunked/3000"): "/_chunked/{count}", ("GET", "/_close"): "/_close", ("GET", "/_delay/20"): "/_delay/{ms}"}


def check_against_ledger(run, server):
    """Each name's count is the ledger's, up to those that were cancelled on the wire: of these the server has seen some."""
    for (method, name), endpoint in ENDPOINTS.items():
        rows = [row for row in run.report["requests"] if (row["method"], row["name"]) == (method, name)]
        row = rows[0] if rows else {"requests": 0, "cancelled_sent": 0}
        seen = server.counted(method, endpoint).get("requests", 0)
        assert row["requests"] <= seen <= row["requests"] + row["cancelled_sent"], (name, row, seen)
    assert run.total["requests"] <= server.ledger()["total"]["requests"] <= run.total["requests"] + run.total["cancelled_sent"]


@pytest.mark.sanitize
def test_each_name_counts_what_the_ledger_counts(cicada, scenario, target):
    server = target()
    run = cicada("-f", scenario(MIXED), "-H", server.url, "-u", 20, "-r", 1000, "-t", "2s", code=1)
    check_against_ledger(run, server)
    assert run.total["requests"] > 200
    assert run.total["cancelled_sent"] == 0, "answers that come within a second of the end are waited for"
    assert run.row("missing")["statuses"] == {"404": run.row("missing")["failures"]}
    assert run.error_classes() == {"http_status": run.row("missing")["failures"]}


def test_bytes_of_bodies_are_those_the_ledger_counts(cicada, scenario, target):
    server = target()
    run = cicada("-f", scenario(MIXED), "-H", server.url, "-u", 5, "-r", 1000, "-t", "1s", code=1)
    assert run.total["body_bytes"] == server.ledger()["total"]["bytes_out"]
    assert run.total["bytes_received"] > run.total["body_bytes"]
    assert run.total["bytes_sent"] > server.ledger()["total"]["bytes_in"] == run.row("/_echo")["requests"] * len('{"a": 1}')


def check_access_log(run, nginx):
    logged = nginx.logged()
    assert logged == {"GET / 200": run.total["requests"]}, (logged, run.total)
    assert run.total["failures"] == run.total["cancelled_sent"] == 0


def test_a_hundred_thousand_requests_equal_the_access_log(cicada, nginx):
    run = cicada(nginx.url + "/", "-u", 64, "-t", "5s", code=0)
    assert run.total["requests"] > 100_000 or run.report["generator"]["cpu_seconds"] < 4, run.total["requests"]
    check_access_log(run, nginx)


@pytest.mark.slow
def test_over_a_million_requests_equal_the_access_log(cicada, nginx):
    run = cicada.start(nginx.url + "/", "-u", 64, "-t", "10m")
    counted = 0
    while counted < 1_100_000 and run.process.poll() is None:
        time.sleep(1)
        rows = (run.folder / "out_stats_history.csv").read_text().splitlines()
        counted = int(rows[-1].split(",")[17]) if len(rows) > 1 and rows[-1].count(",") > 17 else counted
        assert time.monotonic() - run.begun < 100, f"only {counted} requests so far"
    run.signal()
    run.wait(code=0)
    assert run.total["requests"] > 1_000_000
    check_access_log(run, nginx)


@pytest.mark.parametrize("options", [["--no-keepalive"], ["--max-connections", 3], ["--tls-resume", "--no-keepalive"]],
                         ids=["closing", "few-connections", "resumed"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_counts_equal_the_access_log_with(cicada, nginx, certificates, scheme, options):
    url = nginx.url if scheme == "http" else nginx.tls_url
    run = cicada(url + "/", "-u", 8, "--iterations", 1000, "--ca-file", certificates.authority, *options, code=0)
    assert run.total["requests"] == 1000
    if "--no-keepalive" in options:
        assert run.total["new_connections"] == run.total["requests"]
    if "--max-connections" in options:
        assert run.total["new_connections"] == 3, "eight users share them"
    check_access_log(run, nginx)


@pytest.mark.sanitize
def test_counts_equal_the_access_log_over_tls(cicada, nginx, certificates):
    run = cicada(nginx.tls_url + "/", "-u", 16, "--iterations", 2000, "--ca-file", certificates.authority, code=0)
    assert run.total["requests"] == 2000
    check_access_log(run, nginx)


def test_counts_equal_the_access_log_when_the_server_closes_each_connection(cicada, nginx):
    run = cicada(nginx.closing_url + "/", "-u", 16, "--iterations", 2000, code=0)
    assert run.total["requests"] == run.total["new_connections"] == 2000
    check_access_log(run, nginx)


# ---- the end of a run, at any moment ----

MOMENTS = [round(moment, 3) for moment in random.Random(5).choices([i / 1000 for i in range(1000)], k=20)]


@pytest.mark.sanitize
@pytest.mark.parametrize("moment", MOMENTS)
def test_ctrl_c_at_any_moment_leaves_exact_counts(cicada, scenario, target, moment):
    server = target()
    run = cicada.start("-f", scenario(MIXED), "-H", server.url, "-u", 30, "-r", 60)
    run.wait_for("Starting Cicada")
    time.sleep(moment)
    run.signal()
    run.wait()
    assert run.code == (1 if run.total["failures"] else 0), run.log
    assert run.report["run"]["stop_reason"] == "interrupted"
    assert run.total["requests"] + run.total["cancelled_sent"] == server.ledger()["total"]["requests"]
    check_against_ledger(run, server)


@pytest.mark.parametrize("moment", [0.05, 0.21, 0.48])
@pytest.mark.parametrize("options", [[], ["--no-keepalive"]], ids=["kept", "closing"])
def test_ctrl_c_over_tls_leaves_exact_counts(cicada, nginx, certificates, moment, options):
    run = cicada.start(nginx.tls_url + "/", "-u", 16, "--ca-file", certificates.authority, *options)
    nginx.wait_for_a_request()
    time.sleep(moment)
    run.signal()
    run.wait(code=0)
    assert run.total["requests"] > 0
    check_access_log(run, nginx)


SOON_S = 10  # for what would take 20 s, or 60, by itself


def wait_for_arrivals(server, method, endpoint, count=1):
    """Until the server has seen so many requests."""
    wait_until(lambda: server.counted(method, endpoint).get("requests", 0) >= count, 20, f"{count} requests of {endpoint}")


HOOKS = """
static int wait_long(cic_user *u) { cic_get(u, "/_delay/20000"); cic_sleep(u, 20); return CIC_OK; }
static int visit(cic_user *u) { cic_get(u, "/health"); return CIC_OK; }
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_CONSTANT(0.01),
    .tasks = CIC_TASKS({1, "visit", visit}) %s);
CIC_SCENARIO(.users = CIC_USERS(&visitor) %s);
"""


@pytest.mark.sanitize
@pytest.mark.parametrize("hook", ["test_start", "on_start", "on_stop", "test_stop"])
def test_ctrl_c_in_a_hook_that_waits_ends_the_run_with_complete_reports(cicada, scenario, target, hook):
    server = target()
    member = f", .{hook} = wait_long"
    source = scenario(HOOKS % ((member, "") if hook.startswith("on_") else ("", member)))
    run = cicada.start("-f", source, "-H", server.url, "-u", 4, "-r", 100)
    wait_for_arrivals(server, "GET", "/health" if hook.endswith("stop") else "/_delay/{ms}")
    run.signal()
    if hook.endswith("stop"):
        run.wait_for("Exiting due to CTRL+C")
        wait_for_arrivals(server, "GET", "/_delay/{ms}")
        assert run.process.poll() is None, "the hook may finish, until the second signal"
        run.signal()
    told = time.monotonic()
    run.wait(code=0)
    assert time.monotonic() - told < SOON_S
    assert run.report["run"]["stop_reason"] == "interrupted"
    assert run.total["requests"] + run.total["cancelled_sent"] == server.ledger()["total"]["requests"] > 0


def test_sigterm_ends_a_run_as_ctrl_c_does(cicada, scenario, target):
    server = target()
    run = cicada.start("-f", scenario(MIXED), "-H", server.url, "-u", 30, "-r", 60)
    wait_for_arrivals(server, "GET", "/_status/{code}")
    run.signal(signal.SIGTERM)
    run.wait(code=1)
    assert "Got SIGTERM signal" in run.log
    assert run.total["requests"] + run.total["cancelled_sent"] == server.ledger()["total"]["requests"] > 0


WAITING = """
static int wait_for_answer(cic_user *u) { cic_get(u, "/_delay/%d"); return CIC_OK; }
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .tasks = CIC_TASKS({1, "wait", wait_for_answer}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
"""


def test_requests_that_are_cut_off_are_counted_as_cancelled_and_not_as_failed(cicada, scenario, target):
    server = target()
    run = cicada("-f", scenario(WAITING % 20000), "-H", server.url, "-u", 10, "-r", 1000, "-t", "1s", code=0, seconds=20)
    total = run.total
    assert (total["requests"], total["cancelled"], total["cancelled_sent"]) == (0, 10, 10)
    assert server.ledger()["total"]["requests"] == 10


def test_a_second_ctrl_c_ends_at_once_with_complete_reports(cicada, scenario, target):
    server = target()
    run = cicada.start("-f", scenario(WAITING % 20000), "-H", server.url, "-u", 10, "-r", 1000, "--stop-timeout", 60)
    wait_for_arrivals(server, "GET", "/_delay/{ms}", 10)
    run.signal()
    run.wait_for("Exiting due to CTRL+C")
    assert run.process.poll() is None, "the stop timeout lets the tasks finish"
    run.signal()
    told = time.monotonic()
    run.wait(code=0)
    assert time.monotonic() - told < SOON_S
    assert (run.total["requests"], run.total["cancelled_sent"]) == (0, 10)
    assert server.ledger()["total"]["requests"] == 10


def test_a_stop_timeout_lets_requests_finish(cicada, scenario, target):
    server = target()
    run = cicada("-f", scenario(WAITING % 1500), "-H", server.url, "-u", 10, "-r", 1000, "-t", "1s", "--stop-timeout", 10, code=0,
                 seconds=20)
    assert (run.total["requests"], run.total["cancelled"]) == (10, 0)
    assert server.ledger()["total"]["requests"] == 10


def test_a_stop_timeout_has_an_end(cicada, scenario, target):
    server = target()
    run = cicada("-f", scenario(WAITING % 20000), "-H", server.url, "-u", 10, "-r", 1000, "-t", "1s", "--stop-timeout", 1, code=0,
                 seconds=20)
    assert (run.total["requests"], run.total["cancelled_sent"]) == (0, 10)
    assert run.seconds < 1 + 1 + SOON_S


# ---- faults of the server ----

@pytest.mark.sanitize
def test_broken_answers_fail_each_as_often_as_the_server_broke_them(cicada, target):
    server = target("--fault", "/_bytes/* reset_rate=0.1 close_early_rate=0.1 error_rate=0.1")
    run = cicada(server.url + "/_bytes/5000", "-u", 10, "-t", "1s", code=1)
    line, classes = server.counted("GET", "/_bytes/{count}"), run.error_classes()
    assert line["requests"] == run.total["requests"]
    # On a connection that was used before nobody can tell a reset instead of an answer from a server that had just closed it.
    classes["reset"] += classes.pop("stale_connection", 0)
    assert classes == {"reset": line["reset"], "closed_early": line["closed_early"], "http_status": line["statuses"]["503"]}
    assert run.total["statuses"]["503"] == line["statuses"]["503"]


def test_reset_stats_starts_counting_when_all_users_are_there(cicada, scenario, target):
    server = target()
    run = cicada("-f", scenario(WAITING % 5), "-H", server.url, "-u", 10, "-r", 10, "-t", "2s", "--reset-stats", code=0)
    assert run.report["run"]["reset"] is True and "Resetting stats" in run.log
    assert 0 < run.total["requests"] < server.ledger()["total"]["requests"]
    assert run.report["run"]["measured_s"] < run.report["run"]["duration_s"]
