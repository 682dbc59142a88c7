/* SPDX-License-Identifier: MIT */
/* plan/amounts_test.c - what --rate and --iterations take, and where their mistakes are shown */
#include "support.h"

#include "base/mem.h"
#include "plan/amounts.h"

static struct arena arena;

static int forget(void **state)
{
    arena_reset(&arena);
    arena_pool_drain();
    return 0;
}

static struct plan_amounts read_well(const char *text, enum plan_amount_kind kind)
{
    struct plan_amount_problem problem;
    struct plan_amounts out;

    if (!plan_amounts_read(text_from(text), kind, &arena, &out, &problem))
        fail_msg("%s: %s (%s)", text, problem.sentence, problem.hint);
    return out;
}

static void an_amount_is_for_the_run_or_for_classes(void **state)
{
    struct plan_amounts a = read_well("500/s", PLAN_RATE);

    assert_int_equal(a.count, 1);
    assert_int_equal(a.at[0].class_name.size, 0);
    assert_near_double("a second", a.at[0].value, 500, 0);
    assert_near_double("a minute", read_well("30000/m", PLAN_RATE).at[0].value, 500, 1e-9);
    assert_near_double("a minute", read_well("30 / min", PLAN_RATE).at[0].value, 0.5, 1e-9);
    assert_near_double("an hour", read_well("1/h", PLAN_RATE).at[0].value, 1 / 3600.0, 1e-12);
    assert_near_double("a fraction", read_well("0.25/s", PLAN_RATE).at[0].value, 0.25, 0);

    a = read_well(" AuthUser = 50/s, PaymentUser=600/m ", PLAN_RATE);
    assert_int_equal(a.count, 2);
    assert_true(text_equal(a.at[0].class_name, TEXT("AuthUser")));
    assert_true(text_equal(a.at[1].class_name, TEXT("PaymentUser")));
    assert_near_double("first", a.at[0].value, 50, 0);
    assert_near_double("second", a.at[1].value, 10, 1e-9);
    assert_int_equal(a.at[1].at, 18);
    assert_int_equal(a.at[1].size, 11);

    assert_near_double("a count", read_well("100", PLAN_COUNT).at[0].value, 100, 0);
    assert_near_double("of a class", read_well("A=7", PLAN_COUNT).at[0].value, 7, 0);
}

static void mistakes_are_shown_where_they_are(void **state)
{
    static const struct {
        enum plan_amount_kind kind;
        const char *text;
        size_t at, size;
    } cases[] = {
        {PLAN_RATE, "", 0, 0},         {PLAN_RATE, "500", 0, 3},       {PLAN_RATE, "500/x", 4, 1},
        {PLAN_RATE, "x/s", 0, 1},      {PLAN_RATE, "/s", 0, 2},        {PLAN_RATE, "0/s", 0, 1},
        {PLAN_RATE, "-5/s", 0, 2},     {PLAN_RATE, "1e9/s", 0, 3},     {PLAN_RATE, "nan/s", 0, 3},
        {PLAN_RATE, "A=5/s,B", 6, 1},  {PLAN_RATE, "5/s,A=5/s", 0, 3}, {PLAN_RATE, "A=5/s,A=6/s", 6, 1},
        {PLAN_RATE, "=5/s", 0, 4},     {PLAN_RATE, "A=", 2, 0},        {PLAN_RATE, "A=5/s,", 6, 0},
        {PLAN_RATE, "A=5/s/s", 4, 3},  {PLAN_COUNT, "0", 0, 1},        {PLAN_COUNT, "1.5", 0, 3},
        {PLAN_COUNT, "A=-1", 2, 2},    {PLAN_COUNT, "100/s", 0, 5},    {PLAN_COUNT, "9999999999999", 0, 13},
        {PLAN_COUNT, "A=1,B=x", 6, 1},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct plan_amount_problem problem;
        struct plan_amounts out;

        if (plan_amounts_read(text_from(cases[i].text), cases[i].kind, &arena, &out, &problem))
            fail_msg("\"%s\" was taken", cases[i].text);
        if (problem.at != cases[i].at || problem.size != cases[i].size)
            fail_msg("\"%s\": %s: at %zu, %zu bytes; wanted %zu, %zu", cases[i].text, problem.sentence, problem.at, problem.size,
                     cases[i].at, cases[i].size);
        assert_true(strlen(problem.hint) > 0);
    }
}

static void hostile_text_is_refused(void **state)
{
    struct plan_amount_problem problem;
    struct plan_amounts out;
    char *long_list = mem_alloc(20000);

    memset(long_list, ',', 20000);
    assert_false(plan_amounts_read((struct text){long_list, 20000}, PLAN_RATE, &arena, &out, &problem));
    memset(long_list, '=', 20000);
    assert_false(plan_amounts_read((struct text){long_list, 20000}, PLAN_RATE, &arena, &out, &problem));
    memset(long_list, '9', 20000);
    assert_false(plan_amounts_read((struct text){long_list, 20000}, PLAN_COUNT, &arena, &out, &problem));
    memset(long_list, '\0', 20000);
    assert_false(plan_amounts_read((struct text){long_list, 20000}, PLAN_COUNT, &arena, &out, &problem));
    mem_free(long_list);
}

TEST_MAIN(TEST_WITH(an_amount_is_for_the_run_or_for_classes, NULL, forget),
          TEST_WITH(mistakes_are_shown_where_they_are, NULL, forget), TEST_WITH(hostile_text_is_refused, NULL, forget))
