/* SPDX-License-Identifier: MIT */
/* verdict/cost.c - see cost.h */
#include "verdict/cost.h"

#include <math.h>
#include <stdio.h>

#include "base/caret.h"
#include "verdict/check_words.h"

#define IN_WORD   "_-."
#define GIGABYTE  1e9
#define EXAMPLE   "write 0.12/h per api"
#define PRICE_MAX 1e12
#define HOUR_S    3600.0

static const char grammar[] = "A price is AMOUNT/TIME per COMPONENT, or per core of COMPONENT, or per GB of COMPONENT.\n"
                              "TIME: h, day or month. COMPONENT: a name of --monitor, or generator.\n"
                              "Examples: 0.12/h per api, 0.04/h per core of api, 30/month per db";

/* ---- reading ---- */

static bool read_time(struct check_cursor *c, double *hours)
{
    static const struct {
        const char *name;
        double hours;
    } times[] = {{"h", 1}, {"hour", 1}, {"day", 24}, {"month", 730}};
    struct text word;

    if (!check_take_byte(c, '/'))
        return check_wrong(c, c->at, 1, "the time is missing", "write 0.12/h, 3/day or 30/month");
    word = check_take_word(c, "");
    for (size_t i = 0; i < COUNT(times); i++) {
        if (!text_equal(word, text_from(times[i].name)))
            continue;
        *hours = times[i].hours;
        return true;
    }
    return check_wrong(c, check_place(c, word), word.size, "not a time", "write 0.12/h, 3/day or 30/month");
}

static bool read_basis(struct check_cursor *c, struct cost_price *out)
{
    struct check_cursor ahead = *c;
    struct text word = check_take_word(&ahead, IN_WORD);

    check_skip_blanks(&ahead);
    if (!text_equal(check_take_word(&ahead, IN_WORD), TEXT("of")))
        return true; /* the word is the component itself */
    if (!text_equal(word, TEXT("core")) && !text_equal(word, TEXT("GB")))
        return check_wrong(c, check_place(c, word), word.size, "a price is of nothing but this",
                           "per core of NAME, or per GB of NAME");
    out->basis = text_equal(word, TEXT("core")) ? COST_CORE : COST_GIGABYTE;
    c->at = ahead.at;
    check_skip_blanks(c);
    return true;
}

static bool read_component(struct check_cursor *c, struct cost_price *out)
{
    struct text word;

    check_skip_blanks(c);
    word = check_take_word(c, IN_WORD);
    if (!text_equal(word, TEXT("per")))
        return check_wrong(c, check_place(c, word), word.size, "\"per\" is missing", EXAMPLE);
    check_skip_blanks(c);
    if (!read_basis(c, out))
        return false;
    out->component = check_take_word(c, IN_WORD);
    if (out->component.size == 0)
        return check_wrong(c, c->at, 1, "a component is missing", "a name of --monitor, or generator");
    return check_at_end(c) || check_wrong(c, c->at, c->all.size - c->at, "it should end here", EXAMPLE);
}

bool cost_read(struct text t, struct cost_price *out, struct check_problem *problem)
{
    struct check_cursor c = {.all = text_trim(t), .problem = problem};
    double amount, hours = 1;

    *out = (struct cost_price){.text = c.all};
    if (c.all.size > LIMIT_CHECK_TEXT)
        return check_wrong(&c, LIMIT_CHECK_TEXT, 1, "too long", "a price has at most 2000 bytes");
    if (!check_take_number(&c, &amount)) {
        snprintf(problem->hint, sizeof problem->hint, "%s", EXAMPLE); /* its own speaks of limits */
        return false;
    }
    if (!(amount >= 0 && amount <= PRICE_MAX))
        return check_wrong(&c, 0, c.at, "not a price", "from 0 to 1000000000000, without a currency");
    if (!read_time(&c, &hours))
        return false;
    out->per_hour = amount / hours;
    return read_component(&c, out);
}

void cost_problem_write(struct text t, const struct check_problem *problem, struct buffer *out)
{
    struct text shown = text_trim(t);

    shown.size = MIN(shown.size, (size_t)LIMIT_CHECK_TEXT);
    buffer_printf(out, "%s\n", problem->sentence);
    caret_write(shown, problem->at, problem->size, problem->hint, out);
    buffer_printf(out, "\n%s", grammar);
}

void cost_problem_of_component(const struct cost_price *price, const char *known, struct check_problem *problem)
{
    problem->at = (size_t)(price->component.data - price->text.data);
    problem->size = price->component.size;
    snprintf(problem->sentence, sizeof problem->sentence, "there is no component of this name");
    snprintf(problem->hint, sizeof problem->hint, "there is %s", known);
}

/* ---- what was used ---- */

static const struct snapshot_resource *find(const struct snapshot *s, struct text name)
{
    for (size_t i = 0; i < s->resource_count; i++)
        if (text_equal(s->resources[i].component.name, name))
            return &s->resources[i];
    return NULL;
}

/* How much of it there was on average: components, cores or gigabytes. */
static bool mean_use(const struct cost_price *price, const struct snapshot *s, double *use)
{
    const struct snapshot_resource *r = find(s, price->component);
    enum resource_measure measure = price->basis == COST_CORE ? RESOURCE_CPU : RESOURCE_MEMORY;

    *use = 1;
    if (price->basis == COST_WHOLE)
        return true;
    if (!r || r->summary[measure].count == 0)
        return false;
    *use = r->summary[measure].mean / (price->basis == COST_GIGABYTE ? GIGABYTE : 1);
    return true;
}

void cost_of_run(const struct plan_list *prices, const struct snapshot *s, struct cost_report *out)
{
    *out = (struct cost_report){.complete = true};
    for (size_t i = 0; i < prices->count && out->count < LIMIT_COSTS; i++) {
        struct cost_line *line = &out->lines[out->count];
        struct check_problem unused;
        double use;

        if (!cost_read(text_from(prices->at[i]), &line->price, &unused))
            continue;
        out->count++;
        line->known = mean_use(&line->price, s, &use);
        line->amount = line->known ? line->price.per_hour * use * s->elapsed_s / HOUR_S : 0;
        out->total += line->amount;
        out->complete = out->complete && line->known;
    }
    out->per_million = s->total.completed > 0 ? out->total / (double)s->total.completed * 1e6 : NAN;
}
