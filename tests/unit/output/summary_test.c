/* SPDX-License-Identifier: MIT */
/* output/summary_test.c - printing of the summary */
#include "fixture.h"

#include <fcntl.h>

#include "output/summary.h"

static void print_to(int fd, enum error wanted, const char *problem)
{
    struct output *o = summary_new(fd, false, (struct plan_list){0});
    struct fixture f;
    char start_problem[OUTPUT_PROBLEM];

    fixture_init(&f);
    assert_int_equal(o->ops->start(o, &f.info, start_problem), OK);
    assert_int_equal(o->ops->tick(o, &f.snapshot), OK);
    assert_int_equal(o->ops->stop(o, &f.snapshot, 1), wanted);
    assert_equal_string("problem", o->problem, problem);
    o->ops->free(o);
    fixture_free(&f);
}

static void it_is_printed_once_at_the_end(void **state)
{
    int ends[2];
    char text[8192];
    ssize_t size;

    assert_int_equal(pipe(ends), 0);
    print_to(ends[1], OK, "");
    close(ends[1]);
    size = read(ends[0], text, sizeof text - 1);
    assert_true(size > 0);
    text[size] = '\0';
    assert_non_null(strstr(text, "requests                   100   5.0/s\n"));
    assert_null(strstr(text, "method  name")); /* Locust's table says it already */
    assert_null(strchr(text, 0x1b));
    close(ends[0]);
}

static void a_full_device_is_reported(void **state)
{
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

    print_to(full, ERROR_IO, "cannot write the summary: No space left on device");
    close(full);
}

TEST_MAIN(TEST(it_is_printed_once_at_the_end), TEST(a_full_device_is_reported))
