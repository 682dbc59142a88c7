/* SPDX-License-Identifier: MIT */
/* verdict/judging.h - synthetic runs, second by second, for the tests of checks and validity */
#ifndef CICADA_TESTS_VERDICT_JUDGING_H
#define CICADA_TESTS_VERDICT_JUDGING_H

#include "support.h"

#include "stats/histogram.h"
#include "verdict/judge.h"

#define JUDGING_SECONDS_MAX 120

/* A run whose numbers only grow, as those of a real one. */
struct run {
    struct histogram *response, *service;
    struct series_point series[JUDGING_SECONDS_MAX];
    struct status_count statuses[2]; /* 200 and 429 */
    struct snapshot_error errors[1];
    uint64_t group_errors[ERROR_COUNT];
    struct snapshot_group groups[1];
    struct snapshot_metric metrics[1];
    struct snapshot s;
};

static inline void run_begin(struct run *r)
{
    memset(r, 0, sizeof *r);
    r->response = histogram_new();
    r->service = histogram_new();
    r->statuses[0].status = 200;
    r->statuses[1].status = 429;
    r->s.taken_ns = 1000 * NANOS_PER_SECOND;
    r->s.taken_wall_ns = 1700000000 * NANOS_PER_SECOND;
    r->s.progress.state = RUN_RUNNING;
    r->s.series = r->series;
    r->s.total.response_histogram = r->response;
    r->s.total.service_histogram = r->service;
    r->s.total.statuses = r->statuses;
    r->s.total.status_count = COUNT(r->statuses);
    r->groups[0].errors = r->group_errors;
    r->groups[0].statuses = r->statuses;
    r->groups[0].status_count = COUNT(r->statuses);
    r->groups[0].response_histogram = r->response;
    r->groups[0].service_histogram = r->service;
    r->s.groups = r->groups;
    r->s.group_count = 1;
}

static inline void run_end(struct run *r)
{
    histogram_free(r->response);
    histogram_free(r->service);
}

/* A second with so many requests, of which some failed (429), that took so long. */
static inline void run_second(struct run *r, uint64_t requests, uint64_t failed, double ms)
{
    struct series_point *p = &r->series[r->s.series_count++];

    *p = (struct series_point){.second = (uint32_t)r->s.series_count, .seconds = 1, .cpu = 0.2f};
    if (requests > 0) {
        histogram_record_many(r->response, (uint64_t)(ms * 1e6), requests);
        histogram_record_many(r->service, (uint64_t)(ms * 0.5e6), requests);
    }
    r->s.taken_ns += NANOS_PER_SECOND;
    r->s.taken_wall_ns += NANOS_PER_SECOND;
    r->s.elapsed_s += 1;
    r->s.total.requests += requests;
    r->s.total.started += requests;
    r->s.total.failed += failed;
    r->s.total.response = (struct duration_summary){.count = r->s.total.requests, .mean_ns = histogram_mean(r->response)};
    r->s.total.service = (struct duration_summary){.count = r->s.total.requests};
    r->s.total.service.quantile_ns[QUANTILE_50] = histogram_quantile(r->service, 0.5);
    r->statuses[0].count += requests - failed;
    r->statuses[1].count += failed;
    r->group_errors[ERROR_HTTP_STATUS] += failed;
    r->groups[0].requests = r->s.total.requests;
    r->groups[0].failed = r->s.total.failed;
}

static inline struct check check_of(const char *text)
{
    struct check_problem problem;
    struct check c;

    if (!check_read(text_from(text), &c, &problem))
        fail_msg("%s: refused: %s at %zu", text, problem.sentence, problem.at);
    if (c.metric == CHECK_ERRORS || c.scope != CHECK_ALL)
        c.group = 0;
    return c;
}

#endif
