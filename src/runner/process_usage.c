/* SPDX-License-Identifier: MIT */
/* runner/process_usage.c - the process's CPU clock, and two files of /proc; see process_usage.h */
#include "runner/process_usage.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

#define SHORTEST_NS (100 * NANOS_PER_MILLI) /* of the time that a share is told of: a shorter one is all work, or all rest */

/* The second number of the line that a file of /proc holds: of statm pages in memory, of schedstat nanoseconds in which the
 * thread was ready and had no processor. 0 when there is none. */
static uint64_t second_number(int fd)
{
    char line[128];
    unsigned long long number = 0;
    ssize_t got = fd >= 0 ? pread(fd, line, sizeof line - 1, 0) : -1;

    if (got <= 0)
        return 0;
    line[got] = '\0';
    return sscanf(line, "%*u %llu", &number) == 1 ? number : 0;
}

void process_usage_begin(struct process_usage *p, uint64_t now_ns, uint64_t polled_ns)
{
    p->last_polled_ns = polled_ns;
    p->last_ns = now_ns;
    p->worked_ns = 0;
    p->last_cpu_ns = clock_process_cpu();
    p->statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    p->schedstat = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
    p->began_waited_ns = p->last_waited_ns = second_number(p->schedstat);
}

void process_usage_end(struct process_usage *p)
{
    if (p->statm >= 0)
        close(p->statm);
    if (p->schedstat >= 0)
        close(p->schedstat);
    p->statm = p->schedstat = -1;
}

static void read_waited(struct process_usage *p)
{
    p->last_waited_ns = MAX(p->last_waited_ns, second_number(p->schedstat)); /* which is 0 when it cannot be read any more */
}

void process_usage_look(struct process_usage *p, uint64_t now_ns, uint64_t polled_ns, struct run_progress *out)
{
    uint64_t used = clock_process_cpu(), since = used - p->last_cpu_ns;
    uint64_t polled = MIN(polled_ns - p->last_polled_ns, since); /* it is wall time, so it may be more on a busy machine */

    out->cpu_total = (double)(p->worked_ns + since - polled) / 1e9;
    out->memory_bytes = second_number(p->statm) * (uint64_t)sysconf(_SC_PAGESIZE);
    read_waited(p);
    out->processor_wait_ns = p->last_waited_ns - p->began_waited_ns;
    if (now_ns < p->last_ns + SHORTEST_NS)
        return;
    out->cpu = (double)(since - polled) / (double)(now_ns - p->last_ns);
    p->worked_ns += since - polled;
    p->last_ns = now_ns;
    p->last_cpu_ns = used;
    p->last_polled_ns = polled_ns;
}

bool process_usage_was_starved(struct process_usage *p, uint64_t took_ns)
{
    uint64_t before = p->last_waited_ns;

    read_waited(p);
    return p->last_waited_ns - before >= took_ns / 2;
}
