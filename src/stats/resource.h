/* SPDX-License-Identifier: MIT */
/* stats/resource.h - what a part of the system under test uses: the measures, one look at them, and what a run made of them
 *
 * Plain data. What is not known is NAN: a database has no threads that could be counted from outside, a process that is gone has
 * nothing. Shares are 0 to 1 (CPU: of one core, so that a process on two cores has 2), sizes bytes, rates per second.
 *
 * Not here: looking (monitor/), the course of a run (stats/resources.h).
 */
#ifndef CICADA_STATS_RESOURCE_H
#define CICADA_STATS_RESOURCE_H

#include <math.h>

#include "base/text.h"

/* X(symbol, identifier, unit, grows): of those that may grow for ever the slope is taken. The identifiers are those of reports
 * and checks. */
#define RESOURCE_LIST(X)                              \
    X(CPU, "cpu", SHARE, false)                       \
    X(MEMORY, "memory", BYTES, true)                  \
    X(DESCRIPTORS, "fds", COUNT, true)                \
    X(THREADS, "threads", COUNT, true)                \
    X(RECEIVED, "received", BYTES_PER_SECOND, false)  \
    X(SENT, "sent", BYTES_PER_SECOND, false)          \
    X(READ, "disk_read", BYTES_PER_SECOND, false)     \
    X(WRITTEN, "disk_write", BYTES_PER_SECOND, false) \
    X(CONNECTIONS, "connections", COUNT, true)        \
    X(LOOKUPS, "cache_lookups", PER_SECOND, false)    \
    X(HIT_RATE, "cache_hit_rate", SHARE, false)

enum resource_measure {
#define RESOURCE_SYMBOL(symbol, identifier, unit, grows) RESOURCE_##symbol,
    RESOURCE_LIST(RESOURCE_SYMBOL)
#undef RESOURCE_SYMBOL
        RESOURCE_MEASURES
};

enum resource_unit {
    RESOURCE_UNIT_SHARE,
    RESOURCE_UNIT_BYTES,
    RESOURCE_UNIT_COUNT,
    RESOURCE_UNIT_BYTES_PER_SECOND,
    RESOURCE_UNIT_PER_SECOND,
};

const char *resource_id(enum resource_measure m); /* "cpu" */
enum resource_unit resource_unit(enum resource_measure m);
bool resource_grows(enum resource_measure m);

#define RESOURCE_GENERATOR "generator" /* the name of the component that is always there, and first: this process */

/* A component that is watched. Its texts live as long as the run. */
struct resource_component {
    struct text name;   /* "api": in checks and reports */
    struct text source; /* "pid:4711", "postgresql://db/shop": secrets masked */
};

/* The state of a component in one second. */
struct resource_reading {
    double value[RESOURCE_MEASURES];
    double memory_limit, connections_limit; /* the most there may be; NAN */
    bool restarted;                         /* it is another one than in the second before */
};

static inline bool resource_reading_is_empty(const struct resource_reading *r)
{
    for (size_t i = 0; i < RESOURCE_MEASURES; i++)
        if (!isnan(r->value[i]))
            return false;
    return true;
}

static inline struct resource_reading resource_reading_nothing(void)
{
    struct resource_reading r = {.memory_limit = NAN, .connections_limit = NAN};

    for (size_t i = 0; i < RESOURCE_MEASURES; i++)
        r.value[i] = NAN;
    return r;
}

/* A second, or several whose mean it is. */
struct resource_point {
    uint32_t second;  /* since the start */
    uint32_t seconds; /* 1 until LIMIT_RESOURCE_POINTS is reached */
    bool steady;      /* the load stood still meanwhile */
    float value[RESOURCE_MEASURES];
};

/* One measure over the time measured. */
struct resource_summary {
    uint32_t count; /* seconds in which it was known; 0: never, and the rest means nothing */
    double mean, max, last, p95;
    bool has_slope;
    double slope, slope_low, slope_high; /* per second, with its 95 % confidence interval */
};

struct snapshot_resource {
    struct resource_component component;
    struct resource_summary summary[RESOURCE_MEASURES];
    double latest[RESOURCE_MEASURES];       /* of the last second; NAN: not known */
    double memory_limit, connections_limit; /* NAN */
    uint32_t seconds, missing;              /* looked at, and those in which nothing was known of it */
    uint32_t restarts;
    const struct resource_point *points; /* oldest first, from the start of the run */
    size_t point_count;
};

#endif
