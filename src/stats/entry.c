/* SPDX-License-Identifier: MIT */
/* stats/entry.c - see stats/entry.h */
#include "stats/entry.h"

#include "base/mem.h"
#include "stats/stats.h"

static struct text copy_to(char *at, struct text t)
{
    if (t.size > 0)
        memcpy(at, t.data, t.size);
    return (struct text){at, t.size};
}

struct stats_entry *entry_new(struct text method, struct text name)
{
    struct stats_entry *e = mem_zalloc(sizeof(*e) + method.size + name.size);

    e->method = copy_to(e->text, method);
    e->name = copy_to(e->text + method.size, name);
    tally_init(&e->sum);
    return e;
}

static void free_pending(struct stats_entry *e)
{
    if (e->pending)
        counts_free(&e->pending->counts);
    mem_free(e->pending);
    e->pending = NULL;
}

struct tally *entry_stage(struct stats_entry *e)
{
    if (!e->stage) {
        e->stage = MEM_NEW(struct tally);
        tally_init(e->stage);
    }
    return e->stage;
}

void entry_forget_stage(struct stats_entry *e)
{
    if (e->stage)
        tally_free(e->stage);
    mem_free(e->stage);
    e->stage = NULL;
}

void entry_free(struct stats_entry *e)
{
    if (!e)
        return;
    free_pending(e);
    tally_free(&e->sum);
    window_clear(&e->window);
    interval_clear(&e->interval);
    entry_forget_stage(e);
    mem_free(e);
}

void entry_open(struct stats_entry *e)
{
    if (e->pending)
        return;
    e->pending = MEM_NEW(struct pending);
    e->pending->counts = COUNTS_EMPTY;
    e->pending->response.totals = e->pending->service.totals = TOTALS_EMPTY;
}

static inline void add_duration(struct durations *d, uint64_t ns)
{
    totals_record(&d->totals, ns, 1);
    if (LIKELY(ns <= HISTOGRAM_MAX_NS))
        d->cells[d->count++] = (uint16_t)histogram_cell(ns);
}

static void clear_durations(struct durations *d)
{
    d->totals = TOTALS_EMPTY;
    d->count = 0;
}

void entry_record(struct stats_entry *e, const struct sample *sample, const struct fold_target *target)
{
    struct pending *p = e->pending;

    counts_record(&p->counts, sample);
    add_duration(&p->response, sample_response_ns(sample));
    if (sample->first_write_ns > 0)
        add_duration(&p->service, sample_service_ns(sample));
    if (p->counts.requests == PENDING_DURATIONS)
        entry_fold(e, target);
}

static void add_to_tally(struct tally *t, const struct pending *p)
{
    counts_merge(&t->counts, &p->counts);
    histogram_add_cells(t->response, p->response.cells, p->response.count, &p->response.totals);
    histogram_add_cells(t->service, p->service.cells, p->service.count, &p->service.totals);
}

static void add_to_interval(struct interval *interval, const struct pending *p)
{
    struct interval_times *t = interval_running(interval);

    histogram_add_cells(t->response, p->response.cells, p->response.count, &p->response.totals);
    histogram_add_cells(t->service, p->service.cells, p->service.count, &p->service.totals);
}

static void add_to_blocks(struct blocks *b, struct blocks_frame *f, const struct pending *p)
{
    blocks_add(b, f, p->counts.requests, p->counts.failures);
    blocks_add_times(&b->running.response, p->response.cells, p->response.count, p->response.totals.too_long);
    blocks_add_times(&b->running.service, p->service.cells, p->service.count, p->service.totals.too_long);
}

void entry_fold(struct stats_entry *e, const struct fold_target *target)
{
    struct pending *p = e->pending;

    if (!p || p->counts.requests == 0)
        return;
    add_to_tally(&e->sum, p);
    add_to_tally(target->all, p);
    window_count(&e->window, p->counts.requests, p->counts.failures);
    if (target->windows)
        window_add_cells(&e->window, p->response.cells, p->response.count, &p->response.totals);
    if (target->intervals)
        add_to_interval(&e->interval, p);
    if (target->stages)
        add_to_tally(entry_stage(e), p);
    if (target->frame) {
        add_to_blocks(&e->blocks, target->frame, p);
        add_to_blocks(target->all_blocks, target->frame, p);
    }
    counts_clear(&p->counts);
    clear_durations(&p->response);
    clear_durations(&p->service);
    e->changed = true;
}

void entry_close_second(struct stats_entry *e, bool whole)
{
    if (e->window.seconds[e->window.running].requests < PENDING_DURATIONS)
        free_pending(e);
    window_close_second(&e->window, whole);
}

bool entry_is_idle(const struct stats_entry *e)
{
    return !e->pending && window_is_empty(&e->window);
}

void entry_clear(struct stats_entry *e)
{
    e->flow = (struct flow){.started = e->flow.in_flight, .in_flight = e->flow.in_flight};
    free_pending(e);
    tally_clear(&e->sum);
    window_clear(&e->window);
    entry_forget_stage(e);
    e->stage_from = (struct flow){0};
    e->changed = true;
}

struct text stats_entry_method(const struct stats_entry *e)
{
    return e->method;
}

struct text stats_entry_name(const struct stats_entry *e)
{
    return e->name;
}

static double per_second(uint64_t count, double seconds)
{
    return seconds > 0 ? (double)count / seconds : 0;
}

struct snapshot_row entry_row_of(const struct stats_entry *e, const struct tally *t, const struct flow *f, double elapsed_s)
{
    const struct counts *c = &t->counts;

    return (struct snapshot_row){
        .method = e->method,
        .name = e->name,
        .number = e->number,
        .started = f->started,
        .completed = c->requests - c->failures,
        .failed = c->failures,
        .dropped = f->dropped,
        .cancelled = f->cancelled,
        .cancelled_sent = f->cancelled_sent,
        .in_flight = f->in_flight,
        .requests = c->requests,
        .bytes_sent = c->bytes_sent,
        .bytes_received = c->bytes_received,
        .body_bytes = c->body_bytes,
        .new_connections = c->new_connections,
        .requests_per_second = per_second(c->requests, elapsed_s),
        .failures_per_second = per_second(c->failures, elapsed_s),
        .dns = c->dns,
        .connect = c->connect,
        .tls = c->tls,
        .send = c->send,
        .wait = c->wait,
        .receive = c->receive,
        .status_count = c->statuses.count,
        .response_histogram = t->response,
        .service_histogram = t->service,
    };
}

struct snapshot_row entry_row(struct stats_entry *e, double elapsed_s, uint32_t window_s)
{
    struct snapshot_row row = entry_row_of(e, &e->sum, &e->flow, elapsed_s);

    if (e->changed) {
        e->response = summary_of(e->sum.response);
        e->service = summary_of(e->sum.service);
        e->changed = false;
    }
    row.response = e->response;
    row.service = e->service;
    row.current_requests_per_second = per_second(e->window.requests, window_s);
    row.current_failures_per_second = per_second(e->window.failures, window_s);
    row.current = window_summary(&e->window);
    return row;
}
