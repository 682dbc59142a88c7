/* SPDX-License-Identifier: MIT */
/* output/report_file_test.c - replacing files as a whole, and what is no regular file */
#include "support.h"

#include <errno.h>
#include <sys/stat.h>

#include "output/report_file.h"

static char directory[PATH_MAX], path[PATH_MAX + 32];

static int set_up(void **state)
{
    test_directory(directory);
    snprintf(path, sizeof path, "%s/report", directory);
    return 0;
}

static int clean_up(void **state)
{
    test_remove_directory(directory);
    return 0;
}

static void assert_content(const char *file, const char *wanted)
{
    struct buffer content;

    buffer_init(&content, 4096);
    test_read_file(&content, file);
    assert_equal_string(file, buffer_cstring(&content), wanted);
    buffer_free(&content);
}

static void write_report(const char *file, const char *text)
{
    struct report_file f;

    assert_int_equal(report_file_open(&f, file), OK);
    fputs(text, f.stream);
    assert_int_equal(report_file_commit(&f), OK);
}

static void the_old_content_stays_until_the_new_is_whole(void **state)
{
    struct report_file f;

    write_report(path, "old");
    assert_int_equal(report_file_open(&f, path), OK);
    fputs("new", f.stream);
    fflush(f.stream);
    assert_content(path, "old");
    assert_int_equal(report_file_commit(&f), OK);
    assert_content(path, "new");
}

static void abandoned_content_leaves_no_trace(void **state)
{
    struct report_file f;
    char part[PATH_MAX + 64];

    write_report(path, "old");
    assert_int_equal(report_file_open(&f, path), OK);
    fputs("new", f.stream);
    report_file_abandon(&f);
    report_file_abandon(&f);
    assert_content(path, "old");
    snprintf(part, sizeof part, "%s.part", path);
    assert_int_equal(access(part, F_OK), -1);
}

static void a_link_keeps_being_one(void **state)
{
    char link[PATH_MAX + 64];
    struct stat status;

    write_report(path, "old");
    snprintf(link, sizeof link, "%s/link", directory);
    assert_int_equal(symlink(path, link), 0);
    write_report(link, "new");
    assert_int_equal(lstat(link, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_content(path, "new");
}

static void a_device_is_written_and_not_replaced(void **state)
{
    struct report_file f;

    write_report("/dev/null", "x");
    assert_int_equal(report_file_open(&f, "/dev/full"), OK);
    fputs("x", f.stream);
    assert_int_equal(report_file_commit(&f), ERROR_IO);
    assert_int_equal(errno, ENOSPC);
    assert_null(f.stream);
}

static void what_cannot_be_written_is_found_beforehand(void **state)
{
    char problem[256] = "", below[PATH_MAX + 64], wanted[PATH_MAX + 128];

    write_report(path, "");
    snprintf(below, sizeof below, "%s/x", path); /* below a file */
    assert_int_equal(report_file_check(below, problem, sizeof problem), ERROR_IO);
    snprintf(wanted, sizeof wanted, "cannot write %s: Not a directory", below);
    assert_equal_string("problem", problem, wanted);
    assert_int_equal(report_file_check(directory, problem, sizeof problem), ERROR_IO);
}

static void checking_leaves_no_empty_report(void **state)
{
    char problem[256];

    assert_int_equal(report_file_check(path, problem, sizeof problem), OK);
    assert_int_equal(access(path, F_OK), -1);
}

static void checking_does_not_touch_what_is_there(void **state)
{
    char problem[256];

    write_report(path, "old");
    assert_int_equal(report_file_check(path, problem, sizeof problem), OK);
    assert_content(path, "old");
}

#define IN_DIRECTORY(test) TEST_WITH(test, set_up, clean_up)

TEST_MAIN(IN_DIRECTORY(the_old_content_stays_until_the_new_is_whole), IN_DIRECTORY(abandoned_content_leaves_no_trace),
          IN_DIRECTORY(a_link_keeps_being_one), IN_DIRECTORY(a_device_is_written_and_not_replaced),
          IN_DIRECTORY(what_cannot_be_written_is_found_beforehand), IN_DIRECTORY(checking_leaves_no_empty_report),
          IN_DIRECTORY(checking_does_not_touch_what_is_there))
