/* SPDX-License-Identifier: MIT */
/* base/clock.h - the two clocks
 *
 * Durations are differences of clock_now(). Wall time is a label for people, never an operand: it can step.
 */
#ifndef CICADA_BASE_CLOCK_H
#define CICADA_BASE_CLOCK_H

#include <time.h>

#include "base/base.h"

/* CLOCK_MONOTONIC in nanoseconds, read afresh (vDSO, about 20 ns). */
static inline uint64_t clock_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * NANOS_PER_SECOND + (uint64_t)t.tv_nsec;
}

/* CLOCK_REALTIME in nanoseconds since 1970. */
static inline uint64_t clock_wall(void)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    return (uint64_t)t.tv_sec * NANOS_PER_SECOND + (uint64_t)t.tv_nsec;
}

/* CPU time this process has used, user and system, in nanoseconds. */
uint64_t clock_process_cpu(void);

/* now + seconds, saturating at NEVER; negative and NaN count as 0. */
uint64_t clock_after(uint64_t now, double seconds);

/* "2026-08-22T10:00:00Z" and "2026-08-22T10:00:00.123456Z" of a wall time; UTC. `out` holds at least CLOCK_TEXT bytes. */
#define CLOCK_TEXT 32
char *clock_iso(uint64_t wall_ns, char out[CLOCK_TEXT]);
char *clock_iso_micros(uint64_t wall_ns, char out[CLOCK_TEXT]);

#endif
