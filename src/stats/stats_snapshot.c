/* SPDX-License-Identifier: MIT */
/* stats/stats_snapshot.c - the state of all numbers at one moment
 *
 * Everything is folded first, so a snapshot is complete at any time within a second. What may change before the next snapshot
 * (lists of statuses, texts of errors) is copied to the arena, which is emptied when the next one is made.
 */
#include "base/mem.h"
#include "stats/state.h"
#include "stats/summary.h"

static uint64_t measured_until(uint64_t now_ns, const struct run_progress *progress)
{
    return progress->end_ns ? MIN(progress->end_ns, now_ns) : now_ns;
}

static double elapsed_seconds(const struct stats *s, uint64_t now_ns, const struct run_progress *progress)
{
    uint64_t until = measured_until(now_ns, progress), zero = s->start_ns + stats_paused(s, until) - s->paused_before_ns;

    return stats_has_started(s) && until > zero ? (double)(until - zero) / (double)NANOS_PER_SECOND : 0;
}

static double drop_share(const struct iteration_counts *c)
{
    return c->planned > 0 ? (double)iteration_counts_dropped(c) / (double)c->planned : 0;
}

static const struct status_count *copy_statuses(struct arena *arena, const struct statuses *statuses)
{
    struct status_count *copy = arena_alloc(arena, statuses->count * sizeof(*copy));

    if (statuses->count > 0)
        memcpy(copy, statuses->list, statuses->count * sizeof(*copy));
    return copy;
}

static struct snapshot_row row_of(struct stats *s, struct stats_entry *e)
{
    struct snapshot_row row = entry_row(e, s->snapshot.elapsed_s, MIN(s->whole_seconds, (uint32_t)WINDOW_SECONDS));

    row.blocks = blocks_view(&e->blocks, &s->blocks, &row.block_count);
    summary_unbound(&row.response, s->snapshot.drop_share);
    row.statuses = copy_statuses(&s->arena, &e->sum.counts.statuses);
    if (row.requests > 0) {
        row.first_request_wall_ns = s->start_wall_ns + (e->sum.counts.first_start_ns - s->start_ns);
        row.last_request_wall_ns = s->start_wall_ns + (e->sum.counts.last_end_ns - s->start_ns);
    }
    return row;
}

static struct snapshot_interval interval_of(const struct stats_entry *e)
{
    return (struct snapshot_interval){e->method, e->name, e->interval.ended.response, e->interval.ended.service};
}

static const struct snapshot_interval *list_intervals(struct stats *s, size_t *listed)
{
    size_t count;
    struct stats_entry *const *entries = names_sorted(s->names, &count);
    struct snapshot_interval *list = arena_alloc(&s->arena, (count + 1) * sizeof(*list));

    *listed = 0;
    for (size_t i = 0; i < count; i++) {
        if (interval_has_times(&entries[i]->interval))
            list[(*listed)++] = interval_of(entries[i]);
    }
    list[(*listed)++] = interval_of(s->total);
    return list;
}

/* Rows of all names that were used since the start or the last reset. */
static size_t fill_rows(struct stats *s)
{
    size_t count, rows = 0;
    struct stats_entry *const *entries = names_sorted(s->names, &count);

    if (s->row_capacity < count) {
        s->row_capacity = MAX(count, 2 * s->row_capacity);
        s->rows = mem_resize(s->rows, s->row_capacity, sizeof(s->rows[0]));
    }
    for (size_t i = 0; i < count; i++) {
        struct stats_entry *e = entries[i];
        if (e->flow.started > 0)
            s->rows[rows++] = row_of(s, e);
    }
    return rows;
}

const struct snapshot *stats_snapshot(struct stats *s, uint64_t now_ns, uint64_t wall_ns, const struct run_progress *progress)
{
    struct snapshot *snapshot = &s->snapshot;
    const struct stats_entry *other = names_other(s->names);
    uint64_t until = measured_until(now_ns, progress);

    stats_close_seconds(s, now_ns);
    s->ended = progress->state == RUN_STOPPED;
    stats_fold(s);
    series_label(s->series, progress->users, progress->lag_second_max_ns, progress->cpu);
    arena_reset(&s->arena);
    if (progress->state == RUN_STOPPED) /* the running second will not end any more */
        stats_blocks_close(s);

    *snapshot = (struct snapshot){
        .taken_ns = now_ns,
        .taken_wall_ns = wall_ns,
        .elapsed_s = elapsed_seconds(s, now_ns, progress),
        .progress = *progress,
        .names_beyond_limit = other ? other->flow.started : 0,
        .errors_beyond_limit = errors_beyond_limit(s->errors),
        .negative_durations = s->total->sum.counts.negative_durations,
        .warmup = s->warmup,
        .reset = s->reset,
    };
    snapshot->iterations = iterations_view(s->iterations, &s->arena);
    snapshot->drop_share = drop_share(&snapshot->iterations.total);
    snapshot->row_count = fill_rows(s);
    snapshot->rows = s->rows;
    snapshot->total = row_of(s, s->total);
    snapshot->errors = errors_list(s->errors, &s->arena, &snapshot->error_count);
    snapshot->exceptions = exceptions_list(s->exceptions, &s->arena, &snapshot->exception_count);
    snapshot->metrics = metrics_list(s->metrics, &s->arena, &snapshot->metric_count);
    if (s->groups)
        snapshot->groups = groups_list(s->groups, &snapshot->iterations.total, &s->arena, &snapshot->group_count);
    if (s->resources)
        snapshot->resources = resources_view(s->resources, progress->state == RUN_STOPPED, &snapshot->resource_count);
    snapshot->interval_start_ns = s->interval_start_ns;
    snapshot->interval_end_ns = s->interval_end_ns;
    if (s->options.intervals)
        snapshot->intervals = list_intervals(s, &snapshot->interval_count);
    snapshot->stages = stages_view(s->stages, s->total, progress->start_ns, progress->users, until - stats_paused(s, until),
                                   &s->arena, &snapshot->stage_count);
    snapshot->series = series_view(s->series, &snapshot->series_count);
    memcpy(snapshot->series_errors, series_error_classes(s->series), sizeof snapshot->series_errors);
    return snapshot;
}
