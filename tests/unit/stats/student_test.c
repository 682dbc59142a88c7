/* SPDX-License-Identifier: MIT */
/* Student's t against the printed tables. */
#include "support.h"

#include "stats/student.h"

static void distances_are_those_of_the_tables(void **state)
{
    static const struct {
        double p, freedom, distance;
    } table[] = {{0.05, 1, 12.7062},   {0.05, 2, 4.30265}, {0.05, 4, 2.77645},  {0.05, 10, 2.22814},       {0.05, 29, 2.04523},
                 {0.05, 120, 1.97993}, {0.01, 5, 4.03214}, {0.10, 15, 1.75305}, {0.05, INFINITY, 1.95996}, {0.001, 30, 3.64596}};

    for (size_t i = 0; i < COUNT(table); i++) {
        assert_near_double("distance", student_distance(table[i].p, table[i].freedom), table[i].distance, 1e-4);
        assert_near_double("probability", student_two_sided(table[i].distance, table[i].freedom), table[i].p, 1e-5);
    }
}

static void extremes_have_an_answer(void **state)
{
    assert_near_double("at 0", student_two_sided(0, 3), 1, 1e-12);
    assert_near_double("far out", student_two_sided(INFINITY, 3), 0, 0);
    assert_near_double("both sides alike", student_two_sided(-2, 7), student_two_sided(2, 7), 0);
    assert_near_double("not a number", student_two_sided(NAN, 7), 1, 0);
    assert_near_double("all of it", student_distance(1, 7), 0, 1e-6);
    assert_near_double("many degrees of freedom", student_two_sided(1.96, 999999), student_two_sided(1.96, 2e6), 1e-6);
}

static void half_degrees_of_freedom_lie_between_whole_ones(void **state)
{
    double between = student_distance(0.05, 4.5);

    assert_true(between < student_distance(0.05, 4) && between > student_distance(0.05, 5));
}

TEST_MAIN(TEST(distances_are_those_of_the_tables), TEST(extremes_have_an_answer),
          TEST(half_degrees_of_freedom_lie_between_whole_ones))
