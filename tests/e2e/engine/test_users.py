# SPDX-License-Identifier: MIT
"""Users come as an even stream, choose their tasks by weight and seed, and begin and end as the scenario says."""
import re
import time

import pytest

from support.hostile import keep_answering
from support.reports import read_csv

# ---- choices ----

MIX = """
#define TASK(task) static int task(cic_user *u) { cic_get(u, "/_echo", .name = #task); return CIC_OK; }
TASK(often) TASK(sometimes) TASK(rarely) TASK(hardly) TASK(never)

static int count(cic_user *u)
{
    int *done = cic_data(u);
    return ++*done == 201 ? CIC_STOP_USER : CIC_OK;
}
#define AND_COUNT(task) static int task##_counted(cic_user *u) { int end = count(u); return end ? end : task(u); }
AND_COUNT(often) AND_COUNT(sometimes) AND_COUNT(rarely) AND_COUNT(hardly) AND_COUNT(never)

static const cic_user_class visitor = CIC_USER(.name = "Visitor", .data_size = sizeof(int), .tasks = CIC_TASKS(
    {5, "often", often_counted}, {3, "sometimes", sometimes_counted}, {1.5, "rarely", rarely_counted},
    {0.5, "hardly", hardly_counted}, {0, "never", never_counted}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
"""
SHARES = {"often": 0.5, "sometimes": 0.3, "rarely": 0.15, "hardly": 0.05}
CHI_SQUARED_3_DEGREES = 16.27  # exceeded by one in a thousand


@pytest.mark.sanitize
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_tasks_are_chosen_by_their_weights(cicada, scenario, target, seed):
    run = cicada("-f", scenario(MIX), "-H", target().url, "-u", 20, "-r", 1000, "--seed", seed, code=0)
    counts = run.counts()
    assert set(counts) == set(SHARES) and sum(counts.values()) == 20 * 200
    chi_squared = sum((counts[name] - 4000 * share) ** 2 / (4000 * share) for name, share in SHARES.items())
    assert chi_squared < CHI_SQUARED_3_DEGREES, counts


CHOOSING = """
static int one(cic_user *u)   { cic_get(u, cic_fmt(u, "/one/%" PRIu64, cic_random(u)), .name = "one"); return CIC_OK; }
static int two(cic_user *u)   { cic_get(u, cic_fmt(u, "/two/%s", cic_fake_word(u)), .name = "two"); return CIC_OK; }
static int three(cic_user *u) { cic_get(u, cic_fmt(u, "/three/%s", cic_fake_uuid(u)), .name = "three"); return CIC_OK; }
static int tag(cic_user *u)   { cic_set_header(u, "X-User", cic_fmt(u, "%" PRIu64, cic_number(u))); return CIC_OK; }

static int counted(cic_user *u)
{
    int *done = cic_data(u);
    return ++*done == 40 ? CIC_STOP_USER : CIC_AGAIN;
}
static const cic_task_set inner = {.tasks = CIC_TASKS({1, "three", three}, {1, "leave", counted})};
static const cic_user_class visitor = CIC_USER(
    .name = "Visitor", .data_size = sizeof(int), .on_start = tag, .wait = CIC_BETWEEN(0, 0.01),
    .tasks = CIC_TASKS({3, "one", one}, {2, "two", two}, {1, "inner", .set = &inner}, {2, "count", counted}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
"""


def sequences(cicada, scenario, hostile, seed, users):
    """{user: the paths it asked for, in order}, as the server saw them."""
    server = hostile(keep_answering())
    cicada("-f", scenario(CHOOSING), "-H", server.url, "-u", users, "-r", 1000, "--seed", seed, code=0)
    paths = {}
    for head in server.requests:
        user = int(re.search(rb"^X-User: (\d+)", head, re.MULTILINE)[1])
        paths.setdefault(user, []).append(head.split(b" ")[1].decode())
    return paths


@pytest.mark.sanitize
def test_the_same_seed_gives_each_user_the_same_sequence_of_requests(cicada, scenario, hostile):
    first = sequences(cicada, scenario, hostile, seed=7, users=5)
    assert sorted(first) == [0, 1, 2, 3, 4] and all(first.values())
    assert first == sequences(cicada, scenario, hostile, seed=7, users=5)
    more = sequences(cicada, scenario, hostile, seed=7, users=8)
    assert {user: more[user] for user in first} == first, "other users change nothing"
    other = sequences(cicada, scenario, hostile, seed=8, users=5)
    assert all(other[user] != first[user] for user in first)
    assert len({tuple(paths) for paths in first.values()}) == 5, "no two users are alike"


def test_the_seed_in_the_report_repeats_the_run(cicada, scenario, target):
    first = cicada("-f", scenario(MIX), "-H", target().url, "-u", 3, "-r", 1000, code=0)
    seed = first.report["plan"]["seed"]
    again = cicada("-f", scenario(MIX), "-H", target().url, "-u", 3, "-r", 1000, "--seed", seed, code=0)
    assert again.counts() == first.counts()


CLASSES = """
static int visit(cic_user *u) { cic_get(u, "/health", .name = cic_class_name(u)); return CIC_STOP_USER; }
#define CLASS(id, ...) \\
    static const cic_user_class id = CIC_USER(.name = #id, .tasks = CIC_TASKS({1, "visit", visit}), __VA_ARGS__)
CLASS(Heavy, .weight = 3);
CLASS(Light, .weight = 1);
CLASS(Fixed, .fixed_count = 2);
CIC_SCENARIO(.users = CIC_USERS(&Heavy, &Light, &Fixed));
"""


@pytest.mark.sanitize
def test_classes_share_the_users_by_weight_after_those_with_a_fixed_count(cicada, scenario, target):
    run = cicada("-f", scenario(CLASSES), "-H", target().url, "-u", 10, "-r", 1000, code=0)
    assert run.counts() == {"Heavy": 6, "Light": 2, "Fixed": 2}
    assert {entry["name"]: entry["target"] for entry in run.report["users"]["classes"]}.keys() == {"Heavy", "Light", "Fixed"}


def test_only_the_named_classes_run(cicada, scenario, target):
    run = cicada("-f", scenario(CLASSES), "-H", target().url, "-u", 4, "-r", 1000, "Light", "Fixed", code=0)
    assert run.counts() == {"Light": 2, "Fixed": 2}


# ---- the stream of users ----

ARRIVING = """
static int arrive(cic_user *u) { cic_get(u, "/"); return CIC_OK; }
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_CONSTANT(1000),
    .tasks = CIC_TASKS({1, "arrive", arrive}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
"""


def test_users_arrive_as_an_even_stream(cicada, scenario, target):
    """Each user sends its request when its turn comes, and later by no more than a busy machine held timers and the loop up."""
    users, rate = 100, 50
    run = cicada("-f", scenario(ARRIVING), "-H", target().url, "-u", users, "-r", rate, "-t", "3s", "--request-log", "requests.csv",
                 "--store", "none")
    sent = sorted(float(line["timestamp"]) for line in read_csv(run.folder / "requests.csv"))
    late = (run.report["generator"]["lag_max_ms"] + run.report["generator"]["step_max_ms"]) / 1000
    assert len(sent) == users and late < users / rate, late
    wrong = [(number, at - sent[0]) for number, at in enumerate(sent) if abs(at - sent[0] - number / rate) > late + 0.02]
    assert not wrong, f"the machine held users up for {late:.3f} s at most: {wrong}"


def test_the_number_of_users_follows_the_ramp(cicada, scenario, target):
    run = cicada("-f", scenario(ARRIVING), "-H", target().url, "-u", 60, "-r", 20, "-t", "4.5s")
    assert [second["users"] for second in run.report["series"]][:4] == [pytest.approx(n, abs=8) for n in (20, 40, 60, 60)]
    assert run.report["users"]["peak"] == 60
    assert 'All users spawned: {"Visitor": 60} (60 total users)' in run.log


# ---- beginning and end ----

HOOKS = """
#define SEND(function, result) static int function(cic_user *u) { cic_get(u, "/_echo", .name = #function); return result; }
SEND(test_start, CIC_OK)
SEND(test_stop, CIC_OK)
SEND(on_start, CIC_OK)
SEND(on_stop, CIC_OK)
SEND(enter, CIC_OK)
SEND(leave, CIC_OK)
SEND(outer, CIC_OK)
SEND(inner, CIC_LEAVE)
static unsigned long counted;
static void after_request(cic_user *u, const cic_response *r) { cic_metric(u, "requests seen by the hook", (double)++counted); }
static const cic_task_set set = {.tasks = CIC_TASKS({1, "inner", inner}), .on_start = enter, .on_stop = leave};
static const cic_user_class visitor = CIC_USER(
    .name = "Visitor", .on_start = on_start, .on_stop = on_stop, .wait = CIC_CONSTANT(0.02),
    .order = CIC_SEQUENCE, .tasks = CIC_TASKS({1, "outer", outer}, {1, "set", .set = &set}));
CIC_SCENARIO(.users = CIC_USERS(&visitor), .test_start = test_start, .test_stop = test_stop, .request = after_request);
"""


@pytest.mark.sanitize
@pytest.mark.parametrize("end", ["run-time", "ctrl-c"])
def test_each_hook_runs_as_often_as_it_must(cicada, scenario, target, end):
    server = target()
    options = ["-t", "0.8s"] if end == "run-time" else []
    run = cicada.start("-f", scenario(HOOKS), "-H", server.url, "-u", 7, "-r", 1000, *options)
    if end == "ctrl-c":
        run.wait_for("All users spawned")
        time.sleep(0.5)
        run.signal()
    counts = run.wait(code=0).counts()
    assert (counts["test_start"], counts["test_stop"], counts["on_start"], counts["on_stop"]) == (1, 1, 7, 7)
    assert counts["enter"] == counts["leave"]
    assert 0 <= counts["enter"] - counts["inner"] <= 7, "a user that has to end between them does not send the inner request"
    assert 0 <= counts["outer"] - counts["enter"] <= 7, "they take turns"
    hook = run.report["metrics"][0]
    assert hook["max"] == run.total["requests"] == server.ledger()["total"]["requests"]


@pytest.mark.sanitize
def test_tasks_of_a_sequence_come_in_order_and_as_often_as_they_weigh(cicada, scenario, hostile):
    server = hostile(keep_answering())
    source = """
#define STEP(task) static int task(cic_user *u) { cic_get(u, "/" #task); return CIC_OK; }
STEP(first) STEP(twice)
static int last(cic_user *u) { cic_get(u, "/last"); return CIC_LEAVE; }
static int after(cic_user *u) { cic_get(u, "/after"); return CIC_STOP_USER; }
static const cic_task_set steps = {.order = CIC_SEQUENCE,
    .tasks = CIC_TASKS({1, "first", first}, {2, "twice", twice}, {1, "last", last})};
static const cic_user_class walker = CIC_USER(.name = "Walker", .order = CIC_SEQUENCE,
    .tasks = CIC_TASKS({2, "steps", .set = &steps},
    {1, "after", after}));
CIC_SCENARIO(.users = CIC_USERS(&walker));
"""
    cicada("-f", scenario(source), "-H", server.url, code=0)
    asked = [head.split(b" ")[1].decode() for head in server.requests]
    assert asked == 2 * ["/first", "/twice", "/twice", "/last"] + ["/after"]


TAGGED = """
#define TASK(task) static int task(cic_user *u) { cic_get(u, "/_echo", .name = #task); return CIC_OK; }
TASK(reading) TASK(writing) TASK(both) TASK(neither) TASK(nested)
static const cic_task_set set = {.tasks = CIC_TASKS({1, "nested", nested, .tags = "read"}, {1, "neither", neither})};
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .tasks = CIC_TASKS({1, "reading", reading, .tags = "read"},
    {1, "writing", writing, .tags = "write"}, {1, "both", both, .tags = "read, write"}, {1, "neither", neither},
    {1, "set", .set = &set, .tags = "%s"}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
"""


@pytest.mark.parametrize("options, set_tags, expected", [
    (["--tags", "read"], "", {"reading", "both", "nested"}),
    (["--tags", "read", "write"], "", {"reading", "writing", "both", "nested"}),
    (["--exclude-tags", "write"], "", {"reading", "neither", "nested"}),
    (["--tags", "read", "--exclude-tags", "write"], "", {"reading", "nested"}),
    (["--tags", "write"], "write", {"writing", "both", "nested", "neither"}),
    (["--exclude-tags", "read"], "read", {"writing", "neither"}),
])
def test_tags_choose_tasks_also_in_sets(cicada, scenario, target, options, set_tags, expected):
    run = cicada("-f", scenario(TAGGED % set_tags), "-H", target().url, "-t", "0.5s", "--seed", 1, "-u", 5, "-r", 100, *options,
                 code=0)
    assert set(run.counts()) == expected


@pytest.mark.sanitize
def test_users_that_end_by_themselves_end_the_run(cicada, scenario, target):
    run = cicada("-f", scenario(CLASSES), "-H", target().url, "-u", 10, "-r", 100, "-t", "60s", code=0, seconds=20)
    assert run.report["run"]["stop_reason"] == "all users have ended"


def test_a_scenario_can_stop_the_test(cicada, scenario, target):
    source = """
static int stop(cic_user *u) { cic_get(u, "/health"); return CIC_STOP_TEST; }
static const cic_user_class stopper = CIC_USER(.name = "Stopper", .tasks = CIC_TASKS({1, "stop", stop}));
CIC_SCENARIO(.users = CIC_USERS(&stopper));
"""
    run = cicada("-f", scenario(source), "-H", target().url, "-t", "60s", code=0, seconds=20)
    assert run.report["run"]["stop_reason"] == "stopped by the scenario"
    assert run.total["requests"] == 1
