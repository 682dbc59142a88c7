/* SPDX-License-Identifier: MIT */
/* verdict/comparison_notes.h - what makes a comparison doubtful, in sentences; private to verdict/ */
#ifndef CICADA_VERDICT_COMPARISON_NOTES_H
#define CICADA_VERDICT_COMPARISON_NOTES_H

#include "verdict/comparison.h"

/* Adds a sentence; beyond the most that are shown nothing. */
void comparison_note(struct comparison *c, const char *format, ...) PRINTF_LIKE(2, 3);

/* Looks at all runs and adds what is to be said. */
void comparison_note_runs(struct comparison *c, const struct comparison_side *base, const struct comparison_side *now);

/* Did all runs have the same number of users, who send as fast as the service lets them, so that the rate is the service's doing?
 */
bool comparison_rates_count(const struct comparison_side *base, const struct comparison_side *now);

#endif
