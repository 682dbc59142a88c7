/* SPDX-License-Identifier: MIT */
/* runner/timetable.h - when arrivals are due
 *
 * A rate over time gives N(t), how many arrivals are expected until t. Arrival k is due when N(t) = k: each due time is computed
 * from the beginning, never from the one before or from now, so the timetable neither drifts nor forgives a late loop. For
 * Poisson arrivals the whole numbers are replaced by the sums of exponential gaps of mean 1, which gives a Poisson process of any
 * rate over time (Cinlar, Introduction to Stochastic Processes, 1975: inversion of the integrated rate).
 *
 * The rate goes from one value to another in a straight line and then stays. Pure: no clock, no loop.
 */
#ifndef CICADA_RUNNER_TIMETABLE_H
#define CICADA_RUNNER_TIMETABLE_H

#include "base/random.h"

struct timetable {
    bool poisson;
    struct random random;
    double next;       /* N at the next arrival */
    uint64_t begin_ns; /* of the present course of the rate */
    double past;       /* N at that time */
    double before;     /* the rate just before it, per second: of arrivals that are overdue from then */
    double from, to;   /* the rate at its beginning and from over_s on */
    double over_s;
};

/* An empty timetable: nothing is due before timetable_aim. Different streams of a seed are independent. */
void timetable_init(struct timetable *t, bool poisson, uint64_t seed, uint64_t stream);

/* From now on the rate goes to `per_second` within `over_s` seconds. What was due before stays due. */
void timetable_aim(struct timetable *t, double per_second, double over_s, uint64_t now_ns);

/* All that is not due yet, or overdue, is due so much later, as are the changes of the rate. */
void timetable_put_off(struct timetable *t, uint64_t by_ns);

/* The rate at a time, per second. */
double timetable_rate(const struct timetable *t, uint64_t now_ns);

/* When the next arrival is due; NEVER when the rate ends at 0 before. */
uint64_t timetable_due(const struct timetable *t);
/* It has been taken: on to the one after. */
void timetable_advance(struct timetable *t);

#endif
