/* SPDX-License-Identifier: MIT */
/* output/causes.h - the likely causes of what went wrong, one sentence each
 *
 * Reads a snapshot as an experienced colleague would: most requests answered 403, so the API key is missing; one endpoint answers
 * only 404, so it is not there; the connections were refused, so the service is down or the host is wrong. Each sentence has
 * counts, names the request concerned most, and ends with what to look at or which option helps.
 *
 * A pure function; guesses are worded as such. Not here: checks and verdicts, which decide whether a run passed.
 */
#ifndef CICADA_OUTPUT_CAUSES_H
#define CICADA_OUTPUT_CAUSES_H

#include "output/output.h"

#define CAUSES_MAX 24
#define CAUSE_TEXT 512
#define CAUSE_ID   40

struct cause {
    char id[CAUSE_ID];     /* stable word for programs: "refused", "status_403", "generator_cpu" */
    bool generator;        /* this machine, not the service: the numbers themselves are in doubt */
    uint64_t count;        /* requests concerned; 0 where requests are not what is counted */
    char text[CAUSE_TEXT]; /* a sentence; may hold names from outside, so it is escaped where it is shown */
};

struct causes {
    size_t count;
    struct cause at[CAUSES_MAX]; /* the generator's first, then by falling count */
};

/* `info` may lack a host. */
void causes_find(const struct snapshot *s, const struct run_info *info, struct causes *out);

#endif
