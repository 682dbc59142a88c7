/* SPDX-License-Identifier: MIT */
/* verdict/validity.h - did the generator itself spoil the numbers? VALID, DEGRADED or INVALID, with reasons
 *
 * A table of rules, each with a measure and two limits (verdict/validity.c; docs/verdict.md tells users the same). A measure
 * above its first limit makes the run DEGRADED, above its second INVALID; the worst rule decides. Most measures look at the run
 * as a whole, so a reason once given stays.
 *
 * Not here: whether the service kept its limits; those are the checks.
 */
#ifndef CICADA_VERDICT_VALIDITY_H
#define CICADA_VERDICT_VALIDITY_H

#include "stats/snapshot.h"

enum validity { VALIDITY_VALID, VALIDITY_DEGRADED, VALIDITY_INVALID };
const char *validity_name(enum validity v); /* "VALID", "DEGRADED", "INVALID" */

#define VALIDITY_REASONS_MAX 10
#define VALIDITY_TEXT        240

struct validity_reason {
    const char *id; /* stable word for programs: "cpu", "lag", "dropped", ... */
    enum validity level;
    double value, limit;      /* the measure, and the limit that it broke; shares are 0 to 1, times seconds */
    char text[VALIDITY_TEXT]; /* a sentence */
};

struct run_validity {
    enum validity level;
    size_t count;
    struct validity_reason reasons[VALIDITY_REASONS_MAX]; /* the worst first */
};

/* What one snapshot cannot tell; zeroes at the start of a run. */
struct validity_memory {
    uint64_t taken_ns, taken_wall_ns; /* of the last snapshot */
    double clock_step_s;              /* the largest so far */
};

/* Takes the snapshot in; called once a second. */
void validity_remember(struct validity_memory *m, const struct snapshot *s);

void validity_judge(const struct snapshot *s, const struct validity_memory *m, struct run_validity *out);

#endif
