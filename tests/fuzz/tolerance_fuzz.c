/* SPDX-License-Identifier: MIT */
/* Metrics and tolerances: what is accepted is finite and has a name that reads the same again; what is refused says where. */
#include "fuzz.h"

#include <math.h>

#include "base/limits.h"
#include "verdict/comparison_metric.h"

static void check_accepted(const struct comparison_metrics *m)
{
    struct comparison_metrics again;
    struct check_problem problem;

    ensure(m->count > 0 && m->count <= COMPARISON_METRICS_MAX);
    for (size_t i = 0; i < m->count; i++) {
        const struct comparison_metric *one = &m->at[i];

        ensure(isfinite(one->relative) && one->relative >= 0 && isfinite(one->absolute) && one->absolute >= 0);
        ensure(one->share >= 0 && one->share <= 1);
        ensure(comparison_metrics_read(text_from(one->name), &again, &problem));
        ensure(again.count == 1 && again.at[0].kind == one->kind && again.at[0].share == one->share &&
               again.at[0].service == one->service);
    }
}

static void check_refused(struct text t, const struct check_problem *problem)
{
    struct buffer shown;

    ensure(problem->at <= t.size && problem->size > 0 && problem->sentence[0] && problem->hint[0]);
    buffer_init(&shown, 3 * LIMIT_CHECK_TEXT + 2000);
    comparison_problem_write(t, problem, &shown);
    ensure(!shown.overflowed && memchr(shown.data, '^', shown.size));
    buffer_free(&shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text t = {(const char *)data, size};
    struct check_problem problem = {.at = SIZE_MAX};
    struct comparison_metrics m;

    if (comparison_metrics_read(t, &m, &problem))
        check_accepted(&m);
    else
        check_refused(t, &problem);
    comparison_metrics_default(&m);
    if (comparison_tolerance_read(t, &m, &problem))
        check_accepted(&m);
    else
        check_refused(t, &problem);
    return 0;
}
