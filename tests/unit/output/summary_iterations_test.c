/* SPDX-License-Identifier: MIT */
/* output/summary_iterations_test.c - what the summary says of arrivals, iterations and lateness, as exact text */
#include "text_scene.h"

#include "output/summary_iterations.h"

static const char *drawn(void)
{
    struct canvas c;

    buffer_clear(&out);
    canvas_init(&c, &out, 100, false);
    summary_draw_iterations(&f.snapshot, &f.info, &c);
    return buffer_cstring(&out);
}

static void a_closed_run_without_a_limit_says_nothing(void **state)
{
    f.snapshot.iterations.total = (struct iteration_counts){.planned = 100, .begun = 100, .finished = 100};
    assert_equal_string("summary", drawn(), "");
}

static void arrivals_show_what_became_of_them_and_how_late_they_were(void **state)
{
    f.plan.max_users = 50;
    f.snapshot.iterations.total = (struct iteration_counts){.planned = 12000,
                                                            .begun = 11000,
                                                            .finished = 10990,
                                                            .interrupted = 10,
                                                            .waiting = 5,
                                                            .dropped_no_user = 900,
                                                            .dropped_late = 95};
    f.snapshot.iterations.own_lag = fixture_durations(11000, 0.05, 2);
    f.snapshot.iterations.user_lag = fixture_durations(11000, 1.5, 30);
    assert_equal_string("summary", drawn(),
                        "arrivals                12,000   11,000 begun, 900 found no user, 95 skipped (too late), 5 waiting\n"
                        "iterations              10,990   finished, 10 interrupted by the end of the run\n"
                        "begun late by     p50 50 us, p99 50 us, max 2.00 ms (Cicada itself)\n"
                        "                  p50 1.50 ms, p99 1.50 ms, max 30.0 ms (waiting for a user)\n"
                        "\n");
}

static void a_number_of_iterations_that_was_not_reached_is_told(void **state)
{
    f.snapshot.progress.iterations_planned = 1000;
    f.snapshot.iterations.total.finished = 370;
    f.snapshot.progress.state = RUN_RUNNING;
    assert_equal_string("running", drawn(), "iterations                 370   of 1,000\n\n");
    f.snapshot.progress.state = RUN_STOPPED;
    assert_equal_string("short of it", drawn(), "iterations                 370   of 1,000: not all were done\n\n");
    f.snapshot.iterations.total.finished = 1000;
    f.snapshot.progress.iterations_done = true;
    assert_equal_string("done", drawn(), "iterations               1,000   of 1,000\n\n");
}

static void iterations_of_the_warm_up_count_for_the_number_asked_for(void **state)
{
    f.snapshot.progress.iterations_planned = 1000;
    f.snapshot.progress.iterations_done = true;
    f.snapshot.progress.state = RUN_STOPPED;
    f.snapshot.iterations.total.finished = 940;
    f.snapshot.iterations.left_out = 60;
    f.snapshot.warmup.seconds = 2;
    assert_equal_string("warm-up", drawn(), "iterations               1,000   of 1,000, 60 of them in the warm-up\n\n");
    f.snapshot.warmup.seconds = 0;
    assert_equal_string("reset", drawn(), "iterations               1,000   of 1,000, 60 of them before the reset\n\n");
}

#define DRAWN(function) TEST_WITH(function, set_up, clean_up)

TEST_MAIN(DRAWN(a_closed_run_without_a_limit_says_nothing), DRAWN(arrivals_show_what_became_of_them_and_how_late_they_were),
          DRAWN(a_number_of_iterations_that_was_not_reached_is_told),
          DRAWN(iterations_of_the_warm_up_count_for_the_number_asked_for))
