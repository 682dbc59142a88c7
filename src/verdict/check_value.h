/* SPDX-License-Identifier: MIT */
/* verdict/check_value.h - what a check is worth: its value in a snapshot, whether that keeps the limit, and by how much
 *
 * Pure functions. Shares are 0 to 1, durations nanoseconds, rates per second.
 *
 * Not here: moving windows (verdict/check_window.h).
 */
#ifndef CICADA_VERDICT_CHECK_VALUE_H
#define CICADA_VERDICT_CHECK_VALUE_H

#include "stats/snapshot.h"
#include "verdict/check.h"

struct check_value {
    bool known;       /* false: there was no request (or value) of which it could be made */
    double value;     /* INFINITY: longer than an hour, or among arrivals that were dropped */
    uint64_t samples; /* behind it */
};

/* The counts of which values are made. */
struct check_counts {
    uint64_t requests, failed, matched; /* matched: errors of the class, or responses with the status */
    uint64_t arrivals, dropped;         /* of a run with arrivals */
    double seconds;
};

/* The stage that the check is for; NULL: it is for the run as a whole, or the stage has not begun. */
const struct snapshot_stage *check_stage_of(const struct check *c, const struct snapshot *s);

/* Where the rank of the check's percentile (or the maximum) lies among arrivals that were dropped, nothing bounds it. */
bool check_is_unbounded(const struct check *c, uint64_t arrivals, uint64_t dropped);

/* Of the run so far, or of the stage. Checks that need a group have its place in `group`. */
struct check_counts check_counts_of(const struct check *c, const struct snapshot *s);
/* The histogram for CHECK_QUANTILE to CHECK_MAX; NULL when there is none. */
const struct histogram *check_times_of(const struct check *c, const struct snapshot *s);
struct check_value check_value_of(const struct check *c, const struct snapshot *s);

/* Rates, shares and counts: everything but times and metrics of the scenario. */
struct check_value check_value_of_counts(const struct check *c, const struct check_counts *counts);

bool check_holds(const struct check *c, double value);

/* How far the value is from the limit, as a share of the limit: positive on the good side. NAN where that means nothing (a limit
 * of 0, == and !=). */
double check_margin(const struct check *c, double value);

/* Its percentile has fewer samples than it needs (stats/confidence.h). */
bool check_has_few_samples(const struct check *c, const struct check_value *v);

#endif
