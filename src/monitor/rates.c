/* SPDX-License-Identifier: MIT */
/* monitor/rates.c - see rates.h */
#include "monitor/rates.h"

#define SHORTEST_S 0.05 /* between two looks; less makes no rate */

static bool went_back(double before, double now)
{
    return now < before; /* false for what is not known */
}

static bool is_another(const struct usage *before, const struct usage *now)
{
    return before->identity != now->identity || went_back(before->cpu_s, now->cpu_s) || went_back(before->hits, now->hits) ||
           went_back(before->misses, now->misses) || went_back(before->read, now->read) ||
           went_back(before->written, now->written) || went_back(before->received, now->received) ||
           went_back(before->sent, now->sent);
}

static void add_rates(struct resource_reading *r, const struct usage *before, const struct usage *now, double seconds)
{
    double hits = now->hits - before->hits, lookups = hits + now->misses - before->misses;

    r->value[RESOURCE_CPU] = (now->cpu_s - before->cpu_s) / seconds;
    r->value[RESOURCE_RECEIVED] = (now->received - before->received) / seconds;
    r->value[RESOURCE_SENT] = (now->sent - before->sent) / seconds;
    r->value[RESOURCE_READ] = (now->read - before->read) / seconds;
    r->value[RESOURCE_WRITTEN] = (now->written - before->written) / seconds;
    r->value[RESOURCE_LOOKUPS] = lookups / seconds;
    if (lookups > 0)
        r->value[RESOURCE_HIT_RATE] = hits / lookups;
}

struct resource_reading rates_reading(const struct usage *before, const struct usage *now)
{
    struct resource_reading r = resource_reading_nothing();
    double seconds;

    r.value[RESOURCE_MEMORY] = now->memory;
    r.value[RESOURCE_DESCRIPTORS] = now->fds;
    r.value[RESOURCE_THREADS] = now->threads;
    r.value[RESOURCE_CONNECTIONS] = now->connections;
    r.memory_limit = now->memory_limit;
    r.connections_limit = now->connections_limit;
    if (!before)
        return r;
    r.restarted = is_another(before, now);
    seconds = (double)(now->taken_ns - before->taken_ns) / (double)NANOS_PER_SECOND;
    if (!r.restarted && seconds >= SHORTEST_S)
        add_rates(&r, before, now, seconds);
    return r;
}
