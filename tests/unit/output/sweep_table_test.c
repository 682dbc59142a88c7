/* SPDX-License-Identifier: MIT */
/* output/sweep_table_test.c - the four forms of the table, with a run that left nothing and with values that mean something */
#include "support.h"

#include <jansson.h>

#include "output/sweep_table.h"

static const struct sweep_row rows[] = {
    {.value = "100",
     .folder = "sweep/users-100",
     .exit_code = 0,
     .measured = true,
     .users = 100,
     .requests = 12345,
     .requests_per_second = 205.75,
     .failure_ratio = 0.0002,
     .p50_ms = 1.5,
     .p95_ms = 12,
     .p99_ms = NAN,
     .verdict = "VALID",
     .checks = 3,
     .checks_failed = 1},
    {.value = "=1+1|`x`", .folder = "sweep/`|", .exit_code = 139},
};
static const struct sweep_table table = {.option = "users", .rows = rows, .count = 2, .planned = 3};

static void assert_lines(void (*write)(const struct sweep_table *t, struct buffer *out), const char *wanted)
{
    struct buffer out;

    buffer_init(&out, 1 << 20);
    write(&table, &out);
    assert_string_equal(buffer_cstring(&out), wanted);
    buffer_free(&out);
}

static void people_see_aligned_columns_and_what_is_missing(void **state)
{
    assert_lines(sweep_table_text,
                 "users         peak users   requests      req/s        p50        p95        p99     failed     "
                 "checks    verdict       exit\n"
                 "100                  100     12,345      205.8    1.50 ms    12.0 ms          -     0.02 %     "
                 "   2/3      VALID          0\n"
                 "=1+1|`x`               -          -          -          -          -          -          -     "
                 "     -          -        139\n"
                 "2 of 3 runs were made.\n");
}

static void spreadsheets_get_plain_numbers_and_no_formulas(void **state)
{
    assert_lines(sweep_table_csv,
                 "users,folder,exit_code,peak_users,requests,requests_per_second,failure_ratio,p50_ms,p95_ms,p99_ms,checks,"
                 "checks_failed,verdict\r\n"
                 "100,sweep/users-100,0,100,12345,205.75,0.0002,1.5,12.0,,3,1,VALID\r\n"
                 "'=1+1|`x`,sweep/`|,139,,,,,,,,,,\r\n");
}

static void markdown_is_escaped(void **state)
{
    assert_lines(sweep_table_markdown,
                 "| users | peak users | requests | req/s | p50 | p95 | p99 | failed | checks | verdict | exit | reports |\n"
                 "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|\n"
                 "| 100 | 100 | 12,345 | 205.8 | 1.50 ms | 12.0 ms | - | 0.02 % | 2/3 | VALID | 0 | `sweep/users-100` |\n"
                 "| \\=1+1\\|\\`x\\` | - | - | - | - | - | - | - | - | - | 139 | `` sweep/`\\| `` |\n\n"
                 "2 of 3 runs were made.\n");
}

static void json_has_null_for_what_is_unknown(void **state)
{
    struct buffer out;
    json_t *document, *runs;

    buffer_init(&out, 1 << 20);
    sweep_table_json(&table, &out);
    document = json_loads(buffer_cstring(&out), 0, NULL);
    assert_non_null(document);
    runs = json_object_get(document, "runs");
    assert_true(json_is_null(json_object_get(json_array_get(runs, 0), "p99_ms")));
    assert_true(json_is_false(json_object_get(json_array_get(runs, 1), "measured")));
    assert_null(json_object_get(json_array_get(runs, 1), "requests"));
    json_decref(document);
    buffer_free(&out);
}

TEST_MAIN(TEST(people_see_aligned_columns_and_what_is_missing), TEST(spreadsheets_get_plain_numbers_and_no_formulas),
          TEST(markdown_is_escaped), TEST(json_has_null_for_what_is_unknown))
