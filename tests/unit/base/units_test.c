/* SPDX-License-Identifier: MIT */
/* tests of base/units.c */
#include "support.h"

#include <locale.h>

#include "base/random.h"
#include "base/units.h"

static void durations_are_read_as_locust_does_and_finer(void **state)
{
    static const struct {
        const char *text;
        double wanted;
    } cases[] = {
        {"20", 20},      {"20s", 20},    {"3m", 180},       {"2h", 7200},       {"1h20m", 4800}, {"3h30m10s", 12610},
        {"1h10s", 3610}, {"500ms", 0.5}, {"1.5s", 1.5},     {"1.5", 1.5},       {"0", 0},        {"90m", 5400},
        {"38us", 38e-6}, {"5ns", 5e-9},  {" 2m 05s ", 125}, {"1s 500 ms", 1.5}, {"1.5h", 5400},  {"1s1ms1us", 1.001001},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *problem = NULL;
        double seconds = -1;

        if (!units_read_duration(text_from(cases[i].text), &seconds, &problem))
            fail_msg("\"%s\" was refused: %s", cases[i].text, problem);
        assert_near_double(cases[i].text, seconds, cases[i].wanted, 1e-9 * cases[i].wanted);
    }
}

static void what_is_no_duration_is_refused_with_a_reason(void **state)
{
    static const struct {
        const char *text, *reason;
    } cases[] = {
        {"", "not a duration"},         {" ", "not a duration"},      {"s", "not a duration"},     {"-5", "not a duration"},
        {"+5", "not a duration"},       {".5s", "not a duration"},    {"5s-", "not a duration"},   {"1e3", "unknown unit"},
        {"0x10", "unknown unit"},       {"5d", "unknown unit"},       {"5S", "unknown unit"},      {"5 minutes", "unknown unit"},
        {"1h20", "a number has no"},    {"20 30", "a number has no"}, {"1,5s", "a number has no"}, {"5s3m", "units must go"},
        {"5s5s", "units must go"},      {"1ms1s", "units must go"},   {"1000000h", "longer than"}, {"nan", "not a duration"},
        {"9999999999999999", "longer"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *problem = NULL;
        double seconds = -1;

        if (units_read_duration(text_from(cases[i].text), &seconds, &problem))
            fail_msg("\"%s\" was read as %g", cases[i].text, seconds);
        assert_non_null(problem);
        if (strncmp(problem, cases[i].reason, strlen(cases[i].reason)) != 0)
            fail_msg("\"%s\": got \"%s\", wanted \"%s...\"", cases[i].text, problem, cases[i].reason);
        assert_near_double("untouched", seconds, -1, 0);
    }
}

static void sizes_are_read_in_thousands_and_in_1024s(void **state)
{
    static const struct {
        const char *text;
        uint64_t wanted;
    } cases[] = {
        {"0", 0},
        {"64", 64},
        {"64B", 64},
        {"64k", 64000},
        {"64kB", 64000},
        {"64K", 64000},
        {"1.5M", 1500000},
        {"2G", 2000000000},
        {"1T", 1000000000000},
        {"512KiB", 524288},
        {"4.0 KiB", 4096},
        {"1MiB", 1048576},
        {"1Mi", 1048576},
        {"2GiB", 2147483648},
        {"1TiB", 1099511627776},
        {"0.5KiB", 512},
        {"1.4", 1},
        {"12 B", 12},
        {"18446744073709551615", UINT64_MAX},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *problem = NULL;
        uint64_t bytes = 1;

        if (!units_read_size(text_from(cases[i].text), &bytes, &problem))
            fail_msg("\"%s\" was refused: %s", cases[i].text, problem);
        assert_equal_u64(cases[i].text, bytes, cases[i].wanted);
    }
}

static void what_is_no_size_is_refused_with_a_reason(void **state)
{
    static const char *const bad[] = {"",         "B",    "-1",    "k",   "1kk",   "1KiBB", "1x",
                                      "1.5.5M",   "1,5M", "1 M x", "1e3", "0x100", "inf",   "18446744073709551616",
                                      "20000000T"};

    for (size_t i = 0; i < COUNT(bad); i++) {
        const char *problem = NULL;
        uint64_t bytes = 7;

        if (units_read_size(text_from(bad[i]), &bytes, &problem))
            fail_msg("\"%s\" was read as %" PRIu64, bad[i], bytes);
        assert_non_null(problem);
        assert_equal_u64("untouched", bytes, 7);
    }
}

static void durations_are_written_with_three_digits(void **state)
{
    static const struct {
        uint64_t nanos;
        const char *wanted;
    } cases[] = {
        {0, "0 ns"},
        {870, "870 ns"},
        {999, "999 ns"},
        {1000, "1.00 us"},
        {9994, "9.99 us"},
        {9995, "10 us"},
        {38400, "38 us"},
        {999499, "999 us"},
        {999500, "1.00 ms"},
        {1240000, "1.24 ms"},
        {9994999, "9.99 ms"},
        {9995000, "10.0 ms"},
        {12345678, "12.3 ms"},
        {99950000, "100 ms"},
        {999499999, "999 ms"},
        {999500000, "1.00 s"},
        {1500000000, "1.50 s"},
        {59949999999, "59.9 s"},
        {59950000000, "1m 00s"},
        {125 * NANOS_PER_SECOND, "2m 05s"},
        {3599 * NANOS_PER_SECOND, "59m 59s"},
        {3600 * NANOS_PER_SECOND - 1, "1h 00m"},
        {3900 * NANOS_PER_SECOND, "1h 05m"},
        {UINT64_MAX, "5124095h 35m"},
    };
    char out[UNITS_TEXT];

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_equal_string("duration", units_write_nanos(cases[i].nanos, out), cases[i].wanted);
}

static void counts_are_written_with_three_digits(void **state)
{
    static const struct {
        double count;
        const char *wanted;
    } cases[] = {
        {0, "0"},        {1, "1"},         {950, "950"},    {3.518, "3.52"},  {12.34, "12.3"},     {999, "999"},
        {999.4, "999"},  {999.6, "1.00k"}, {1000, "1.00k"}, {12345, "12.3k"}, {4560000, "4.56M"},  {999600, "1.00M"},
        {1e18, "1.00E"}, {1e300, ">999E"}, {-1, "-"},       {NAN, "-"},       {INFINITY, ">999E"},
    };
    char out[UNITS_TEXT];

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_equal_string("count", units_write_count(cases[i].count, out), cases[i].wanted);
}

static void bytes_are_written_in_1024s(void **state)
{
    static const struct {
        double bytes;
        const char *wanted;
    } cases[] = {
        {0, "0 B"},
        {512, "512 B"},
        {1023, "1023 B"},
        {1024, "1.0 KiB"},
        {4096, "4.0 KiB"},
        {1023.99 * 1024, "1.0 MiB"},
        {1.2 * 1024 * 1024 * 1024, "1.2 GiB"},
        {0x1p63, "8.0 EiB"},
        {1e30, ">999 EiB"},
        {-1, "-"},
        {NAN, "-"},
    };
    char out[UNITS_TEXT];

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_equal_string("bytes", units_write_bytes(cases[i].bytes, out), cases[i].wanted);
}

static void spans_are_written_as_on_a_clock(void **state)
{
    static const struct {
        double seconds;
        const char *wanted;
    } cases[] = {
        {0, "0:00"},       {20, "0:20"},      {59.6, "1:00"},        {65, "1:05"}, {3599.4, "59:59"},
        {3600, "1:00:00"}, {3900, "1:05:00"}, {360000, "100:00:00"}, {-3, "0:00"}, {NAN, "0:00"},
    };
    char out[UNITS_TEXT];

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_equal_string("span", units_write_span(cases[i].seconds, out), cases[i].wanted);
    assert_true(strlen(units_write_span(INFINITY, out)) > 0);
}

static void what_is_written_is_read_back_as_nearly_the_same(void **state)
{
    struct random r;
    char out[UNITS_TEXT];

    random_init(&r, 1, 0);
    for (int i = 0; i < 50000; i++) {
        double nanos = exp(random_uniform(&r, 0, log(1e16)));
        double bytes = exp(random_uniform(&r, log(1024), log(1e15)));
        const char *problem = NULL;
        uint64_t size = 0;
        double seconds = 0;

        /* The worst rounding is half a microsecond in 10, and half a minute in an hour. */
        units_write_nanos((uint64_t)nanos, out);
        if (!units_read_duration(text_from(out), &seconds, &problem))
            fail_msg("\"%s\" was refused: %s", out, problem);
        assert_near_double(out, seconds * 1e9, floor(nanos), 0.051 * nanos);

        units_write_bytes(bytes, out);
        if (!units_read_size(text_from(out), &size, &problem))
            fail_msg("\"%s\" was refused: %s", out, problem);
        assert_near_double(out, (double)size, bytes, 0.051 * bytes);

        units_write_count(bytes, out);
        if (bytes < 9.9e14 && !units_read_size(text_from(out), &size, &problem))
            fail_msg("\"%s\" was refused: %s", out, problem);
        if (bytes < 9.9e14)
            assert_near_double(out, (double)size, bytes, 0.0051 * bytes);
    }
}

static void rates_are_read_per_second(void **state)
{
    static const struct {
        const char *text;
        double rate;
    } good[] = {{"500/s", 500}, {"30/m", 0.5}, {"7200/h", 2}, {"12.5", 12.5}, {" 2 / s ", 2}};
    static const char *const bad[] = {"", "/s", "5/", "5/d", "5s", "-5/s", "5/s/s", "x", "5 s", "1e3/s"};
    const char *problem;
    double rate;

    for (size_t i = 0; i < COUNT(good); i++) {
        if (!units_read_rate(text_from(good[i].text), &rate, &problem))
            fail_msg("%s: refused: %s", good[i].text, problem);
        assert_near_double(good[i].text, rate, good[i].rate, 1e-12);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        problem = NULL;
        if (units_read_rate(text_from(bad[i]), &rate, &problem) || !problem)
            fail_msg("\"%s\" was read as %g", bad[i], rate);
    }
}

static void the_decimal_point_does_not_follow_the_locale(void **state)
{
    char out[UNITS_TEXT];

    if (!setlocale(LC_NUMERIC, "de_DE.UTF-8") && !setlocale(LC_NUMERIC, "fr_FR.UTF-8"))
        skip();
    units_write_nanos(1240000, out);
    setlocale(LC_NUMERIC, "C");
    assert_string_equal(out, "1.24 ms");
}

TEST_MAIN(TEST(durations_are_read_as_locust_does_and_finer), TEST(what_is_no_duration_is_refused_with_a_reason),
          TEST(sizes_are_read_in_thousands_and_in_1024s), TEST(what_is_no_size_is_refused_with_a_reason),
          TEST(durations_are_written_with_three_digits), TEST(counts_are_written_with_three_digits),
          TEST(bytes_are_written_in_1024s), TEST(spans_are_written_as_on_a_clock), TEST(rates_are_read_per_second),
          TEST(what_is_written_is_read_back_as_nearly_the_same), TEST(the_decimal_point_does_not_follow_the_locale))
