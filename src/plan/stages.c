/* SPDX-License-Identifier: MIT */
/* plan/stages.c - see plan/stages.h */
#include "plan/stages.h"

#include <math.h>
#include <stdio.h>

#include "base/caret.h"
#include "base/limits.h"
#include "base/units.h"

#define RATE_MAX     1e9 /* users or arrivals per second, as of the options for them */
#define SHOWN        120 /* bytes of a list beside a mistake */
#define SHOWN_BEFORE 60

static const char grammar[] =
    "Stages are USERS:RATE:HOLD, separated by commas: users, users started or stopped per second (0: all at once), time they "
    "stay.\n"
    "For arrival rates ARRIVALS/s:RAMP:HOLD (or /m): arrivals per second, time of the way there, time it stays. NAME= may stand "
    "before.\n"
    "Examples: --stages \"100:10:1m,peak=500:20:5m,0:50:0s\"   --stages \"50/s:10s:1m,100/s:10s:1m\"";

/* The list while it is read. */
struct reading {
    struct text all;
    struct arena *arena;
    struct plan_stage *list;
    size_t count;
    bool open;
    struct stages_problem *problem;
};

static bool wrong(struct reading *r, struct text part, const char *sentence, const char *hint)
{
    r->problem->at = MIN((size_t)(part.data - r->all.data), r->all.size);
    r->problem->size = MAX(part.size, (size_t)1);
    snprintf(r->problem->sentence, sizeof r->problem->sentence, "%s", sentence);
    snprintf(r->problem->hint, sizeof r->problem->hint, "%s", hint);
    return false;
}

bool plan_stage_name_is_good(struct text name)
{
    bool letters = false;

    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-' && c != '.')
            return false;
        letters |= letter;
    }
    return letters && name.size <= LIMIT_STAGE_NAME;
}

/* ---- the parts of a stage ---- */

static bool read_number(struct reading *r, struct text part, const char *missing, double most, double *out)
{
    if (part.size == 0)
        return wrong(r, part, missing, "a number from 0");
    if (!text_to_double(part, out))
        return wrong(r, part, "not a number", "write 100 or 2.5");
    if (!(*out >= 0 && *out <= most))
        return wrong(r, part, "out of range", *out < 0 ? "it cannot be below 0" : "that is too much");
    return true;
}

static bool read_users(struct reading *r, struct text part, uint32_t *users)
{
    uint64_t number;

    if (part.size == 0)
        return wrong(r, part, "the number of users is missing", "a whole number from 0");
    if (!text_to_u64(part, &number))
        return wrong(r, part, "not a number of users", "a whole number from 0; arrivals end in /s or /m");
    if (number > LIMIT_USERS)
        return wrong(r, part, "too many users", "at most 10000000");
    *users = (uint32_t)number;
    return true;
}

static bool read_time(struct reading *r, struct text part, const char *missing, double *seconds)
{
    const char *sentence;

    if (part.size == 0)
        return wrong(r, part, missing, "write 30s, 5m or 1h20m");
    return units_read_duration(part, seconds, &sentence) || wrong(r, part, "not a time", sentence);
}

/* "50/s" and "300/m". */
static bool read_arrivals(struct reading *r, struct text part, struct plan_stage *stage)
{
    struct text rest = part, number = text_trim(text_cut(&rest, '/')), unit = text_trim(rest);
    bool minutes = text_equal(unit, TEXT("m"));

    if (!minutes && !text_equal(unit, TEXT("s")))
        return wrong(r, unit.size > 0 ? unit : part, "unknown unit of a rate", "use /s or /m");
    if (!read_number(r, number, "the number of arrivals is missing", RATE_MAX, &stage->arrivals))
        return false;
    stage->arrivals /= minutes ? 60 : 1;
    return true;
}

/* ---- a stage ---- */

static bool read_name(struct reading *r, struct text *part, struct plan_stage *stage)
{
    struct text rest = *part, name;

    if (text_find(rest, '=') < 0)
        return true;
    name = text_trim(text_cut(&rest, '='));
    if (!plan_stage_name_is_good(name))
        return wrong(r, name, name.size > 0 ? "not a name for a stage" : "the name is missing",
                     "letters, digits, _ - and ., at least one letter");
    stage->name = arena_copy(r->arena, name);
    *part = text_trim(rest);
    return true;
}

/* The first stage says of which kind the list is. */
static bool is_of_one_kind(struct reading *r, struct text part, bool open)
{
    if (r->count > 0 && r->open != open)
        return wrong(r, part, "users and arrivals in one list",
                     open ? "the stages before are of users" : "the stages before are of arrivals: end it in /s or /m");
    r->open = open;
    return true;
}

static bool read_stage(struct reading *r, struct text part, struct plan_stage *stage)
{
    struct text whole = part, amount, way, hold;
    bool open, fine;

    if (!read_name(r, &part, stage))
        return false;
    if (part.size == 0)
        return wrong(r, whole, "a stage is missing", "write USERS:RATE:HOLD, or leave the comma out");
    amount = text_trim(text_cut(&part, ':'));
    open = text_find(amount, '/') >= 0;
    if (!is_of_one_kind(r, amount, open))
        return false;
    fine = open ? read_arrivals(r, amount, stage) : read_users(r, amount, &stage->users);
    if (!fine)
        return false;
    if (!part.data)
        return wrong(r, amount, "two parts are missing", open ? "write ARRIVALS/s:RAMP:HOLD" : "write USERS:RATE:HOLD");
    way = text_trim(text_cut(&part, ':'));
    fine = open ? read_time(r, way, "the time of the way there is missing", &stage->ramp_s)
                : read_number(r, way, "the users per second are missing", RATE_MAX, &stage->rate);
    if (!fine)
        return false;
    if (!part.data)
        return wrong(r, way, "the time that it holds is missing", open ? "write ARRIVALS/s:RAMP:HOLD" : "write USERS:RATE:HOLD");
    hold = text_trim(part);
    return read_time(r, hold, "the time that it holds is missing", &stage->hold_s);
}

static bool take_name(struct reading *r, struct plan_stage *stage, struct text part)
{
    struct plan_stages before = {.at = r->list, .count = r->count};

    if (!stage->name)
        stage->name = arena_printf(r->arena, "%zu", r->count + 1);
    else if (plan_stages_find(&before, text_from(stage->name)))
        return wrong(r, text_trim(text_cut(&part, '=')), "a second stage of this name", "each name once");
    return true;
}

bool plan_stages_read(struct text t, struct arena *arena, struct plan_stages *out, struct stages_problem *problem)
{
    struct reading r = {.all = text_trim(t), .arena = arena, .problem = problem};
    struct text rest = r.all;

    *out = (struct plan_stages){0};
    if (r.all.size > LIMIT_STAGES_TEXT)
        return wrong(&r, (struct text){r.all.data + LIMIT_STAGES_TEXT, 1}, "too long", "the list has at most 64 KiB");
    r.list = arena_zalloc(arena, LIMIT_STAGES * sizeof r.list[0]);
    while (rest.data) {
        struct text part = text_trim(text_cut(&rest, ','));

        if (r.count == LIMIT_STAGES)
            return wrong(&r, part, "too many stages", "a run has at most 100");
        if (!read_stage(&r, part, &r.list[r.count]) || !take_name(&r, &r.list[r.count], part))
            return false;
        r.count++;
    }
    *out = (struct plan_stages){.at = r.list, .count = r.count, .open = r.open};
    return true;
}

void plan_stages_problem_write(struct text t, const struct stages_problem *problem, struct buffer *out)
{
    struct text shown = text_trim(t);
    size_t at = problem->at;

    /* Of a long list the part around the mistake. */
    if (at > SHOWN_BEFORE) {
        shown.data += at - SHOWN_BEFORE;
        shown.size -= at - SHOWN_BEFORE;
        at = SHOWN_BEFORE;
    }
    shown.size = MIN(shown.size, (size_t)SHOWN);
    buffer_printf(out, "%s\n", problem->sentence);
    caret_write(shown, at, MIN(problem->size, (size_t)SHOWN), problem->hint, out);
    buffer_printf(out, "\n%s", grammar);
}

/* ---- questions ---- */

const struct plan_stage *plan_stages_find(const struct plan_stages *stages, struct text name)
{
    uint64_t number;

    for (size_t i = 0; i < stages->count; i++)
        if (text_equal(text_from(stages->at[i].name), name))
            return &stages->at[i];
    return text_to_u64(name, &number) && number >= 1 && number <= stages->count ? &stages->at[number - 1] : NULL;
}

double plan_stage_ramp(const struct plan_stages *stages, size_t place)
{
    const struct plan_stage *stage = &stages->at[place];
    double before = place > 0 ? stages->at[place - 1].users : 0;

    if (stages->open)
        return stage->ramp_s;
    return stage->rate > 0 ? fabs(stage->users - before) / stage->rate : 0;
}

double plan_stages_duration(const struct plan_stages *stages)
{
    double seconds = 0;

    for (size_t i = 0; i < stages->count; i++)
        seconds += plan_stage_ramp(stages, i) + stages->at[i].hold_s;
    return seconds;
}

double plan_stages_peak(const struct plan_stages *stages)
{
    double peak = 0;

    for (size_t i = 0; i < stages->count; i++)
        peak = MAX(peak, stages->open ? stages->at[i].arrivals : (double)stages->at[i].users);
    return peak;
}

static void write_stage(const struct plan_stages *stages, size_t place, struct buffer *out)
{
    const struct plan_stage *s = &stages->at[place];

    buffer_printf(out, "%s", place > 0 ? "," : "");
    if (plan_stage_name_is_good(text_from(s->name))) /* else it is its number */
        buffer_printf(out, "%s=", s->name);
    if (stages->open)
        buffer_printf(out, "%.15g/s:%.15gs:%.15gs", s->arrivals, s->ramp_s, s->hold_s);
    else
        buffer_printf(out, "%" PRIu32 ":%.15g:%.15gs", s->users, s->rate, s->hold_s);
}

void plan_stages_write(const struct plan_stages *stages, struct buffer *out)
{
    for (size_t i = 0; i < stages->count; i++)
        write_stage(stages, i, out);
}
