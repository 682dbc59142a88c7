/* SPDX-License-Identifier: MIT */
/* verdict/capacity_level.h - one measurement of a capacity search: at that load, these numbers, these limits kept or broken
 *
 * Plain data. Shares are 0 to 1, durations nanoseconds, rates per second, as everywhere in verdict/.
 */
#ifndef CICADA_VERDICT_CAPACITY_LEVEL_H
#define CICADA_VERDICT_CAPACITY_LEVEL_H

#include "verdict/capacity_search.h"
#include "verdict/check_value.h"

#define CAPACITY_REASON 160
#define CAPACITY_NAME   64

struct capacity_level {
    double load;      /* users, or arrivals per second */
    double start_s;   /* of the measurement, since the start of the run */
    double seconds;   /* measured */
    double settled_s; /* from when the load was there to the start of the measurement */
    bool steady;      /* false: rate or times still moved when patience ended, and were measured nevertheless */
    uint64_t requests;
    double rate;                            /* requests per second, failed ones included */
    double fail_ratio;                      /* 0 without requests */
    double mean_ns, p50_ns, p95_ns, p99_ns; /* response times; NAN without requests, INFINITY: longer than an hour */
    uint32_t users;                         /* at the end: with arrivals those that it took */
    uint64_t dropped;                       /* arrivals that found no user */
    double cpu;                             /* of the generator, mean; 1.0 = a core */
    char busiest[CAPACITY_NAME];            /* of the components that are watched, the one that used most CPU; "" */
    double busiest_cpu;                     /* mean; 1.0 = a core */
    struct check_value slos[CAPACITY_SLOS_MAX];
    uint32_t broken;              /* bit i: limit i */
    bool generator;               /* the generator was degraded: the level says nothing of the service */
    char reason[CAPACITY_REASON]; /* why; "" */
};

/* Requests in the system on average, by Little's law. NAN without requests. */
double capacity_level_in_system(const struct capacity_level *l);

/* Little's law for `users` that send one request after the other, N = X (R + Z): the time Z in seconds that a user spends
 * between two requests. It cannot be below nought, but for the one request of each user that was underway when the measurement
 * began: its whole time counts. `consistent` is false when more than that, and 1 %, is missing, which would mean requests that
 * were counted twice, or users that were not there. */
double capacity_level_between(const struct capacity_level *l, bool *consistent);

#endif
