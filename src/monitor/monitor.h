/* SPDX-License-Identifier: MIT */
/* monitor/monitor.h - watches what the parts of the system under test use, once a second, while a run goes on
 *
 * The generator itself is always the first component. Each component has a fiber that asks its source (monitor/source.h), so that
 * one that hangs holds up neither the loop nor the others; sources that block are asked on a helper thread (fiber_blocking). A
 * component that goes away is said once, and again when it is back; the run goes on.
 *
 * Not here: what becomes of the readings (stats/resources.h); the language of --monitor (monitor/spec.h).
 */
#ifndef CICADA_MONITOR_MONITOR_H
#define CICADA_MONITOR_MONITOR_H

#include "fiber/fiber.h"
#include "monitor/spec.h"
#include "plan/plan.h"
#include "stats/resource.h"

struct monitor;

struct monitor_setup { /* borrowed until monitor_free */
    struct fibers *fibers;
    const struct plan_http *http; /* how servers are reached */
    const struct monitor_spec *specs;
    size_t count;     /* of specs, at most LIMIT_COMPONENTS */
    const char *root; /* stands before /proc and /sys, for tests; NULL: none */
};

/* NULL with a message that names the component when one can never be watched: a URL that is none, no library for it. */
struct monitor *monitor_new(const struct monitor_setup *setup, char *problem, size_t problem_size);

/* Starts to look, and waits until each component was looked at twice (rates need two) or the deadline has passed; what is not
 * there and what is not allowed is logged by name. Returns early when cancelled. Current fiber. */
void monitor_begin(struct monitor *m, uint64_t deadline_ns);

/* From now on the looks come LEAD before each whole second after `start_ns`, so that their results are there when a second of the
 * run ends. */
#define MONITOR_LEAD_NS (NANOS_PER_SECOND / 10)
void monitor_align(struct monitor *m, uint64_t start_ns);

/* 1 + count of the setup; place 0 is the generator. */
size_t monitor_count(const struct monitor *m);

/* The newest reading of a component; without any value when nothing was learned of it in the last two seconds. The flag
 * `restarted` is told once. */
void monitor_take(struct monitor *m, size_t place, struct resource_reading *out);

/* Ends the fibers, running the loop until the last one has ended: nobody else may be on it any more. NULL is fine. */
void monitor_free(struct monitor *m);

#endif
