/* SPDX-License-Identifier: MIT */
/* block_rows_test.c - blocks of time written second by second are those of the statistics, whatever happens to them meanwhile */
#include "store/block_rows.h"

#include "stored.h"

#include "base/limits.h"
#include "stats/cells.h"
#include "stats/stats.h"

#define START (100000 * NANOS_PER_SECOND)

struct running {
    struct stored *it;
    struct stats *stats;
    struct run_writer *writer;
    struct run_progress progress;
    uint64_t now;
};

static void begin(struct running *r, struct stored *it)
{
    *r = (struct running){.it = it, .stats = stats_new(&(struct stats_options){0}), .writer = stored_writer(it), .now = START};
    r->progress = (struct run_progress){.start_ns = START, .start_wall_ns = clock_wall(), .state = RUN_RUNNING};
    stats_start(r->stats, r->now, r->progress.start_wall_ns);
}

static void end(struct running *r)
{
    run_writer_free(r->writer);
    stats_free(r->stats);
}

static void request(struct running *r, const char *name, uint64_t response_ns)
{
    struct stats_entry *e = stats_entry(r->stats, TEXT("GET"), text_from(name));
    struct sample s = {.start_ns = r->now - response_ns, .first_write_ns = r->now - response_ns + 9, .end_ns = r->now};

    stats_begin(r->stats, e);
    stats_end(r->stats, e, &s);
}

static const struct snapshot *look(struct running *r)
{
    return stats_snapshot(r->stats, r->now, clock_wall(), &r->progress);
}

static void second_later(struct running *r)
{
    r->now += NANOS_PER_SECOND;
    stats_tick(r->stats, r->now, &r->progress);
    assert_fine(r->it, stored_tick(r->writer, look(r)));
}

static void assert_same_blocks(const struct snapshot_row *got, const struct snapshot_row *wanted)
{
    assert_equal_u64("number", got->number, wanted->number);
    assert_equal_u64("blocks", got->block_count, wanted->block_count);
    for (size_t i = 0; i < got->block_count; i++) {
        const struct snapshot_block *g = &got->blocks[i], *w = &wanted->blocks[i];

        assert_equal_u64("second", g->second, w->second);
        assert_equal_u64("seconds", g->seconds, w->seconds);
        assert_equal_u64("requests", g->requests, w->requests);
        assert_equal_u64("failures", g->failures, w->failures);
        assert_equal_u64("too long", g->response_too_long, w->response_too_long);
        assert_true(text_equal(g->response, w->response));
        assert_true(text_equal(g->service, w->service));
    }
}

static void assert_kept(struct running *r)
{
    const struct snapshot *wanted = look(r);
    struct stored_run run;

    assert_fine(r->it, stored_run_read(&run, r->it->store, run_writer_run(r->writer)));
    assert_equal_u64("names", run.snapshot.row_count, wanted->row_count);
    assert_same_blocks(&run.snapshot.total, &wanted->total);
    for (size_t i = 0; i < wanted->row_count; i++)
        assert_same_blocks(&run.snapshot.rows[i], &wanted->rows[i]);
    stored_run_free(&run);
}

static void blocks_come_back_in_each_second_of_a_long_run(void **state)
{
    struct running r;

    begin(&r, *state);
    for (unsigned i = 0; i < 2 * LIMIT_BLOCKS + 50; i++) {
        request(&r, "/b", (1 + i % 9) * NANOS_PER_MILLI);
        if (i % 70 == 3)
            request(&r, "/a", 2 * HISTOGRAM_MAX_NS);
        second_later(&r);
        if (i % 60 == 0 || i % 300 < 5)
            assert_kept(&r);
    }
    r.now += NANOS_PER_MILLI;
    request(&r, "/b", NANOS_PER_MILLI);
    r.progress.state = RUN_STOPPED;
    assert_fine(r.it, run_writer_end(r.writer, look(&r), NULL, 0));
    assert_kept(&r);
    end(&r);
}

static void blocks_that_a_reset_forgot_are_gone(void **state)
{
    struct running r;

    begin(&r, *state);
    for (unsigned i = 0; i < 5; i++) {
        request(&r, "/a", NANOS_PER_MILLI);
        request(&r, "/b", NANOS_PER_MILLI);
        second_later(&r);
    }
    stats_reset(r.stats, r.now, clock_wall());
    request(&r, "/b", NANOS_PER_MILLI);
    second_later(&r);
    assert_kept(&r);
    end(&r);
}

static void a_second_that_was_not_written_is_made_up_for(void **state)
{
    struct running r;

    begin(&r, *state);
    for (unsigned i = 0; i < 8; i++) {
        request(&r, "/a", NANOS_PER_MILLI);
        if (i % 3 == 2)
            r.now += NANOS_PER_SECOND;
        second_later(&r);
    }
    assert_kept(&r);
    end(&r);
}

static void deleting_a_run_deletes_its_blocks(void **state)
{
    struct running r;

    begin(&r, *state);
    request(&r, "/a", NANOS_PER_MILLI);
    second_later(&r);
    r.progress.state = RUN_STOPPED;
    assert_fine(r.it, run_writer_end(r.writer, look(&r), NULL, 0));
    assert_int_equal(database_number(r.it->store, "SELECT count(*) FROM blocks", -1), 2);
    assert_fine(r.it, catalog_delete(r.it->store, run_writer_run(r.writer)));
    assert_int_equal(database_number(r.it->store, "SELECT count(*) FROM blocks", -1), 0);
    end(&r);
}

static void damaged_blocks_are_said(void **state)
{
    static const char *const damages[] = {"UPDATE blocks SET seconds = 0", "UPDATE blocks SET requests = requests + 1",
                                          "UPDATE blocks SET response = x'00'", "UPDATE blocks SET failures = 7"};
    struct stored_run run;

    for (size_t i = 0; i < COUNT(damages); i++) {
        struct running r;

        begin(&r, *state);
        request(&r, "/a", NANOS_PER_MILLI);
        second_later(&r);
        assert_fine(r.it, database_run(r.it->store, damages[i]));
        assert_int_equal(stored_run_read(&run, r.it->store, run_writer_run(r.writer)), ERROR_SYNTAX);
        assert_non_null(strstr(store_problem(r.it->store), "is damaged: "));
        end(&r);
    }
}

TEST_MAIN(TEST_STORED(blocks_come_back_in_each_second_of_a_long_run), TEST_STORED(blocks_that_a_reset_forgot_are_gone),
          TEST_STORED(a_second_that_was_not_written_is_made_up_for), TEST_STORED(deleting_a_run_deletes_its_blocks),
          TEST_STORED(damaged_blocks_are_said))
