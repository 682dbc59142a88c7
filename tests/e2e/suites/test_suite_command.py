# SPDX-License-Identifier: MIT
"""cicada suite: the list, names that do not exist, mistakes in files, who overrides whom, and the bundled server."""
import contextlib
import re
import sqlite3

import pytest

from support.cicada import RUN_SECONDS
from support.suites import ROOT

RUNS = {"maintenance": ["light", "medium", "heavy", "events", "normal", "peak", "spike", "endurance", "regression", "registry-light",
                        "registry-medium", "registry-heavy", "registry-regression"],
        "platform": ["load", "baseline", "smoke"],
        "audio": ["all", "baseline", "normal", "peak", "stress"],
        "optimization": ["dashboard-fixed", "dashboard-sustained", "sessions-fixed", "sessions-filtered", "config-read", "config-write",
                         "mixed"]}
STEPS = ["dashboard", "sessions", "config", "all"]
OWN = """\
[suite]
title = "of the test"
default = "one"
{suite}
[options]
locustfile = "own.c"
[run.one]
about = "the only one"
users = "${{USERS_OF_TEST:-3}}"
spawn-rate = 100
run-time = "1s"
{run}
"""
SCENARIO = """\
#include <cicada.h>
static int health(cic_user *u) { cic_get(u, cic_env("PATH_OF_TEST", "/health")); return CIC_OK; }
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_CONSTANT(0.1), .tasks = CIC_TASKS({1, "health", health}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
"""


@pytest.fixture
def own(tmp_path):
    """Writes a suite of the test's own and gives its folder."""
    def write(suite="", run="", scenario=SCENARIO):
        folder = tmp_path / "own"
        folder.mkdir()
        (folder / "suite.toml").write_text(OWN.format(suite=suite, run=run))
        (folder / "own.c").write_text(scenario)
        return folder
    return write


def test_the_list_has_every_suite_and_run_and_the_documents_name_them(suites):
    listed = suites(reports=False).output
    for team, runs in RUNS.items():
        assert f"\n{team} - " in "\n" + listed
        described = (ROOT / "docs/suites.md").read_text() + (ROOT / "suites" / team / "README.md").read_text()
        for name in [*runs, *(STEPS if team == "optimization" else [])]:
            assert re.search(rf"^    {name} ", listed, re.M), name
            assert f"`{name}`" in described, name
    told = sum(len(runs) for runs in RUNS.values()) + len(STEPS)
    assert len(re.findall(r"^    \S", listed, re.M)) == told and listed.count("(default)") == len(RUNS)


@pytest.mark.parametrize("team, name", [(team, name) for team, runs in RUNS.items() for name in runs])
def test_every_run_works_from_end_to_end_in_a_short_form(suites, target, team, name):
    stages = name in ("spike", "load") or team == "audio"
    words = ["--stages", "one=3:100:200ms,two=6:100:200ms"] if stages else ["-t", "500ms"]
    run = suites(team, name, "-H", target().url, *words, code=None)
    assert run.code in (0, 3), run.log[-3000:]  # so short a run may lack a request that a check asks about
    assert run.total["requests"] > 0 and run.total["failures"] == 0
    assert run.report["plan"]["profile"] == f"suite {team} {name}"


@pytest.mark.parametrize("name", STEPS)
def test_every_run_of_steps_works_from_end_to_end_in_a_short_form(suites, target, name):
    run = suites("optimization", name, "-H", target().url, "-t", "300ms", "--iterations", 2, "-u", 1, reports=False, code=None)
    assert run.code in (0, 3), run.log[-3000:]
    made = re.findall(r"^==== suite optimization: (\S+) ====$", run.log, re.M)
    assert made == [step for step in RUNS["optimization"] if name == "all" or step.startswith(name)]


def test_each_step_has_a_label_of_its_own_and_is_compared_with_the_last_good_run_of_it(suites, own, target, tmp_path):
    folder = own(run='[run.two]\nusers = 1\nrun-time = "1s"\n[run.both]\nsteps = ["one", "two"]')
    words = [folder, "both", "-H", target().url, "--store", tmp_path / "runs.db", "--profile", "nightly", "--baseline", "last-good:nightly"]
    first = suites(*words, reports=False)
    assert first.log.count("there is no such run yet") == 2, first.log
    with sqlite3.connect(tmp_path / "runs.db") as store:
        assert [label for label, in store.execute("SELECT label FROM runs ORDER BY id")] == ["nightly one", "nightly two"]
        store.execute("UPDATE verdicts SET level = 0")  # how valid a run is depends on the machine
    second = suites(*words, reports=False, code=None)
    assert second.code in (0, 5), second.log
    assert "run 1 (nightly one)" in second.log and "run 2 (nightly two)" in second.log, second.log


def test_seeding_leaves_the_scenario_the_variables_of_its_environment(suites, own, target, tmp_path):
    with contextlib.closing(sqlite3.connect(tmp_path / "data.db")) as database:
        database.execute("CREATE TABLE people (email TEXT)")
    folder = own(suite=f'[seed]\ndatabase = "sqlite:{tmp_path}/data.db"\ntable = "people"\ncount = 1\ncolumn = ["email=email"]',
                 scenario=SCENARIO.replace("PATH_OF_TEST", "CICADA_DATABASE"))
    run = suites(folder, "-H", target().url, environment={"CICADA_DATABASE": "/ready"}, code=None)
    assert [row["name"] for row in run.report["requests"]] == ["/ready"], run.log


@pytest.mark.parametrize("words", [["--help"], ["platform", "--help"], ["platform", "smoke", "--help"]])
def test_help_tells_how_a_suite_is_run(suites, words):
    run = suites(*words, reports=False)
    assert "cicada suite TEAM [RUN]" in run.output and "--run NAME" in run.output and run.log == ""


@pytest.mark.parametrize("team", RUNS)
def test_the_example_of_the_environment_has_every_variable_with_its_usual_value(team):
    folder = ROOT / "suites" / team
    sources = [*folder.glob("*.toml"), *folder.glob("*.checks"), *folder.glob("*.[ch]")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    usual = dict(re.findall(r"\$\{(\w+):-([^}]*)\}", text)) | dict(re.findall(r'cic_env\("(\w+)", "([^"]*)"\)', text))
    used = set(re.findall(r'(?:\$\{|cic_env\(")(\w+)', text)) - {"CICADA_SEED_CSV"}  # that one the suite sets
    lines = re.findall(r"^(#?)(\w+)=(.*)$", (folder / ".env.load-testing.example").read_text(encoding="utf-8"), re.M)
    assert used == {name for _, name, _ in lines}
    assert {name: value.strip('"') for hidden, name, value in lines if not hidden} == {name: usual[name] for hidden, name, _ in lines if not hidden}


@pytest.mark.parametrize("words, sentence", [
    (["nosuch"], 'suite "nosuch": there is none of this name; there is audio, maintenance, optimization, platform'),
    (["platform", "nosuch"], 'suite platform: there is no run "nosuch"; there is load, baseline, smoke'),
    (["platform", "--run", "nosuch"], 'suite platform: there is no run "nosuch"'),
    (["platform", "smoke", "--run", "load"], "suite platform: more than one run is named"),
    (["platform", "smoke", "load"], "suite platform: more than one run is named"),
    (["./nowhere"], "./nowhere/suite.toml: No such file or directory"),
    (["platform", "--user", "5"], "--user: unknown option. Did you mean '--users'?"),
    (["platform", "smoke", "--env-file", "none.env"], "none.env: No such file or directory"),
    (["-u", "5"], "-u: name the suite that it is for"),
    (["platform", "smoke", "--stages", "5:1:1x"], "--stages")])
def test_what_is_wrong_is_named(suites, words, sentence):
    run = suites(*words, reports=False, code=2)
    assert sentence in run.log


def test_environment_wins_over_the_suite_and_options_over_all(suites, own, target):
    folder = own()
    server = target()

    def users(*words, **variables):
        return suites(folder, "-H", server.url, *words, environment=variables).report["plan"]["users"]

    assert users() == 3
    assert users(USERS_OF_TEST="4") == 4
    assert users(USERS_OF_TEST="4", LOCUST_USERS="5") == 5
    assert users("-u", 6, USERS_OF_TEST="4", LOCUST_USERS="5") == 6
    assert users("--users", "${USERS_OF_TEST}", USERS_OF_TEST="7") == 7


def test_a_later_env_file_wins_and_the_scenario_sees_the_variables(suites, own, target):
    folder = own(suite='env-files = ["a.env", "missing.env"]')
    run = suites(folder, "-H", target().url, "--env-file", "b.env", "--env-file", "c.env",
                 files={"a.env": "USERS_OF_TEST=1\nPATH_OF_TEST=/health/db\n", "b.env": "export USERS_OF_TEST=2\n",
                        "c.env": "USERS_OF_TEST='8'\n"})
    assert run.report["plan"]["users"] == 8
    assert set(run.counts()) == {"/health/db"}


@pytest.mark.parametrize("text, sentence, caret", [("A=1\nB\n", 'line 2: "=" is missing', "     ^"),
                                                   ("A=${NOT_SET}\n", "line 1: the variable NOT_SET is not set", "      ^^^^^^^^^^"),
                                                   ("A='1\n", "line 1: a quote does not end in its line", "      ^")])
def test_a_mistake_in_an_env_file_has_its_line_and_a_caret(suites, own, text, sentence, caret):
    run = suites(own(), "--env-file", "a.env", files={"a.env": text}, reports=False, code=2)
    assert f"a.env {sentence}" in run.log and f"\n{caret} " in run.log


def test_a_check_that_refers_to_a_variable_that_is_not_set_keeps_the_run_from_starting(suites, own):
    run = suites(own(run='check = "p95 < ${NOT_SET}ms"'), "-H", "http://127.0.0.1:9", reports=False, code=2)
    assert "own/suite.toml line 12: check: the variable NOT_SET is not set" in run.log
    assert "Starting Cicada" not in run.log


def test_a_check_file_may_refer_to_variables(suites, own, target):
    folder = own(run='check-file = ["one.checks", "two.checks"]')
    (folder / "one.checks").write_text("p95 < ${LIMIT_OF_TEST:-10}s\n")
    (folder / "two.checks").write_text("count > ${COUNT_OF_TEST}\n")
    run = suites(folder, "-H", target().url, environment={"COUNT_OF_TEST": "1", "LIMIT_OF_TEST": "20"})
    assert [check["check"] for check in run.report["checks"]] == ["p95 < 20s", "count > 1"]
    run = suites(folder, "-H", target().url, reports=False, code=2)
    assert "two.checks, line 1: the variable COUNT_OF_TEST is not set" in run.log


def test_the_bundled_server_is_started_with_the_options_of_the_suite_and_gone_after_the_run(suites, own):
    folder = own(suite='target = ["--fault", "/health latency_ms=30"]')
    run = suites(folder)
    url = re.search(r"the target server that comes with Cicada is loaded: (http://127\.0\.0\.1:\d+)", run.log).group(1)
    assert run.report["run"]["host"] == url
    assert run.total["response_time_ms"]["min"] >= 30
    again = suites(folder, "-H", url, "-t", "1s", code=1)
    assert "refused" in again.error_classes()


def test_a_bundled_server_that_does_not_start_is_said_with_its_own_words(suites, own):
    run = suites(own(suite='target = ["--no-such-option"]'), reports=False, code=11)
    assert "the target server did not start" in run.log and "unknown option --no-such-option" in run.log


def test_a_suite_without_a_server_of_its_own_leaves_the_host_to_the_scenario(suites, own, target):
    scenario = SCENARIO.replace("CIC_SCENARIO(", f'CIC_SCENARIO(.host = "{target().url}", ')
    run = suites(own(scenario=scenario))
    assert run.total["requests"] > 0 and "comes with Cicada" not in run.log


def test_interrupting_a_run_stops_the_bundled_server_after_the_last_answer(suites, own):
    run = suites.start(own(suite="target = []"), "-t", "60s")
    run.wait_for("All users spawned")
    run.signal()
    run.wait(RUN_SECONDS, code=0)
    assert run.report["run"]["stop_reason"] == "interrupted" and run.total["failures"] == 0


def test_show_options_need_no_server(suites):
    run = suites("platform", "--list", reports=False)
    assert "AuthUser" in run.output and "comes with Cicada" not in run.log


def test_the_bundled_server_is_watched_and_the_checks_of_the_service_are_judged(suites, own):
    folder = own(suite='target = []\n[service]\ncheck = ["cpu(service) < 99%", "memory(service) < 1MB"]')
    run = suites(folder, "-t", "3s", code=3)
    assert {c["check"]: c["result"] for c in run.report["checks"]} == {"cpu(service) < 99%": "pass", "memory(service) < 1MB": "fail"}


def test_without_a_component_of_that_name_the_checks_of_the_service_are_left_out(suites, own, target):
    run = suites(own(suite='[service]\ncheck = "cpu(service) < 0.001%"'), "-H", target().url)
    assert run.report["checks"] == []
