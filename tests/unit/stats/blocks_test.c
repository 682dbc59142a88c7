/* SPDX-License-Identifier: MIT */
/* blocks_test.c - the seconds of each name: nothing is lost, however often they are joined, and their memory is bounded */
#include "stats/blocks.h"

#include <stdio.h>

#include "base/limits.h"
#include "stats/cells.h"
#include "stats/stats.h"
#include "support.h"

#define START (100000 * NANOS_PER_SECOND)

static struct stats *stats;
static uint64_t now;

static int set_up(void **state)
{
    stats = stats_new(&(struct stats_options){0});
    now = START;
    stats_start(stats, now, 0);
    return 0;
}

static int clean_up(void **state)
{
    stats_free(stats);
    return 0;
}

static void request(const char *name, uint64_t response_ns, enum error error)
{
    struct stats_entry *e = stats_entry(stats, TEXT("GET"), text_from(name));
    struct sample s = {
        .start_ns = now - response_ns, .first_write_ns = now - response_ns + 1, .end_ns = now, .status = 200, .error = error};

    stats_begin(stats, e);
    stats_end(stats, e, &s);
}

static const struct snapshot *look(enum run_state run_state)
{
    const struct run_progress progress = {.start_ns = START, .state = run_state};

    return stats_snapshot(stats, now, 0, &progress);
}

static const struct snapshot *second_later(void)
{
    static const struct run_progress progress = {.start_ns = START, .state = RUN_RUNNING};

    now += NANOS_PER_SECOND;
    stats_tick(stats, now, &progress);
    return look(RUN_RUNNING);
}

static uint64_t count_of(struct text cells)
{
    const char *problem;
    uint64_t values;

    assert_int_equal(cells_check(cells, &values, &problem), OK);
    return values;
}

/* The blocks are in order, and add up to the row. */
static void assert_adds_up(const struct snapshot_row *row)
{
    struct histogram *response = histogram_new();
    uint64_t requests = 0, failures = 0, service = 0, too_long = 0, next = 0;

    for (size_t i = 0; i < row->block_count; i++) {
        const struct snapshot_block *b = &row->blocks[i];

        assert_true(b->second >= next && b->seconds > 0);
        next = b->second + b->seconds;
        requests += b->requests;
        failures += b->failures;
        too_long += b->response_too_long;
        service += count_of(b->service) + b->service_too_long;
        assert_equal_u64("response times of a block", count_of(b->response) + b->response_too_long, b->requests);
        cells_add_to(response, b->response);
    }
    assert_equal_u64("requests", requests, row->requests);
    assert_equal_u64("failures", failures, row->failed);
    assert_equal_u64("too long", too_long, histogram_too_long(row->response_histogram));
    assert_equal_u64("service times", service, histogram_count(row->service_histogram));
    if (histogram_count(response) > 0)
        assert_near_u64("median", histogram_quantile(response, 0.5), histogram_quantile(row->response_histogram, 0.5), 0.001);
    histogram_free(response);
}

static void assert_all_add_up(const struct snapshot *s)
{
    for (size_t i = 0; i < s->row_count; i++)
        assert_adds_up(&s->rows[i]);
    assert_adds_up(&s->total);
}

static void each_second_that_had_requests_is_a_block(void **state)
{
    const struct snapshot *s;

    request("a", NANOS_PER_MILLI, OK);
    request("a", NANOS_PER_MILLI, ERROR_HTTP_STATUS);
    request("b", 2 * HISTOGRAM_MAX_NS, OK);
    second_later();
    second_later();
    request("a", NANOS_PER_MILLI, OK);
    s = second_later();
    assert_int_equal(s->row_count, 2);
    assert_int_equal(s->rows[0].block_count, 2);
    assert_int_equal(s->rows[0].blocks[0].second, 0);
    assert_int_equal(s->rows[0].blocks[0].seconds, 1);
    assert_equal_u64("requests", s->rows[0].blocks[0].requests, 2);
    assert_equal_u64("failures", s->rows[0].blocks[0].failures, 1);
    assert_int_equal(s->rows[0].blocks[1].second, 2);
    assert_int_equal(s->rows[1].block_count, 1);
    assert_equal_u64("too long", s->rows[1].blocks[0].response_too_long, 1);
    assert_int_equal(s->total.block_count, 2);
    assert_all_add_up(s);
}

static void the_cut_second_at_the_end_is_a_block_too(void **state)
{
    const struct snapshot *s;

    request("a", NANOS_PER_MILLI, OK);
    second_later();
    now += NANOS_PER_MILLI;
    request("a", NANOS_PER_MILLI, OK);
    assert_int_equal(look(RUN_RUNNING)->total.block_count, 1);
    s = look(RUN_STOPPED);
    assert_int_equal(s->total.block_count, 2);
    assert_int_equal(s->total.blocks[1].second, 1);
    assert_all_add_up(s);
    s = look(RUN_STOPPED);
    assert_int_equal(s->total.block_count, 2);
}

static void a_reset_forgets_blocks_with_the_counts(void **state)
{
    const struct snapshot *s;

    request("a", NANOS_PER_MILLI, OK);
    second_later();
    request("a", NANOS_PER_MILLI, OK);
    now += NANOS_PER_MILLI;
    stats_reset(stats, now, 0);
    request("a", NANOS_PER_MILLI, OK);
    second_later();
    s = look(RUN_STOPPED);
    assert_equal_u64("requests", s->total.requests, 1);
    assert_int_equal(s->total.blocks[0].second, 1); /* seconds go on as in the series */
    assert_all_add_up(s);
}

static void what_came_before_the_first_user_belongs_to_the_first_second(void **state)
{
    const struct snapshot *s;

    for (int i = 0; i < 5; i++) {
        request("login", NANOS_PER_MILLI, OK);
        second_later();
    }
    request("login", NANOS_PER_MILLI, OK);
    now += NANOS_PER_MILLI;
    stats_start_rates(stats, now, 0);
    request("a", NANOS_PER_MILLI, OK);
    second_later();
    s = look(RUN_STOPPED);
    assert_int_equal(s->total.block_count, 1);
    assert_int_equal(s->total.blocks[0].second, 0);
    assert_equal_u64("requests", s->total.requests, 7);
    assert_all_add_up(s);
}

static void a_long_run_has_wider_blocks_and_loses_nothing(void **state)
{
    const struct snapshot *s = NULL;

    for (unsigned i = 0; i < 3 * LIMIT_BLOCKS; i++) {
        request("often", (1 + i % 7) * NANOS_PER_MILLI, i % 10 == 0 ? ERROR_HTTP_STATUS : OK);
        if (i % 100 == 0)
            request("seldom", NANOS_PER_MILLI, OK);
        s = second_later();
        assert_true(s->total.block_count <= LIMIT_BLOCKS + 1);
    }
    assert_int_equal(s->total.blocks[0].seconds, 4);
    assert_int_equal(s->total.block_count, 3 * LIMIT_BLOCKS / 4);
    assert_int_equal(s->rows[1].block_count, 9);
    assert_all_add_up(look(RUN_STOPPED));
}

static void many_names_keep_to_the_budget(void **state)
{
    const struct snapshot *s = NULL;
    char name[32];
    size_t size = 0;

    for (unsigned second = 0; second < 40; second++) {
        for (unsigned i = 0; i < 3000; i++) {
            snprintf(name, sizeof name, "/%u", i);
            for (unsigned r = 0; r < 3; r++)
                request(name, (1 + (i * 31 + second * 7 + r * 1000) % 5000) * 1000, OK);
        }
        s = second_later();
    }
    for (size_t i = 0; i < s->row_count; i++)
        for (size_t b = 0; b < s->rows[i].block_count; b++)
            size += sizeof s->rows[i].blocks[b] + s->rows[i].blocks[b].response.size + s->rows[i].blocks[b].service.size;
    if (size > 3 * LIMIT_BLOCKS_SIZE)
        fail_msg("the blocks take %zu bytes, of %zu", size, LIMIT_BLOCKS_SIZE);
    assert_true(s->rows[0].blocks[0].seconds > 1);
    assert_all_add_up(look(RUN_STOPPED));
}

TEST_MAIN(TEST_WITH(each_second_that_had_requests_is_a_block, set_up, clean_up),
          TEST_WITH(the_cut_second_at_the_end_is_a_block_too, set_up, clean_up),
          TEST_WITH(a_reset_forgets_blocks_with_the_counts, set_up, clean_up),
          TEST_WITH(what_came_before_the_first_user_belongs_to_the_first_second, set_up, clean_up),
          TEST_WITH(a_long_run_has_wider_blocks_and_loses_nothing, set_up, clean_up),
          TEST_WITH(many_names_keep_to_the_budget, set_up, clean_up))
