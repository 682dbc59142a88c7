/* SPDX-License-Identifier: MIT */
/* output/summary_text_test.c - the summary as exact text */
#include "text_scene.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "output/summary_text.h"

static const char *const files[] = {"out/run.json", "out/run_stats.csv"};

static struct summary_look look;

static int set_up_end(void **state)
{
    set_up(state);
    f.snapshot.progress.stop_reason = "run time limit reached";
    f.snapshot.progress.end_ns = 119 * NANOS_PER_SECOND;
    look = (struct summary_look){.columns = SUMMARY_COLUMNS, .names = true, .files = {files, COUNT(files)}};
    return 0;
}

static const char *write_summary(void)
{
    buffer_clear(&out);
    summary_write(&f.snapshot, &f.info, &look, &out);
    return buffer_cstring(&out);
}

static void assert_contains(const char *part)
{
    if (!strstr(write_summary(), part))
        fail_msg("\"%s\" is not in:\n%s", part, buffer_cstring(&out));
}

static void the_whole_summary_is_as_designed(void **state)
{
    static const char wanted[] =
        "api.c on http://localhost:8000\n"
        "up to 10 users for 0:19; run time limit reached\n"
        "\n"
        "requests                   100   5.0/s\n"
        "failures                    55   55.00 %, 2.8/s\n"
        "\n"
        "                        mean       p50       p90       p95       p99     p99.9       max\n"
        "response time        12.3 ms   12.3 ms   12.3 ms   12.3 ms  12.3 ms?  12.3 ms?   98.7 ms\n"
        "service time         12.3 ms   12.3 ms   12.3 ms   12.3 ms  12.3 ms?  12.3 ms?   98.6 ms\n"
        "                  ? too few requests to be sure: p99 needs 368, p99.9 3,688\n"
        "\n"
        "  connecting         1.00 ms mean, 2.00 ms max, in 4 requests\n"
        "  waiting            10.0 ms mean, 90.0 ms max\n"
        "\n"
        "connections                  4   opened, 25.0 requests each\n"
        "sent                   9.8 KiB   500 B/s\n"
        "received              97.7 KiB   4.9 KiB/s\n"
        "status            200: 45   403: 55\n"
        "\n"
        "method  name                             requests   failed     req/s     p50     p95     p99     max\n"
        "GET     /items                                 40        0       2.0 12.3 ms 12.3 ms 12.3 ms 98.7 ms\n"
        "POST    /data                                  60       55       3.0 12.3 ms 12.3 ms 12.3 ms 98.7 ms\n"
        "\n"
        "answers by endpoint                           below 400        4xx        429        5xx       none\n"
        "POST /data                                            5         55          0          0          0\n"
        "\n"
        "      errors      share    first     last\n"
        "          55    55.00 %     0:01     0:19  POST /data: 403 Forbidden\n"
        "\n"
        "likely causes\n"
        "  * 55 of 100 requests answered 403 (all of them POST /data): is the API key or login missing, or\n"
        "    not allowed to do this?\n"
        "\n"
        "generator         CPU 21 % of a core, 62 % in the busiest second; memory 20.0 MiB\n"
        "                  timers late p50 50 us, p99 200 us, max 3.00 ms; longest step 2.00 ms\n"
        "\n"
        "reports           out/run.json\n"
        "                  out/run_stats.csv\n";

    assert_equal_string("summary", write_summary(), wanted);
}

static void what_was_not_counted_is_told(void **state)
{
    f.snapshot.total.dropped = 3;
    f.snapshot.total.cancelled = 12;
    f.snapshot.total.cancelled_sent = 8;
    f.snapshot.total.in_flight = 2;
    f.snapshot.reset = true;
    assert_contains("dropped                      3   planned, but never sent\n");
    assert_contains("cancelled                   12   stopped by the end of the run, 8 of them after they were sent\n");
    assert_contains("in flight                    2   without an answer yet\n");
    assert_contains(", counted during the last 0:20; ");
}

static void metrics_of_the_scenario_are_listed(void **state)
{
    struct snapshot_metric metric = {.name = TEXT("cache_hits\x1b"), .count = 4, .sum = 2, .min = 0.25, .max = 1, .last = 1};

    metric.quantile[QUANTILE_50] = 0.5;
    metric.quantile[QUANTILE_95] = 0.987654321;
    f.snapshot.metrics = &metric;
    f.snapshot.metric_count = 1;
    assert_contains("metric                                   count      mean       min       p50       p95       max\n"
                    "cache_hits\\x1b                               4       0.5      0.25       0.5    0.9877         1\n");
}

static void missing_responses_are_a_status_of_their_own(void **state)
{
    f.total_statuses[0] = (struct status_count){0, 45};
    assert_contains("status            none: 45   403: 55\n");
}

static void only_the_most_frequent_errors_are_listed(void **state)
{
    static struct snapshot_error errors[25];

    for (size_t i = 0; i < COUNT(errors); i++)
        errors[i] = (struct snapshot_error){TEXT("GET"), TEXT("/"), TEXT("x"), ERROR_HTTP_STATUS, 418, i + 1, 0, 0};
    f.snapshot.errors = errors;
    f.snapshot.error_count = COUNT(errors);
    assert_contains("... 5 more kinds\n");
    assert_contains("          25    25.00 %     0:00     0:00  GET /: x\n");
}

static void a_run_that_never_began_has_a_short_summary_and_no_causes(void **state)
{
    fixture_free(&f);
    fixture_init_empty(&f);
    look.files.count = 0;
    assert_equal_string("summary", write_summary(),
                        "api.c on http://localhost:8000\n"
                        "up to 0 users for 0:00\n"
                        "\n"
                        "requests                     0   0.0/s\n"
                        "failures                     0   0.00 %, 0.0/s\n"
                        "\n"
                        "generator         CPU 0 % of a core, 0 % in the busiest second; memory 0 B\n"
                        "                  timers late p50 0 ns, p99 0 ns, max 0 ns; longest step 0 ns\n"
                        "\n");
}

static void a_run_without_requests_says_so(void **state)
{
    fixture_free(&f);
    fixture_init_empty(&f);
    f.snapshot.progress.start_ns = 1;
    assert_non_null(strstr(write_summary(), "no request was finished"));
}

static void hostile_text_stays_harmless_and_within_the_width(void **state)
{
    static char noise[LIMIT_ERROR_TEXT];
    struct text rest;

    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (char)(i * 37);
    f.errors[0].text = f.rows[0].name = (struct text){noise, sizeof noise};
    f.info.title = "\x1b]0;owned\x07";
    look.columns = 60;
    write_summary();
    assert_null(memchr(out.data, 0x1b, out.size));
    for (rest = buffer_view(&out); rest.data;) {
        struct text line = text_cut(&rest, '\n');

        if (utf8_width(line) > look.columns)
            fail_msg("wider than %u columns: %.*s", look.columns, (int)line.size, line.data);
    }
}

#define WITH_RUN(test) TEST_WITH(test, set_up_end, clean_up)

TEST_MAIN(WITH_RUN(the_whole_summary_is_as_designed), WITH_RUN(what_was_not_counted_is_told),
          WITH_RUN(metrics_of_the_scenario_are_listed), WITH_RUN(missing_responses_are_a_status_of_their_own),
          WITH_RUN(only_the_most_frequent_errors_are_listed), WITH_RUN(a_run_that_never_began_has_a_short_summary_and_no_causes),
          WITH_RUN(a_run_without_requests_says_so), WITH_RUN(hostile_text_stays_harmless_and_within_the_width))
