/* SPDX-License-Identifier: MIT */
/* output/number_test.c - layouts of numbers */
#include "support.h"

#include "base/random.h"
#include "output/number.h"

static void floats_are_written_as_python_writes_them(void **state)
{
    static const struct {
        double value;
        const char *wanted;
    } cases[] = {{0, "0.0"},
                 {-0.0, "-0.0"},
                 {0.1, "0.1"},
                 {1, "1.0"},
                 {12.5, "12.5"},
                 {100, "100.0"},
                 {1.0 / 3, "0.3333333333333333"},
                 {2.0 / 3, "0.6666666666666666"},
                 {0.1 + 0.2, "0.30000000000000004"},
                 {123456789.125, "123456789.125"},
                 {0.0001, "0.0001"},
                 {0.00001, "1e-05"},
                 {1.5e-7, "1.5e-07"},
                 {9007199254740993.0, "9007199254740992.0"},
                 {1e15, "1000000000000000.0"},
                 {1e16, "1e+16"},
                 {1.25e22, "1.25e+22"},
                 {1e300, "1e+300"},
                 {5e-324, "5e-324"},
                 {-2.5, "-2.5"},
                 {NAN, "nan"},
                 {-INFINITY, "-inf"}};

    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[NUMBER_TEXT];

        assert_equal_string(cases[i].wanted, number_repr(cases[i].value, text), cases[i].wanted);
    }
}

static void any_double_reads_back_as_itself(void **state)
{
    struct random r;

    random_init(&r, 7, 0);
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = random_u64(&r);
        char text[NUMBER_TEXT];
        double value;

        memcpy(&value, &bits, sizeof value);
        if (isfinite(value) && strtod(number_repr(value, text), NULL) != value)
            fail_msg("%a was written as %s", value, text);
    }
}

static void milliseconds_from_nanoseconds_read_as_the_float_does(void **state)
{
    struct random r;

    random_init(&r, 11, 0);
    for (int i = 0; i < 20000; i++) {
        uint64_t nanos = i < 300 ? (uint64_t)i : random_u64(&r) >> random_below(&r, 64);
        char fast[NUMBER_TEXT], slow[NUMBER_TEXT];

        assert_equal_string("ms", number_repr_milliseconds(nanos, fast), number_repr(number_milliseconds(nanos), slow));
    }
}

static void thousands_are_grouped(void **state)
{
    char text[NUMBER_TEXT];

    assert_equal_string("0", number_grouped(0, text), "0");
    assert_equal_string("999", number_grouped(999, text), "999");
    assert_equal_string("1000", number_grouped(1000, text), "1,000");
    assert_equal_string("largest", number_grouped(UINT64_MAX, text), "18,446,744,073,709,551,615");
}

static void a_noun_takes_an_s_but_for_one(void **state)
{
    char text[NUMBER_TEXT];

    assert_equal_string("0", number_of(0, "user", text), "0 users");
    assert_equal_string("1", number_of(1, "user", text), "1 user");
    assert_equal_string("1000", number_of(1000, "more request", text), "1,000 more requests");
    assert_equal_string("largest", number_of(UINT64_MAX, "request", text), "18,446,744,073,709,551,615 requests");
}

static void rates_round_to_one_decimal(void **state)
{
    char text[NUMBER_TEXT];

    assert_equal_string("0", number_rate(0, text), "0.0");
    assert_equal_string("rounded up", number_rate(999.96, text), "1,000.0");
    assert_equal_string("12345.67", number_rate(12345.67, text), "12,345.7");
    assert_equal_string("nan", number_rate(NAN, text), "-");
    assert_equal_string("inf", number_rate(INFINITY, text), "-");
}

static void shares_never_hide_a_few_or_feign_all(void **state)
{
    char text[NUMBER_TEXT];

    assert_equal_string("none of none", number_share(0, 0, text), "0.00 %");
    assert_equal_string("none", number_share(0, 10, text), "0.00 %");
    assert_equal_string("one of a million", number_share(1, 1000000, text), "<0.01 %");
    assert_equal_string("all but one", number_share(999999, 1000000, text), ">99.99 %");
    assert_equal_string("all", number_share(10, 10, text), "100.00 %");
    assert_equal_string("88.54", number_share(14090, 15914, text), "88.54 %");
}

static void durations_beyond_an_hour_and_of_nothing_have_words(void **state)
{
    char text[NUMBER_TEXT];

    assert_equal_string("none", number_duration(5, 0, text), "-");
    assert_equal_string("too long", number_duration(UINT64_MAX, 1, text), "> 1 h");
    assert_equal_string("12.3 ms", number_duration(12345678, 1, text), "12.3 ms");
}

TEST_MAIN(TEST(floats_are_written_as_python_writes_them), TEST(any_double_reads_back_as_itself),
          TEST(milliseconds_from_nanoseconds_read_as_the_float_does), TEST(thousands_are_grouped),
          TEST(a_noun_takes_an_s_but_for_one), TEST(rates_round_to_one_decimal), TEST(shares_never_hide_a_few_or_feign_all),
          TEST(durations_beyond_an_hour_and_of_nothing_have_words))
