/* SPDX-License-Identifier: MIT */
/* verdict/capacity_search.c - see capacity_search.h */
#include "verdict/capacity_search.h"

#include <math.h>

#define WIDE          1.5    /* a bracket of this ratio is worth a second look at its end before it is searched */
#define RATE_ROUNDING 1000.0 /* rates have four digits: nobody reads more */

/* All votes on one load. */
struct level {
    double load;
    unsigned holds, breaks, by_generator; /* the last ones are among `breaks` */
};

struct levels {
    struct level at[CAPACITY_LEVELS_MAX]; /* ascending by load */
    size_t count;
    size_t border; /* so many of them, the first ones, hold */
};

void capacity_search_begin(struct capacity_search *s, const struct capacity_options *options)
{
    *s = (struct capacity_search){.options = *options};
}

void capacity_search_take(struct capacity_search *s, const struct capacity_vote *vote)
{
    if (s->count < CAPACITY_LEVELS_MAX)
        s->votes[s->count++] = *vote;
}

/* ---- from votes to a border ---- */

static struct level *level_of(struct levels *l, double load)
{
    size_t place = l->count;

    while (place > 0 && l->at[place - 1].load >= load)
        place--;
    if (place < l->count && l->at[place].load == load)
        return &l->at[place];
    for (size_t i = l->count; i > place; i--)
        l->at[i] = l->at[i - 1];
    l->at[place] = (struct level){.load = load};
    l->count++;
    return &l->at[place];
}

/* Where the fewest votes contradict; the lowest such place, so that a doubt never makes a service look better. */
static void set_border(struct levels *l)
{
    unsigned contradicting = 0, fewest;

    for (size_t i = 0; i < l->count; i++)
        contradicting += l->at[i].holds;
    fewest = contradicting;
    l->border = 0;
    for (size_t i = 0; i < l->count; i++) {
        contradicting = contradicting + l->at[i].breaks - l->at[i].holds;
        if (contradicting >= fewest)
            continue;
        fewest = contradicting;
        l->border = i + 1;
    }
}

static void count_votes(const struct capacity_search *s, int slo, struct levels *out)
{
    uint32_t asked = slo == CAPACITY_ALL_SLOS ? UINT32_MAX : UINT32_C(1) << slo;

    out->count = 0;
    for (size_t i = 0; i < s->count; i++) {
        const struct capacity_vote *vote = &s->votes[i];
        struct level *level = level_of(out, vote->load);

        level->by_generator += vote->generator;
        if (vote->generator || (vote->broken & asked))
            level->breaks++;
        else
            level->holds++;
    }
    set_border(out);
}

static const struct level *holding(const struct levels *l)
{
    return l->border > 0 ? &l->at[l->border - 1] : NULL;
}

static const struct level *breaking(const struct levels *l)
{
    return l->border < l->count ? &l->at[l->border] : NULL;
}

/* ---- from the border to the next step ---- */

static unsigned votes_on(const struct level *level)
{
    return level->holds + level->breaks;
}

static double rounded(const struct capacity_search *s, double load)
{
    double unit;

    if (s->options.whole)
        return round(load);
    unit = pow(10, floor(log10(load))) / RATE_ROUNDING;
    return round(load / unit) * unit;
}

/* The load in the middle of the bracket; 0 when the bracket is narrow enough. Half of the precision is the bracket's, the other
 * half is left to the noise. */
static double between(const struct capacity_search *s, double holds, double breaks)
{
    double middle = rounded(s, sqrt(holds * breaks));

    return breaks <= holds * (1 + s->options.precision / 2) || middle <= holds || middle >= breaks ? 0 : middle;
}

static bool needs_votes(const struct level *level, unsigned wanted)
{
    return level && (votes_on(level) < wanted || level->holds == level->breaks);
}

static struct capacity_step step(enum capacity_phase phase, double load)
{
    return (struct capacity_step){.phase = phase, .load = load};
}

/* The decisive loads vote until each has its votes and no tie, the one with fewer votes first. */
static struct capacity_step repeat(const struct level *holds, const struct level *breaks, unsigned wanted)
{
    bool lower = needs_votes(holds, wanted), upper = needs_votes(breaks, wanted);

    if (lower && (!upper || votes_on(holds) <= votes_on(breaks)))
        return step(CAPACITY_REPEATS, holds->load);
    if (upper)
        return step(CAPACITY_REPEATS, breaks->load);
    return step(CAPACITY_DONE, 0);
}

static struct capacity_step next_for(const struct capacity_search *s, int slo)
{
    unsigned wanted = slo == CAPACITY_ALL_SLOS ? s->options.repeats : 1;
    const struct level *holds, *breaks;
    struct levels levels;
    double middle;

    count_votes(s, slo, &levels);
    holds = holding(&levels);
    breaks = breaking(&levels);
    if (levels.count == 0)
        return step(CAPACITY_RAISES, s->options.lowest);
    if (!holds || (!breaks && holds->load >= s->options.highest))
        return repeat(holds, breaks, wanted);
    if (!breaks)
        return step(CAPACITY_RAISES, fmin(2 * holds->load, s->options.highest));
    if (breaks->load > WIDE * holds->load && needs_votes(breaks, MIN(wanted, 2u)))
        return step(CAPACITY_REPEATS, breaks->load);
    middle = between(s, holds->load, breaks->load);
    return middle > 0 ? step(CAPACITY_NARROWS, middle) : repeat(holds, breaks, wanted);
}

struct capacity_step capacity_search_next(const struct capacity_search *s)
{
    struct capacity_step next = step(CAPACITY_DONE, 0);

    next.slo = CAPACITY_ALL_SLOS;
    if (s->count == CAPACITY_LEVELS_MAX)
        return next;
    next = next_for(s, CAPACITY_ALL_SLOS);
    next.slo = CAPACITY_ALL_SLOS;
    if (next.phase != CAPACITY_DONE || s->options.slos < 2 || capacity_search_bracket(s, CAPACITY_ALL_SLOS).holds == 0)
        return next;
    for (unsigned i = 0; i < s->options.slos; i++) {
        next = next_for(s, (int)i);
        next.slo = (int)i;
        if (next.phase != CAPACITY_DONE)
            return next;
    }
    return next;
}

bool capacity_search_is_settled(const struct capacity_search *s, int slo)
{
    return s->count > 0 && next_for(s, slo).phase == CAPACITY_DONE;
}

struct capacity_bracket capacity_search_bracket(const struct capacity_search *s, int slo)
{
    struct capacity_bracket b = {0};
    const struct level *holds, *breaks;
    struct levels levels;

    count_votes(s, slo, &levels);
    holds = holding(&levels);
    breaks = breaking(&levels);
    if (holds) {
        b.holds = holds->load;
        b.holds_for = holds->holds;
        b.holds_of = votes_on(holds);
    }
    if (breaks) {
        b.breaks = breaks->load;
        b.breaks_for = breaks->breaks;
        b.breaks_of = votes_on(breaks);
        b.generator = 2 * breaks->by_generator >= breaks->breaks && breaks->by_generator > 0;
    }
    for (size_t i = 0; i < levels.count; i++) {
        if (levels.at[i].breaks > 0 && b.lowest_broken == 0)
            b.lowest_broken = levels.at[i].load;
        if (levels.at[i].holds > 0)
            b.highest_holding = levels.at[i].load;
    }
    return b;
}
