/* SPDX-License-Identifier: MIT */
/* monitor/source.h - where the numbers of one component come from: processes, a cgroup, a /metrics page, a database
 *
 * A source is asked once a second and gives what it knows at that moment: levels (memory) as they are, consumption (CPU time,
 * bytes) as counters that only grow. monitor/rates.h makes a reading of two looks. Counters go back when the component was
 * started again; a source may also say so itself with another `identity`.
 *
 * Not here: when it is asked, and what is said about its troubles (monitor/monitor.h).
 */
#ifndef CICADA_MONITOR_SOURCE_H
#define CICADA_MONITOR_SOURCE_H

#include <math.h>

#include "base/error.h"
#include "base/text.h"

struct usage { /* NAN: not known */
    uint64_t taken_ns;
    uint64_t identity; /* of what was looked at; another one means that it was started again */
    double cpu_s, received, sent, read, written, hits, misses; /* counters: seconds, bytes, lookups */
    double memory, fds, threads, connections;                  /* levels: bytes, numbers */
    double memory_limit, connections_limit;
};

static inline struct usage usage_nothing(void)
{
    return (struct usage){.cpu_s = NAN,
                          .received = NAN,
                          .sent = NAN,
                          .read = NAN,
                          .written = NAN,
                          .hits = NAN,
                          .misses = NAN,
                          .memory = NAN,
                          .fds = NAN,
                          .threads = NAN,
                          .connections = NAN,
                          .memory_limit = NAN,
                          .connections_limit = NAN};
}

#define SOURCE_PROBLEM 256

struct source;

struct source_ops {
    /* Fills `out` (begun with usage_nothing). ERROR_NOT_FOUND: it is not there, or not any more. Every failure leaves a sentence
     * in s->problem; after OK a sentence there says what cannot be known and why. */
    enum error (*look)(struct source *s, struct usage *out);
    void (*free)(struct source *s);
    bool blocks; /* a look waits for the disk, a library or the kernel: to be called beside the loop. Else on a fiber. */
};

struct source { /* first member of each kind */
    const struct source_ops *ops;
    char problem[SOURCE_PROBLEM];
};

/* Writes the problem; returns `e`. */
enum error source_fail(struct source *s, enum error e, const char *format, ...) PRINTF_LIKE(3, 4);

#endif
