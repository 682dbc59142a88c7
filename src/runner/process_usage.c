/* SPDX-License-Identifier: MIT */
/* runner/process_usage.c - the process's CPU clock, and the second number of /proc/self/statm */
#include "runner/process_usage.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

#define SHORTEST_NS (100 * NANOS_PER_MILLI) /* of the time that a share is told of: a shorter one is all work, or all rest */

void process_usage_begin(struct process_usage *p, uint64_t now_ns, uint64_t polled_ns)
{
    p->last_polled_ns = polled_ns;
    p->last_ns = now_ns;
    p->last_cpu_ns = p->began_cpu_ns = clock_process_cpu();
    p->statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
}

void process_usage_end(struct process_usage *p)
{
    if (p->statm >= 0)
        close(p->statm);
    p->statm = -1;
}

static uint64_t resident(const struct process_usage *p)
{
    char line[128];
    unsigned long long pages = 0;
    ssize_t got = p->statm >= 0 ? pread(p->statm, line, sizeof line - 1, 0) : -1;

    if (got <= 0)
        return 0;
    line[got] = '\0';
    if (sscanf(line, "%*u %llu", &pages) != 1)
        return 0;
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

void process_usage_look(struct process_usage *p, uint64_t now_ns, uint64_t polled_ns, double *cpu, double *cpu_total,
                        uint64_t *memory_bytes)
{
    uint64_t used = clock_process_cpu(), since = used - p->last_cpu_ns;
    uint64_t polled = MIN(polled_ns - p->last_polled_ns, since); /* it is wall time, so it may be more on a busy machine */

    *cpu_total = (double)(used - p->began_cpu_ns) / 1e9;
    *memory_bytes = resident(p);
    if (now_ns < p->last_ns + SHORTEST_NS)
        return;
    *cpu = (double)(since - polled) / (double)(now_ns - p->last_ns);
    p->last_ns = now_ns;
    p->last_cpu_ns = used;
    p->last_polled_ns = polled_ns;
}
