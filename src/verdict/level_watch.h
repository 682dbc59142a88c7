/* SPDX-License-Identifier: MIT */
/* verdict/level_watch.h - measures a load: waits until rate and response times are steady, then judges the limits over a window
 *
 * Is shown the snapshots of a run, one a second, from when the load has been reached. The first second is left out, since
 * requests that end in it began on the way. Then the rate and the mean response time of each second are searched for a warm-up
 * (verdict/steady_state.h), until the last `step_s` seconds lie behind it: these are the measurement. Patience ends after twice
 * that time; then the last seconds are measured as they are, and the level is not steady.
 *
 * What is measured is the difference of two states of the run's counts (verdict/check_window.h), so nothing is reset, and all
 * scopes of checks work.
 */
#ifndef CICADA_VERDICT_LEVEL_WATCH_H
#define CICADA_VERDICT_LEVEL_WATCH_H

#include "verdict/capacity_level.h"

#define LEVEL_SECONDS_MIN 2 /* of a measurement */

struct level_watch;

/* The limits are borrowed; at most CAPACITY_SLOS_MAX. `step_s`: whole seconds to measure. */
struct level_watch *level_watch_new(const struct check *slos, size_t slo_count, uint32_t step_s);
void level_watch_free(struct level_watch *w); /* NULL is fine */

/* The load has been reached; `s` is the state of that moment. */
void level_watch_begin(struct level_watch *w, double load, const struct snapshot *s);

/* The state a second later. True: the level has been measured, and `out` is filled. */
MUST_USE bool level_watch_add(struct level_watch *w, const struct snapshot *s, struct capacity_level *out);

/* Seconds since level_watch_begin, and the fewest that a level takes. */
uint32_t level_watch_seconds(const struct level_watch *w);
uint32_t level_watch_least(const struct level_watch *w);

#endif
