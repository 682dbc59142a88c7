/* SPDX-License-Identifier: MIT */
/* scenario/stages.c - see scenario/stages.h */
#include "scenario/stages.h"

#include <stdio.h>

#include "base/limits.h"

#define RATE_MAX 1e9

static bool is_open(const cic_stage *s)
{
    return s->arrivals != 0 || s->ramp != 0;
}

/* What is wrong with a stage by itself; NULL: nothing. */
static const char *mistake_of(const cic_stage *s, bool open)
{
    if (s->name && !plan_stage_name_is_good(text_from(s->name)))
        return ".name has to be of letters, digits, _ - and ., with at least one letter";
    if (!(s->hold >= 0 && s->hold <= LIMIT_DURATION_SECONDS))
        return ".hold has to be a time from 0 seconds";
    if (open && (s->users || s->rate != 0))
        return ".users and .rate cannot stand in a list with .arrivals and .ramp";
    if (!(s->rate >= 0 && s->rate <= RATE_MAX))
        return ".rate has to be from 0 to 1e9 users per second";
    if (s->users > LIMIT_USERS)
        return ".users has to be at most 10000000";
    if (!(s->arrivals >= 0 && s->arrivals <= RATE_MAX))
        return ".arrivals has to be from 0 to 1e9 per second";
    if (!(s->ramp >= 0 && s->ramp <= LIMIT_DURATION_SECONDS))
        return ".ramp has to be a time from 0 seconds";
    return NULL;
}

static bool refuse(const char *file, size_t number, const char *mistake, char *problem)
{
    snprintf(problem, SCENARIO_PROBLEM_SIZE, "%.400s, stage %zu of .stages: %s", file, number, mistake);
    return false;
}

static const char *name_of(const cic_stage *s, size_t number, struct arena *arena)
{
    return s->name ? arena_strdup(arena, s->name) : arena_printf(arena, "%zu", number);
}

bool scenario_stages_read(const cic_scenario *record, const char *file, struct arena *arena, struct plan_stages *out,
                          char *problem)
{
    const cic_stage *from = record->stages;
    struct plan_stage *list;
    bool open = false;
    size_t count = 0;

    *out = (struct plan_stages){0};
    if (!from)
        return true;
    while (count <= LIMIT_STAGES && from[count].hold != -1)
        open |= is_open(&from[count++]);
    if (count == 0 || count > LIMIT_STAGES)
        return refuse(file, count, count ? "there are more than 100" : "the list is empty", problem);
    list = arena_zalloc(arena, count * sizeof *list);
    for (size_t i = 0; i < count; i++) {
        const char *mistake = mistake_of(&from[i], open);
        struct plan_stages before = {.at = list, .count = i};

        if (!mistake && from[i].name && plan_stages_find(&before, text_from(from[i].name)))
            mistake = "its .name is that of one before";
        if (mistake)
            return refuse(file, i + 1, mistake, problem);
        list[i] = (struct plan_stage){.name = name_of(&from[i], i + 1, arena),
                                      .users = from[i].users,
                                      .rate = from[i].rate,
                                      .arrivals = from[i].arrivals,
                                      .ramp_s = from[i].ramp,
                                      .hold_s = from[i].hold};
    }
    *out = (struct plan_stages){.at = list, .count = count, .open = open};
    return true;
}
