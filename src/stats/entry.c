/* SPDX-License-Identifier: MIT */
/* stats/entry.c - see stats/entry.h */
#include "stats/entry.h"

#include "base/mem.h"

#define NO_SERVICE UINT64_MAX

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

void entry_free(struct stats_entry *e)
{
    if (!e)
        return;
    free_pending(e);
    tally_free(&e->sum);
    window_clear(&e->window);
    mem_free(e);
}

void entry_open(struct stats_entry *e)
{
    if (e->pending)
        return;
    e->pending = MEM_NEW(struct pending);
    e->pending->counts = COUNTS_EMPTY;
}

void entry_record(struct stats_entry *e, const struct sample *sample, const struct fold_target *target)
{
    struct pending *p = e->pending;

    counts_record(&p->counts, sample);
    p->durations[p->count].response_ns = sample_response_ns(sample);
    p->durations[p->count].service_ns = sample->first_write_ns > 0 ? sample_service_ns(sample) : NO_SERVICE;
    p->count++;
    if (p->count == PENDING_DURATIONS)
        entry_fold(e, target);
}

/* Each of these loops works on one histogram: its cells are fetched from memory at the same time, not one after the other. */
static void fold_durations(struct stats_entry *e, const struct fold_target *target)
{
    const struct pending *p = e->pending;

    for (size_t i = 0; i < p->count; i++)
        histogram_record(e->sum.response, p->durations[i].response_ns);
    for (size_t i = 0; i < p->count; i++) {
        if (p->durations[i].service_ns != NO_SERVICE)
            histogram_record(e->sum.service, p->durations[i].service_ns);
    }
    for (size_t i = 0; i < p->count && target->windows; i++)
        window_time(&e->window, p->durations[i].response_ns);
    for (size_t i = 0; i < p->count; i++) {
        histogram_record(target->all->response, p->durations[i].response_ns);
        if (p->durations[i].service_ns != NO_SERVICE)
            histogram_record(target->all->service, p->durations[i].service_ns);
        window_time(target->all_window, p->durations[i].response_ns);
    }
}

void entry_fold(struct stats_entry *e, const struct fold_target *target)
{
    struct pending *p = e->pending;

    if (!p || p->count == 0)
        return;
    fold_durations(e, target);
    counts_merge(&e->sum.counts, &p->counts);
    counts_merge(&target->all->counts, &p->counts);
    window_count(&e->window, p->counts.requests, p->counts.failures);
    window_count(target->all_window, p->counts.requests, p->counts.failures);
    counts_clear(&p->counts);
    p->count = 0;
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
    e->changed = true;
}

static double per_second(uint64_t count, double seconds)
{
    return seconds > 0 ? (double)count / seconds : 0;
}

struct snapshot_row entry_row(struct stats_entry *e, double elapsed_s, uint32_t window_s)
{
    const struct counts *c = &e->sum.counts;

    if (e->changed) {
        e->response = summary_of(e->sum.response);
        e->service = summary_of(e->sum.service);
        e->changed = false;
    }
    return (struct snapshot_row){
        .method = e->method,
        .name = e->name,
        .started = e->flow.started,
        .completed = c->requests - c->failures,
        .failed = c->failures,
        .dropped = e->flow.dropped,
        .cancelled = e->flow.cancelled,
        .cancelled_sent = e->flow.cancelled_sent,
        .in_flight = e->flow.in_flight,
        .requests = c->requests,
        .bytes_sent = c->bytes_sent,
        .bytes_received = c->bytes_received,
        .body_bytes = c->body_bytes,
        .new_connections = c->new_connections,
        .requests_per_second = per_second(c->requests, elapsed_s),
        .failures_per_second = per_second(c->failures, elapsed_s),
        .current_requests_per_second = per_second(e->window.requests, window_s),
        .current_failures_per_second = per_second(e->window.failures, window_s),
        .response = e->response,
        .service = e->service,
        .current = window_summary(&e->window),
        .dns = c->dns,
        .connect = c->connect,
        .tls = c->tls,
        .send = c->send,
        .wait = c->wait,
        .receive = c->receive,
        .status_count = c->statuses.count,
        .response_histogram = e->sum.response,
        .service_histogram = e->sum.service,
    };
}
