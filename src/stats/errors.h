/* SPDX-License-Identifier: MIT */
/* stats/errors.h - failed requests, grouped by name and text
 *
 * A group is one text of one name, as in Locust's report of failures. What differs each time (addresses of objects, long numbers)
 * is replaced before texts are compared, see stats/label.h. Beyond LIMIT_ERRORS groups, all others are counted in one, "(other
 * errors)".
 *
 * Not here: how many requests failed in all (stats/tally.h); this table only says why.
 */
#ifndef CICADA_STATS_ERRORS_H
#define CICADA_STATS_ERRORS_H

#include "base/arena.h"
#include "stats/sample.h"
#include "stats/snapshot.h"

struct errors;

struct errors *errors_new(void);
void errors_free(struct errors *e);
void errors_clear(struct errors *e);

/* Counts one failure of (method, name), which must stay valid and at its address until errors_clear. */
void errors_add(struct errors *e, const struct text *method, const struct text *name, const struct sample *sample,
                uint64_t wall_ns);

/* The groups sorted by name, method and text, copied to `arena`; method and name are borrowed. */
const struct snapshot_error *errors_list(struct errors *e, struct arena *arena, size_t *count);

/* Failures in "(other errors)". */
uint64_t errors_beyond_limit(const struct errors *e);

#endif
