/* SPDX-License-Identifier: MIT */
/* verdict/capacity_search.h - which load to measure next, when the highest one that keeps its limits is sought
 *
 * Raises the load by doubling until a limit breaks, narrows the bracket down by halves of a geometric scale, and then repeats
 * the two decisive loads, the highest that holds and the lowest that breaks. Afterwards each limit that did not break yet is
 * looked for on its own.
 *
 * There is no state but the list of what was measured: the next step is a function of it. Measurements are noisy, so each is a
 * vote. The border between holding and breaking is put where it contradicts the fewest votes (the maximum likelihood fit of a
 * step), with a preference for the lower one: a stray vote moves nothing once the loads around it have voted otherwise.
 *
 * A load at which the generator itself was degraded says nothing of the service. It bounds the search as a broken one does, and
 * the bracket says that it is the generator's.
 *
 * Not here: measuring (verdict/level_watch.h), driving the run (cli/capacity_driver.h).
 */
#ifndef CICADA_VERDICT_CAPACITY_SEARCH_H
#define CICADA_VERDICT_CAPACITY_SEARCH_H

#include "base/base.h"

#define CAPACITY_SLOS_MAX   32 /* limits of a search: bits of a word */
#define CAPACITY_LEVELS_MAX 80 /* measurements of a search; then it ends as it is */

#define CAPACITY_ALL_SLOS (-1)

struct capacity_options {
    double lowest, highest; /* loads: users, or arrivals per second; 0 < lowest <= highest */
    double precision;       /* 0.05: what is found is within 5 % of the truth, noise permitting */
    unsigned repeats;       /* votes that each of the two decisive loads needs; at least 1 */
    bool whole;             /* loads are whole numbers */
    unsigned slos;          /* so many limits, the first ones, are also sought each on its own; at most CAPACITY_SLOS_MAX */
};

struct capacity_vote { /* what one measurement said */
    double load;
    uint32_t broken; /* bit i: limit i was broken */
    bool generator;  /* the generator was degraded */
};

struct capacity_search {
    struct capacity_options options;
    struct capacity_vote votes[CAPACITY_LEVELS_MAX];
    size_t count;
};

/* Where a limit breaks. */
struct capacity_bracket {
    double holds;                          /* the highest load that holds; 0: none does */
    double breaks;                         /* the next higher one that was measured; 0: there is none */
    unsigned holds_for, holds_of;          /* of so many votes at `holds`, so many say so */
    unsigned breaks_for, breaks_of;        /* the same of `breaks` */
    double lowest_broken, highest_holding; /* single votes: the lowest load that ever broke, the highest that ever held; 0 */
    bool generator;                        /* what stopped it at `breaks` was the generator */
};

enum capacity_phase {
    CAPACITY_RAISES,  /* doubles the load */
    CAPACITY_NARROWS, /* between a load that holds and one that breaks */
    CAPACITY_REPEATS, /* measures a load again, for another vote */
    CAPACITY_DONE,
};

struct capacity_step {
    enum capacity_phase phase;
    double load;
    int slo; /* the limit that is sought, or CAPACITY_ALL_SLOS */
};

/* Empties the search. */
void capacity_search_begin(struct capacity_search *s, const struct capacity_options *options);

/* What to do next. The same list gives the same answer. */
struct capacity_step capacity_search_next(const struct capacity_search *s);

/* Takes a measurement in, of any load. Ignored when CAPACITY_LEVELS_MAX is reached, after which the next step is DONE. */
void capacity_search_take(struct capacity_search *s, const struct capacity_vote *vote);

/* The border of one limit, or of all together (CAPACITY_ALL_SLOS), as far as it is known. */
struct capacity_bracket capacity_search_bracket(const struct capacity_search *s, int slo);

/* True when nothing remains to be measured for that limit: its border is known as precisely as was asked for, or is known to lie
 * below the lowest or above the highest load. */
bool capacity_search_is_settled(const struct capacity_search *s, int slo);

#endif
