# SPDX-License-Identifier: MIT
"""The platform suite: its mix, its counts, its limits with their variables, and that each limit can be broken."""
import contextlib
import csv
import signal
import sqlite3

import pytest

from support.suites import check_healthy, check_ledger, check_mix, mix
from support.target_server import wait_until

SHORT = ["--seed", 11, "-r", 1000]
AUTH, GENERATION, PAYMENTS = "/api/v1/auth", "/api/v1/generation", "/api/v1/payments"
WEIGHTS = [{f"POST {AUTH}/register": 30, f"POST {AUTH}/login": 50, "GET /health": 20},
           {f"POST {GENERATION}/create": 70, f"GET {GENERATION}/list": 30, f"GET {GENERATION}/[id]": 20},
           {f"POST {PAYMENTS}/create": 60, f"GET {PAYMENTS}": 40}]
LIMITS = ["success_rate >= 0.99 for AuthUser", "success_rate >= 0.95 for GenerationUser", "success_rate >= 0.95 for PaymentUser",
          "p95 <= 200ms for AuthUser", "p95 <= 500ms for GenerationUser", "p95 <= 300ms for PaymentUser", "success_rate >= 0.95"]
RATE = 'rps >= 10 for "POST /api/v1/generation/create"'


@pytest.mark.sanitize
def test_the_mix_is_the_one_of_the_weights_and_the_server_counts_the_same(suites, target):
    server = target()
    run = suites("platform", "baseline", "-H", server.url, "-u", 500, "-t", "4s", *SHORT, code=None)
    for weights in WEIGHTS:
        check_mix(mix(run), weights)
    assert set(mix(run)) == set().union(*WEIGHTS)
    check_ledger(run, server)
    check_healthy(run, [*LIMITS, RATE])


def test_limits_and_load_come_from_env_files(suites, target):
    files = {".env.load-testing": "LOAD_TEST_USERS_MIN=7\nLOAD_TEST_SPAWN_RATE=50\nAUTH_P95_LATENCY_MS=111\nGENERATION_RATE=0\n"
                                  "PAYMENTS_P95_LATENCY_MS=222\nGENERATION_P95_LATENCY_MS=333\n",
             ".env.load-testing.local": "PAYMENTS_P95_LATENCY_MS=444\n",
             "third.env": "GENERATION_P95_LATENCY_MS=555\n"}
    run = suites("platform", "baseline", "--env-file", "third.env", "-H", target().url, "-t", "2s", files=files, code=None,
                 environment={"AUTH_P95_LATENCY_MS": "666"})
    assert run.report["plan"]["users"] == 7
    assert {"p95 <= 666ms for AuthUser", "p95 <= 444ms for PaymentUser", "p95 <= 555ms for GenerationUser"} <= set(run.check_results())


def test_without_a_host_the_bundled_server_is_loaded_and_stopped(suites):
    run = suites("platform", "smoke", "-t", "2s", reports=False, code=None)
    assert run.code in (0, 3), run.log[-3000:]
    assert "the target server that comes with Cicada is loaded: http://127.0.0.1:" in run.log
    assert (run.folder / "load_test_reports/load_test_metrics.json").exists()


def test_users_are_seeded_before_the_run_log_in_and_are_removed_after_it(suites, target, tmp_path):
    database = tmp_path / "target.db"
    server = target("--database", str(database), "--users", "0")
    run = suites("platform", "smoke", "-H", server.url, "-u", 60, "-t", "2s", *SHORT,
                 environment={"LOAD_TEST_DATABASE_URL": f"sqlite:{database}", "LOAD_TEST_DATABASE_USERS": "20"}, code=None)
    assert run.row("/api/v1/auth/login [start]")["statuses"] == {"200": 40}, run.log[-3000:]
    with open(run.folder / "load_test_reports/accounts.csv", newline="", encoding="utf-8") as file:
        seeded = {row["email"] for row in csv.DictReader(file)}
    with contextlib.closing(sqlite3.connect(database)) as connection:
        left = {email for email, in connection.execute("SELECT email FROM users")}
    assert len(seeded) == 20 and not seeded & left
    assert len(left) == 1 + run.row("/api/v1/auth/register")["statuses"]["201"]  # the administrator, and who signed up


def test_a_database_that_cannot_be_seeded_keeps_the_run_from_starting(suites, tmp_path):
    run = suites("platform", "smoke", environment={"LOAD_TEST_DATABASE_URL": f"sqlite:{tmp_path}/none.db"}, reports=False, code=None)
    assert run.code not in (0, 1, 3) and "Starting Cicada" not in run.log and "none.db" in run.log


def test_what_a_killed_run_left_behind_is_removed_after_the_next_one(suites, target, tmp_path):
    database = tmp_path / "target.db"
    words = ["platform", "smoke", "-H", target("--database", str(database), "--users", "0").url]
    environment = {"LOAD_TEST_DATABASE_URL": f"sqlite:{database}", "LOAD_TEST_DATABASE_USERS": "20"}

    def seeded(run):
        with open(run.folder / "load_test_reports/accounts.csv", newline="", encoding="utf-8") as file:
            emails = {row["email"] for row in csv.DictReader(file)}
        with contextlib.closing(sqlite3.connect(database)) as connection:
            return len(emails & {email for email, in connection.execute("SELECT email FROM users")})

    killed = suites.start(*words, "-t", "60s", environment=environment, reports=False)
    wait_until(lambda: "All users spawned" in killed.log, 60, "the users")
    killed.signal(signal.SIGKILL)
    killed.wait(30, code=None)
    assert seeded(killed) == 20
    again = suites(*words, "-t", "1s", *SHORT, environment=environment, reports=False, code=None)
    assert "0 rows made" in again.output + again.log and seeded(again) == 0, again.log[-3000:]


def test_a_signal_between_the_seed_and_the_run_leaves_no_data_behind(suites, target, tmp_path):
    database, slow = tmp_path / "target.db", tmp_path / "slow-cc"
    server = target("--database", str(database), "--users", "0")
    slow.write_text('#!/bin/sh\n: > compiling\nsleep 1\nexec cc "$@"\n')
    slow.chmod(0o755)
    run = suites.start("platform", "smoke", "-H", server.url, "-t", "20s", reports=False,
                       environment={"LOAD_TEST_DATABASE_URL": f"sqlite:{database}", "CC": str(slow), "XDG_CACHE_HOME": str(tmp_path / "cache")})
    wait_until((run.folder / "compiling").exists, 30, "the compilation")
    run.signal(signal.SIGTERM)
    run.wait(30, code=0)
    with contextlib.closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM users").fetchone() == (1,)  # the administrator
    assert server.ledger()["total"]["requests"] == 0
