# SPDX-License-Identifier: MIT
"""scripts/run_load_tests.sh waits, seeds, runs, judges and cleans up, and its exit code is that of the run."""
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import time

import pytest

from support.cicada import clean_environment

ROOT = pathlib.Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "scripts/run_load_tests.sh"
SECONDS = 90
PATIENT = {"GENERATION_RATE": "0.1", **{f"{part}_P95_LATENCY_MS": "20000" for part in ("AUTH", "GENERATION", "PAYMENTS")}}  # with a busy machine


@pytest.fixture
def script(build, tmp_path):
    """script(WORD..., VARIABLE=value) runs it to the end in a folder of its own; start() only starts it."""
    processes = []

    def start(*words, **variables):
        environment = clean_environment(tmp_path) | {"CICADA": str(build / "cicada"), "LOAD_TEST_SPAWN_RATE": "20"} | PATIENT
        process = subprocess.Popen([SCRIPT, *words], cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                   env=environment | variables, start_new_session=True)
        processes.append(process)
        return process

    def run(*words, code=0, **variables):
        process = start(*words, **variables)
        said = process.communicate(timeout=SECONDS)[0]
        assert process.returncode == code, f"{process.returncode}, not {code}:\n{said[-3000:]}"
        return said

    (tmp_path / "suites").symlink_to(ROOT / "suites")
    run.start = start
    yield run
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)  # the run that the script waits for holds the pipe too
        process.communicate(timeout=SECONDS)


def users(folder):
    with sqlite3.connect(folder / "target.db", timeout=10) as database:
        tables = {name for name, in database.execute("SELECT name FROM sqlite_schema")}
        return database.execute("SELECT count(*) FROM users WHERE email LIKE '%.%.%@example.%'").fetchone()[0], "cicada_seeds" in tables


def few(url, seconds="3"):
    return ["--host", url, "--users-max", "20", "--duration", seconds, "--output", "new/reports"]


def test_a_whole_load_test_leaves_reports_and_no_users(script, target, tmp_path):
    server = target("--database", str(tmp_path / "target.db"))
    said = script(*few(server.url), LOAD_TEST_DATABASE_URL=f"sqlite:{tmp_path}/target.db")
    assert "100 rows made" in said and "100 rows of seed 42 removed" in said
    assert users(tmp_path) == (0, False)
    reports = tmp_path / "new/reports"
    metrics = json.loads((reports / "load_test_metrics.json").read_text())
    assert metrics["users"]["peak"] == 20 and metrics["total"]["requests"] > 0
    assert "## Limits" in (reports / "report.md").read_text()
    assert (reports / "locust_report.html").read_text().startswith("<!doctype html>")
    assert "Starting Cicada" in (reports / "load_test.log").read_text()
    criteria = said.partition("Acceptance criteria\n")[2].partition("\n\n")[0].splitlines()
    assert len(criteria) == len(metrics["checks"]) >= 7, said
    for line, check in zip(criteria, metrics["checks"]):
        assert line.startswith(f'  {"✓" if check["result"] == "pass" else "✗"} {check["check"]} (measured: '), (line, check)
    logins = [row for row in metrics["requests"] if "login" in row["name"]]
    assert logins and sum(row["completed"] for row in logins) > 0, "the seeded users log in"


def test_a_criterion_that_is_not_met_is_crossed_and_is_the_exit_code(script, target, tmp_path):
    said = script(*few(target().url), code=3, AUTH_P95_LATENCY_MS="0.001")
    assert "✗ p95 <= 0.001ms for AuthUser" in said and "✓ " in said
    assert not (tmp_path / "new/reports/accounts.csv").exists()


def test_a_service_that_does_not_answer_is_said_and_nothing_is_seeded(script, closed_port, tmp_path):
    said = script("--host", f"http://127.0.0.1:{closed_port}", code=11, LOAD_TEST_WAIT_SECONDS="1", LOAD_TEST_DATABASE_URL="sqlite:none.db")
    assert "is the service up, and is the host right?" in said and "none.db" not in said


def test_a_database_that_cannot_be_seeded_ends_it_before_the_run(script, target, tmp_path):
    server = target()
    said = script(*few(server.url), code=14, LOAD_TEST_DATABASE_URL=f"sqlite:{tmp_path}/nothere.db")
    assert "nothere.db" in said and said.count("nothere.db") == 1
    assert not (tmp_path / "new/reports/load_test_metrics.json").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_users_are_removed_when_it_is_interrupted(script, target, tmp_path, number):
    server = target("--database", str(tmp_path / "target.db"))
    process = script.start(*few(server.url, "600"), LOAD_TEST_DATABASE_URL=f"sqlite:{tmp_path}/target.db")
    log = tmp_path / "new/reports/load_test.log"
    end = time.monotonic() + SECONDS
    while not log.exists() or "All users spawned" not in log.read_text():
        assert time.monotonic() < end and process.poll() is None
        time.sleep(0.1)
    assert users(tmp_path) == (100, True)
    # as CTRL+C does: the whole group gets it
    subprocess.run(["kill", f"-{signal.Signals(number).name[3:]}", "--", f"-{process.pid}"], check=True, timeout=10)
    said = process.communicate(timeout=SECONDS)[0]
    assert process.returncode != 0 and "100 rows of seed 42 removed" in said, said
    assert users(tmp_path) == (0, False)


def test_settings_come_from_env_files_the_local_one_first(script, closed_port, tmp_path):
    (tmp_path / ".env.load-testing").write_text("LOAD_TEST_HOST=http://127.0.0.1:1\nLOAD_TEST_WAIT_SECONDS=1\nEVIL=$(touch evil)\n")
    (tmp_path / ".env.load-testing.local").write_text(f"export LOAD_TEST_HOST=\"http://127.0.0.1:{closed_port}\"\r\n")
    assert f"http://127.0.0.1:{closed_port}/health does not answer after 1 s" in script(code=11)
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("line, value", [
    ("LOAD_TEST_WAIT_SECONDS=many # of them", "many"),
    ("  export  LOAD_TEST_WAIT_SECONDS = many\t#", "many"),
    ('LOAD_TEST_WAIT_SECONDS="many # more"  # comment', "many # more"),
    ("LOAD_TEST_WAIT_SECONDS='$many'\r", "$many"),
    ("LOAD_TEST_WAIT_SECONDS=many#more", "many#more"),
    (r"LOAD_TEST_WAIT_SECONDS=pa$$w\o'r$d", r"pa$$w\o'r$d"),
    ("LOAD_TEST_WAIT_SECONDS=\nLOAD_TEST_WAIT_SECONDS=0", "0"),
])
def test_lines_of_env_files_are_read_as_the_program_reads_them(script, tmp_path, line, value):
    (tmp_path / ".env.load-testing").write_text(line + "\n")
    assert f'patience "{value}" is no whole number' in script(code=2)


@pytest.mark.parametrize("value", ["${OTHER}", '"a${OTHER}"', r'"a\"b"', "'a", '"a" b'])
def test_a_reference_in_an_env_file_is_refused_and_not_taken_for_the_value(script, tmp_path, value):
    (tmp_path / ".env.load-testing").write_text(f"LOAD_TEST_REPORT_DIR={value}\n")
    assert ".env.load-testing: write the value of LOAD_TEST_REPORT_DIR without ${...}" in script(code=2)
    assert [path.name for path in tmp_path.iterdir() if path.name not in ("suites", ".env.load-testing")] == []


@pytest.mark.parametrize("words, code, what", [
    (["--users-max", "many"], 2, 'users-max "many" is no whole number'),
    (["--duration", "0"], 2, "duration"),
    (["--host"], 2, "--host needs a value"),
    (["--nonsense"], 2, "unknown option --nonsense"),
    (["--help"], 0, "scripts/run_load_tests.sh [--host URL]"),
    (["--output", "file/reports"], 12, "cannot write reports into file/reports"),
])
def test_mistakes_in_the_command_are_said(script, tmp_path, words, code, what):
    (tmp_path / "file").write_text("")
    assert what in script(*words, code=code)


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="no shellcheck")
def test_shellcheck_has_nothing_to_say():
    done = subprocess.run(["shellcheck", SCRIPT], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout
