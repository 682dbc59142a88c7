/* SPDX-License-Identifier: MIT */
/* verdict/capacity_report.c - see capacity_report.h */
#include "verdict/capacity_report.h"

#include <math.h>

const char *capacity_outcome_name(enum capacity_outcome o)
{
    static const char *const names[] = {[CAPACITY_FOUND] = "found",
                                        [CAPACITY_NOTHING_HOLDS] = "nothing_holds",
                                        [CAPACITY_NOT_REACHED] = "not_reached",
                                        [CAPACITY_GENERATOR] = "generator",
                                        [CAPACITY_UNFINISHED] = "unfinished"};

    return names[o];
}

void capacity_report_take(struct capacity_report *r, struct capacity_search *s, const struct capacity_level *level)
{
    struct capacity_vote vote = {.load = level->load, .broken = level->broken, .generator = level->generator};

    if (r->level_count == COUNT(r->levels))
        return;
    r->levels[r->level_count++] = *level;
    capacity_search_take(s, &vote);
}

static bool held(const struct capacity_level *l)
{
    return l->broken == 0 && !l->generator;
}

static void widen(struct capacity_spread *spread, double value)
{
    if (!isfinite(value))
        return;
    spread->low = spread->high == 0 ? value : fmin(spread->low, value);
    spread->high = fmax(spread->high, value);
}

static enum capacity_outcome outcome_of(const struct capacity_report *r, const struct capacity_search *s)
{
    if (!capacity_search_is_settled(s, CAPACITY_ALL_SLOS))
        return CAPACITY_UNFINISHED;
    if (r->all.generator)
        return CAPACITY_GENERATOR;
    if (r->all.holds == 0)
        return CAPACITY_NOTHING_HOLDS;
    return r->all.breaks > 0 ? CAPACITY_FOUND : CAPACITY_NOT_REACHED;
}

/* Levels at which the generator was degraded say nothing of the service, so they are no points of its curve. */
static void fit_law(struct capacity_report *r)
{
    struct scalability_point points[CAPACITY_LEVELS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < r->level_count; i++) {
        const struct capacity_level *l = &r->levels[i];

        if (!l->generator)
            points[count++] = (struct scalability_point){.load = r->open ? capacity_level_in_system(l) : l->load,
                                                         .rate = l->rate * (1 - l->fail_ratio)};
    }
    scalability_fit(points, count, &r->law);
}

void capacity_report_conclude(struct capacity_report *r, const struct capacity_search *s, const char *ended)
{
    r->all = capacity_search_bracket(s, CAPACITY_ALL_SLOS);
    r->outcome = outcome_of(r, s);
    r->ended = r->outcome == CAPACITY_UNFINISHED ? ended : NULL;
    for (size_t i = 0; i < r->slo_count; i++) {
        r->slos[i].bracket = capacity_search_bracket(s, (int)i);
        r->slos[i].settled = capacity_search_is_settled(s, (int)i);
    }
    r->rate = r->p95_ns = (struct capacity_spread){0};
    for (size_t i = 0; i < r->level_count; i++) {
        if (r->levels[i].load != r->all.holds || !held(&r->levels[i]))
            continue;
        widen(&r->rate, r->levels[i].rate);
        widen(&r->p95_ns, r->levels[i].p95_ns);
    }
    fit_law(r);
}

size_t capacity_report_by_load(const struct capacity_report *r, const struct capacity_level *sorted[CAPACITY_LEVELS_MAX])
{
    for (size_t i = 0; i < r->level_count; i++) {
        size_t place = i;

        while (place > 0 && sorted[place - 1]->load > r->levels[i].load)
            place--;
        for (size_t k = i; k > place; k--)
            sorted[k] = sorted[k - 1];
        sorted[place] = &r->levels[i];
    }
    return r->level_count;
}

const struct capacity_level *capacity_report_level(const struct capacity_report *r, double load)
{
    const struct capacity_level *same[CAPACITY_LEVELS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < r->level_count; i++) {
        size_t place = count;

        if (r->levels[i].load != load)
            continue;
        while (place > 0 && same[place - 1]->p95_ns > r->levels[i].p95_ns)
            place--;
        for (size_t k = count++; k > place; k--)
            same[k] = same[k - 1];
        same[place] = &r->levels[i];
    }
    return count > 0 ? same[(count - 1) / 2] : NULL;
}
