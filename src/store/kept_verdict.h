/* SPDX-License-Identifier: MIT */
/* store/kept_verdict.h - what was judged at the end of a run, as plain data for the store
 *
 * The store stands beside the floor that judges and does not know it; whoever knows both translates (cli/store_verdict.h). The
 * check itself is kept as it was written: that is all there is to it.
 */
#ifndef CICADA_STORE_KEPT_VERDICT_H
#define CICADA_STORE_KEPT_VERDICT_H

#include "base/base.h"

struct kept_check {
    const char *text; /* as written */
    int state;        /* enum check_state, as a number that does not change */
    bool known;
    double value;
    uint64_t samples;
    double margin;
    bool few_samples, aborted;
};

struct kept_reason {
    const char *id, *text;
    int level;
    double value, limit;
};

struct kept_verdict { /* borrowed by who gets it */
    bool judged;      /* false: the rest means nothing, but for the documents */
    int level;        /* 0: valid, 1: degraded, 2: invalid */
    bool tolerates_all;
    const char *capacity;   /* what a search for the capacity measured, as a document of who wrote it; NULL: it was none */
    const char *comparison; /* with the baseline; likewise */
    const struct kept_check *checks;
    size_t check_count;
    const struct kept_reason *reasons;
    size_t reason_count;
};

#endif
