/* SPDX-License-Identifier: MIT */
/* verdict/comparison_metric.h - which numbers of two runs are compared, and from when on a difference matters
 *
 *   metrics   = METRIC , METRIC ...                       "p50, p99, service.p95, rps"
 *   tolerance = METRIC = LIMIT [and LIMIT] , ...          "p95 = 10% and 2ms, fail_ratio = 0.5%"
 *
 * A difference smaller than the tolerance is no difference, however sure it is. Where both a share and an amount are given, it
 * has to exceed both: 10 % of 200 us are not worth a failed pipeline. docs/compare.md is the grammar for users.
 */
#ifndef CICADA_VERDICT_COMPARISON_METRIC_H
#define CICADA_VERDICT_COMPARISON_METRIC_H

#include "verdict/check.h"

enum comparison_kind { COMPARISON_QUANTILE, COMPARISON_MEAN, COMPARISON_RATE, COMPARISON_FAIL_RATIO };

struct comparison_metric {
    enum comparison_kind kind;
    bool service;    /* of the service times instead of the response times */
    double share;    /* of a quantile, 0 to 1 */
    char name[24];   /* "p99.9", "service.mean", "rps", "fail_ratio" */
    double relative; /* tolerance: share of the value of the base; not of COMPARISON_FAIL_RATIO */
    double absolute; /* tolerance: ns, requests per second, or share of the requests */
};

#define COMPARISON_METRICS_MAX 16

struct comparison_metrics {
    struct comparison_metric at[COMPARISON_METRICS_MAX];
    size_t count;
};

static inline bool comparison_metric_is_time(const struct comparison_metric *m)
{
    return m->kind == COMPARISON_QUANTILE || m->kind == COMPARISON_MEAN;
}

/* p50, p90, p95, p99, mean, rps and fail_ratio, with the tolerances of docs/compare.md. */
void comparison_metrics_default(struct comparison_metrics *out);

/* Reads a list, with the default tolerances. False fills `problem`. */
MUST_USE bool comparison_metrics_read(struct text t, struct comparison_metrics *out, struct check_problem *problem);

/* Sets tolerances of metrics that are in the list. False fills `problem`. */
MUST_USE bool comparison_tolerance_read(struct text t, struct comparison_metrics *m, struct check_problem *problem);

/* Appends the sentence, the text with carets under the mistake, and the grammar. */
void comparison_problem_write(struct text t, const struct check_problem *problem, struct buffer *out);

#endif
