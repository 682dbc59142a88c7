/* SPDX-License-Identifier: MIT */
/* runner/process_usage.h - what this process itself uses: CPU, resident memory; and what its thread waited for a processor
 *
 * A step of the loop that took long is a task that blocked, or a machine that ran something else meanwhile. The kernel knows
 * which: it counts how long a thread was ready and had no processor (Documentation/scheduler/sched-stats.rst).
 */
#ifndef CICADA_RUNNER_PROCESS_USAGE_H
#define CICADA_RUNNER_PROCESS_USAGE_H

#include "stats/snapshot.h"

struct process_usage {
    uint64_t worked_ns;            /* CPU time from the beginning to the last look, without what was polled */
    uint64_t last_ns, last_cpu_ns; /* at the last look */
    uint64_t last_polled_ns;
    uint64_t began_waited_ns, last_waited_ns; /* for a processor: at the beginning, when it was last read */
    int statm;                                /* /proc/self/statm, kept open; -1 when there is none, as before the beginning */
    int schedstat;                            /* the same of /proc/thread-self/schedstat */
};

/* To be called, like the others, by the thread of the loop. Here and below `polled_ns` is loop_polled_ns: no use of CPU that
 * would keep it from doing more. */
void process_usage_begin(struct process_usage *p, uint64_t now_ns, uint64_t polled_ns);
void process_usage_end(struct process_usage *p);

/* Writes cpu (share of a core since the last look), cpu_total, memory_bytes (0: unknown) and processor_wait_ns of `out`; both
 * kinds of CPU are without what was polled. A look that follows the last one within 0.1 s leaves cpu as it was. */
void process_usage_look(struct process_usage *p, uint64_t now_ns, uint64_t polled_ns, struct run_progress *out);

/* After a step of the loop that took `took_ns`: did the thread wait for a processor for at least half of it? */
bool process_usage_was_starved(struct process_usage *p, uint64_t took_ns);

#endif
