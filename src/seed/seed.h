/* SPDX-License-Identifier: MIT */
/* seed/seed.h - fills a table with made-up rows, and removes exactly those again
 *
 * Seeding sees to it that the rows 0 to count-1 of a seed are there: those that are missing are made, those that are there stay,
 * so that it may be repeated. Cleaning removes the rows of a seed, and never a row of somebody else.
 *
 * How a row is known again: by its primary key and by what else was written. A key alone is enough where it cannot come to mean
 * another row: when the database numbers its rows without ever using a number twice, or when the key itself was made up from a
 * large range. Otherwise (SQLite gives the number of a deleted last row to the next one) one of the values that tell rows apart
 * must still be there as well; where no column has such values, all of them.
 *
 * Each is one transaction, which the caller commits.
 */
#ifndef CICADA_SEED_SEED_H
#define CICADA_SEED_SEED_H

#include "seed/column_kind.h"
#include "seed/seed_database.h"

struct seed_request {
    const char *table;
    uint64_t seed, count;
    const struct seed_column *columns;
    size_t column_count;
};

struct seed_made {
    uint64_t made, kept;
};

struct seed_cleaned {
    uint64_t deleted;
    uint64_t gone;   /* were deleted by somebody else */
    uint64_t others; /* their key belongs to a row now that is not the one that was made */
    bool unknown;    /* nothing was ever seeded with that seed */
};

/* Is given each row in order, with a value for each column. False ends the seeding with ERROR_CANCELLED. */
typedef bool seed_take_row(void *context, const struct seed_value *values);

/* Errors: a sentence in d->problem. */
MUST_USE enum error seed_make(struct seed_database *d, const struct seed_request *r, seed_take_row *take, void *context,
                              struct seed_made *out);
MUST_USE enum error seed_clean(struct seed_database *d, const char *table, uint64_t seed, struct seed_cleaned *out);

#endif
