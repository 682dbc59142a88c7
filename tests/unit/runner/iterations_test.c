/* SPDX-License-Identifier: MIT */
/* runner/iterations_test.c - a run of N iterations does exactly N, whoever ends early, and says so when it cannot */
#include "run.h"

#include <stdlib.h>

#include "base/random.h"

static unsigned begun;
static struct random chance;

static int any_ending(cic_user *u)
{
    uint64_t which = random_below(&chance, 20);

    begun++;
    if (which < 10)
        cic_get(u, which < 8 ? "/" : "/status/500");
    else if (which < 13)
        cic_sleep(u, 0.001);
    if (which == 13)
        cic_get(u, "http://127.0.0.1:1/", .name = "refused");
    return which == 19 && cic_number(u) > 0 ? CIC_STOP_USER : which == 18 ? CIC_AGAIN : CIC_OK; /* one user stays */
}

static void after_all(struct run *r, const struct snapshot *s)
{
    const struct iteration_counts *c = &s->iterations.total;

    assert_equal_string("reason", s->progress.stop_reason, "all iterations done");
    assert_equal_u64("functions called", begun, r->plan.iterations);
    assert_equal_u64("begun", c->begun, r->plan.iterations);
    assert_equal_u64("finished", c->finished, r->plan.iterations);
    assert_equal_u64("planned", s->progress.iterations_planned, r->plan.iterations);
    assert_true(s->progress.iterations_done);
}

static unsigned trials(void)
{
    const char *wanted = getenv("CICADA_TRIALS"); /* make test-slow: 1000 */
    uint64_t count = 50;

    if (wanted && !text_to_u64(text_from(wanted), &count))
        fail_msg("CICADA_TRIALS is no number: %s", wanted);
    return (unsigned)count;
}

static void the_number_is_exact(void **state)
{
    const cic_task_set inner = {.name = "inner", .tasks = CIC_TASKS({1, "again", any_ending})};
    const cic_user_class tester = CIC_USER(.name = "Tester", .wait = CIC_BETWEEN(0, 0.002),
                                           .tasks = CIC_TASKS({3, "any", any_ending}, {1, "inner", .set = &inner}));
    const cic_user_class visitor = CIC_USER(.name = "Visitor", .tasks = CIC_TASKS({1, "any", any_ending}));

    random_init(&chance, /* seed */ 3, 0);
    for (unsigned i = 0; i < trials(); i++) {
        bool open = i % 3 == 2;
        struct run r = {.classes = {open ? &visitor : &tester},
                        .users = open ? 0 : 1 + (uint32_t)random_below(&chance, 12),
                        .rate = 1 + (double)random_below(&chance, 5000),
                        .plan = {.seed = i, .iterations = 1 + random_below(&chance, 150), .poisson = i % 2},
                        .after = after_all};

        if (open) {
            r.plan.rate = 5000;
            r.plan.max_users = 1 + (uint32_t)random_below(&chance, 10);
        }
        begun = 0;
        run_it(&r);
    }
}

static int asks_by_class(cic_user *u)
{
    begun++;
    cic_get(u, "/", .name = cic_class_name(u));
    return CIC_OK;
}

static void after_classes(struct run *r, const struct snapshot *s)
{
    assert_equal_string("reason", s->progress.stop_reason, "all iterations done");
    assert_equal_u64("first", row_of(s, "First")->completed, 17);
    assert_equal_u64("second", row_of(s, "Second")->completed, 30);
    assert_equal_u64("planned", s->progress.iterations_planned, 47);
}

static void each_class_has_its_own_number(void **state)
{
    const cic_user_class first = CIC_USER(.name = "First", .iterations = 17, .tasks = CIC_TASKS({1, "asks", asks_by_class}));
    const cic_user_class second = CIC_USER(.name = "Second", .iterations = 30, .tasks = CIC_TASKS({1, "asks", asks_by_class}));

    run_it(&(struct run){.classes = {&first, &second}, .users = 7, .after = after_classes});
}

static int ends_after_two(cic_user *u)
{
    begun++;
    return ++*(int *)cic_data(u) == 2 ? CIC_STOP_USER : CIC_OK;
}

static void after_too_few(struct run *r, const struct snapshot *s)
{
    assert_equal_string("reason", s->progress.stop_reason, "all users ended before all iterations were done");
    assert_equal_u64("finished", s->iterations.total.finished, 6);
    assert_false(s->progress.iterations_done);
}

static void it_says_when_no_user_is_left(void **state)
{
    const cic_user_class tester = CIC_USER(.name = "Tester", .data_size = sizeof(int),
                                           .tasks = CIC_TASKS({1, "ends", ends_after_two}));

    run_it(&(struct run){.classes = {&tester}, .users = 3, .plan.iterations = 100, .after = after_too_few});
}

static int hangs(cic_user *u)
{
    begun++;
    cic_get(u, "/hang");
    return CIC_OK;
}

static void after_an_interruption(struct run *r, const struct snapshot *s)
{
    assert_equal_u64("interrupted", s->iterations.total.interrupted, 4);
    assert_equal_u64("finished", s->iterations.total.finished, 0);
    assert_false(s->progress.iterations_done);
}

static void what_the_end_of_the_run_cut_off_is_interrupted(void **state)
{
    const cic_user_class tester = CIC_USER(.name = "Tester", .tasks = CIC_TASKS({1, "hangs", hangs}));

    run_it(&(struct run){
        .classes = {&tester}, .users = 4, .plan = {.iterations = 100, .run_time_s = 0.2}, .after = after_an_interruption});
}

SCENE_MAIN(TEST(the_number_is_exact), TEST(each_class_has_its_own_number), TEST(it_says_when_no_user_is_left),
           TEST(what_the_end_of_the_run_cut_off_is_interrupted))
