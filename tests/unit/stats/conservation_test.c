/* SPDX-License-Identifier: MIT */
/* conservation_test.c - every request ends in exactly one count, whatever the order of calls, compared with a simple model */
#include "base/random.h"
#include "stats/stats.h"
#include "support.h"

#define NAMES   12
#define CLASSES 3

struct model {
    uint64_t started, completed, failed, cancelled, cancelled_sent, dropped, in_flight;
};

struct trial {
    struct stats *stats;
    struct stats_entry *entries[NAMES];
    struct model names[NAMES], total;
    struct random random;
    uint64_t now_ns;
};

static const struct run_progress progress = {.state = RUN_RUNNING};

static void begin(struct trial *t, size_t n)
{
    stats_begin(t->stats, t->entries[n]);
    t->names[n].started++;
    t->names[n].in_flight++;
    t->total.started++;
    t->total.in_flight++;
}

static void end(struct trial *t, size_t n)
{
    struct sample sample = {
        .start_ns = t->now_ns - random_below(&t->random, NANOS_PER_SECOND),
        .end_ns = t->now_ns,
        .error = random_below(&t->random, 3) == 0 ? ERROR_RESET : OK,
    };

    if (t->names[n].in_flight == 0)
        return;
    stats_end(t->stats, t->entries[n], &sample);
    t->names[n].completed += sample.error == OK;
    t->names[n].failed += sample.error != OK;
    t->names[n].in_flight--;
    t->total.completed += sample.error == OK;
    t->total.failed += sample.error != OK;
    t->total.in_flight--;
}

static void cancel(struct trial *t, size_t n)
{
    bool sent = random_below(&t->random, 2);

    if (t->names[n].in_flight == 0)
        return;
    stats_cancel(t->stats, t->entries[n], sent);
    t->names[n].cancelled++;
    t->names[n].cancelled_sent += sent;
    t->names[n].in_flight--;
    t->total.cancelled++;
    t->total.cancelled_sent += sent;
    t->total.in_flight--;
}

static void drop(struct trial *t, size_t n)
{
    stats_arrive(t->stats, n % CLASSES, 0);
    stats_drop(t->stats, n % CLASSES, 0, n % 2);
    t->total.dropped++; /* an arrival that was dropped has no name */
}

static void move(struct trial *t, size_t n)
{
    size_t to = random_below(&t->random, NAMES);

    if (t->names[n].in_flight == 0)
        return;
    stats_move(t->stats, t->entries[n], t->entries[to]);
    t->names[n].started--;
    t->names[n].in_flight--;
    t->names[to].started++;
    t->names[to].in_flight++;
}

static void reset(struct trial *t)
{
    stats_reset(t->stats, t->now_ns, t->now_ns);
    for (size_t n = 0; n < NAMES; n++)
        t->names[n] = (struct model){.started = t->names[n].in_flight, .in_flight = t->names[n].in_flight};
    t->total = (struct model){.started = t->total.in_flight, .in_flight = t->total.in_flight};
}

static void assert_row(const char *name, const struct snapshot_row *row, const struct model *m)
{
    assert_equal_u64(name, row->started, m->started);
    assert_equal_u64(name, row->completed, m->completed);
    assert_equal_u64(name, row->failed, m->failed);
    assert_equal_u64(name, row->cancelled, m->cancelled);
    assert_equal_u64(name, row->cancelled_sent, m->cancelled_sent);
    assert_equal_u64(name, row->dropped, m->dropped);
    assert_equal_u64(name, row->in_flight, m->in_flight);
    assert_equal_u64(name, row->requests, m->completed + m->failed);
    assert_equal_u64(name, row->response.count, row->requests);
    assert_equal_u64(name, row->started, row->completed + row->failed + row->cancelled + row->in_flight);
}

static void check(struct trial *t)
{
    const struct snapshot *snap = stats_snapshot(t->stats, t->now_ns, t->now_ns, &progress);
    size_t rows = 0;

    for (size_t n = 0; n < NAMES; n++) {
        if (t->names[n].started == 0)
            continue;
        assert_true(rows < snap->row_count);
        assert_row("name", &snap->rows[rows++], &t->names[n]); /* the names are in the order of the model */
    }
    assert_equal_u64("rows", snap->row_count, rows);
    assert_row("total", &snap->total, &t->total);
    assert_equal_u64("requests", stats_requests(t->stats), t->total.completed + t->total.failed);
    assert_equal_u64("failures", stats_failures(t->stats), t->total.failed);
}

static void step(struct trial *t)
{
    size_t n = random_below(&t->random, NAMES);
    uint64_t which = random_below(&t->random, 10000);

    t->now_ns += random_below(&t->random, 2 * NANOS_PER_MILLI);
    if (which < 4200)
        begin(t, n);
    else if (which < 8000)
        end(t, n);
    else if (which < 8500)
        cancel(t, n);
    else if (which < 9000)
        drop(t, n);
    else if (which < 9900)
        move(t, n);
    else if (which < 9950)
        stats_tick(t->stats, t->now_ns, &progress);
    else if (which < 9998)
        check(t);
    else
        reset(t);
}

static void every_request_ends_in_exactly_one_count(void **state)
{
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct trial t = {.stats = stats_new(&(struct stats_options){.windows = seed % 2, .class_count = CLASSES}),
                          .now_ns = 5000 * NANOS_PER_SECOND};

        random_init(&t.random, seed, 0);
        stats_start(t.stats, t.now_ns, t.now_ns);
        for (size_t n = 0; n < NAMES; n++)
            t.entries[n] = stats_entry(t.stats, TEXT("GET"), (struct text){&"ABCDEFGHIJKL"[n], 1});
        for (int i = 0; i < 20000; i++)
            step(&t);
        for (size_t n = 0; n < NAMES; n++) {
            while (t.names[n].in_flight > 0)
                cancel(&t, n);
        }
        check(&t);
        stats_free(t.stats);
    }
}

TEST_MAIN(TEST(every_request_ends_in_exactly_one_count))
