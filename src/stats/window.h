/* SPDX-License-Identifier: MIT */
/* stats/window.h - the last ten whole seconds of one name
 *
 * What is recorded goes to the running second. When that ends, it is added to the window, and the second that is then eleven
 * seconds old is taken away: a ring of ten seconds and their sum, so neither depends on how much there is in the others. The
 * running second is never part of what is shown, else rates would saw up and down with the moment of looking.
 *
 * Counts are always kept; response times only when they are given. An idle window owns no memory.
 */
#ifndef CICADA_STATS_WINDOW_H
#define CICADA_STATS_WINDOW_H

#include "stats/frozen.h"
#include "stats/summary.h"

#define WINDOW_SECONDS 10

/* A name with at most so many requests in a second keeps no memory for the next one: thousands of such names would keep
 * megabytes, and making it anew is cheap that seldom. */
#define FEW_REQUESTS_A_SECOND 8

struct window_second {
    uint64_t requests, failures;
    struct frozen *response; /* NULL: no times */
};

struct window {                  /* zeroes: empty; the owner releases it with window_clear */
    uint64_t requests, failures; /* of the whole seconds */
    struct histogram *sum;       /* of their response times; NULL when there are none */
    struct window_second past[WINDOW_SECONDS];
    unsigned oldest;                 /* place in `past` of the second that leaves next */
    struct window_second running;    /* without `response` */
    struct histogram *running_times; /* NULL until the first */
};

/* Counts into the running second; `response` may be NULL. */
void window_add(struct window *w, uint64_t requests, uint64_t failures, const struct histogram *response);

/* The running second is over and becomes part of the window, or is forgotten when it was not `whole`. */
void window_close_second(struct window *w, bool whole);

/* Nothing is left in it; stays so until window_add. */
bool window_is_empty(const struct window *w);

/* The response times of the whole seconds. */
struct duration_summary window_summary(struct window *w);

void window_clear(struct window *w);

#endif
