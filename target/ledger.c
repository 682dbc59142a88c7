/* SPDX-License-Identifier: MIT */
/* ledger.c - see ledger.h */
#include "ledger.h"

#include "base/clock.h"
#include "base/mem.h"
#include "router.h"

#define STATUSES 600

struct ledger_entry {
    uint64_t requests;
    uint64_t ends[LEDGER_ENDS];
    uint64_t bytes_in, bytes_out;
    uint64_t cpu_ns, leaked_bytes; /* by faults */
    uint64_t status[STATUSES];
};

struct ledger {
    const struct router *router;
    struct ledger_entry **entries; /* [pattern * METHODS + method], made when first needed */
    uint64_t epoch;                /* grows with each reset */
    uint64_t since;                /* wall time of the last reset */
    uint64_t opened, closed;       /* connections */
};

struct ledger *ledger_new(const struct router *router)
{
    struct ledger *l = MEM_NEW(struct ledger);

    l->router = router;
    l->entries = mem_zalloc(router_patterns(router) * METHODS * sizeof(struct ledger_entry *));
    l->since = clock_wall();
    return l;
}

static size_t places(const struct ledger *l)
{
    return router_patterns(l->router) * METHODS;
}

void ledger_free(struct ledger *l)
{
    if (!l)
        return;
    for (size_t i = 0; i < places(l); i++)
        mem_free(l->entries[i]);
    mem_free(l->entries);
    mem_free(l);
}

void ledger_arrived(struct ledger *l, struct request *r)
{
    struct ledger_entry **place = &l->entries[r->pattern * METHODS + r->method];

    if (!*place)
        *place = MEM_NEW(struct ledger_entry);
    (*place)->requests++;
    r->entry = *place;
    r->entry_epoch = l->epoch;
}

void ledger_ended(struct ledger *l, struct request *r, enum ledger_end end, uint64_t bytes_out)
{
    struct ledger_entry *e = r->entry;

    if (!e || r->entry_epoch != l->epoch)
        return;
    e->ends[end]++;
    e->bytes_in += r->body_received;
    e->bytes_out += bytes_out;
    if (end == LEDGER_ANSWERED)
        e->status[r->reply.status]++;
}

void ledger_spent(struct ledger *l, const struct request *r, uint64_t cpu_ns, uint64_t leaked_bytes)
{
    if (!r->entry || r->entry_epoch != l->epoch)
        return;
    r->entry->cpu_ns += cpu_ns;
    r->entry->leaked_bytes += leaked_bytes;
}

void ledger_connection_opened(struct ledger *l)
{
    l->opened++;
}

void ledger_connection_closed(struct ledger *l)
{
    l->closed++;
}

void ledger_reset(struct ledger *l)
{
    for (size_t i = 0; i < places(l); i++) {
        if (l->entries[i])
            *l->entries[i] = (struct ledger_entry){0};
    }
    l->opened -= l->closed; /* what is open stays open */
    l->closed = 0;
    l->since = clock_wall();
    l->epoch++;
}

static void add(struct ledger_entry *to, const struct ledger_entry *from)
{
    to->requests += from->requests;
    for (size_t i = 0; i < LEDGER_ENDS; i++)
        to->ends[i] += from->ends[i];
    to->bytes_in += from->bytes_in;
    to->bytes_out += from->bytes_out;
    to->cpu_ns += from->cpu_ns;
    to->leaked_bytes += from->leaked_bytes;
    for (size_t i = 0; i < STATUSES; i++)
        to->status[i] += from->status[i];
}

static json_t *entry_json(const struct ledger_entry *e)
{
    json_t *statuses = json_object();
    uint64_t ended = 0;

    for (unsigned i = 0; i < STATUSES; i++) {
        char name[16];

        if (e->status[i] == 0)
            continue;
        snprintf(name, sizeof name, "%u", i);
        json_object_set_new(statuses, name, json_integer((json_int_t)e->status[i]));
    }
    for (size_t i = 0; i < LEDGER_ENDS; i++)
        ended += e->ends[i];
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:I, s:I, s:I, s:I}", "requests", (json_int_t)e->requests, "answered",
                     (json_int_t)e->ends[LEDGER_ANSWERED], "reset", (json_int_t)e->ends[LEDGER_RESET], "closed_early",
                     (json_int_t)e->ends[LEDGER_CLOSED_EARLY], "abandoned", (json_int_t)e->ends[LEDGER_ABANDONED], "in_flight",
                     (json_int_t)(e->requests - ended), "statuses", statuses, "bytes_in", (json_int_t)e->bytes_in, "bytes_out",
                     (json_int_t)e->bytes_out, "fault_cpu_ns", (json_int_t)e->cpu_ns, "leaked_bytes",
                     (json_int_t)e->leaked_bytes);
}

json_t *ledger_json(const struct ledger *l)
{
    struct ledger_entry total = {0};
    json_t *endpoints = json_array();
    char since[CLOCK_TEXT];

    for (size_t i = 0; i < places(l); i++) {
        const struct ledger_entry *e = l->entries[i];

        if (!e || e->requests == 0)
            continue;
        add(&total, e);

        json_t *one = entry_json(e);

        json_object_set_new(one, "method", json_string(router_method_name((enum method)(i % METHODS))));
        json_object_set_new(one, "endpoint", json_string(router_pattern(l->router, i / METHODS)));
        json_array_append_new(endpoints, one);
    }
    return json_pack("{s:s, s:o, s:{s:I, s:I, s:I}, s:o}", "since", clock_iso_micros(l->since, since), "total",
                     entry_json(&total), "connections", "opened", (json_int_t)l->opened, "closed", (json_int_t)l->closed, "open",
                     (json_int_t)(l->opened - l->closed), "endpoints", endpoints);
}
