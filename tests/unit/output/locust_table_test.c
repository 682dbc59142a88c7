/* SPDX-License-Identifier: MIT */
/* output/locust_table_test.c - byte for byte what Locust prints for the same numbers */
#include "text_scene.h"

#include "output/locust_table.h"

#define ROOM 65536

/* What locust/stats.py of 2.12.1 prints for the same numbers: get_stats_summary(stats, current=False). */
static const char locust_stats[] = "Type     Name                                                                          # "
                                   "reqs      # fails |    Avg     Min     Max    Med |   req/s  failures/s\n"
                                   "--------|----------------------------------------------------------------------------|-------"
                                   "|-------------|-------|-------|-------|-------|--------|-----------\n"
                                   "GET      /items                                                                            "
                                   "40     0(0.00%) |     12       0      98     12 |    2.00        0.00\n"
                                   "POST     /data                                                                             "
                                   "60   55(91.67%) |     12       0      98     12 |    3.00        2.75\n"
                                   "--------|----------------------------------------------------------------------------|-------"
                                   "|-------------|-------|-------|-------|-------|--------|-----------\n"
                                   "         Aggregated                                                                       "
                                   "100   55(55.00%) |     12       0      98     12 |    5.00        2.75\n"
                                   "\n";

/* get_percentile_stats_summary, with STATS_NAME_WIDTH = 20. */
static const char locust_percentiles[] =
    "Response time percentiles (approximated)\n"
    "Type     Name                      50%    66%    75%    80%    90%    95%    98%    99%  99.9% 99.99%   100% # reqs\n"
    "--------|--------------------|--------|------|------|------|------|------|------|------|------|------|------|------\n"
    "GET      /items                     12     12     12     12     12     12     12     12     12     12     99     40\n"
    "POST     /data                      12     12     12     12     12     12     12     12     12     12     99     60\n"
    "--------|--------------------|--------|------|------|------|------|------|------|------|------|------|------|------\n"
    "         Aggregated                 12     12     12     12     12     12     12     12     12     12     99    100\n"
    "\n";

/* get_error_report_summary, with STATS_NAME_WIDTH = 20. */
static const char locust_errors[] =
    "Error report\n"
    "# occurrences      Error                                                                                               \n"
    "------------------|---------------------------------------------------------------------------------\n"
    "55                 POST /data: 403 Forbidden                                                                           \n"
    "------------------|---------------------------------------------------------------------------------\n"
    "\n";

static void tables_are_those_of_locust_to_the_byte(void **state)
{
    locust_table_stats(&f.snapshot, false, LOCUST_TABLE_NAME_WIDTH, &out);
    assert_equal_string("stats", buffer_cstring(&out), locust_stats);
    buffer_clear(&out);
    locust_table_percentiles(&f.snapshot, 20, &out);
    assert_equal_string("percentiles", buffer_cstring(&out), locust_percentiles);
    buffer_clear(&out);
    locust_table_errors(&f.snapshot, 20, &out);
    assert_equal_string("errors", buffer_cstring(&out), locust_errors);
}

static void periodic_tables_show_the_rates_of_the_last_seconds(void **state)
{
    locust_table_stats(&f.snapshot, true, LOCUST_TABLE_NAME_WIDTH, &out);
    assert_non_null(strstr(buffer_cstring(&out), "|    4.00        0.00\n"));
    assert_non_null(strstr(buffer_cstring(&out), "|   10.00        5.50\n"));
}

static void the_name_column_follows_the_terminal(void **state)
{
    assert_equal_u64("200 columns", locust_table_name_width(200), 80);
    assert_equal_u64("130 columns", locust_table_name_width(130), 50);
    assert_equal_u64("60 columns", locust_table_name_width(60), 0);
    locust_table_stats(&f.snapshot, true, 0, &out);
    locust_table_percentiles(&f.snapshot, 0, &out);
    assert_non_null(strstr(buffer_cstring(&out), "GET      /items"));
}

static void an_empty_run_has_headings_and_zeroes(void **state)
{
    fixture_free(&f);
    fixture_init_empty(&f);
    locust_table_stats(&f.snapshot, false, 80, &out);
    assert_non_null(strstr(buffer_cstring(&out), "      0     0(0.00%) |      0       0       0      0 |    0.00        0.00\n"));
    buffer_clear(&out);
    locust_table_percentiles(&f.snapshot, 80, &out);
    assert_null(strstr(buffer_cstring(&out), "Aggregated"));
    buffer_clear(&out);
    locust_table_errors(&f.snapshot, 80, &out);
    assert_equal_string("errors", buffer_cstring(&out), "");
}

static void the_median_is_never_above_the_maximum(void **state)
{
    f.rows[0].response = fixture_durations(1, 12.7, 12.7);
    locust_table_stats(&f.snapshot, false, 80, &out);
    assert_non_null(strstr(buffer_cstring(&out), "|     12       0      12     12 |"));
}

static void times_beyond_an_hour_are_said_to_be(void **state)
{
    f.rows[0].response.quantile_ns[QUANTILE_100] = UINT64_MAX;
    locust_table_percentiles(&f.snapshot, 80, &out);
    assert_non_null(strstr(buffer_cstring(&out), "     12  > 1 h     40\n"));
}

static void hostile_names_and_errors_stay_on_their_line(void **state)
{
    f.rows[0].name = TEXT("/\x1b[2J\nPOST /fake");
    f.errors[0].text = TEXT("a\r\n\x9b\xff");
    locust_table_stats(&f.snapshot, false, 80, &out);
    locust_table_errors(&f.snapshot, 80, &out);
    assert_non_null(strstr(buffer_cstring(&out), "/\\x1b[2J\\nPOST /fake "));
    assert_non_null(strstr(buffer_cstring(&out), ": a\\r\\n\\x9b\\xff "));
    assert_null(memchr(out.data, 0x1b, out.size));
}

#define WITH_RUN(test) TEST_WITH(test, set_up, clean_up)

TEST_MAIN(WITH_RUN(tables_are_those_of_locust_to_the_byte), WITH_RUN(periodic_tables_show_the_rates_of_the_last_seconds),
          WITH_RUN(the_name_column_follows_the_terminal), WITH_RUN(an_empty_run_has_headings_and_zeroes),
          WITH_RUN(the_median_is_never_above_the_maximum), WITH_RUN(times_beyond_an_hour_are_said_to_be),
          WITH_RUN(hostile_names_and_errors_stay_on_their_line))
