/* SPDX-License-Identifier: MIT */
/* verdict/capacity_report.h - what a capacity search found, for all outputs; and what it is doing, while it goes on
 *
 * Owned and kept up to date in place by who drives the search; readers change nothing.
 */
#ifndef CICADA_VERDICT_CAPACITY_REPORT_H
#define CICADA_VERDICT_CAPACITY_REPORT_H

#include "verdict/capacity_level.h"
#include "verdict/scalability.h"

enum capacity_outcome {
    CAPACITY_FOUND,         /* the service holds at `all.holds`, and breaks at `all.breaks` */
    CAPACITY_NOTHING_HOLDS, /* the lowest load breaks a limit already */
    CAPACITY_NOT_REACHED,   /* it holds at the highest load that is allowed */
    CAPACITY_GENERATOR,     /* what bounds it is the generator, not the service */
    CAPACITY_UNFINISHED,    /* time, patience of the user or the room for levels ended first */
};

const char *capacity_outcome_name(enum capacity_outcome o); /* "found", "nothing_holds", ... */

struct capacity_slo {
    const struct check *check;
    struct capacity_bracket bracket;
    bool settled; /* else the search ended before the border of this limit was narrowed down */
};

/* Over the repeats of one load. */
struct capacity_spread {
    double low, high;
};

#define CAPACITY_PROGRESS 200

struct capacity_report {
    struct capacity_options options;
    bool open; /* loads are arrivals per second, not users */
    uint32_t step_s;
    double max_time_s;
    struct capacity_level levels[CAPACITY_LEVELS_MAX]; /* in order of time */
    size_t level_count;
    char progress[CAPACITY_PROGRESS]; /* one line: what is being done, what is next, how long it may go on */

    /* As far as it is known. */
    enum capacity_outcome outcome;
    const char *ended; /* why, of UNFINISHED: "interrupted", ...; NULL */
    struct capacity_bracket all;
    struct capacity_slo slos[CAPACITY_SLOS_MAX];
    size_t slo_count;
    struct capacity_spread rate, p95_ns; /* at all.holds, of the repeats that held; 0 and 0 when there are none */
    struct scalability law;              /* over users, or over the requests in the system when the load is arrivals */
};

/* Adds a measurement, in the report and in the search; ignored when there is no room left. */
void capacity_report_take(struct capacity_report *r, struct capacity_search *s, const struct capacity_level *level);

/* Draws the conclusions. `ended`: why the search was cut short, or NULL. The same numbers make the same report. */
void capacity_report_conclude(struct capacity_report *r, const struct capacity_search *s, const char *ended);

/* The level at `load` that a table should show: the one in the middle of its repeats by p95. NULL when there is none. */
const struct capacity_level *capacity_report_level(const struct capacity_report *r, double load);

/* All levels by load, those of one load in the order of time. Returns how many there are. */
size_t capacity_report_by_load(const struct capacity_report *r, const struct capacity_level *sorted[CAPACITY_LEVELS_MAX]);

#endif
