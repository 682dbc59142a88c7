/* SPDX-License-Identifier: MIT */
/* verdict/capacity_slo.c - see capacity_slo.h */
#include "verdict/capacity_slo.h"

#include <stdio.h>

static bool refuse(const struct check *c, struct check_problem *problem, const char *sentence, const char *hint)
{
    snprintf(problem->sentence, sizeof problem->sentence, "%s", sentence);
    snprintf(problem->hint, sizeof problem->hint, "%s", hint);
    problem->at = 0;
    problem->size = c->text.size;
    return false;
}

bool capacity_slo_is_fine(const struct check *c, struct check_problem *problem)
{
    bool upper = c->comparison == CHECK_BELOW || c->comparison == CHECK_AT_MOST;
    bool lower = c->comparison == CHECK_ABOVE || c->comparison == CHECK_AT_LEAST;

    if (c->window_s > 0 || c->aborts)
        return refuse(c, problem, "a limit of a capacity search has no time and no abort",
                      "leave them out: each load is judged over --step-time");
    if (c->stage.size > 0)
        return refuse(c, problem, "a search for the capacity has no stages", "leave the stage out");
    if (c->metric == CHECK_RESOURCE && c->resource.aggregate == CHECK_RESOURCE_SLOPE)
        return refuse(c, problem, "a slope takes longer to see than a load is measured", "check it in a long run of one load");
    if (c->custom || c->metric == CHECK_RATE || c->metric == CHECK_COUNT)
        return refuse(c, problem, "a capacity search needs a limit of times or failures",
                      "use p95, avg, max, fail_ratio, success_rate, errors(CLASS) or status(CODE)");
    if (c->metric == CHECK_SUCCESS_RATE ? !lower : !upper)
        return refuse(c, problem, "a higher load does not break this limit",
                      c->metric == CHECK_SUCCESS_RATE ? "use > or >=" : "use < or <=");
    return true;
}

bool capacity_slo_limits_failures(const struct check *c)
{
    return c->scope == CHECK_ALL &&
           (c->metric == CHECK_FAIL_RATIO || c->metric == CHECK_SUCCESS_RATE || c->metric == CHECK_FAILURES);
}
