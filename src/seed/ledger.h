/* SPDX-License-Identifier: MIT */
/* seed/ledger.h - which rows a seeding made, noted in the seeded database itself
 *
 * Two tables: `cicada_seeds` has a line for each table and seed with the columns as they were given, `cicada_seed_rows` one for
 * each row made: its primary key, and a hash of each value as the database had stored it. They appear with the first seeding and
 * go with the last clean-up. They live in the same database, so that they are committed, restored and thrown away with the rows
 * they speak of.
 *
 * Not here: deciding whether a row is still the one that was made (seed/seed.c).
 */
#ifndef CICADA_SEED_LEDGER_H
#define CICADA_SEED_LEDGER_H

#include "seed/seed_database.h"

struct ledger { /* of one table and one seed */
    struct seed_database *database;
    const char *table, *seed; /* borrowed */
};

struct ledger_row {
    const char *position;
    const char *const *keys; /* the values of the table's key */
    size_t key_count;
    const char *marks;
};

/* Makes the tables if they are not there. */
MUST_USE enum error ledger_prepare(struct seed_database *d);

/* The columns of the seeding, one a text; `*count` is 0 when there was none. */
MUST_USE enum error ledger_recipe(const struct ledger *l, struct arena *arena, const char *const **columns, size_t *count);
MUST_USE enum error ledger_begin(const struct ledger *l, const char *const *columns, size_t count, struct arena *arena);

MUST_USE enum error ledger_add(const struct ledger *l, const struct ledger_row *row, struct arena *arena);
/* `*found` false: there is no row of this position. */
MUST_USE enum error ledger_find(const struct ledger *l, const char *position, struct arena *arena, struct ledger_row *out,
                                bool *found);
/* At most `limit` of the first rows. */
MUST_USE enum error ledger_first(const struct ledger *l, size_t limit, struct arena *arena, struct ledger_row **out,
                                 size_t *count);
MUST_USE enum error ledger_remove(const struct ledger *l, const char *position);

/* Forgets the seeding, whose rows were removed, and drops the tables when no other is left. */
MUST_USE enum error ledger_end(const struct ledger *l, struct arena *arena);

#endif
