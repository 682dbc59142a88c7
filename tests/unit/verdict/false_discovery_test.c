/* SPDX-License-Identifier: MIT */
/* Benjamini-Hochberg: the example of their paper, and what it promises. */
#include "support.h"

#include "base/random.h"
#include "verdict/false_discovery.h"

#define MANY 200

static void adjust(double *p, size_t count)
{
    double *at[MANY];

    for (size_t i = 0; i < count; i++)
        at[i] = &p[i];
    false_discovery_adjust(at, count);
}

/* Benjamini & Hochberg 1995, section 3: of these fifteen, four are called at 5 %. */
static void the_example_of_the_paper_comes_out(void **state)
{
    double p[] = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                  0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1};
    unsigned called = 0;

    adjust(p, COUNT(p));
    for (size_t i = 0; i < COUNT(p); i++)
        called += p[i] <= 0.05;
    assert_int_equal(called, 4);
    assert_near_double("the first", p[0], 0.0015, 1e-9);
    assert_near_double("the fourth", p[3], 0.0095 * 15 / 4, 1e-9);
    assert_near_double("the sixth, bounded by the seventh", p[5], 0.0298 * 15 / 7, 1e-9);
    assert_near_double("the last", p[14], 1, 0);
}

static void the_order_of_the_caller_stays(void **state)
{
    double p[] = {0.5, 0.001, 0.9};

    adjust(p, 3);
    assert_near_double("the smallest", p[1], 0.003, 1e-12);
    assert_near_double("the middle one", p[0], 0.75, 1e-12);
    assert_near_double("the largest", p[2], 0.9, 1e-12);
    adjust(p, 0);
}

static void chance_alone_calls_anything_in_five_of_a_hundred_cases(void **state)
{
    unsigned called = 0;
    struct random r;

    random_init(&r, 3, 0);
    for (unsigned trial = 0; trial < 1000; trial++) {
        double p[MANY], least = 1;

        for (size_t i = 0; i < MANY; i++)
            p[i] = random_unit(&r);
        adjust(p, MANY);
        for (size_t i = 0; i < MANY; i++)
            least = MIN(least, p[i]);
        called += least <= 0.05;
    }
    if (called < 25 || called > 75)
        fail_msg("something was called in %u of 1000 cases, wanted about 50", called);
}

TEST_MAIN(TEST(the_example_of_the_paper_comes_out), TEST(the_order_of_the_caller_stays),
          TEST(chance_alone_calls_anything_in_five_of_a_hundred_cases))
