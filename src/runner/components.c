/* SPDX-License-Identifier: MIT */
/* runner/components.c - see components.h */
#include "runner/components.h"

#include <math.h>

#define SAME_RATE 1e-9 /* share: a ramp that is slower changes nothing */

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

/* A step that is over within a second would not show in the state. */
static bool load_stands_still(struct runner *r)
{
    struct planned_load before = r->load;

    r->load = (struct planned_load){r->progress.stage, r->progress.target_users, r->progress.arrivals_per_second};
    return r->state == RUN_RUNNING && !r->progress.paused && r->load.stage == before.stage && r->load.users == before.users &&
           fabs(r->load.arrivals_per_s - before.arrivals_per_s) <= SAME_RATE * before.arrivals_per_s;
}

void components_tick(struct runner *r)
{
    struct monitor *m = r->setup.monitor;
    bool steady = load_stands_still(r);

    for (size_t i = 0; m && i < monitor_count(m); i++) {
        struct resource_reading reading;

        monitor_take(m, i, &reading);
        if (i == 0)
            take_generators_own(&r->progress, &reading);
        stats_resource(r->stats, i, &reading, steady);
    }
}
