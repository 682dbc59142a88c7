/* SPDX-License-Identifier: MIT */
/* postgres/libpq_test.c - the library is found, or its absence is said */
#include "support.h"

#include "postgres/libpq.h"

static void loading_gives_the_functions_or_says_what_to_install(void **state)
{
    const char *problem = NULL;
    const struct libpq *pq = libpq_load(&problem);

    if (!pq) {
        assert_non_null(strstr(problem, "libpq5"));
        return;
    }
    assert_ptr_equal(pq, libpq_load(&problem));
    assert_non_null(pq->PQtransactionStatus);

    PGconn *connection = pq->PQconnectdb("host=/nonexistent connect_timeout=1");
    assert_int_equal(pq->PQstatus(connection), CONNECTION_BAD);
    assert_string_not_equal(pq->PQerrorMessage(connection), "");
    pq->PQfinish(connection);
}

static void both_spellings_of_the_url_are_known(void **state)
{
    assert_true(libpq_is_url("postgresql://a@b/c"));
    assert_true(libpq_is_url("postgres://a@b/c"));
    assert_false(libpq_is_url("sqlite:postgresql://"));
    assert_false(libpq_is_url("postgresql:/a"));
    assert_false(libpq_is_url(""));
}

TEST_MAIN(TEST(loading_gives_the_functions_or_says_what_to_install), TEST(both_spellings_of_the_url_are_known))
