/* SPDX-License-Identifier: MIT */
/* plan/amounts.c - see plan/amounts.h */
#include "plan/amounts.h"

#include "base/limits.h"

struct reading {
    struct text whole;
    enum plan_amount_kind kind;
    struct plan_amount_problem *problem;
};

const char *plan_amounts_grammar(enum plan_amount_kind kind)
{
    if (kind == PLAN_RATE)
        return "A rate is NUMBER/s, NUMBER/m or NUMBER/h: arrivals in a second, a minute or an hour.\n"
               "For some user classes only: CLASS=RATE, CLASS=RATE, ...\n"
               "Examples: 500/s   30000/m   AuthUser=50/s,PaymentUser=10/s";
    return "A number of iterations is a whole number from 1.\n"
           "For some user classes only: CLASS=NUMBER, CLASS=NUMBER, ...\n"
           "Examples: 1000   AuthUser=100   AuthUser=100,PaymentUser=20";
}

static bool refuse(struct reading *r, struct text wrong, const char *sentence, const char *hint)
{
    *r->problem = (struct plan_amount_problem){
        .sentence = sentence, .hint = hint, .at = (size_t)(wrong.data - r->whole.data), .size = wrong.size};
    return false;
}

/* Seconds of the unit behind the slash; 0: it is none. */
static double seconds_of(struct text unit)
{
    if (text_equal(unit, TEXT("s")))
        return 1;
    if (text_equal(unit, TEXT("m")) || text_equal(unit, TEXT("min")))
        return 60;
    return text_equal(unit, TEXT("h")) ? 3600 : 0;
}

static bool read_rate(struct reading *r, struct text t, double *value)
{
    struct text rest = t, number = text_trim(text_cut(&rest, '/')), unit = text_trim(rest);
    double seconds;

    if (!rest.data)
        return refuse(r, t, "a rate without its time", "write /s, /m or /h behind it");
    seconds = seconds_of(unit);
    if (seconds == 0)
        return refuse(r, unit, "unknown time", "use s, m or h");
    if (!text_to_double(number, value))
        return refuse(r, number.size > 0 ? number : t, "not a number", "a rate begins with a number, such as 500/s");
    *value /= seconds;
    if (!(*value > 0 && *value <= LIMIT_ARRIVAL_RATE))
        return refuse(r, number, "out of range", "a rate is above 0 and at most 10000000/s");
    return true;
}

static bool read_count(struct reading *r, struct text t, double *value)
{
    uint64_t count;

    if (!text_to_u64(t, &count))
        return refuse(r, t, "not a whole number", "how often, from 1");
    if (count == 0 || count > LIMIT_ITERATIONS)
        return refuse(r, t, "out of range", "from 1 to 1000000000000");
    *value = (double)count;
    return true;
}

static bool read_value(struct reading *r, struct text t, double *value)
{
    if (t.size == 0)
        return refuse(r, t, "nothing stands here", r->kind == PLAN_RATE ? "a rate, such as 500/s" : "a number");
    return r->kind == PLAN_RATE ? read_rate(r, t, value) : read_count(r, t, value);
}

static bool is_new(struct reading *r, const struct plan_amounts *so_far, struct text name)
{
    for (size_t i = 0; i < so_far->count; i++)
        if (text_equal(so_far->at[i].class_name, name))
            return refuse(r, name, "this class stands here twice", "give each class once");
    return true;
}

static bool read_one(struct reading *r, struct text part, bool alone, const struct plan_amounts *so_far, struct plan_amount *out)
{
    struct text rest = part, name = text_trim(text_cut(&rest, '=')), named;

    if (!rest.data) {
        if (!alone)
            return refuse(r, name, "no class is named here", "either one amount for the run, or CLASS=AMOUNT for each");
        *out = (struct plan_amount){.at = (size_t)(name.data - r->whole.data), .size = name.size};
        return read_value(r, name, &out->value);
    }
    named = text_trim(rest);
    *out = (struct plan_amount){.class_name = name, .at = (size_t)(name.data - r->whole.data), .size = name.size};
    if (name.size == 0)
        return refuse(r, part, "no class is named here", "write CLASS= in front");
    return is_new(r, so_far, name) && read_value(r, named, &out->value);
}

bool plan_amounts_read(struct text t, enum plan_amount_kind kind, struct arena *arena, struct plan_amounts *out,
                       struct plan_amount_problem *problem)
{
    struct reading r = {.whole = t, .kind = kind, .problem = problem};
    bool alone = text_find(t, ',') < 0;
    size_t capacity = 1;
    struct text rest = t;

    for (size_t i = 0; i < t.size; i++)
        capacity += t.data[i] == ',';
    if (capacity > LIMIT_OPTION_WORDS)
        return refuse(&r, (struct text){t.data, 1}, "too many classes", "at most 1000");
    *out = (struct plan_amounts){.at = arena_zalloc(arena, capacity * sizeof *out->at)};
    while (rest.data) {
        struct text part = text_cut(&rest, ',');

        if (!read_one(&r, part, alone, out, &out->at[out->count]))
            return false;
        out->count++;
    }
    return true;
}
