/* SPDX-License-Identifier: MIT */
/* output/causes_test.c - which sentence follows from which numbers */
#include "fixture.h"

#include "base/limits.h"

#include "output/causes.h"

static struct fixture f;
static struct causes causes;

static int set_up(void **state)
{
    fixture_init(&f);
    return 0;
}

static int clean_up(void **state)
{
    fixture_free(&f);
    return 0;
}

static const struct cause *find(const char *id)
{
    for (size_t i = 0; i < causes.count; i++)
        if (strcmp(causes.at[i].id, id) == 0)
            return &causes.at[i];
    fail_msg("no cause \"%s\" among %zu", id, causes.count);
    return &causes.at[0];
}

/* The only errors of the run: `occurrences` of one kind. */
static void have_error(enum error error, int status, uint64_t occurrences)
{
    f.errors[0].error = error;
    f.errors[0].status = status;
    f.errors[0].occurrences = occurrences;
    causes_find(&f.snapshot, &f.info, &causes);
}

static void most_requests_answered_403_means_a_missing_key(void **state)
{
    f.snapshot.total.requests = 15914;
    have_error(ERROR_HTTP_STATUS, 403, 13593);
    assert_equal_string("text", find("status_403")->text,
                        "13,593 of 15,914 requests answered 403 (all of them POST /data): is the API key or login missing, or "
                        "not allowed to do this?");
    assert_equal_u64("count", find("status_403")->count, 13593);
}

static void a_refused_connection_names_the_host(void **state)
{
    have_error(ERROR_REFUSED, 0, 100);
    assert_equal_string(
        "text", find("refused")->text,
        "100 of 100 requests were refused a connection (all of them POST /data): is the service up, and are host and port right? "
        "The host is http://localhost:8000");
    f.info.host = NULL;
    have_error(ERROR_REFUSED, 0, 100);
    assert_null(strstr(find("refused")->text, "The host"));
}

static void an_endpoint_that_answers_only_404_is_not_there(void **state)
{
    f.statuses[2] = (struct status_count){404, 55};
    have_error(ERROR_HTTP_STATUS, 404, 55);
    assert_equal_string("text", find("status_404")->text,
                        "55 of 60 requests to POST /data answered 404: not implemented there, or the path is wrong");
}

static void a_few_404_are_missing_data(void **state)
{
    f.statuses[2] = (struct status_count){404, 5};
    have_error(ERROR_HTTP_STATUS, 404, 5);
    assert_equal_string(
        "text", find("status_404")->text,
        "5 of 100 requests answered 404 (all of them POST /data): what they asked for does not exist; is the test data seeded?");
}

static void only_five_missing_endpoints_are_named(void **state)
{
    static const struct status_count all_404 = {404, 10};
    static char names[8][8];
    struct snapshot_row rows[8];
    size_t found = 0;

    for (size_t i = 0; i < COUNT(rows); i++) {
        snprintf(names[i], sizeof names[i], "/%zu", i);
        fixture_row(&rows[i], TEXT("GET"), text_from(names[i]), 10, 10);
        rows[i].statuses = &all_404;
        rows[i].status_count = 1;
    }
    f.snapshot.rows = rows;
    f.snapshot.row_count = COUNT(rows);
    have_error(ERROR_HTTP_STATUS, 404, 80);
    for (size_t i = 0; i < causes.count; i++)
        found += strcmp(causes.at[i].id, "status_404") == 0;
    assert_equal_u64("sentences", found, 6);
    assert_equal_string("the rest", find("status_404")->text,
                        "30 requests to 3 more endpoints answered 404: not implemented there, or the path is wrong");
}

static void the_request_concerned_most_is_named(void **state)
{
    f.errors[1] = f.errors[0];
    f.errors[0].name = TEXT("/a");
    f.errors[1].name = TEXT("/b");
    f.errors[0].error = f.errors[1].error = ERROR_TIMEOUT_FIRST_BYTE;
    f.errors[0].status = f.errors[1].status = 0;
    f.errors[0].occurrences = 3;
    f.errors[1].occurrences = 4;
    f.snapshot.error_count = 2;
    causes_find(&f.snapshot, &f.info, &causes);
    assert_non_null(
        strstr(find("timeout_first_byte")->text, "7 of 100 requests timed out waiting for the response (POST /b most: 4)"));
}

static void each_kind_of_failure_of_the_service_or_the_generator_has_its_sentence(void **state)
{
    for (enum error e = OK + 1; e < ERROR_COUNT; e++) {
        enum error_group group = error_group(e);

        if (e == ERROR_HTTP_STATUS || e == ERROR_FAILED_BY_SCENARIO || e == ERROR_IO ||
            (group != ERROR_GROUP_SERVICE && group != ERROR_GROUP_GENERATOR))
            continue;
        have_error(e, 0, 7);
        assert_true(strlen(find(error_id(e))->text) < CAUSE_TEXT - 1);
    }
}

static void troubles_of_the_generator_come_first(void **state)
{
    f.series[5].cpu = 0.95f;
    f.snapshot.progress.lag_99_ns = 50 * NANOS_PER_MILLI;
    have_error(ERROR_NO_PORTS, 0, 2);
    assert_true(causes.at[0].generator && causes.at[1].generator && causes.at[2].generator);
    assert_equal_string("first", causes.at[0].id, "no_ports");
    assert_non_null(strstr(find("generator_cpu")->text, "90 % of a core in 1 of 20 seconds"));
    assert_non_null(strstr(find("generator_lag")->text, "up to 50.0 ms late (99 % of them): a task blocks"));
    f.snapshot.progress.processor_wait_ns = (uint64_t)(0.3 * output_run_seconds(&f.snapshot) * 1e9);
    causes_find(&f.snapshot, &f.info, &causes);
    assert_non_null(strstr(find("generator_lag")->text, "for 30 % of the time it waited for a processor"));
}

static void dropped_requests_and_too_many_names_are_told(void **state)
{
    f.snapshot.total.dropped = 25;
    f.snapshot.names_beyond_limit = 1234;
    causes_find(&f.snapshot, &f.info, &causes);
    assert_non_null(strstr(find("dropped")->text, "25 of 125 planned requests were never sent"));
    assert_non_null(strstr(find("names")->text, "1,234 requests are counted under \"(other)\""));
}

static void a_good_run_has_no_causes_and_an_empty_one_says_so(void **state)
{
    f.snapshot.error_count = 0;
    causes_find(&f.snapshot, &f.info, &causes);
    assert_equal_u64("causes of a good run", causes.count, 0);
    f.snapshot.total.requests = 0;
    causes_find(&f.snapshot, &f.info, &causes);
    assert_non_null(find("no_requests"));
}

static void very_long_names_are_cut_between_characters(void **state)
{
    static char name[LIMIT_NAME_SIZE];

    for (size_t i = 0; i + 3 <= sizeof name; i += 3)
        memcpy(name + i, "数", 3);
    f.errors[0].name = (struct text){name, sizeof name - 1};
    have_error(ERROR_REFUSED, 0, 100);
    assert_non_null(strstr(find("refused")->text, "数...): is the service up"));
}

#define WITH_RUN(test) TEST_WITH(test, set_up, clean_up)

TEST_MAIN(WITH_RUN(most_requests_answered_403_means_a_missing_key), WITH_RUN(a_refused_connection_names_the_host),
          WITH_RUN(an_endpoint_that_answers_only_404_is_not_there), WITH_RUN(a_few_404_are_missing_data),
          WITH_RUN(only_five_missing_endpoints_are_named), WITH_RUN(the_request_concerned_most_is_named),
          WITH_RUN(each_kind_of_failure_of_the_service_or_the_generator_has_its_sentence),
          WITH_RUN(troubles_of_the_generator_come_first), WITH_RUN(dropped_requests_and_too_many_names_are_told),
          WITH_RUN(a_good_run_has_no_causes_and_an_empty_one_says_so), WITH_RUN(very_long_names_are_cut_between_characters))
