/* SPDX-License-Identifier: MIT */
/* stats/entry.c - see stats/entry.h */
#include "stats/entry.h"

#include "base/mem.h"

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
        tally_free(e->pending);
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

struct tally *entry_pending(struct stats_entry *e)
{
    if (!e->pending) {
        e->pending = MEM_NEW(struct tally);
        tally_init(e->pending);
    }
    return e->pending;
}

void entry_fold(struct stats_entry *e, bool times)
{
    if (!e->pending || e->pending->requests == 0)
        return;
    window_add(&e->window, e->pending->requests, e->pending->failures, times ? e->pending->response : NULL);
    tally_move(&e->sum, e->pending);
    e->changed = true;
}

void entry_close_second(struct stats_entry *e, bool whole)
{
    if (e->window.running.requests <= FEW_REQUESTS_A_SECOND)
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
    const struct tally *t = &e->sum;

    if (e->changed) {
        e->response = summary_of(t->response);
        e->service = summary_of(t->service);
        e->changed = false;
    }
    return (struct snapshot_row){
        .method = e->method,
        .name = e->name,
        .started = e->flow.started,
        .completed = t->requests - t->failures,
        .failed = t->failures,
        .dropped = e->flow.dropped,
        .cancelled = e->flow.cancelled,
        .cancelled_sent = e->flow.cancelled_sent,
        .in_flight = e->flow.in_flight,
        .requests = t->requests,
        .bytes_sent = t->bytes_sent,
        .bytes_received = t->bytes_received,
        .body_bytes = t->body_bytes,
        .new_connections = t->new_connections,
        .requests_per_second = per_second(t->requests, elapsed_s),
        .failures_per_second = per_second(t->failures, elapsed_s),
        .current_requests_per_second = per_second(e->window.requests, window_s),
        .current_failures_per_second = per_second(e->window.failures, window_s),
        .response = e->response,
        .service = e->service,
        .current = window_summary(&e->window),
        .dns = t->dns,
        .connect = t->connect,
        .tls = t->tls,
        .send = t->send,
        .wait = t->wait,
        .receive = t->receive,
        .status_count = t->statuses.count,
        .response_histogram = t->response,
        .service_histogram = t->service,
    };
}
