/* SPDX-License-Identifier: MIT */
/* verdict/comparison.h - two sides of one or more runs each: what got worse, what got better, and how sure that is
 *
 * Compared are the requests of each name that both sides have, and all together when both have the same names, by the metrics of
 * the caller. With one run on each side the scatter within the runs says how sure a difference is (verdict/block_bootstrap.h,
 * Student's t on the difference of the logarithms). With several the runs themselves are what is counted, for runs differ more
 * from each other than their seconds do: Mann-Whitney and Hodges-Lehmann over the values of the runs (verdict/rank_test.h).
 *
 * Stages that all runs have, with the same name and aim, are compared as well, each on its own: a name is then there once more
 * for the stage.
 *
 * A difference is called when it is significant at 5 % after allowing for the number of comparisons (verdict/false_discovery.h)
 * and larger than the tolerance of its metric. Where not even a doubling would have been seen there is not enough data. More
 * time, a larger share of failures and fewer requests per second are worse. Requests per second are judged only where both sides
 * ran the same number of users: elsewhere the rate follows the plan.
 *
 * What makes a comparison doubtful (another scenario, another load, a run that was not valid ...) is said in notes and prevents
 * nothing: the caller decides.
 */
#ifndef CICADA_VERDICT_COMPARISON_H
#define CICADA_VERDICT_COMPARISON_H

#include "verdict/comparison_metric.h"
#include "verdict/rank_test.h"
#include "verdict/recording.h"

#define COMPARISON_RUNS_MAX  RANK_VALUES_MAX /* on one side */
#define COMPARISON_SEED      1               /* of callers who want the same runs to give the same result */
#define COMPARISON_NAMES_MAX 1000            /* compared; those with the most requests */

enum comparison_word {
    COMPARISON_REGRESSION,
    COMPARISON_IMPROVEMENT,
    COMPARISON_NOT_ENOUGH,
    COMPARISON_NOT_JUDGED, /* a rate that follows the plan */
    COMPARISON_NO_DIFFERENCE,
    COMPARISON_WORDS
};
const char *comparison_word_name(enum comparison_word w); /* "regression", "no difference", ... */

struct comparison_side {
    const struct recording *const *runs;
    const char *const *labels; /* how notes call each run: "run 12", "before.json" */
    size_t count;              /* 1 to COMPARISON_RUNS_MAX */
};

/* One metric of one name. Times are nanoseconds; NAN stands for what is not known. */
struct compared_metric {
    const struct comparison_metric *metric;
    enum comparison_word word;
    const char *reason; /* why there is not enough data, or no judgement; else NULL */
    double base, now;   /* the values; of several runs the median */
    double difference;  /* now - base: of several runs the Hodges-Lehmann shift */
    double low, high;   /* its 95 % interval; infinite where nothing bounds it */
    double relative;    /* the same three as shares of the base; NAN for shares of failed requests */
    double relative_low, relative_high;
    double p; /* after allowing for the number of comparisons */
};

struct compared_name {
    struct text stage;                    /* of this stage alone; empty: of the whole run */
    struct text method, name;             /* method is empty for "Aggregated" */
    uint64_t base_requests, now_requests; /* of all runs */
    double distance;                      /* Kolmogorov-Smirnov, between all response times of both sides */
    struct compared_metric at[COMPARISON_METRICS_MAX];
};

struct comparison_rank {
    const struct compared_name *name;
    const struct compared_metric *metric;
};

struct comparison {
    struct comparison_metrics metrics;
    size_t base_runs, now_runs;
    const char *base_label, *now_label; /* "run 12", "run 12, run 13 and 4 more" */
    struct compared_name *names;        /* "Aggregated" first, where it is compared; then by name and method */
    size_t name_count;
    struct comparison_rank *ranked; /* all metrics of all names, the worst first */
    size_t ranked_count;
    size_t words[COMPARISON_WORDS];    /* how many there are of each */
    struct text *only_base, *only_now; /* "GET /items": names of one side */
    size_t only_base_count, only_now_count;
    struct recording *parts; /* of the stages, from which names are borrowed */
    size_t part_count;
    const char **notes; /* sentences */
    size_t note_count;
    struct arena arena; /* owns the rest, but for texts of the recordings */
};

/* Fills `c`, which borrows from the recordings and is released with comparison_free. The same seed, the same result. */
void comparison_make(struct comparison *c, const struct comparison_side *base, const struct comparison_side *now,
                     const struct comparison_metrics *metrics, uint64_t seed);
void comparison_free(struct comparison *c); /* zeroes are fine */

/* Counts the words and puts the metrics in order, of names that are complete; the order is in `arena`. Part of comparison_make.
 */
void comparison_arrange(struct comparison *c, struct arena *arena);

/* The worst that there is: a regression, else an improvement, else no difference; COMPARISON_NOT_ENOUGH when nothing could be
 * judged. */
enum comparison_word comparison_result(const struct comparison *c);

/* The difference that would have been seen, had there been one: the far end of the interval. A share of the base, for shares of
 * failed requests the share itself; infinite when unknown. */
double comparison_visible(const struct compared_metric *m);

#endif
