/* SPDX-License-Identifier: MIT */
/* stats/stages.c - see stats/stages.h */
#include "stats/stages.h"

#include "base/limits.h"
#include "base/mem.h"
#include "stats/label.h"

/* What a name, or all of them, did in an ended stage. */
struct part {
    const struct stats_entry *entry;
    struct tally *tally; /* owned */
    struct flow flow;
};

struct stage {
    struct stage_aim aim; /* owns its name */
    uint64_t start_ns;
    uint64_t counted_from_ns, end_ns; /* on the clock without pauses; end: 0 while it runs */
    uint32_t users;                   /* at its end */
    struct part total, *parts;
    size_t count;
    struct snapshot_row *rows; /* made of `parts` when they are first looked at */
    struct snapshot_row row;   /* of `total`, likewise */
};

struct stages {
    struct stage *at[LIMIT_STAGES];
    size_t count;
    size_t memory;             /* of all parts */
    struct stats_entry *other; /* the label of "(other)" */
};

struct stages *stages_new(void)
{
    struct stages *s = MEM_NEW(struct stages);

    s->other = entry_new(TEXT(""), TEXT("(other)"));
    return s;
}

static void free_part(struct part *p)
{
    if (p->tally)
        tally_free(p->tally);
    mem_free(p->tally);
    *p = (struct part){0};
}

static void forget_counts(struct stage *stage)
{
    for (size_t i = 0; i < stage->count; i++)
        free_part(&stage->parts[i]);
    mem_free(stage->parts);
    mem_free(stage->rows);
    stage->parts = NULL;
    stage->rows = NULL;
    stage->count = 0;
    stage->total.flow = (struct flow){0};
    if (stage->total.tally)
        tally_clear(stage->total.tally);
}

static void free_stage(struct stage *stage)
{
    forget_counts(stage);
    free_part(&stage->total);
    mem_free((void *)(uintptr_t)stage->aim.name.data);
    mem_free(stage);
}

void stages_clear(struct stages *s)
{
    for (size_t i = 0; i < s->count; i++)
        free_stage(s->at[i]);
    s->count = s->memory = 0;
}

void stages_free(struct stages *s)
{
    if (!s)
        return;
    stages_clear(s);
    entry_free(s->other);
    mem_free(s);
}

bool stages_are_running(const struct stages *s)
{
    return s->count > 0 && !s->at[s->count - 1]->end_ns;
}

/* ---- beginning and end ---- */

static void begin_entry(struct stats_entry *e)
{
    entry_forget_stage(e);
    e->stage_from = e->flow;
}

uint32_t stages_begin(struct stages *s, const struct stage_aim *aim, struct names *names, struct stats_entry *total,
                      uint64_t now_ns, uint64_t measured_ns)
{
    struct stage *stage;
    size_t count;
    struct stats_entry *const *entries = names_sorted(names, &count);

    assert(!stages_are_running(s));
    if (s->count == LIMIT_STAGES)
        return 0;
    for (size_t i = 0; i < count; i++)
        begin_entry(entries[i]);
    begin_entry(total);
    stage = MEM_NEW(struct stage);
    stage->aim = *aim;
    stage->aim.name = (struct text){mem_strndup(aim->name.data, aim->name.size), aim->name.size};
    stage->start_ns = now_ns;
    stage->counted_from_ns = measured_ns;
    s->at[s->count++] = stage;
    return (uint32_t)s->count;
}

/* Requests that were in flight when the stage began are its own as well: they end in it, or in a later one. */
static struct flow flow_of_stage(const struct stats_entry *e)
{
    const struct flow *from = &e->stage_from, *now = &e->flow;

    return (struct flow){
        .started = now->started - from->started + from->in_flight,
        .in_flight = now->in_flight,
        .cancelled = now->cancelled - from->cancelled,
        .cancelled_sent = now->cancelled_sent - from->cancelled_sent,
        .arrivals = now->arrivals - from->arrivals,
        .dropped = now->dropped - from->dropped,
    };
}

/* The tally of the running stage goes to the part. */
static struct part take_part(struct stats_entry *e)
{
    struct part p = {.entry = e, .tally = entry_stage(e), .flow = flow_of_stage(e)};

    e->stage = NULL;
    return p;
}

static size_t memory_of(const struct part *p)
{
    return sizeof *p + sizeof *p->tally + sizeof(struct snapshot_row) + histogram_memory(p->tally->response) +
           histogram_memory(p->tally->service);
}

static void add_flow(struct flow *to, const struct flow *from)
{
    to->started += from->started;
    to->in_flight += from->in_flight;
    to->cancelled += from->cancelled;
    to->cancelled_sent += from->cancelled_sent;
}

/* Keeps the part of a name, or adds it to `other` when there is no room left, or when it is that of the names beyond the limit.
 */
static void keep(struct stages *s, struct stage *stage, struct part *other, struct stats_entry *e, bool beyond)
{
    struct flow flow = flow_of_stage(e);
    struct part p;

    if (!e->stage && flow.started == 0 && flow.dropped == 0)
        return;
    p = take_part(e);
    if (!beyond && s->memory + memory_of(&p) <= LIMIT_STAGE_ROWS) {
        s->memory += memory_of(&p);
        stage->parts[stage->count++] = p;
        return;
    }
    if (!other->tally) {
        other->tally = MEM_NEW(struct tally);
        tally_init(other->tally);
    }
    tally_merge(other->tally, p.tally);
    add_flow(&other->flow, &p.flow);
    free_part(&p);
}

/* Into its place among the names, which are sorted. */
static void insert_other(struct stage *stage, const struct part *other)
{
    size_t at = stage->count++;

    for (; at > 0 && label_compare(stage->parts[at - 1].entry->name, other->entry->name) > 0; at--)
        stage->parts[at] = stage->parts[at - 1];
    stage->parts[at] = *other;
}

void stages_end(struct stages *s, struct names *names, struct stats_entry *total, uint32_t users, uint64_t measured_ns)
{
    struct stage *stage = s->at[s->count - 1];
    struct part other = {.entry = s->other};
    size_t count;
    struct stats_entry *const *entries = names_sorted(names, &count);

    assert(stages_are_running(s));
    stage->users = users;
    stage->end_ns = measured_ns;
    stage->total = take_part(total);
    stage->parts = mem_zalloc((count + 1) * sizeof stage->parts[0]);
    for (size_t i = 0; i < count; i++)
        keep(s, stage, &other, entries[i], entries[i] == names_other(names));
    if (other.tally)
        insert_other(stage, &other);
}

void stages_start(struct stages *s, uint64_t now_ns, uint64_t measured_ns)
{
    if (!stages_are_running(s))
        return;
    s->at[s->count - 1]->start_ns = now_ns;
    s->at[s->count - 1]->counted_from_ns = measured_ns;
}

void stages_reset(struct stages *s, uint64_t measured_ns)
{
    s->memory = 0;
    for (size_t i = 0; i < s->count; i++) {
        struct stage *stage = s->at[i];

        forget_counts(stage);
        stage->counted_from_ns = stage->end_ns ? stage->end_ns : measured_ns;
    }
}

/* ---- looking at them ---- */

/* `flow` of the whole stage: names have their part in what was dropped. */
static struct snapshot_row row_of(const struct part *p, const struct flow *flow, double elapsed_s)
{
    struct snapshot_row row = entry_row_of(p->entry, p->tally, &p->flow, elapsed_s);

    row.response = summary_of(p->tally->response);
    row.service = summary_of(p->tally->service);
    if (flow->arrivals > 0)
        summary_unbound(&row.response, (double)flow->dropped / (double)flow->arrivals);
    row.statuses = p->tally->counts.statuses.list;
    return row;
}

/* An ended stage stays as it is, so its rows are made once. */
static void sum_up(struct stage *stage, double elapsed_s)
{
    stage->row = row_of(&stage->total, &stage->total.flow, elapsed_s);
    stage->rows = mem_alloc((stage->count + 1) * sizeof stage->rows[0]);
    for (size_t i = 0; i < stage->count; i++)
        stage->rows[i] = row_of(&stage->parts[i], &stage->total.flow, elapsed_s);
}

/* The total of the running stage, whose tally goes on counting. */
static struct snapshot_row running_row(struct stats_entry *total, double elapsed_s, struct arena *arena)
{
    struct part p = {.entry = total, .tally = entry_stage(total), .flow = flow_of_stage(total)};
    struct snapshot_row row = row_of(&p, &p.flow, elapsed_s);
    struct status_count *copy = arena_alloc(arena, (row.status_count + 1) * sizeof *copy);

    if (row.status_count > 0)
        memcpy(copy, row.statuses, row.status_count * sizeof *copy);
    row.statuses = copy;
    return row;
}

static double seconds_between(uint64_t from_ns, uint64_t to_ns)
{
    return to_ns > from_ns ? (double)(to_ns - from_ns) / (double)NANOS_PER_SECOND : 0;
}

const struct snapshot_stage *stages_view(struct stages *s, struct stats_entry *total, uint64_t run_start_ns, uint32_t users,
                                         uint64_t until_ns, struct arena *arena, size_t *count)
{
    struct snapshot_stage *list = arena_alloc(arena, (s->count + 1) * sizeof *list);

    for (size_t i = 0; i < s->count; i++) {
        struct stage *stage = s->at[i];
        bool running = !stage->end_ns;
        double elapsed = seconds_between(stage->counted_from_ns, running ? until_ns : stage->end_ns);

        if (!running && !stage->rows)
            sum_up(stage, elapsed);
        list[i] = (struct snapshot_stage){
            .aim = stage->aim,
            .number = (uint32_t)i + 1,
            .users = running ? users : stage->users,
            .start_s = seconds_between(run_start_ns, stage->start_ns),
            .elapsed_s = elapsed,
            .running = running,
            .total = running ? running_row(total, elapsed, arena) : stage->row,
            .rows = stage->rows,
            .row_count = stage->rows ? stage->count : 0,
        };
    }
    *count = s->count;
    return list;
}
