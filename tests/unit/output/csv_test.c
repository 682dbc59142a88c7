/* SPDX-License-Identifier: MIT */
/* output/csv_test.c - the four files as they are on the disk, and what happens when they cannot be written */
#include "file_scene.h"

#include <sys/stat.h>

#include "output/csv.h"

#define STATS_HEADING                                                                                                  \
    "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,Max Response " \
    "Time,Average Content Size,Requests/s,Failures/s"                                                                  \
    ",50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%\r\n"
#define HISTORY_HEADING                                                                                                      \
    "Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%,Total Request "  \
    "Count,"                                                                                                                 \
    "Total Failure Count,Total Median Response Time,Total Average Response Time,Total Min Response Time,Total Max Response " \
    "Time,"                                                                                                                  \
    "Total Average Content Size\r\n"

static int set_up(void **state)
{
    return open_file_scene("made/run");
}

static struct output *start(bool full_history)
{
    struct output *o = csv_new(written, full_history);
    char problem[OUTPUT_PROBLEM] = "";

    if (o->ops->start(o, &f.info, problem) != OK)
        fail_msg("%s", problem);
    return o;
}

static const char *content_of(const char *suffix)
{
    char path[PATH_MAX + 64];

    snprintf(path, sizeof path, "%s%s", written, suffix);
    buffer_clear(&content);
    test_read_file(&content, path);
    return buffer_cstring(&content);
}

static void next_second(void)
{
    f.snapshot.taken_ns += NANOS_PER_SECOND;
    f.snapshot.taken_wall_ns += NANOS_PER_SECOND;
}

static void the_four_files_are_those_of_locust(void **state)
{
    struct output *o = start(false);

    assert_int_equal(o->ops->tick(o, &f.snapshot), OK);
    assert_int_equal(o->ops->stop(o, &f.snapshot, 1), OK);
    o->ops->free(o);
    assert_equal_string("stats", content_of("_stats.csv"),
                        STATS_HEADING
                        "GET,/items,40,0,12.3456,12.3456,0.5,98.7,250.0,2.0,0.0,12,12,12,12,12,12,12,12,12,12,99\r\n"
                        "POST,/data,60,55,12.3456,12.3456,0.5,98.7,250.0,3.0,2.75,12,12,12,12,12,12,12,12,12,12,99\r\n"
                        ",Aggregated,100,55,12.3456,12.3456,0.5,98.7,250.0,5.0,2.75,12,12,12,12,12,12,12,12,12,12,99\r\n");
    assert_equal_string("history", content_of("_stats_history.csv"),
                        HISTORY_HEADING "1787392820,10,,Aggregated,10.000000,5.500000,12,12,12,12,12,12,12,12,12,12,99,100,55,12."
                                        "3456,12.3456,0.5,98.7,250.0\r\n");
    assert_equal_string("failures", content_of("_failures.csv"),
                        "Method,Name,Error,Occurrences,First Seen,Last Seen\r\n"
                        "POST,/data,403 Forbidden,55,2026-08-22T10:00:01Z,2026-08-22T10:00:19Z\r\n");
    assert_equal_string("exceptions", content_of("_exceptions.csv"), "Count,Message,Traceback,Nodes\r\n");
}

static void exceptions_stand_in_locusts_columns(void **state)
{
    struct output *o = start(false);
    struct snapshot_exception exceptions[] = {{TEXT("it returned -1"), TEXT("Visitor, task \"a\""), 3, TEXT("local")},
                                              {TEXT("=cmd()"), TEXT("a\nb"), 1, TEXT("one, two")}};

    f.snapshot.exceptions = exceptions;
    f.snapshot.exception_count = COUNT(exceptions);
    assert_int_equal(o->ops->stop(o, &f.snapshot, 1), OK);
    o->ops->free(o);
    assert_equal_string("exceptions", content_of("_exceptions.csv"),
                        "Count,Message,Traceback,Nodes\r\n3,it returned -1,\"Visitor, task \"\"a\"\"\",local\r\n"
                        "1,'=cmd(),\"a\nb\",\"one, two\"\r\n");
}

static void the_history_grows_each_second_also_when_idle(void **state)
{
    struct output *o = start(false);
    size_t lines = 0;

    for (int i = 0; i < 5; i++) {
        assert_int_equal(o->ops->tick(o, &f.snapshot), OK);
        next_second();
    }
    for (const char *c = content_of("_stats_history.csv"); *c; c++)
        lines += *c == '\n';
    assert_equal_u64("lines before the end", lines, 6);
    o->ops->free(o);
}

static void the_full_history_has_each_name_with_percentiles_of_the_last_seconds(void **state)
{
    struct output *o = start(true);

    assert_int_equal(o->ops->tick(o, &f.snapshot), OK);
    assert_equal_string(
        "history", content_of("_stats_history.csv"),
        HISTORY_HEADING
        "1787392820,10,GET,/items,4.000000,0.000000,11,11,11,11,11,11,11,11,11,11,50,40,0,12.3456,12.3456,0.5,98.7,250.0\r\n"
        "1787392820,10,POST,/data,6.000000,5.500000,11,11,11,11,11,11,11,11,11,11,50,60,55,12.3456,12.3456,0.5,98.7,250.0\r\n"
        "1787392820,10,,Aggregated,10.000000,5.500000,11,11,11,11,11,11,11,11,11,11,50,100,55,12.3456,12.3456,0.5,98.7,250."
        "0\r\n");
    o->ops->free(o);
}

static void an_empty_run_has_no_percentiles(void **state)
{
    struct output *o;

    fixture_free(&f);
    fixture_init_empty(&f);
    o = start(false);
    assert_int_equal(o->ops->stop(o, &f.snapshot, 0), OK);
    assert_equal_string("stats", content_of("_stats.csv"),
                        STATS_HEADING ",Aggregated,0,0,0,0.0,0,0,0,0.0,0.0,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A\r\n");
    o->ops->free(o);
}

static void names_cannot_become_formulas_or_columns(void **state)
{
    struct output *o = start(false);

    f.rows[0].name = TEXT("=1+1,\"x\"");
    f.rows[1].name = TEXT("-x");
    f.errors[0].text = TEXT("@a\r\nb");
    assert_int_equal(o->ops->stop(o, &f.snapshot, 0), OK);
    assert_non_null(strstr(content_of("_stats.csv"), "GET,\"'=1+1,\"\"x\"\"\",40,"));
    assert_non_null(strstr(content_of("_stats.csv"), "POST,'-x,60,"));
    assert_non_null(strstr(content_of("_failures.csv"), ",\"'@a\r\nb\",55,"));
    o->ops->free(o);
}

static void a_path_that_cannot_be_written_is_found_at_the_start(void **state)
{
    struct output *o;
    char path[PATH_MAX], problem[OUTPUT_PROBLEM] = "";

    test_write_file(path, directory, "file", "");
    snprintf(written, sizeof written, "%s/file/run", directory);
    o = csv_new(written, false);
    assert_int_equal(o->ops->start(o, &f.info, problem), ERROR_IO);
    assert_non_null(strstr(problem, "file/run_stats.csv: Not a directory"));
    o->ops->free(o);
}

static void a_full_disk_is_reported_and_the_run_goes_on(void **state)
{
    struct output *o;
    char path[PATH_MAX + 64];

    snprintf(path, sizeof path, "%s/made", directory);
    assert_int_equal(mkdir(path, 0777), 0);
    snprintf(path, sizeof path, "%s_stats.csv", written);
    assert_int_equal(symlink("/dev/full", path), 0);
    o = start(false);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(o->ops->tick(o, &f.snapshot), ERROR_IO);
        assert_non_null(strstr(o->problem, "run_stats.csv: No space left on device"));
        next_second();
    }
    assert_non_null(strstr(content_of("_failures.csv"), "403 Forbidden")); /* the other files are written */
    assert_int_equal(o->ops->stop(o, &f.snapshot, 0), ERROR_IO);
    o->ops->free(o);
}

static void a_full_disk_under_the_history_is_reported(void **state)
{
    struct output *o;
    char path[PATH_MAX + 64];

    snprintf(path, sizeof path, "%s/made", directory);
    assert_int_equal(mkdir(path, 0777), 0);
    snprintf(path, sizeof path, "%s_stats_history.csv", written);
    assert_int_equal(symlink("/dev/full", path), 0);
    o = start(false);
    assert_int_equal(o->ops->tick(o, &f.snapshot), ERROR_IO);
    assert_non_null(strstr(o->problem, "run_stats_history.csv: No space left on device"));
    next_second();
    assert_int_equal(o->ops->stop(o, &f.snapshot, 0), ERROR_IO);
    o->ops->free(o);
}

static void thousands_of_names_are_not_rewritten_each_second(void **state)
{
    enum { MANY = 10000 };
    struct snapshot_row *rows = calloc(MANY, sizeof *rows); /* memory of a library */
    struct output *o = start(false);
    struct stat before, after;
    char path[PATH_MAX + 64];

    for (size_t i = 0; i < MANY; i++)
        fixture_row(&rows[i], TEXT("GET"), TEXT("/x"), 1 + i, 0);
    f.snapshot.rows = rows;
    f.snapshot.row_count = MANY;
    snprintf(path, sizeof path, "%s_stats.csv", written);
    assert_int_equal(o->ops->tick(o, &f.snapshot), OK);
    assert_int_equal(stat(path, &before), 0);
    f.snapshot.taken_ns += NANOS_PER_MILLI; /* rewriting took longer than a fiftieth of this */
    assert_int_equal(o->ops->tick(o, &f.snapshot), OK);
    assert_int_equal(stat(path, &after), 0);
    assert_equal_u64("the same file", after.st_ino, before.st_ino);
    assert_int_equal(o->ops->stop(o, &f.snapshot, 0), OK);
    o->ops->free(o);
    free(rows); /* memory of a library */
}

#define IN_DIRECTORY(test) TEST_WITH(test, set_up, clean_up)

TEST_MAIN(IN_DIRECTORY(the_four_files_are_those_of_locust), IN_DIRECTORY(exceptions_stand_in_locusts_columns),
          IN_DIRECTORY(the_history_grows_each_second_also_when_idle),
          IN_DIRECTORY(the_full_history_has_each_name_with_percentiles_of_the_last_seconds),
          IN_DIRECTORY(an_empty_run_has_no_percentiles), IN_DIRECTORY(names_cannot_become_formulas_or_columns),
          IN_DIRECTORY(a_path_that_cannot_be_written_is_found_at_the_start),
          IN_DIRECTORY(a_full_disk_is_reported_and_the_run_goes_on), IN_DIRECTORY(a_full_disk_under_the_history_is_reported),
          IN_DIRECTORY(thousands_of_names_are_not_rewritten_each_second))
