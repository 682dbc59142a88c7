/* SPDX-License-Identifier: MIT */
/* tests of base/error.c */
#include "support.h"

#include <errno.h>

#include "base/error.h"

static void every_error_has_an_identifier_a_sentence_and_a_group(void **state)
{
    for (int e = OK + 1; e < ERROR_COUNT; e++) {
        const char *id = error_id((enum error)e);

        assert_true(strlen(id) > 0);
        assert_int_equal(strspn(id, "abcdefghijklmnopqrstuvwxyz_"), strlen(id));
        assert_true(strlen(error_text((enum error)e)) > 0);
        assert_true(error_group((enum error)e) != ERROR_GROUP_NONE);
        for (int other = OK; other < e; other++) {
            if (strcmp(id, error_id((enum error)other)) == 0)
                fail_msg("%s is the identifier of %d and of %d", id, other, e);
        }
    }
    assert_string_equal(error_id(OK), "ok");
    assert_int_equal(error_group(OK), ERROR_GROUP_NONE);
}

static void identifiers_and_groups_are_those_of_the_list(void **state)
{
    assert_string_equal(error_id(ERROR_REFUSED), "refused");
    assert_string_equal(error_text(ERROR_REFUSED), "connection refused");
    assert_int_equal(error_group(ERROR_REFUSED), ERROR_GROUP_SERVICE);
    assert_string_equal(error_id(ERROR_FAILED_BY_SCENARIO), "failed");
    assert_int_equal(error_group(ERROR_NO_PORTS), ERROR_GROUP_GENERATOR);
    assert_int_equal(error_group(ERROR_BAD_URL), ERROR_GROUP_SCENARIO);
    assert_int_equal(error_group(ERROR_CANCELLED), ERROR_GROUP_CONTROL);
}

static void a_number_that_is_no_error_is_an_internal_one(void **state)
{
    assert_string_equal(error_id(ERROR_COUNT), "internal");
    assert_string_equal(error_text((enum error) - 1), error_text(ERROR_INTERNAL));
    assert_int_equal(error_group((enum error)100000), ERROR_GROUP_GENERATOR);
}

static void system_errors_are_put_into_their_class(void **state)
{
    static const struct {
        int number;
        enum error wanted;
    } cases[] = {
        {0, OK},
        {ECONNREFUSED, ERROR_REFUSED},
        {ECONNRESET, ERROR_RESET},
        {EPIPE, ERROR_RESET},
        {ETIMEDOUT, ERROR_TIMEOUT_CONNECT},
        {EHOSTUNREACH, ERROR_UNREACHABLE},
        {ENETUNREACH, ERROR_UNREACHABLE},
        {ENETDOWN, ERROR_UNREACHABLE},
        {EADDRNOTAVAIL, ERROR_NO_PORTS},
        {EMFILE, ERROR_NO_DESCRIPTORS},
        {ENFILE, ERROR_NO_DESCRIPTORS},
        {ENOBUFS, ERROR_NO_BUFFERS},
        {ENOMEM, ERROR_NO_BUFFERS},
        {EPROTO, ERROR_NETWORK},
        {-1, ERROR_NETWORK},
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_equal_string(error_id(cases[i].wanted), error_id(error_from_errno(cases[i].number)), error_id(cases[i].wanted));
}

TEST_MAIN(TEST(every_error_has_an_identifier_a_sentence_and_a_group), TEST(identifiers_and_groups_are_those_of_the_list),
          TEST(a_number_that_is_no_error_is_an_internal_one), TEST(system_errors_are_put_into_their_class))
