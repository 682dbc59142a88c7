/* SPDX-License-Identifier: MIT */
/* tests/unit/runner/dispatch_test.c - the order in which classes get users, against the order of Locust's dispatcher */
#include "support.h"

#include "runner/dispatch.h"

/* Starts `users` users and writes the first letters of their classes. */
static const char *order_of(struct dispatch_class *classes, size_t count, size_t users)
{
    static char out[200];
    size_t i;

    for (i = 0; i < users; i++) {
        ssize_t next = dispatch_next(classes, count);

        if (next < 0)
            break;
        classes[next].users++;
        out[i] = classes[next].name[0];
    }
    out[i] = '\0';
    return out;
}

static void users_come_in_the_order_of_locust(void **state)
{
    struct dispatch_class five_one[] = {{"A", 5}, {"B", 1}};
    struct dispatch_class equal[] = {{"A", 1}, {"B", 1}, {"C", 1}};
    struct dispatch_class three_two_one[] = {{"A", 3}, {"B", 2}, {"C", 1}};
    struct dispatch_class one[] = {{"A", 3}};

    assert_equal_string("5:1", order_of(five_one, 2, 24), "AABAAAAABAAAAABAAAAABAAA");
    assert_equal_string("1:1:1", order_of(equal, 3, 7), "ABCABCA");
    assert_equal_string("3:2:1", order_of(three_two_one, 3, 12), "ABCABAABCABA");
    assert_equal_string("alone", order_of(one, 1, 3), "AAA");
}

static void ties_go_by_name_and_not_by_place(void **state)
{
    struct dispatch_class classes[] = {{"C", 1}, {"A", 1}, {"B", 1}};

    assert_equal_string("order", order_of(classes, 3, 6), "ABCABC");
}

static void the_mix_is_never_far_from_the_weights(void **state)
{
    struct dispatch_class classes[] = {{"A", 7}, {"B", 2}, {"C", 0.5}};
    const double sum = 9.5;

    for (uint32_t n = 1; n <= 10000; n++) {
        classes[dispatch_next(classes, 3)].users++;
        for (size_t i = 0; i < 3; i++)
            if (fabs(classes[i].users - n * classes[i].weight / sum) > 2)
                fail_msg("of %u users %u are of class %s", n, classes[i].users, classes[i].name);
    }
    for (size_t i = 0; i < 3; i++)
        assert_near_double(classes[i].name, classes[i].users, 10000 * classes[i].weight / sum, 1);
}

static void fixed_counts_come_first_and_stay_fixed(void **state)
{
    struct dispatch_class classes[] = {{"A", 1}, {"F", 1, .fixed_count = 2}, {"G", 100, .fixed_count = 1}};
    struct dispatch_class only_fixed[] = {{"F", 1, .fixed_count = 2}, {"G", 1, .fixed_count = 1}};

    order_of(classes, 3, 3);
    assert_int_equal(classes[0].users, 0);
    assert_int_equal(classes[1].users, 2);
    assert_int_equal(classes[2].users, 1);
    assert_equal_string("the rest", order_of(classes, 3, 4), "AAAA");
    order_of(only_fixed, 2, 3);
    assert_int_equal(dispatch_next(only_fixed, 2), -1);
    only_fixed[0].users--; /* one left: its place is free */
    assert_int_equal(dispatch_next(only_fixed, 2), 0);
}

static void the_mix_is_mended_after_users_left(void **state)
{
    struct dispatch_class classes[] = {{"A", 1, .users = 0}, {"B", 1, .users = 5}};

    assert_equal_string("order", order_of(classes, 2, 7), "AAAAAAB");
}

TEST_MAIN(TEST(users_come_in_the_order_of_locust), TEST(ties_go_by_name_and_not_by_place),
          TEST(the_mix_is_never_far_from_the_weights), TEST(fixed_counts_come_first_and_stay_fixed),
          TEST(the_mix_is_mended_after_users_left))
