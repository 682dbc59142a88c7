/* SPDX-License-Identifier: MIT */
/* verdict/block_bootstrap.h - how sure the numbers of one name of one run are, from the run alone
 *
 * A circular block bootstrap (Politis & Romano, 1992): the run is cut into slots of time, stretches of slots are drawn at random
 * with replacement until there are as many slots as the run has, the number is computed from these, a thousand times. How much
 * the results scatter is how sure the number is. Stretches are as long as the dependence within the run asks for
 * (verdict/series_dependence.h), for requests that follow each other meet the same queues, and counting them as independent would
 * make everything look surer than it is.
 *
 * What a run cannot tell is how much runs differ from each other: for that several runs are needed (verdict/rank_test.h).
 */
#ifndef CICADA_VERDICT_BLOCK_BOOTSTRAP_H
#define CICADA_VERDICT_BLOCK_BOOTSTRAP_H

#include "verdict/comparison_metric.h"
#include "verdict/recording.h"

#define BOOTSTRAP_SLOTS_MIN 8 /* a run with fewer slots of time (seconds, mostly) tells nothing about its own scatter */

/* Of one number: of its natural logarithm, or of the number itself for shares. */
struct bootstrap_spread {
    double error;       /* standard error; NAN: cannot be known */
    double freedom;     /* degrees of freedom for Student's t: stretches that the run has, less one */
    double least, most; /* of its slots of time; NAN: not known, as of rates */
    size_t slots;       /* that have a value */
};

/* For each metric, in `out`. The seconds of the run go from `first` to before `end`. The same seed gives the same numbers. */
void block_bootstrap(const struct recorded_name *n, uint32_t first, uint32_t end, const struct comparison_metrics *metrics,
                     uint64_t seed, struct bootstrap_spread *out);

#endif
