/* SPDX-License-Identifier: MIT */
/* verdict/check_window.h - the value of a check over its last seconds ("for 30s")
 *
 * Is shown each snapshot and remembers what had been counted at the time of each, so that the difference of two of them is the
 * window. It is full when it reaches back as long as the check asks.
 */
#ifndef CICADA_VERDICT_CHECK_WINDOW_H
#define CICADA_VERDICT_CHECK_WINDOW_H

#include "verdict/check_value.h"

struct check_window;

struct check_window *check_window_new(const struct check *c);
void check_window_free(struct check_window *w); /* NULL is fine */

/* Takes a snapshot in, the later ones after the earlier ones. A reset of the counts begins the window anew. */
void check_window_add(struct check_window *w, const struct snapshot *s);
bool check_window_is_full(const struct check_window *w);
struct check_value check_window_value(const struct check_window *w);
/* The same as if no arrival had been dropped: of those that were served. */
struct check_value check_window_value_of_served(const struct check_window *w);

#endif
