/* SPDX-License-Identifier: MIT */
/* validity_test.c - each rule on both sides of its limits */
#include "verdict/validity.h"

#include "judging.h"

static struct run_validity judged(struct run *r, const struct validity_memory *m)
{
    static const struct validity_memory nothing;
    struct run_validity v;

    validity_judge(&r->s, m ? m : &nothing, &v);
    return v;
}

static void quiet_run(struct run *r)
{
    run_begin(r);
    for (int i = 0; i < 20; i++)
        run_second(r, 100, 0, 20);
    r->s.progress.lag_count = 1000;
    r->s.progress.lag_99_ns = 100 * NANOS_PER_MICRO;
}

static void expect(const char *what, struct run *r, enum validity level, const char *id)
{
    struct run_validity v = judged(r, NULL);

    if (v.level != level || (id && (v.count == 0 || strcmp(v.reasons[0].id, id) != 0)))
        fail_msg("%s: got %s (%s), wanted %s (%s)", what, validity_name(v.level), v.count > 0 ? v.reasons[0].text : "",
                 validity_name(level), id ? id : "");
}

static void a_quiet_run_is_valid(void **state)
{
    struct run r;

    quiet_run(&r);
    expect("quiet", &r, VALIDITY_VALID, NULL);
    run_end(&r);
    run_begin(&r);
    expect("before its first second", &r, VALIDITY_VALID, NULL);
    run_end(&r);
}

static void cpu_counts_only_for_ten_seconds_on_end(void **state)
{
    struct run r;

    quiet_run(&r);
    for (int i = 0; i < 9; i++)
        r.series[i].cpu = 0.99f;
    expect("nine seconds", &r, VALIDITY_VALID, NULL);
    r.series[9].cpu = 0.85f;
    expect("ten seconds, one of them at 85 %", &r, VALIDITY_DEGRADED, "cpu");
    r.series[9].cpu = 0.99f;
    expect("ten seconds", &r, VALIDITY_INVALID, "cpu");
    for (int i = 0; i < 9; i++)
        r.series[i].warmup = true;
    expect("ten seconds, nine of them in the warm-up", &r, VALIDITY_VALID, NULL);
    run_end(&r);
}

static void lag_counts_by_its_share_of_the_service_time(void **state)
{
    struct run r;

    quiet_run(&r); /* service time 10 ms */
    r.s.progress.lag_99_ns = 900 * NANOS_PER_MICRO;
    expect("below 1 ms", &r, VALIDITY_VALID, NULL);
    r.s.progress.lag_99_ns = 2 * NANOS_PER_MILLI;
    expect("20 %", &r, VALIDITY_DEGRADED, "lag");
    r.s.progress.lag_99_ns = 11 * NANOS_PER_MILLI;
    expect("110 %", &r, VALIDITY_INVALID, "lag");
    r.s.progress.lag_99_ns = 2910 * NANOS_PER_MILLI;
    assert_non_null(strstr(judged(&r, NULL).reasons[0].text, "late (p99) by 29100 % of"));
    r.s.iterations.own_lag.count = 1000; /* what had due times says more than timers */
    r.s.iterations.own_lag.quantile_ns[QUANTILE_99] = 900 * NANOS_PER_MICRO;
    r.s.iterations.user_lag.count = 1000; /* waiting for a user is the load model's doing */
    r.s.iterations.user_lag.quantile_ns[QUANTILE_99] = NANOS_PER_SECOND;
    expect("the generator itself was on time", &r, VALIDITY_VALID, NULL);
    r.s.iterations.own_lag.quantile_ns[QUANTILE_99] = 2 * NANOS_PER_MILLI;
    expect("20 % of due times", &r, VALIDITY_DEGRADED, "lag");
    r.s.iterations.own_lag.count = 0;
    r.s.progress.lag_count = 99;
    expect("too few timers", &r, VALIDITY_VALID, NULL);
    run_end(&r);
}

static void dropped_and_exhausted_requests_count_by_their_share(void **state)
{
    struct run r;

    quiet_run(&r); /* 2,000 requests */
    r.s.iterations.total = (struct iteration_counts){.planned = 2000, .dropped_no_user = 1};
    expect("0.05 % dropped", &r, VALIDITY_VALID, NULL);
    r.s.iterations.total.dropped_no_user = 5;
    expect("0.25 % dropped", &r, VALIDITY_DEGRADED, "dropped");
    r.s.iterations.total.dropped_no_user = 50;
    expect("2.4 % dropped", &r, VALIDITY_INVALID, "dropped");
    r.s.iterations.total = (struct iteration_counts){.planned = 2000, .dropped_late = 5};
    expect("0.25 % skipped", &r, VALIDITY_DEGRADED, "skipped");
    r.s.iterations.total.dropped_late = 50;
    expect("2.5 % skipped", &r, VALIDITY_INVALID, "skipped");
    r.s.iterations.total = (struct iteration_counts){0};
    r.errors[0] = (struct snapshot_error){.error = ERROR_NO_PORTS, .occurrences = 1};
    r.s.errors = r.errors;
    r.s.error_count = 1;
    expect("one without a port", &r, VALIDITY_DEGRADED, "exhausted");
    r.errors[0].error = ERROR_NO_DESCRIPTORS;
    r.errors[0].occurrences = 100;
    expect("5 % without a descriptor", &r, VALIDITY_INVALID, "exhausted");
    r.errors[0].error = ERROR_REFUSED;
    expect("refused", &r, VALIDITY_VALID, NULL);
    run_end(&r);
}

static void negative_durations_and_long_steps_count(void **state)
{
    struct run r;

    quiet_run(&r);
    r.s.progress.long_steps = 2;
    expect("two long steps", &r, VALIDITY_VALID, NULL);
    r.s.progress.long_steps = 3;
    expect("three long steps", &r, VALIDITY_DEGRADED, "blocked");
    r.s.progress.long_steps = 0;
    r.s.progress.starved_steps = 2;
    expect("twice without a processor", &r, VALIDITY_VALID, NULL);
    r.s.progress.starved_steps = 3;
    expect("three times", &r, VALIDITY_DEGRADED, "starved");
    r.s.negative_durations = 1;
    expect("the worst comes first", &r, VALIDITY_INVALID, "negative");
    assert_int_equal(judged(&r, NULL).count, 2);
    run_end(&r);
}

static void a_step_of_the_wall_clock_is_remembered(void **state)
{
    struct validity_memory m = {0};
    struct run r;

    quiet_run(&r);
    validity_remember(&m, &r.s);
    run_second(&r, 1, 0, 1);
    validity_remember(&m, &r.s);
    assert_int_equal(judged(&r, &m).level, VALIDITY_VALID);
    run_second(&r, 1, 0, 1);
    r.s.taken_wall_ns -= 3600 * NANOS_PER_SECOND;
    validity_remember(&m, &r.s);
    run_second(&r, 1, 0, 1);
    validity_remember(&m, &r.s);
    assert_int_equal(judged(&r, &m).level, VALIDITY_DEGRADED);
    assert_equal_string("reason", judged(&r, &m).reasons[0].id, "clock");
    assert_near_double("step", judged(&r, &m).reasons[0].value, 3600, 0.001);
    run_end(&r);
}

TEST_MAIN(TEST(a_quiet_run_is_valid), TEST(cpu_counts_only_for_ten_seconds_on_end),
          TEST(lag_counts_by_its_share_of_the_service_time), TEST(dropped_and_exhausted_requests_count_by_their_share),
          TEST(negative_durations_and_long_steps_count), TEST(a_step_of_the_wall_clock_is_remembered))
