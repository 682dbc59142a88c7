/* SPDX-License-Identifier: MIT */
/* stats/window.h - the last ten seconds of one name
 *
 * Rates are of the last ten whole seconds: with the running one they would saw up and down with the moment of looking. Response
 * times are of these and the running one. Each second remembers what it added, the times as numbers of cells, and when it is too
 * old, just that is taken away again. So the work is one addition and one subtraction a request, however long or full the window
 * is, and its memory follows the requests in it. An idle window owns none.
 */
#ifndef CICADA_STATS_WINDOW_H
#define CICADA_STATS_WINDOW_H

#include "stats/histogram_layout.h"
#include "stats/summary.h"

#define WINDOW_SECONDS 10

struct window_times; /* the response times of one second */

struct window_second {
    uint64_t requests, failures;
    struct window_times *times; /* NULL: none */
};

struct window {                  /* zeroes: empty; the owner releases it with window_clear */
    uint64_t requests, failures; /* of the whole seconds */
    struct histogram *sum;       /* response times of all seconds; NULL when there are none */
    struct window_second seconds[WINDOW_SECONDS + 1];
    unsigned running;                /* place of the running second; the one after it is the oldest */
    struct duration_summary summary; /* of `sum`, as far as it is not `changed` */
    bool changed;
};

/* Adds to the running second: counts; response times as a list of cells and their totals (see histogram_add_cells), or as a
 * histogram. */
void window_count(struct window *w, uint64_t requests, uint64_t failures);
void window_add_cells(struct window *w, const uint16_t *cells, size_t count, const struct totals *totals);
void window_add_histogram(struct window *w, const struct histogram *times);

/* The running second is over, and counts for the rates if it was `whole`. */
void window_close_second(struct window *w, bool whole);

/* Nothing is left in it; stays so until something is added. */
bool window_is_empty(const struct window *w);

struct duration_summary window_summary(struct window *w);

void window_clear(struct window *w);

#endif
