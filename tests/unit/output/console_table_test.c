/* SPDX-License-Identifier: MIT */
/* output/console_table_test.c - when the tables are printed */
#include "fixture.h"

#include "base/log.h"
#include "output/console_table.h"

static struct fixture f;
static char directory[PATH_MAX], log_path[PATH_MAX];

static int set_up(void **state)
{
    fixture_init(&f);
    test_directory(directory);
    test_write_file(log_path, directory, "log", "");
    return log_open(log_path) == OK ? 0 : -1;
}

static int clean_up(void **state)
{
    log_close();
    test_remove_directory(directory);
    fixture_free(&f);
    return 0;
}

/* How often `text` stands in the log. */
static size_t count_logged(const char *text)
{
    struct buffer log;
    size_t count = 0;

    buffer_init(&log, 1 << 20);
    test_read_file(&log, log_path);
    for (const char *at = buffer_cstring(&log); (at = strstr(at, text)); at++)
        count++;
    buffer_free(&log);
    return count;
}

static void run(struct output *o, unsigned seconds)
{
    char problem[OUTPUT_PROBLEM];

    assert_int_equal(o->ops->start(o, &f.info, problem), OK);
    for (unsigned i = 0; i < seconds; i++) {
        assert_int_equal(o->ops->tick(o, &f.snapshot), OK);
        f.snapshot.taken_ns += NANOS_PER_SECOND;
    }
}

static void a_table_comes_each_two_seconds(void **state)
{
    struct output *o = console_table_new(false);

    run(o, 6);
    assert_equal_u64("tables", count_logged("Type     Name"), 3);
    o->ops->free(o);
}

static void only_summary_prints_nothing_before_the_end(void **state)
{
    struct output *o = console_table_new(true);

    run(o, 6);
    assert_equal_u64("tables before the end", count_logged("Type     Name"), 0);
    assert_int_equal(o->ops->stop(o, &f.snapshot, 1), OK);
    assert_equal_u64("tables", count_logged("Type     Name"), 2);
    assert_equal_u64("percentiles", count_logged("Response time percentiles (approximated)\n"), 1);
    assert_equal_u64("errors", count_logged("Error report\n"), 1);
    assert_equal_u64("total rates", count_logged("|    5.00        2.75\n"), 1);
    o->ops->free(o);
}

TEST_MAIN(TEST_WITH(a_table_comes_each_two_seconds, set_up, clean_up),
          TEST_WITH(only_summary_prints_nothing_before_the_end, set_up, clean_up))
