/* SPDX-License-Identifier: MIT */
/* output/report_course.h - what the seconds of a run say together: start-up, steady state, its peak and how even it was
 *
 * Start-up lasts until the users are there (95 % of the most there were) or, if there was one, until the warm-up has ended; the
 * steady state from then to the end. Where iterations arrive at a rate, only a warm-up is start-up. A run whose users go up and
 * down by a plan of stages has no steady state of its own: then the whole run is looked at. Pure function.
 */
#ifndef CICADA_OUTPUT_REPORT_COURSE_H
#define CICADA_OUTPUT_REPORT_COURSE_H

#include "stats/snapshot.h"

struct report_course_part { /* seconds in a row */
    uint32_t seconds;
    double requests_per_second, failures_per_second;
    uint64_t worst_p95_ns; /* of one second */
};

struct report_course {
    struct report_course_part startup, steady;
    struct report_course_part first, last; /* thirds of the steady state; 0 seconds when it is shorter than REPORT_TREND_MIN */
    uint64_t first_p95_ns, last_p95_ns;    /* the middle one of the p95 of their seconds */
    uint32_t peak_second;                  /* since the start */
    double peak_rate, least_rate;          /* requests in the busiest and in the idlest second of the steady state */
    double variation;                      /* standard deviation of the steady seconds, as a share of their mean; NAN: unknown */
};

#define REPORT_TREND_MIN 30 /* seconds of steady state */

void report_course_of(const struct snapshot *s, struct report_course *out);

#endif
