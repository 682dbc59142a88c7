/* SPDX-License-Identifier: MIT */
/* cli/capacity_options.c - see capacity_options.h */
#include "cli/capacity_options.h"

#include <math.h>
#include <stdio.h>

#include "base/limits.h"
#include "verdict/capacity_search.h"
#include "verdict/level_watch.h"

#define STEP_SECONDS  20
#define PRECISION     0.05
#define PRECISION_MIN 0.005
#define PRECISION_MAX 0.5
#define REPEATS       3
#define REPEATS_MAX   10
#define RATE_SHARE    100.0 /* of --max-rate, to begin with */

static const char *const only_of_capacity[] = {"slo", "max-rate", "max-time", "step-time", "start", "precision", "repeats"};

/* Which load there is, and how long, is the search's to say; limits are --slo. */
static const struct {
    const char *option, *instead;
} not_of_capacity[] = {
    {"users", "bound it with --max-users"},
    {"run-time", "bound it with --max-time"},
    {"stages", "bound it with --max-users"},
    {"rate", "bound it with --max-rate"},
    {"iterations", "bound it with --max-time"},
    {"baseline", "it measures loads, not a run that could be compared"},
    {"warmup", "each load is measured once it is steady"},
    {"reset-stats", "each load is measured by itself"},
    {"check", "the limits are given with --slo"},
    {"check-file", "the limits are given with --slo"},
    {"junit", "it has no checks"},
    {"require-valid", "a load that the generator spoiled is never taken for the service's limit"},
};

static bool check_other_run(const struct cli_options *options, char *problem)
{
    for (size_t i = 0; i < COUNT(only_of_capacity); i++) {
        const char *as = option_given(options, only_of_capacity[i]);

        if (!as)
            continue;
        snprintf(problem, OPTION_PROBLEM, "%s: is for \"cicada capacity\"; see cicada capacity --help", as);
        return false;
    }
    return true;
}

/* What a configuration file or the environment says is meant for runs, and gives way. */
static bool check_contradictions(const struct cli_options *options, char *problem)
{
    for (size_t i = 0; i < COUNT(not_of_capacity); i++) {
        const char *as = option_given(options, not_of_capacity[i].option);

        if (!as || as[0] != '-')
            continue;
        snprintf(problem, OPTION_PROBLEM, "%s: has no meaning in a search for the capacity: %s", as, not_of_capacity[i].instead);
        return false;
    }
    return true;
}

static bool check_missing(const struct cli_options *options, char *problem)
{
    const struct capacity_settings *c = &options->capacity;
    int size = snprintf(problem, OPTION_PROBLEM, "cicada capacity needs to know");
    int begin = size;

    if (c->slos.count == 0)
        size += snprintf(problem + size, OPTION_PROBLEM - (size_t)size,
                         "\n    which limits to keep:       --slo \"p95 < 200ms\" --slo \"fail_ratio < 1%%\"");
    if (options->plan.max_users == 0 && c->max_rate <= 0)
        size += snprintf(problem + size, OPTION_PROBLEM - (size_t)size,
                         "\n    how far it may go:          --max-users 1000, or --max-rate 500/s");
    if (c->max_time_s <= 0)
        size += snprintf(problem + size, OPTION_PROBLEM - (size_t)size, "\n    how long it may search:     --max-time 10m");
    return size == begin;
}

static bool is_whole(double number)
{
    return fabs(number - round(number)) < 1e-9;
}

static bool wrong(const struct cli_options *options, const char *option, const char *sentence, char *problem)
{
    snprintf(problem, OPTION_PROBLEM, "%s: %s", option_given(options, option), sentence);
    return false;
}

static bool check_numbers(const struct cli_options *options, char *problem)
{
    const struct capacity_settings *c = &options->capacity;
    double highest = c->max_rate > 0 ? c->max_rate : options->plan.max_users;

    if (c->slos.count > CAPACITY_SLOS_MAX)
        return wrong(options, "slo", "more than 32 limits", problem);
    if (option_given(options, "step-time") &&
        !(c->step_time_s >= LEVEL_SECONDS_MIN && c->step_time_s <= LIMIT_CHECK_WINDOW && is_whole(c->step_time_s)))
        return wrong(options, "step-time", "has to be whole seconds, from 2s to 10m", problem);
    if (c->max_time_s <= (c->step_time_s > 0 ? c->step_time_s : STEP_SECONDS))
        return wrong(options, "max-time",
                     "too short to measure one load: allow more, or a shorter --step-time (20s unless given)", problem);
    if (option_given(options, "start") && c->start > highest)
        return wrong(options, "start", "lies above the largest load allowed", problem);
    if (option_given(options, "start") && c->max_rate <= 0 && !(c->start >= 1 && is_whole(c->start)))
        return wrong(options, "start", "has to be a whole number of users, from 1", problem);
    if (option_given(options, "precision") && !(c->precision >= PRECISION_MIN && c->precision <= PRECISION_MAX))
        return wrong(options, "precision", "has to be from 0.5% to 50%", problem);
    if (c->repeats > REPEATS_MAX)
        return wrong(options, "repeats", "has to be from 1 to 10", problem);
    return true;
}

bool capacity_options_check(const struct cli_options *options, char problem[OPTION_PROBLEM])
{
    if (!options->capacity.wanted)
        return check_other_run(options, problem);
    return check_contradictions(options, problem) && check_missing(options, problem) && check_numbers(options, problem);
}

void capacity_options_complete(struct cli_options *options)
{
    struct capacity_settings *c = &options->capacity;
    struct plan *plan = &options->plan;

    if (c->step_time_s <= 0)
        c->step_time_s = STEP_SECONDS;
    if (c->start <= 0)
        c->start = c->max_rate > 0 ? c->max_rate / RATE_SHARE : 1;
    if (c->precision <= 0)
        c->precision = PRECISION;
    if (c->repeats == 0)
        c->repeats = REPEATS;
    plan->run_time_s = 0;
    plan->warmup_s = 0;
    plan->reset_stats = false;
    plan->stages = (struct plan_stages){0};
    plan->users = (uint32_t)(c->max_rate > 0 ? 1 : c->start);
    plan->rate = c->max_rate > 0 ? c->start : 0;
    plan->rate_text = plan->iterations_text = NULL;
    options->baseline = NULL;
}

void capacity_options_settle(struct user_classes *classes)
{
    for (size_t i = 0; i < classes->count; i++)
        classes->at[i].arrivals = classes->at[i].iterations = 0;
}
