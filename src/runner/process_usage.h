/* SPDX-License-Identifier: MIT */
/* runner/process_usage.h - what this process itself uses: CPU since the last look, CPU in all, resident memory */
#ifndef CICADA_RUNNER_PROCESS_USAGE_H
#define CICADA_RUNNER_PROCESS_USAGE_H

#include "base/base.h"

struct process_usage {
    uint64_t began_cpu_ns;         /* CPU time when the run began */
    uint64_t last_ns, last_cpu_ns; /* at the last look */
    uint64_t last_polled_ns;
    int statm; /* /proc/self/statm, kept open; -1 when there is none */
};

/* Here and below `polled_ns` is loop_polled_ns: no use of CPU that would keep it from doing more. */
void process_usage_begin(struct process_usage *p, uint64_t now_ns, uint64_t polled_ns);
void process_usage_end(struct process_usage *p);

/* Shares of a core since the last look (1.0 = a core), without what was polled, CPU seconds since the beginning, with it,
 * resident bytes (0: unknown). A look that follows the last one within 0.1 s leaves *cpu as it was. */
void process_usage_look(struct process_usage *p, uint64_t now_ns, uint64_t polled_ns, double *cpu, double *cpu_total,
                        uint64_t *memory_bytes);

#endif
