/* SPDX-License-Identifier: MIT */
/* base/clock.c - CPU time, deadlines and the text of wall time; see clock.h */
#include "base/clock.h"

#include <stdio.h>

uint64_t clock_process_cpu(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * NANOS_PER_SECOND + (uint64_t)t.tv_nsec;
}

uint64_t clock_after(uint64_t now, double seconds)
{
    double nanos = seconds * (double)NANOS_PER_SECOND;

    if (!(nanos > 0)) /* NaN too */
        return now;
    if (nanos >= (double)(NEVER - now)) /* rounds up to 2^64 when now is 0, so the cast below is always defined */
        return NEVER;
    return now + (uint64_t)nanos;
}

static struct tm split(uint64_t wall_ns)
{
    time_t seconds = (time_t)(wall_ns / NANOS_PER_SECOND);
    struct tm parts;

    gmtime_r(&seconds, &parts);
    return parts;
}

char *clock_iso(uint64_t wall_ns, char out[CLOCK_TEXT])
{
    struct tm parts = split(wall_ns);

    strftime(out, CLOCK_TEXT, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return out;
}

char *clock_iso_micros(uint64_t wall_ns, char out[CLOCK_TEXT])
{
    struct tm parts = split(wall_ns);
    size_t size = strftime(out, CLOCK_TEXT, "%Y-%m-%dT%H:%M:%S", &parts);

    snprintf(out + size, CLOCK_TEXT - size, ".%06uZ", (unsigned)(wall_ns % NANOS_PER_SECOND / NANOS_PER_MICRO));
    return out;
}
