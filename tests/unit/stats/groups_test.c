/* SPDX-License-Identifier: MIT */
/* groups_test.c - which requests a group holds, and what it knows of them */
#include "stats/groups.h"

#include "stats/histogram.h"
#include "stats/stats.h"
#include "support.h"

#define START (1000 * NANOS_PER_SECOND)

static const struct run_progress running = {.state = RUN_RUNNING};

static const struct stats_group wanted[] = {
    {GROUP_OF_CLASS, TEXT("AuthUser")},
    {GROUP_OF_NAMES, TEXT("GET /api/*")},
    {GROUP_OF_NAMES, TEXT("*")},
};

static void finish(struct stats *s, const char *method, const char *name, uint64_t groups, enum error error)
{
    struct stats_entry *e = stats_entry(s, text_from(method), text_from(name));
    struct sample sample = {.start_ns = START,
                            .first_write_ns = START + NANOS_PER_MILLI,
                            .end_ns = START + 3 * NANOS_PER_MILLI,
                            .status = error ? 0 : 200,
                            .error = error,
                            .groups = groups};

    stats_begin(s, e);
    stats_end(s, e, &sample);
}

static struct stats *started(void)
{
    struct stats *s = stats_new(&(struct stats_options){.groups = wanted, .group_count = COUNT(wanted), .class_count = 1});

    stats_start(s, START, START);
    return s;
}

static void a_pattern_fits_the_name_or_method_and_name(void **state)
{
    static const struct {
        const char *pattern, *method, *name;
        bool fits;
    } cases[] = {
        {"/api/*", "GET", "/api/v1", true},
        {"GET /api/*", "GET", "/api/v1", true},
        {"GET /api/*", "POST", "/api/v1", false},
        {"/api", "GET", "/api/v1", false},
        {"*", "", "", true},
        {"* /login", "POST", "/login", true},
        {"*a*b*", "GET", "xaxxb", true},
        {"*a*b*", "GET", "xbxxa", false},
        {"", "GET", "", true},
        {"/x?y", "GET", "/xay", false},
        {"/a**b", "GET", "/ab", true},
        {"/*/end", "GET", "/end/end/end", true},
        {"/*/end", "GET", "/end", false},
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        if (group_pattern_fits(text_from(cases[i].pattern), text_from(cases[i].method), text_from(cases[i].name)) !=
            cases[i].fits)
            fail_msg("\"%s\" on %s %s: wanted %d", cases[i].pattern, cases[i].method, cases[i].name, cases[i].fits);
}

static void a_group_counts_its_requests_and_no_others(void **state)
{
    struct stats *s = started();
    const struct snapshot *shown;

    finish(s, "GET", "/api/a", 1, OK);
    finish(s, "GET", "/api/b", 0, ERROR_REFUSED);
    finish(s, "POST", "/login", 1, OK);
    shown = stats_snapshot(s, START, START, &running);
    assert_equal_u64("groups", shown->group_count, COUNT(wanted));
    assert_equal_u64("of the class", shown->groups[0].requests, 2);
    assert_equal_u64("of the pattern", shown->groups[1].requests, 2);
    assert_equal_u64("failed", shown->groups[1].failed, 1);
    assert_equal_u64("refused", shown->groups[1].errors[ERROR_REFUSED], 1);
    assert_equal_u64("all", shown->groups[2].requests, shown->total.requests);
    assert_equal_u64("response times", histogram_max(shown->groups[0].response_histogram), 3 * NANOS_PER_MILLI);
    assert_equal_u64("service times", histogram_max(shown->groups[0].service_histogram), 2 * NANOS_PER_MILLI);
    assert_equal_u64("statuses", shown->groups[2].status_count, 2);
    stats_free(s);
}

static void a_reset_empties_the_groups(void **state)
{
    struct stats *s = started();

    finish(s, "GET", "/api/a", 1, ERROR_RESET);
    stats_reset(s, START + 1, START + 1);
    assert_equal_u64("requests", stats_snapshot(s, START + 1, START + 1, &running)->groups[0].requests, 0);
    assert_equal_u64("errors", stats_snapshot(s, START + 1, START + 1, &running)->groups[2].errors[ERROR_RESET], 0);
    stats_free(s);
}

static void without_groups_there_are_none(void **state)
{
    struct stats *s = stats_new(&(struct stats_options){0});

    stats_start(s, START, START);
    finish(s, "GET", "/api/a", 0, OK);
    assert_equal_u64("groups", stats_snapshot(s, START, START, &running)->group_count, 0);
    stats_free(s);
}

TEST_MAIN(TEST(a_pattern_fits_the_name_or_method_and_name), TEST(a_group_counts_its_requests_and_no_others),
          TEST(a_reset_empties_the_groups), TEST(without_groups_there_are_none))
