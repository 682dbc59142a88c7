# SPDX-License-Identifier: MIT
"""A mistake in a scenario is named by class and task, and costs no more than it must."""
import re
import time

import pytest

from support.cicada import SANITIZED

INTERNAL = 70
HOLDS = 'fputs("now it holds\\n", stderr); '

TASK = """
#include <stdlib.h>
static int visit(cic_user *u) { cic_get(u, "/health"); return CIC_OK; }
static int wrong(cic_user *u)
{
    %s
    return CIC_OK;
}
static const cic_user_class careless = CIC_USER(.name = "Careless", .wait = CIC_CONSTANT(0.05),
    .tasks = CIC_TASKS({1, "wrong task", wrong}));
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_CONSTANT(0.05),
    .tasks = CIC_TASKS({1, "visit", visit}));
CIC_SCENARIO(.users = CIC_USERS(&careless, &visitor));
"""


@pytest.fixture
def careless(cicada, scenario, target):
    """Starts a run of a careless and a proper user; the careless one's task has the given statements. HOLDS tells in the log that it
    has come there."""
    def start(statements, *options, **more):
        server = target()
        run = cicada.start("-f", scenario(TASK % statements), "-H", server.url, "-u", 2, "-r", 100, *options, **more)
        run.server = server
        return run
    return start


@pytest.mark.sanitize
def test_a_task_that_holds_the_loop_is_named(careless):
    run = careless("for (double end = cic_now() + 0.3; cic_now() < end;) {}", "-t", "1.5s").wait(code=0)
    named = re.search(r'WARNING/cicada.runner: Careless, task "wrong task" held all users up for (29\d|[3-9]\d\d|\d{4,}) ms', run.log)
    assert named or "This machine ran something else for most of " in run.log, run.log
    assert run.report["generator"]["step_max_ms"] > 290


def test_the_longest_step_is_told_for_a_run_shorter_than_a_second(careless):
    run = careless("for (double end = cic_now() + 0.2; cic_now() < end;) {}", "-t", "0.5s").wait(code=0)
    assert run.report["generator"]["step_max_ms"] > 190


def test_a_task_that_never_gives_way_is_named_and_can_be_ended(careless):
    run = careless(HOLDS + "for (;;) __asm__ volatile(\"\");", "-t", "20s")
    run.wait_for("now it holds")
    run.signal()
    time.sleep(0.7)
    run.signal()
    run.wait_for('Careless, task "wrong task" does not give way')
    assert run.process.poll() is None, "the task may come to its end"
    run.signal()
    run.wait(code=INTERNAL, seconds=10)
    assert "Press CTRL+C once more" in run.log


@pytest.mark.slow
def test_a_task_that_never_gives_way_ends_a_run_that_nobody_watches(careless):
    run = careless("for (;;) __asm__ volatile(\"\");", "-t", "1s")
    run.wait_for('Careless, task "wrong task" does not give way: nothing else can be done until it does', seconds=30)
    assert run.process.poll() is None, "the task may come to its end"
    run.wait(code=INTERNAL, seconds=90)
    assert 'Careless, task "wrong task" does not give way: the run is ended, without its final reports' in run.log


@pytest.mark.slow
def test_a_long_step_that_comes_to_its_end_is_named_once_and_costs_nothing(careless):
    run = careless("for (double end = cic_now() + 13; cic_now() < end;) {}", "-t", "14s").wait(code=0, seconds=60)
    assert run.log.count("does not give way") in (1, 2), "a second step may have begun before the end of the run"
    assert run.total["requests"] == run.server.ledger()["total"]["requests"]


def test_signals_during_a_long_step_are_obeyed_after_it(careless):
    run = careless(HOLDS + "for (double end = cic_now() + 1.5; cic_now() < end;) {}")
    run.wait_for("now it holds")
    run.signal()
    run.wait(code=0)
    assert run.report["run"]["stop_reason"] == "interrupted"


@pytest.mark.sanitize
@pytest.mark.parametrize("statements", ['while (!cic_get(u, "/health")->error) {} for (;;) cic_get(u, "/health");',
                                        'for (;;) cic_sleep(u, 0.01);'], ids=["requests", "sleeps"])
def test_a_task_that_ignores_the_end_is_ended_by_force(careless, statements):
    run = careless(statements, "-t", "0.5s").wait(code=1, seconds=20)
    assert 'Careless, task "wrong task": it goes on although the run is being stopped, and was ended by force' in run.log
    assert run.total["requests"] == run.server.ledger()["total"]["requests"]


OVERFLOW = """
volatile char large[4000];
    large[0] = 1;
    wrong(u);
    large[1] = 2;
"""


@pytest.mark.skipif(SANITIZED, reason="the sanitizer tells of it in its own words")
def test_a_stack_overflow_is_named_with_its_remedy(careless):
    run = careless(OVERFLOW, "-t", "5s").wait(code=INTERNAL, seconds=20)
    assert 'stack overflow in Careless, task "wrong task": raise --stack-size' in run.log


@pytest.mark.skipif(SANITIZED, reason="the sanitizer tells of it in its own words")
@pytest.mark.parametrize("statements, words", [("*(volatile int *)cic_data(u) = 1;", "access to memory that is not there"),
                                               ("volatile int zero = 0; zero = 7 / zero;", "arithmetic error"),
                                               ("abort();", "abort\\(\\) was called")])
def test_a_crash_is_named(careless, statements, words):
    run = careless(statements, "-t", "5s").wait(seconds=20)
    assert run.code < 0, run.log
    said = rf'cicada: .*{words}.* in Careless, task "wrong task": most likely a mistake in the scenario'
    assert re.search(said, run.log), run.log


def test_a_scenario_that_calls_exit_is_named(careless):
    run = careless("exit(0);", "-t", "5s").wait(code=INTERNAL, seconds=20)
    assert 'Careless, task "wrong task" called exit' in run.log


@pytest.mark.sanitize
def test_a_wrong_return_value_is_said_and_taken_as_fine(careless):
    run = careless("return 42;", "-t", "0.5s").wait(code=1)
    said = "it returned 42, which is none of CIC_OK ... CIC_STOP_TEST; taken as CIC_OK"
    assert run.log.count(f'Careless, task "wrong task": {said}') == 1, run.log  # however often it happened
    assert [(one["message"], one["traceback"], one["nodes"]) for one in run.report["exceptions"]] == [
        (said, 'Careless, task "wrong task"', "local")], run.report["exceptions"]
    assert 1 < run.report["exceptions"][0]["count"] <= run.report["iterations"]["begun"], run.report["exceptions"]
    assert run.total["failures"] == 0


@pytest.mark.sanitize
def test_a_group_that_is_not_ended_is_said_and_closed(careless):
    run = careless('cic_group_begin(u, "open"); cic_get(u, "/health", .name = "inside");', "-t", "0.5s").wait(code=1)
    assert 'Careless, task "wrong task": it returned inside group "open": cic_group_end is missing' in run.log
    assert set(run.counts()) == {"open: inside", "/health"}


@pytest.mark.sanitize
def test_a_late_verdict_is_said_and_changes_nothing(careless):
    run = careless('cic_response *r = cic_get(u, "/health"); cic_sleep(u, 0.01); cic_get(u, "/health"); cic_fail(r, "late");',
                   "-t", "0.5s").wait(code=1)
    assert "cic_fail on a response that was counted already" in run.log
    assert run.total["failures"] == 0


@pytest.mark.skipif(SANITIZED, reason="the sanitizer tells of it in its own words")
@pytest.mark.parametrize("statement, words", [("exit(0);", " called exit"), ("abort();", "abort() was called in ")])
def test_what_setup_does_to_the_process_is_named(cicada, scenario, statement, words):
    run = cicada("-f", scenario("#include <stdlib.h>\nstatic int wrong(cic_setup *s) { " + statement +
                                " return CIC_OK; }\nCIC_SCENARIO(.setup = wrong);\n"), "-H", "http://127.0.0.1:9", "-t", "1s")
    assert run.code == INTERNAL if "exit" in statement else run.code < 0, run.log
    assert words in run.log and "the scenario, while it is loaded (.setup)" in run.log
