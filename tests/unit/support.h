/* SPDX-License-Identifier: MIT */
/* support.h - what the unit tests share: cmocka with its includes, a main that takes a test's name, named comparisons, files
 *
 * A test file ends in
 *
 *     TEST_MAIN(TEST(first_claim), TEST(second_claim))
 *
 * and its program runs all tests, or those whose name matches its first argument (* and ? as in a shell).
 *
 * Not here: anything of one floor; such helpers stay in that floor's tests.
 */
#ifndef CICADA_TESTS_SUPPORT_H
#define CICADA_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/buffer.h"

#define TEST(function)                        cmocka_unit_test(function)
#define TEST_WITH(function, set_up, clean_up) cmocka_unit_test_setup_teardown(function, set_up, clean_up)

#define TEST_MAIN(...)                                    \
    int main(int argc, char **argv)                       \
    {                                                     \
        const struct CMUnitTest tests[] = {__VA_ARGS__};  \
                                                          \
        if (argc > 1)                                     \
            cmocka_set_test_filter(argv[1]);              \
        return cmocka_run_group_tests(tests, NULL, NULL); \
    }

/* ---- comparisons that say what was compared and print both values ---- */

/* |got - wanted| <= tolerance, as an absolute difference. NaN is near nothing. */
static inline void assert_near_double(const char *name, double got, double wanted, double tolerance)
{
    if (!(fabs(got - wanted) <= tolerance))
        fail_msg("%s: got %.17g, wanted %.17g within %g", name, got, wanted, tolerance);
}

/* The difference is at most the share `tolerance` of `wanted`. */
static inline void assert_near_u64(const char *name, uint64_t got, uint64_t wanted, double tolerance)
{
    uint64_t difference = got > wanted ? got - wanted : wanted - got;

    if ((double)difference > tolerance * (double)wanted)
        fail_msg("%s: got %" PRIu64 ", wanted %" PRIu64 " within a share of %g", name, got, wanted, tolerance);
}

static inline void assert_equal_u64(const char *name, uint64_t got, uint64_t wanted)
{
    if (got != wanted)
        fail_msg("%s: got %" PRIu64 ", wanted %" PRIu64, name, got, wanted);
}

static inline void assert_equal_string(const char *name, const char *got, const char *wanted)
{
    if (strcmp(got, wanted) != 0)
        fail_msg("%s: got \"%s\", wanted \"%s\"", name, got, wanted);
}

/* ---- files ---- */

/* A new, empty directory of its own for a test; the path is written to `out`. Removed with all it holds by test_remove_directory.
 */
static inline char *test_directory(char out[PATH_MAX])
{
    const char *parent = getenv("TMPDIR");

    snprintf(out, PATH_MAX, "%s/cicada-test-XXXXXX", parent && *parent ? parent : "/tmp");
    if (!mkdtemp(out))
        fail_msg("cannot create a directory like %s", out);
    return out;
}

static inline int test_remove_entry(const char *path, const struct stat *status, int type, struct FTW *place)
{
    return remove(path);
}

static inline void test_remove_directory(const char *path)
{
    if (nftw(path, test_remove_entry, 16, FTW_DEPTH | FTW_PHYS) != 0)
        fail_msg("cannot remove %s", path);
}

/* Writes a whole file below `directory`; its path is written to `out`. */
static inline char *test_write_file(char out[PATH_MAX], const char *directory, const char *name, const char *content)
{
    FILE *file;

    if (snprintf(out, PATH_MAX, "%s/%s", directory, name) >= PATH_MAX)
        fail_msg("the path of %s is too long", name);
    file = fopen(out, "we");
    if (!file || fwrite(content, 1, strlen(content), file) != strlen(content) || fclose(file) != 0)
        fail_msg("cannot write %s", out);
    return out;
}

/* Appends the content of a whole file to `out`, which the caller has initialised. */
static inline void test_read_file(struct buffer *out, const char *path)
{
    FILE *file = fopen(path, "re");
    char part[4096];
    size_t size;

    if (!file)
        fail_msg("cannot open %s", path);
    while ((size = fread(part, 1, sizeof part, file)) > 0)
        buffer_append(out, part, size);
    if (ferror(file) || fclose(file) != 0 || out->overflowed)
        fail_msg("cannot read %s", path);
}

#endif
