/* SPDX-License-Identifier: MIT */
/* runner/components.c - see components.h */
#include "runner/components.h"

/* CPU and memory of the generator are those of its progress, which the verdict judges: two figures for one thing would differ. */
static void take_generators_own(const struct run_progress *p, struct resource_reading *reading)
{
    reading->value[RESOURCE_CPU] = p->cpu;
    if (p->memory_bytes > 0)
        reading->value[RESOURCE_MEMORY] = (double)p->memory_bytes;
}

void components_start(struct runner *r, uint64_t now_ns)
{
    if (r->setup.monitor)
        monitor_align(r->setup.monitor, now_ns);
}

void components_tick(struct runner *r)
{
    struct monitor *m = r->setup.monitor;

    for (size_t i = 0; m && i < monitor_count(m); i++) {
        struct resource_reading reading;

        monitor_take(m, i, &reading);
        if (i == 0)
            take_generators_own(&r->progress, &reading);
        stats_resource(r->stats, i, &reading, r->state == RUN_RUNNING && !r->progress.paused);
    }
}
