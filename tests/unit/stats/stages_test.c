/* SPDX-License-Identifier: MIT */
/* stages_test.c - stages partition a run: whatever happens in whatever order, they add up to the whole, to the cell */
#include "base/limits.h"
#include "base/random.h"
#include "stats/histogram.h"
#include "stats/stats.h"
#include "support.h"

#define START (1000 * NANOS_PER_SECOND)
#define NAMES 9

static struct run_progress progress = {.state = RUN_RUNNING, .users = 7, .start_ns = START};

struct trial {
    struct stats *stats;
    struct stats_entry *entries[NAMES];
    struct random random;
    uint64_t now_ns;
};

static struct trial begin_trial(const struct stats_options *options)
{
    struct trial t = {.stats = stats_new(options), .now_ns = START};
    char name[20];

    random_init(&t.random, 11, 0);
    for (size_t i = 0; i < NAMES; i++) {
        snprintf(name, sizeof name, "name %zu", i);
        t.entries[i] = stats_entry(t.stats, TEXT("GET"), text_from(name));
    }
    stats_start(t.stats, START, START);
    return t;
}

static const struct snapshot *look(struct trial *t)
{
    return stats_snapshot(t->stats, t->now_ns, t->now_ns, &progress);
}

static void finish_one(struct trial *t, size_t n, enum error error)
{
    uint64_t took = 1000 + random_below(&t->random, 100 * NANOS_PER_MILLI);
    struct sample sample = {.start_ns = t->now_ns - took,
                            .first_write_ns = t->now_ns - took / 2,
                            .end_ns = t->now_ns,
                            .status = error ? 503 : 200,
                            .bytes_received = 10,
                            .error = error};

    stats_end(t->stats, t->entries[n], &sample);
}

static void request(struct trial *t, size_t n)
{
    stats_begin(t->stats, t->entries[n]);
    finish_one(t, n, OK);
}

/* Something of all that can happen to a request; some stay in flight. */
static void happen(struct trial *t, uint64_t *in_flight)
{
    size_t n = random_below(&t->random, NAMES);

    t->now_ns += random_below(&t->random, 3 * NANOS_PER_MILLI);
    switch (random_below(&t->random, 8)) {
    case 0:
        stats_arrive(t->stats, 0, 0);
        stats_drop(t->stats, 0, 0, false);
        break;
    case 1:
        if (in_flight[n] > 0) {
            in_flight[n]--;
            stats_cancel(t->stats, t->entries[n], n % 2);
        }
        break;
    case 2:
    case 3:
    case 4:
        if (in_flight[n] > 0) {
            in_flight[n]--;
            finish_one(t, n, n == 3 ? ERROR_RESET : OK);
        }
        break;
    default:
        in_flight[n]++;
        stats_begin(t->stats, t->entries[n]);
    }
}

static void begin_stage(struct trial *t, const char *name)
{
    struct stage_aim aim = {.name = text_from(name), .users = 3};

    stats_end_stage(t->stats, 5, t->now_ns);
    assert_true(stats_begin_stage(t->stats, &aim, t->now_ns));
}

/* ---- sums ---- */

static void add_row(struct snapshot_row *sum, const struct snapshot_row *row)
{
    sum->started += row->started;
    sum->completed += row->completed;
    sum->failed += row->failed;
    sum->dropped += row->dropped;
    sum->cancelled += row->cancelled;
    sum->cancelled_sent += row->cancelled_sent;
    sum->requests += row->requests;
    sum->bytes_received += row->bytes_received;
}

static void assert_same_cells(const struct histogram *a, const struct histogram *b)
{
    uint64_t low, high, count, other_low, other_high, other_count;
    size_t at = 0, other_at = 0;

    while (histogram_next(a, &at, &low, &high, &count)) {
        assert_true(histogram_next(b, &other_at, &other_low, &other_high, &other_count));
        assert_equal_u64("cell", low, other_low);
        assert_equal_u64("count", count, other_count);
    }
    assert_false(histogram_next(b, &other_at, &other_low, &other_high, &other_count));
    assert_equal_u64("minimum", histogram_min(a), histogram_min(b));
    assert_equal_u64("maximum", histogram_max(a), histogram_max(b));
}

/* What is in flight between two stages has started in both. */
static void assert_sums(const struct snapshot_row *sum, const struct histogram *times, const struct snapshot_row *whole)
{
    assert_equal_u64("completed", sum->completed, whole->completed);
    assert_equal_u64("failed", sum->failed, whole->failed);
    assert_equal_u64("dropped", sum->dropped, whole->dropped);
    assert_equal_u64("cancelled", sum->cancelled, whole->cancelled);
    assert_equal_u64("cancelled, sent", sum->cancelled_sent, whole->cancelled_sent);
    assert_equal_u64("bytes", sum->bytes_received, whole->bytes_received);
    assert_same_cells(times, whole->response_histogram);
}

static void assert_conserved(const struct snapshot_row *row)
{
    assert_equal_u64("started", row->started, row->completed + row->failed + row->cancelled + row->in_flight);
    assert_equal_u64("requests", row->requests, row->completed + row->failed);
    assert_equal_u64("times", row->response.count, row->requests);
}

static const struct snapshot_row *find(const struct snapshot_row *rows, size_t count, struct text name)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(rows[i].name, name))
            return &rows[i];
    return NULL;
}

static void assert_stages_add_up_to_the_run(const struct snapshot *s)
{
    for (size_t n = 0; n <= s->row_count; n++) {
        const struct snapshot_row *whole = n < s->row_count ? &s->rows[n] : &s->total;
        struct histogram *times = histogram_new();
        struct snapshot_row sum = {0};

        for (size_t i = 0; i < s->stage_count; i++) {
            const struct snapshot_stage *stage = &s->stages[i];
            const struct snapshot_row *row = n < s->row_count ? find(stage->rows, stage->row_count, whole->name) : &stage->total;

            if (!row)
                continue;
            assert_conserved(row);
            add_row(&sum, row);
            histogram_merge(times, row->response_histogram);
        }
        assert_sums(&sum, times, whole);
        histogram_free(times);
    }
}

static void stages_add_up_to_the_run_for_each_name(void **state)
{
    struct trial t = begin_trial(&(struct stats_options){0});
    uint64_t in_flight[NAMES] = {0};
    const struct snapshot *s;
    double elapsed = 0;

    for (size_t i = 0; i < 6; i++) {
        begin_stage(&t, i % 2 ? "odd" : "even");
        for (size_t k = 0; k < 1000 + 300 * i; k++) {
            happen(&t, in_flight);
            if (k % 500 == 0)
                stats_tick(t.stats, t.now_ns, &progress);
        }
    }
    stats_end_stage(t.stats, 4, t.now_ns);
    s = look(&t);
    assert_int_equal(s->stage_count, 6);
    assert_stages_add_up_to_the_run(s);
    for (size_t i = 0; i < s->stage_count; i++) {
        elapsed += s->stages[i].elapsed_s;
        assert_int_equal(s->stages[i].number, i + 1);
        assert_false(s->stages[i].running);
        assert_true(s->stages[i].total.requests > 100);
    }
    assert_near_double("elapsed", elapsed, s->elapsed_s, 1e-9);
    stats_free(t.stats);
}

static void the_running_stage_shows_its_total_so_far(void **state)
{
    struct trial t = begin_trial(&(struct stats_options){0});
    const struct snapshot *s;

    begin_stage(&t, "first");
    request(&t, 0);
    t.now_ns += 2 * NANOS_PER_SECOND;
    begin_stage(&t, "second");
    request(&t, 1);
    request(&t, 1);
    t.now_ns += NANOS_PER_SECOND;
    s = look(&t);
    assert_int_equal(s->stage_count, 2);
    assert_int_equal(s->stages[0].users, 5);
    assert_int_equal(s->stages[0].row_count, 1);
    assert_true(s->stages[1].running);
    assert_int_equal(s->stages[1].users, 7);
    assert_int_equal(s->stages[1].row_count, 0);
    assert_equal_u64("requests", s->stages[1].total.requests, 2);
    assert_equal_u64("times", s->stages[1].total.response.count, 2);
    assert_near_double("start", s->stages[1].start_s, 2, 1e-9);
    assert_near_double("elapsed", s->stages[1].elapsed_s, 1, 1e-9);
    assert_near_double("rate", s->stages[1].total.requests_per_second, 2, 1e-9);
    stats_free(t.stats);
}

static void the_last_stage_ends_with_the_sending_and_not_with_the_last_answer(void **state)
{
    struct trial t = begin_trial(&(struct stats_options){0});
    struct run_progress stopped = {.state = RUN_STOPPED, .start_ns = START, .end_ns = START + 2 * NANOS_PER_SECOND};
    const struct snapshot *s;

    begin_stage(&t, "only");
    t.now_ns = START + 3 * NANOS_PER_SECOND;
    request(&t, 0);
    stats_end_stage(t.stats, 0, stopped.end_ns);
    s = stats_snapshot(t.stats, t.now_ns, t.now_ns, &stopped);
    assert_equal_u64("requests", s->stages[0].total.requests, 1);
    assert_near_double("elapsed", s->stages[0].elapsed_s, 2, 1e-9);
    stats_free(t.stats);
}

static void without_stages_there_is_nothing_of_them(void **state)
{
    struct trial t = begin_trial(&(struct stats_options){0});

    request(&t, 0);
    stats_end_stage(t.stats, 0, t.now_ns);
    assert_int_equal(look(&t)->stage_count, 0);
    stats_free(t.stats);
}

static void there_are_at_most_so_many_stages_and_the_run_goes_on_without(void **state)
{
    struct trial t = begin_trial(&(struct stats_options){0});
    struct stage_aim aim = {.name = TEXT("one more")};
    const struct snapshot *s;

    for (size_t i = 0; i < LIMIT_STAGES; i++)
        begin_stage(&t, "a stage");
    stats_end_stage(t.stats, 1, t.now_ns);
    assert_false(stats_begin_stage(t.stats, &aim, t.now_ns));
    request(&t, 0);
    s = look(&t);
    assert_int_equal(s->stage_count, LIMIT_STAGES);
    assert_equal_u64("requests", s->total.requests, 1);
    stats_free(t.stats);
}

/* Each name and stage below has cells of its own in many ranges: about 200 KB. */
static void rows_of_names_beyond_the_memory_limit_are_added_together(void **state)
{
    struct trial t = begin_trial(&(struct stats_options){0});
    struct stats_entry *wide[100];
    const struct snapshot *s;
    uint64_t requests = 0;
    char name[20];

    for (size_t i = 0; i < COUNT(wide); i++) {
        snprintf(name, sizeof name, "wide %03zu", i);
        wide[i] = stats_entry(t.stats, TEXT("GET"), text_from(name));
    }
    for (size_t stage = 0; stage < 30; stage++) {
        begin_stage(&t, "a stage");
        for (size_t i = 0; i < COUNT(wide); i++) {
            for (uint64_t took = 1; took < 100 * NANOS_PER_SECOND; took += took / 60 + 1) {
                struct sample sample = {.start_ns = t.now_ns, .first_write_ns = t.now_ns, .end_ns = t.now_ns + took};

                stats_begin(t.stats, wide[i]);
                stats_end(t.stats, wide[i], &sample);
                requests++;
            }
        }
    }
    stats_end_stage(t.stats, 0, t.now_ns);
    s = look(&t);
    for (size_t i = 0; i < s->stage_count; i++)
        for (size_t n = 0; n < s->stages[i].row_count; n++)
            requests -= s->stages[i].rows[n].requests;
    assert_equal_u64("requests that are in no row", requests, 0);
    assert_int_equal(s->stages[0].row_count, COUNT(wide));
    assert_true(s->stages[29].row_count < COUNT(wide));
    assert_non_null(find(s->stages[29].rows, s->stages[29].row_count, TEXT("(other)")));
    stats_free(t.stats);
}

static void a_reset_empties_the_stages_and_measures_on(void **state)
{
    struct trial t = begin_trial(&(struct stats_options){0});
    const struct snapshot *s;

    begin_stage(&t, "first");
    request(&t, 0);
    t.now_ns += NANOS_PER_SECOND;
    begin_stage(&t, "second");
    request(&t, 0);
    stats_begin(t.stats, t.entries[1]);
    look(&t);
    t.now_ns += NANOS_PER_SECOND;
    stats_reset(t.stats, t.now_ns, t.now_ns);
    t.now_ns += NANOS_PER_SECOND / 2;
    finish_one(&t, 1, OK);
    stats_end_stage(t.stats, 5, t.now_ns);
    s = look(&t);
    assert_stages_add_up_to_the_run(s);
    assert_equal_u64("first", s->stages[0].total.requests, 0);
    assert_near_double("first", s->stages[0].elapsed_s, 0, 0);
    assert_equal_u64("second", s->stages[1].total.requests, 1);
    assert_near_double("second", s->stages[1].elapsed_s, 0.5, 1e-9);
    stats_free(t.stats);
}

static void a_group_of_a_stage_counts_only_while_it_runs(void **state)
{
    struct stats_group groups[] = {{GROUP_OF_NAMES, TEXT("*"), .stage = 2}, {GROUP_OF_NAMES, TEXT("name 1")}};
    struct trial t = begin_trial(&(struct stats_options){.groups = groups, .group_count = 2});
    const struct snapshot *s;

    for (size_t i = 0; i < NAMES; i++)
        stats_entry(t.stats, TEXT("GET"), stats_entry_name(t.entries[i])); /* makes its groups known */
    request(&t, 1);
    for (size_t stage = 1; stage <= 3; stage++) {
        begin_stage(&t, "a stage");
        for (size_t i = 0; i < stage; i++)
            request(&t, 1);
    }
    stats_end_stage(t.stats, 1, t.now_ns);
    s = look(&t);
    assert_equal_u64("of the second stage", s->groups[0].requests, 2);
    assert_equal_u64("of the run", s->groups[1].requests, 7);
    stats_free(t.stats);
}

TEST_MAIN(TEST(stages_add_up_to_the_run_for_each_name), TEST(the_running_stage_shows_its_total_so_far),
          TEST(the_last_stage_ends_with_the_sending_and_not_with_the_last_answer), TEST(without_stages_there_is_nothing_of_them),
          TEST(there_are_at_most_so_many_stages_and_the_run_goes_on_without),
          TEST(rows_of_names_beyond_the_memory_limit_are_added_together), TEST(a_reset_empties_the_stages_and_measures_on),
          TEST(a_group_of_a_stage_counts_only_while_it_runs))
