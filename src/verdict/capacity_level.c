/* SPDX-License-Identifier: MIT */
/* verdict/capacity_level.c - see capacity_level.h */
#include "verdict/capacity_level.h"

#include <math.h>

#define GAP 0.01 /* of the response time */

double capacity_level_in_system(const struct capacity_level *l)
{
    return l->rate * l->mean_ns / (double)NANOS_PER_SECOND;
}

double capacity_level_between(const struct capacity_level *l, bool *consistent)
{
    double response = l->mean_ns / (double)NANOS_PER_SECOND, between = l->rate > 0 ? l->users / l->rate - response : NAN;
    double underway = l->requests ? (double)l->users / (double)l->requests * l->p99_ns / (double)NANOS_PER_SECOND : 0;

    *consistent = !(between < -GAP * response - underway);
    return between;
}
