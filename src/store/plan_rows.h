/* SPDX-License-Identifier: MIT */
/* store/plan_rows.h - struct plan in the store: a row of single values, and one row for each word of a list; for this folder only
 *
 * Secrets never get there: each text goes through a function of the caller first, and bodies are not kept, only their size.
 */
#ifndef CICADA_STORE_PLAN_ROWS_H
#define CICADA_STORE_PLAN_ROWS_H

#include "base/arena.h"
#include "plan/plan.h"
#include "store/database.h"

/* Appends `t` with the secrets in it masked. */
typedef void plan_rows_mask(struct text t, struct buffer *out);

/* Inserts the plan of a run that has none yet. */
MUST_USE enum error plan_rows_write(struct store *s, int64_t run, const struct plan *plan, plan_rows_mask *mask);

/* Fills `plan`, whose texts go to `arena`. A run without one gets zeroes. */
MUST_USE enum error plan_rows_read(struct store *s, int64_t run, struct plan *plan, struct arena *arena);

#endif
