# SPDX-License-Identifier: MIT
"""The load over time: stages, shapes and warm-up, from the options and from scenarios, held against the target's own ledger."""
import json
import pathlib
import re
import shlex
import subprocess

import pytest

from support.cicada import clean_environment
from support.reports import read_csv

LOAD_DOCUMENT = pathlib.Path(__file__).resolve().parents[3] / "docs" / "load.md"

USERS = """
    static int steady(cic_user *u) { cic_get(u, "/health"); return CIC_OK; }
    static int shaky(cic_user *u)  { cic_get(u, "/_status/404", .name = "missing"); return CIC_OK; }
    static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_CONSTANT(0.02),
                                                   .tasks = CIC_TASKS({5, "steady", steady}, {1, "shaky", shaky}));
    %s
    CIC_SCENARIO(.users = CIC_USERS(&visitor)%s);
"""
QUICK = USERS % ("", "")
STAGED = USERS % ("", """, .stages = CIC_STAGES({.users = 4, .rate = 8, .hold = 0.5}, {.name = "peak", .users = 12, .hold = 1},
                                               {.users = 0, .rate = 24, .hold = 0.2})""")


def seen_by(server):
    return server.ledger()["total"]["requests"]


def check_ledger(run, server):
    """What was left out, what was counted and what the server saw; of requests cancelled on the wire it has seen some."""
    warmup = run.report["warmup"] or {"requests": 0, "cancelled_sent": 0}
    sent = warmup["requests"] + run.total["requests"]
    cancelled = warmup["cancelled_sent"] + run.total["cancelled_sent"]
    assert sent <= seen_by(server) <= sent + cancelled, (warmup, run.total, seen_by(server))


def names_of(run):
    return [stage["name"] for stage in run.report["stages"]]


@pytest.mark.sanitize
def test_five_spikes_are_five_spikes(cicada, scenario, target):
    server = target()
    run = cicada("-f", scenario(QUICK), "-H", server.url, "--stages",
                 "2:0:300ms,spike1=20:0:300ms,2:0:300ms,spike2=20:0:300ms,2:0:300ms,spike3=20:0:300ms,2:0:300ms,"
                 "spike4=20:0:300ms,2:0:300ms,spike5=20:0:300ms,0:0:0s", code=1)
    stages = run.report["stages"]
    assert names_of(run) == ["1", "spike1", "3", "spike2", "5", "spike3", "7", "spike4", "9", "spike5", "11"]
    assert [stage["users"] for stage in stages] == [2, 20] * 5 + [0]
    assert run.report["run"]["stop_reason"] == "all stages done"
    assert run.report["users"]["peak"] == 20
    quiet, spikes = (sum(stage["total"]["requests"] for stage in stages[first:10:2]) for first in (0, 1))
    assert spikes > quiet, (quiet, spikes)
    check_ledger(run, server)


def test_a_scenario_brings_its_stages(cicada, scenario, target):
    server = target()
    run = cicada("-f", scenario(STAGED), "-H", server.url, code=1)
    assert names_of(run) == ["1", "peak", "3"]
    assert [stage["wanted_users"] for stage in run.report["stages"]] == [4, 12, 0]
    assert [stage["measured_s"] >= least for stage, least in zip(run.report["stages"], [1.0, 1.0, 0.7])] == [True] * 3
    assert run.report["plan"]["stages"][1] == {"name": "peak", "users": 12, "rate": 0, "arrivals": 0, "ramp_s": 0, "hold_s": 1}
    assert "stage                       load" in run.log
    check_ledger(run, server)


def test_the_option_takes_the_place_of_the_scenario(cicada, scenario, target):
    run = cicada("-f", scenario(STAGED), "-H", target().url, "--stages", "only=2:0:300ms")
    assert names_of(run) == ["only"]
    assert "--stages takes the place of the scenario's .stages" in run.log


def test_a_url_has_stages_too(cicada, target):
    server = target()
    run = cicada(server.url + "/health", "--stages", "2:0:300ms,4:0:300ms", code=0)
    assert [stage["users"] for stage in run.report["stages"]] == [2, 4]
    check_ledger(run, server)


def test_the_csv_file_of_stages_tells_what_json_tells(cicada, scenario, target):
    run = cicada("-f", scenario(STAGED), "-H", target().url, code=1)
    lines = read_csv(f"{run.prefix}_stages.csv")
    told = [(int(line["Stage"]), line["Type"], line["Name"], int(line["Request Count"]), int(line["Failure Count"]))
            for line in lines]
    assert told == [(stage["number"], row["method"], row["name"], row["requests"], row["failures"])
                    for stage in run.report["stages"] for row in [*stage["requests"], stage["total"]]]


def test_a_run_that_is_interrupted_has_the_stages_so_far(cicada, scenario, target):
    run = cicada.start("-f", scenario(QUICK), "-H", target().url, "--stages", "2:0:200ms,2:0:1h,2:0:1h")
    run.wait_for("Stage 2 of 3")
    run.signal()
    run.wait()
    assert names_of(run) == ["1", "2"]
    assert not any(stage["running"] for stage in run.report["stages"])


SHAPE = """
    static int shape(const cic_shape_now *now, cic_shape_next *next)
    {
        static const char *const visitors[] = {"Visitor", NULL};

        *next = (cic_shape_next){.users = now->run_time < 1 ? 3 : 8, .user_classes = visitors};
        return now->run_time < 2 ? CIC_OK : CIC_STOP_TEST;
    }"""


def test_a_shape_drives_the_run(cicada, scenario, target):
    server = target()
    run = cicada("-f", scenario(USERS % (SHAPE, ", .shape = shape")), "-H", server.url, code=1)
    assert run.report["run"]["stop_reason"] == "the shape has ended"
    assert run.report["users"]["peak"] == 8
    assert run.report["plan"]["shaped"] is True
    assert run.report["stages"] == []
    check_ledger(run, server)


# ---- warm-up ----

def test_iterations_of_the_warm_up_count_for_the_number_asked_for(cicada, scenario, target):
    """About 200 of 500 are done in the warm-up: all of them are in the summary, and the others alone in the results."""
    run = cicada("-f", scenario(USERS % ("", "")), "-H", target().url, "-u", 4, "-r", 1000, "--iterations", 500, "--warmup", "1s", code=None)
    iterations = run.report["iterations"]
    assert iterations["limit_state"] == "done" and iterations["left_out"] > 0, iterations
    assert iterations["finished"] + iterations["left_out"] == 500, iterations
    assert re.search(rf"^iterations +500 +of 500, {iterations['left_out']} of them in the warm-up$", run.log, re.M), run.log[-2000:]


@pytest.mark.sanitize
def test_left_out_and_counted_are_what_the_ledger_counts(cicada, scenario, target):
    server = target()
    run = cicada("-f", scenario(QUICK), "-H", server.url, "-u", 20, "-r", 1000, "-t", "3s", "--warmup", "1s", "--request-log",
                 "requests.csv", "--hlog", "times.hlog", code=1)
    warmup = run.report["warmup"]
    check_ledger(run, server)
    assert warmup["requests"] > 100 and run.total["requests"] > 100 and warmup["failures"] > 0
    assert warmup["seconds"] >= 1
    assert run.report["run"]["measured_s"] + warmup["seconds"] == pytest.approx(run.report["run"]["duration_s"], abs=0.05)
    assert run.total["requests_per_second"] == pytest.approx(run.total["requests"] / run.report["run"]["measured_s"])
    assert [second["warmup"] for second in run.report["series"]][:1] == [True]
    assert run.report["series"][-1]["warmup"] is False
    logged = [line["warmup"] for line in read_csv(run.folder / "requests.csv")]
    assert (logged.count("true"), logged.count("false")) == (warmup["requests"], run.total["requests"])
    assert "#[Warm-up: the results leave out what ended before 1." in (run.folder / "times.hlog").read_text()
    assert f"without the warm-up of 0:01: {warmup['requests']:,} requests" in run.log


def test_stages_leave_the_warm_up_out_and_still_add_up(cicada, scenario, target):
    server = target()
    run = cicada("-f", scenario(STAGED), "-H", server.url, "--warmup", "1.5s", code=1)
    check_ledger(run, server)
    assert run.report["stages"][0]["total"]["requests"] == 0
    assert run.report["stages"][1]["total"]["requests"] > 0


def test_a_run_that_is_interrupted_in_its_warm_up_has_measured_nothing(cicada, scenario, target):
    server = target()
    run = cicada.start("-f", scenario(QUICK), "-H", server.url, "-u", 2, "-r", 10, "--warmup", "1h", "--check", "count >= 0",
                       "--check", "p95 < 10s")
    run.wait_for("All users spawned")
    run.signal()
    run.wait(code=3)
    check_ledger(run, server)
    assert run.total["requests"] == 0
    assert [check["result"] for check in run.report["checks"]] == ["pass", "fail"]
    assert "the run ended in its warm-up: nothing was measured" in run.log


def test_a_report_from_the_store_has_stages_and_warm_up_again(cicada, scenario, target):
    run = cicada("-f", scenario(STAGED), "-H", target().url, "--warmup", "300ms", "--store", "runs.db", code=1)
    stages = (run.folder / "out_stages.csv").read_bytes()
    again = subprocess.run([cicada.program, "report", "1", "--store", "runs.db", "--json-file", "again", "--csv", "again"],
                           cwd=run.folder, capture_output=True, text=True, timeout=60, env=clean_environment(run.folder))
    assert again.returncode == 0, again.stderr
    report = json.loads((run.folder / "again.json").read_bytes())
    for member in ("plan", "warmup", "stages", "series", "total"):
        assert report[member] == run.report[member], member
    assert (run.folder / "again_stages.csv").read_bytes() == stages
    shown = subprocess.run([cicada.program, "runs", "show", "1", "--store", "runs.db"], cwd=run.folder, capture_output=True,
                           text=True, timeout=60, env=clean_environment(run.folder)).stdout
    assert "stage                       load" in shown and "without the warm-up of 0:00" in shown, shown


# ---- checks for a stage ----

def test_a_check_for_a_stage_looks_at_this_stage_alone(cicada, scenario, target):
    """What its three users were at when the pause began ends in it, and counts there."""
    checks = {"count > 0 for stage peak": "pass", "count > 100000 for stage peak": "fail", "failures <= 3 for stage pause": "pass",
              "count <= 3 for stage 2": "pass", "fail_ratio < 1% for Visitor for stage peak": "fail",
              "fail_ratio < 1% for \"GET /health\" for stage 3": "pass", "rps > 1 for 1s for stage peak": "pass"}
    run = cicada("-f", scenario(QUICK), "-H", target().url, "--stages", "3:0:500ms,pause=0:0:500ms,peak=10:0:1500ms",
                 *[word for check in checks for word in ("--check", check)], code=3)
    assert {check["check"]: check["result"] for check in run.report["checks"]} == checks
    peak = run.report["stages"][2]["total"]
    assert [check["value"] for check in run.report["checks"]][0] == peak["requests"]


# ---- what is refused ----

REFUSED = [
    (["--stages", "10:1:1m", "-u", "5"], "--stages and -u contradict each other"),
    (["--stages", "10:1:1m", "--spawn-rate", "5"], "--stages and --spawn-rate contradict each other"),
    (["--stages", "10:1:1m,500:20"], "    10:1:1m,500:20\n                ^^ write USERS:RATE:HOLD\nStages are USERS:RATE:HOLD"),
    (["--stages", "10:1:10s", "--warmup", "20s"], "--warmup: it lasts as long as all stages (20 s)"),
    (["-t", "10s", "--warmup", "10s"], "--warmup: the warm-up lasts as long as the run (-t)"),
    (["--stages", "10:1:10s,top=20:1:10s", "--check", "p95 < 1s for stage pek"], "the run has: 1, top"),
    (["--check", "p95 < 1s for stage 1"], "the run has: none; give it some with --stages"),
]


@pytest.mark.parametrize("words, says", REFUSED)
def test_what_cannot_be_is_refused_before_the_run(cicada, scenario, target, words, says):
    server = target()
    run = cicada("-f", scenario(QUICK), "-H", server.url, *words, reports=False, code=2)
    assert says in run.log, run.log
    assert seen_by(server) == 0


BAD_SCENARIOS = [
    (", .stages = CIC_STAGES({.users = 1, .hold = -2})", "stage 1 of .stages: .hold has to be a time"),
    (", .stages = CIC_STAGES({.users = 1}, {.name = \"7\"})", "stage 2 of .stages: .name has to be of letters"),
    (", .stages = CIC_STAGES({.name = \"a\"}, {.name = \"a\"})", "stage 2 of .stages: its .name is that of one before"),
    (", .stages = CIC_STAGES({.users = 1, .rate = -1})", "stage 1 of .stages: .rate has to be from 0"),
    (", .stages = CIC_STAGES({.users = 1}, {.arrivals = 5})", "cannot stand in a list with .arrivals"),
    (", .stages = (const cic_stage[]){{.hold = -1}}", "the list is empty"),
    (", .shape = shape, .stages = CIC_STAGES({.users = 1})", "has both .stages and .shape"),
]


@pytest.mark.parametrize("members, says", BAD_SCENARIOS)
def test_stages_of_a_scenario_are_held_to_the_same_rules(cicada, scenario, target, members, says):
    run = cicada("-f", scenario(USERS % (SHAPE + "int (*used)(const cic_shape_now *, cic_shape_next *) = shape;", members)),
                 "-H", target().url, reports=False, code=8)
    assert says in run.log, run.log


def test_users_and_rate_contradict_stages_of_a_scenario(cicada, scenario, target):
    run = cicada("-f", scenario(STAGED), "-H", target().url, "-u", 5, reports=False, code=2)
    assert "-u: the scenario says with its .stages how many users there are" in run.log
    run = cicada("-f", scenario(STAGED), "-H", target().url, environment={"LOCUST_USERS": "5"}, code=1)
    assert names_of(run) == ["1", "peak", "3"]


# ---- the document ----

DOCUMENTED = """
    static int steady(cic_user *u) { cic_get(u, "/health"); return CIC_OK; }
    static const cic_user_class visitor = CIC_USER(.name = "AuthUser", .wait = CIC_CONSTANT(0.02),
                                                   .tasks = CIC_TASKS({1, "steady", steady}));
    static const cic_user_class payer = CIC_USER(.name = "PaymentUser", .wait = CIC_CONSTANT(0.02),
                                                 .tasks = CIC_TASKS({1, "steady", steady}));
    CIC_SCENARIO(.users = CIC_USERS(&visitor, &payer));
"""


def commands_of(document):
    text = document.read_text()
    return [shlex.split(line)[1:] for block in re.findall(r"\n```\n(.*?)\n```\n", text, re.S)
            for line in block.splitlines() if line.startswith("cicada -f")]


def test_the_commands_of_the_document_are_understood(cicada, scenario, target):
    """Each with the scenario and the host of this test, and no longer than a second."""
    commands = commands_of(LOAD_DOCUMENT)
    assert len(commands) >= 2
    for words in commands:
        words[words.index("-f") + 1] = str(scenario(DOCUMENTED))
        words[words.index("-H") + 1] = target().url
        for option, value in [("-t", "1s"), ("--warmup", "500ms")]:
            if option in words:
                words[words.index(option) + 1] = value
        cicada(*words, *([] if "-t" in words else ["-t", "1s"]))
