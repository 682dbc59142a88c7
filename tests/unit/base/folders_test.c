/* SPDX-License-Identifier: MIT */
/* tests of base/folders.h: what is made, and with which mode */
#include "support.h"

#include <errno.h>

#include "base/folders.h"

static char directory[PATH_MAX];

static int open_directory(void **state)
{
    test_directory(directory);
    return 0;
}

static int close_directory(void **state)
{
    test_remove_directory(directory);
    return 0;
}

static const char *inside(const char *path)
{
    static char whole[PATH_MAX + 64];

    snprintf(whole, sizeof whole, "%s/%s", directory, path);
    return whole;
}

static void all_up_to_the_last_slash_is_made_and_no_more(void **state)
{
    struct stat status;

    assert_int_equal(folders_make_above(inside("a/b//c/file"), 0700), OK);
    assert_int_equal(stat(inside("a/b/c"), &status), 0);
    assert_true(S_ISDIR(status.st_mode));
    assert_int_equal(status.st_mode & 0777, 0700);
    assert_int_equal(stat(inside("a/b/c/file"), &status), -1);
    assert_int_equal(folders_make_above(inside("a/b//c/file"), 0700), OK);
    assert_int_equal(folders_make_above(inside("folder/"), 0700), OK);
    assert_int_equal(stat(inside("folder"), &status), 0);
}

static void a_path_without_folders_needs_none(void **state)
{
    struct stat status;

    assert_int_equal(folders_make_above("", 0700), OK);
    assert_int_equal(folders_make_above("/", 0700), OK);
    assert_int_equal(folders_make_above("a-name-without-folder", 0700), OK);
    assert_int_equal(stat("a-name-without-folder", &status), -1);
}

static void a_file_in_the_way_is_told_by_errno(void **state)
{
    char path[PATH_MAX];

    test_write_file(path, directory, "file", "");
    assert_int_equal(folders_make_above(inside("file/below/it"), 0700), ERROR_IO);
    assert_int_equal(errno, ENOTDIR);
}

TEST_MAIN(TEST_WITH(all_up_to_the_last_slash_is_made_and_no_more, open_directory, close_directory),
          TEST(a_path_without_folders_needs_none), TEST_WITH(a_file_in_the_way_is_told_by_errno, open_directory, close_directory))
