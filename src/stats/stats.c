/* SPDX-License-Identifier: MIT */
/* stats/stats.c - taking samples in, and what happens when a second ends; see stats/stats.h and stats/state.h
 *
 * Seconds end by the time of the samples as well as by the tick: when the loop was held up and samples of a new second arrive
 * before the late tick, they still count in their own second.
 */
#include "stats/stats.h"

#include "base/mem.h"
#include "stats/state.h"

struct stats *stats_new(const struct stats_options *options)
{
    struct stats *s = MEM_NEW(struct stats);

    s->names = names_new();
    s->total = entry_new(TEXT(""), TEXT("Aggregated"));
    s->errors = errors_new();
    s->exceptions = exceptions_new();
    s->metrics = metrics_new();
    s->series = series_new();
    s->stages = stages_new();
    s->iterations = iterations_new(MAX(options->class_count, (size_t)1));
    s->classes = mem_zalloc((options->class_count + 1) * sizeof *s->classes);
    s->groups = options->group_count > 0 ? groups_new(options->groups, options->group_count) : NULL;
    s->resources = options->component_count > 0 ? resources_new(options->components, options->component_count) : NULL;
    s->second_ends_ns = NEVER;
    tally_init(&s->fresh);
    tally_init(&s->second);
    s->options = *options;
    s->target = (struct fold_target){.all = &s->fresh, .all_blocks = &s->total->blocks};
    blocks_frame_init(&s->blocks);
    return s;
}

void stats_free(struct stats *s)
{
    if (!s)
        return;
    stats_blocks_clear(s);
    blocks_frame_free(&s->blocks);
    names_free(s->names);
    entry_free(s->total);
    mem_free(s->active);
    errors_free(s->errors);
    exceptions_free(s->exceptions);
    metrics_free(s->metrics);
    series_free(s->series);
    stages_free(s->stages);
    iterations_free(s->iterations);
    mem_free(s->classes);
    groups_free(s->groups);
    resources_free(s->resources);
    tally_free(&s->fresh);
    tally_free(&s->second);
    mem_free(s->rows);
    arena_reset(&s->arena);
    mem_free(s);
}

struct stats_entry *stats_entry(struct stats *s, struct text method, struct text name)
{
    struct stats_entry *e = names_find_or_add(s->names, method, name);

    if (UNLIKELY(s->groups && !e->grouped)) {
        e->groups = groups_of_name(s->groups, e->method, e->name);
        e->grouped = true;
    }
    return e;
}

void stats_begin(struct stats *s, struct stats_entry *e)
{
    e->flow.started++;
    e->flow.in_flight++;
    s->total->flow.started++;
    s->total->flow.in_flight++;
}

static void leave_flight(struct stats *s, struct stats_entry *e)
{
    assert(e->flow.in_flight > 0);
    e->flow.in_flight--;
    s->total->flow.in_flight--;
}

/* Opens the entry and lists it for folding. */
static void activate(struct stats *s, struct stats_entry *e)
{
    entry_open(e);
    if (e->active)
        return;
    if (s->active_count == s->active_capacity) {
        s->active_capacity = MAX(2 * s->active_capacity, (size_t)16);
        s->active = mem_resize(s->active, s->active_capacity, sizeof(struct stats_entry *));
    }
    s->active[s->active_count++] = e;
    e->active = true;
}

/* The wall time of a monotonic one, from the moment that is known on both clocks. */
static uint64_t wall_of(const struct stats *s, uint64_t ns)
{
    return s->start_wall_ns + (ns - s->start_ns);
}

void stats_end(struct stats *s, struct stats_entry *e, const struct sample *sample)
{
    leave_flight(s, e);
    if (UNLIKELY(sample->end_ns >= s->second_ends_ns))
        stats_close_seconds(s, sample->end_ns);
    if (UNLIKELY(!e->pending))
        activate(s, e);
    entry_record(e, sample, &s->target);
    s->requests++;
    s->classes[sample->class].requests++;
    if (UNLIKELY(s->groups))
        groups_record(s->groups, sample->groups | e->groups, sample);
    if (UNLIKELY(sample->error != OK)) {
        s->failures++;
        s->second_errors[sample->error]++;
        s->classes[sample->class].failed++;
        errors_add(s->errors, &e->method, &e->name, sample, wall_of(s, sample->end_ns));
    }
}

struct class_requests stats_of_class(const struct stats *s, size_t place)
{
    assert(place < s->options.class_count);
    return s->classes[place + 1];
}

void stats_cancel(struct stats *s, struct stats_entry *e, bool sent)
{
    leave_flight(s, e);
    e->flow.cancelled++;
    e->flow.cancelled_sent += sent;
    s->total->flow.cancelled++;
    s->total->flow.cancelled_sent += sent;
}

void stats_move(struct stats *s, struct stats_entry *from, struct stats_entry *to)
{
    assert(from->flow.in_flight > 0);
    from->flow.started--;
    from->flow.in_flight--;
    to->flow.started++;
    to->flow.in_flight++;
}

void stats_arrive(struct stats *s, size_t class, uint64_t groups)
{
    struct iteration_counts *c = iterations_of(s->iterations, class);

    c->planned++;
    c->waiting++;
    s->total->flow.arrivals++;
    if (UNLIKELY(s->groups))
        groups_arrive(s->groups, groups);
}

void stats_drop(struct stats *s, size_t class, uint64_t groups, bool late)
{
    struct iteration_counts *c = iterations_of(s->iterations, class);

    c->waiting--;
    (*(late ? &c->dropped_late : &c->dropped_no_user))++;
    s->total->flow.dropped++;
    if (UNLIKELY(s->groups))
        groups_drop(s->groups, groups);
}

void stats_begin_arrival(struct stats *s, size_t class)
{
    struct iteration_counts *c = iterations_of(s->iterations, class);

    c->waiting--;
    c->begun++;
    c->running++;
}

void stats_begin_iteration(struct stats *s, size_t class)
{
    struct iteration_counts *c = iterations_of(s->iterations, class);

    c->planned++;
    c->begun++;
    c->running++;
}

void stats_end_iteration(struct stats *s, size_t class, bool finished)
{
    struct iteration_counts *c = iterations_of(s->iterations, class);

    c->running--;
    (*(finished ? &c->finished : &c->interrupted))++;
}

void stats_late(struct stats *s, uint64_t own_ns, uint64_t user_ns)
{
    iterations_late(s->iterations, own_ns, user_ns);
}

bool stats_exception(struct stats *s, struct text message, struct text traceback)
{
    return exceptions_add(s->exceptions, message, traceback);
}

bool stats_metric(struct stats *s, struct text name, double value)
{
    return metrics_add(s->metrics, name, value);
}

void stats_resource(struct stats *s, size_t component, const struct resource_reading *reading, bool steady)
{
    resources_add(s->resources, component, reading, steady);
}

void stats_fold(struct stats *s)
{
    for (size_t i = 0; i < s->active_count; i++)
        entry_fold(s->active[i], &s->target);
    if (s->fresh.counts.requests == 0)
        return;
    tally_merge(&s->second, &s->fresh);
    tally_merge(&s->total->sum, &s->fresh);
    if (stats_has_started(s)) {
        window_count(&s->total->window, s->fresh.counts.requests, s->fresh.counts.failures);
        window_add_histogram(&s->total->window, s->fresh.response);
    }
    if (s->target.intervals) {
        struct interval_times *t = interval_running(&s->total->interval);

        histogram_merge(t->response, s->fresh.response);
        histogram_merge(t->service, s->fresh.service);
    }
    if (s->target.stages)
        tally_merge(entry_stage(s->total), &s->fresh);
    tally_clear(&s->fresh);
    s->total->changed = true;
}

static void clear_second(struct stats *s)
{
    tally_clear(&s->second);
    memset(s->second_errors, 0, sizeof s->second_errors);
}

static void close_second(struct stats *s)
{
    bool whole = !s->second_is_cut;

    stats_fold(s);
    stats_blocks_close(s);
    s->blocks.second++;
    for (size_t i = 0; i < s->active_count;) {
        struct stats_entry *e = s->active[i];
        entry_close_second(e, whole);
        e->active = !entry_is_idle(e);
        if (e->active)
            i++;
        else
            s->active[i] = s->active[--s->active_count];
    }
    entry_close_second(s->total, whole);
    if (!s->ended)
        series_add(s->series, &s->second, s->second_errors, s->second_is_warm, s->second_is_paused);
    s->second_is_warm = s->warmup.running;
    s->second_is_paused = s->options.pauses && pauses_last(s->options.pauses);
    clear_second(s);
    s->whole_seconds += whole;
    s->second_is_cut = false;
    s->second_ends_ns += NANOS_PER_SECOND;
}

void stats_close_seconds(struct stats *s, uint64_t now_ns)
{
    while (now_ns >= s->second_ends_ns)
        close_second(s);
}

static void end_intervals(struct stats *s, uint64_t now_ns)
{
    size_t count;
    struct stats_entry *const *entries = names_sorted(s->names, &count);

    stats_fold(s);
    for (size_t i = 0; i < count; i++)
        interval_end(&entries[i]->interval);
    interval_end(&s->total->interval);
    s->interval_start_ns = s->interval_end_ns;
    s->interval_end_ns = now_ns;
}

void stats_tick(struct stats *s, uint64_t now_ns, const struct run_progress *progress)
{
    stats_close_seconds(s, now_ns);
    s->ended = progress->state == RUN_STOPPED;
    if (s->target.intervals)
        end_intervals(s, now_ns);
    if (s->target.frame)
        stats_blocks_widen(s);
    series_label(s->series, progress->users, progress->lag_second_max_ns, progress->cpu);
}

/* Forgets what was counted of all names. */
static void clear(struct stats *s)
{
    size_t count;
    struct stats_entry *const *entries = names_sorted(s->names, &count);

    for (size_t i = 0; i < count; i++) {
        entry_clear(entries[i]);
        entries[i]->active = false;
    }
    s->active_count = 0;
    entry_clear(s->total);
    tally_clear(&s->fresh);
    errors_clear(s->errors);
    exceptions_clear(s->exceptions);
    metrics_clear(s->metrics);
    if (s->groups)
        groups_clear(s->groups);
    iterations_clear(s->iterations);
    memset(s->classes, 0, (s->options.class_count + 1) * sizeof *s->classes);
    s->requests = s->failures = 0;
}

/* Rates and wall times are counted from here. */
static void set_zero(struct stats *s, uint64_t now_ns, uint64_t wall_ns)
{
    s->start_ns = now_ns;
    s->start_wall_ns = wall_ns;
    s->paused_before_ns = stats_paused(s, now_ns);
    s->whole_seconds = 0;
}

static void clear_intervals(struct stats *s)
{
    size_t count;
    struct stats_entry *const *entries = names_sorted(s->names, &count);

    for (size_t i = 0; i < count; i++)
        interval_clear(&entries[i]->interval);
    interval_clear(&s->total->interval);
}

void stats_start(struct stats *s, uint64_t now_ns, uint64_t wall_ns)
{
    clear(s);
    iterations_restart(s->iterations);
    clear_intervals(s);
    stats_blocks_clear(s);
    s->target.windows = s->options.windows;
    s->target.intervals = s->options.intervals;
    s->target.frame = &s->blocks;
    s->reset = false;
    s->warmup = (struct snapshot_warmup){0};
    s->second_is_warm = s->second_is_paused = s->ended = false;
    stages_clear(s->stages);
    s->target.stages = false;
    stats_start_rates(s, now_ns, wall_ns);
}

void stats_start_rates(struct stats *s, uint64_t now_ns, uint64_t wall_ns)
{
    stats_close_seconds(s, now_ns);
    stats_fold(s);
    stats_blocks_restart(s);
    series_clear(s->series);
    if (s->resources)
        resources_clear(s->resources);
    clear_second(s);
    set_zero(s, now_ns, wall_ns);
    stages_start(s->stages, now_ns, now_ns - stats_paused(s, now_ns));
    s->interval_start_ns = s->interval_end_ns = now_ns; /* holds what came before as well */
    s->second_ends_ns = now_ns + NANOS_PER_SECOND;
    s->second_is_cut = false;
}

/* From here on counts are new. The series keeps what the running second had before. */
static void count_anew(struct stats *s, uint64_t now_ns, uint64_t wall_ns)
{
    stats_close_seconds(s, now_ns);
    stats_fold(s);
    clear(s);
    stages_reset(s->stages, now_ns - stats_paused(s, now_ns));
    stats_blocks_clear(s);
    set_zero(s, now_ns, wall_ns);
    if (s->resources)
        resources_reset(s->resources);
    s->second_is_cut = s->second_ends_ns != now_ns + NANOS_PER_SECOND;
}

void stats_reset(struct stats *s, uint64_t now_ns, uint64_t wall_ns)
{
    count_anew(s, now_ns, wall_ns);
    s->reset = true;
}

void stats_mark_pause(struct stats *s, uint64_t now_ns)
{
    stats_close_seconds(s, now_ns);
    s->second_is_paused = true;
}

/* ---- warm-up and stages ---- */

void stats_begin_warmup(struct stats *s)
{
    s->warmup = (struct snapshot_warmup){.running = true};
    s->second_is_warm = true;
}

void stats_end_warmup(struct stats *s, uint64_t now_ns, uint64_t wall_ns)
{
    const struct flow *flow = &s->total->flow;
    uint64_t paused_ns = stats_paused(s, now_ns) - s->paused_before_ns;

    assert(s->warmup.running);
    stats_close_seconds(s, now_ns); /* while they still count as warm-up */
    s->warmup = (struct snapshot_warmup){.seconds = (double)(now_ns - s->start_ns - paused_ns) / (double)NANOS_PER_SECOND,
                                         .requests = s->requests,
                                         .failed = s->failures,
                                         .cancelled = flow->cancelled,
                                         .cancelled_sent = flow->cancelled_sent,
                                         .dropped = flow->dropped};
    count_anew(s, now_ns, wall_ns);
    s->second_is_warm = s->second_is_cut;
}

bool stats_begin_stage(struct stats *s, const struct stage_aim *aim, uint64_t now_ns)
{
    uint32_t number;

    stats_fold(s);
    number = stages_begin(s->stages, aim, s->names, s->total, now_ns, now_ns - stats_paused(s, now_ns));
    s->target.stages = number > 0;
    if (s->groups)
        groups_set_stage(s->groups, number);
    return number > 0;
}

void stats_end_stage(struct stats *s, uint32_t users, uint64_t now_ns)
{
    if (!stages_are_running(s->stages))
        return;
    stats_fold(s);
    stages_end(s->stages, s->names, s->total, users, now_ns - stats_paused(s, now_ns));
    s->target.stages = false;
    if (s->groups)
        groups_set_stage(s->groups, 0);
}

uint64_t stats_requests(const struct stats *s)
{
    return s->requests;
}

uint64_t stats_failures(const struct stats *s)
{
    return s->failures;
}
