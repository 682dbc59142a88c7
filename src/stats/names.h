/* SPDX-License-Identifier: MIT */
/* stats/names.h - the table of entries by (method, name)
 *
 * Entries are made when first asked for and stay until the table is freed, so that callers may hold them. Beyond LIMIT_NAMES all
 * new names share the entry "(other)".
 */
#ifndef CICADA_STATS_NAMES_H
#define CICADA_STATS_NAMES_H

#include "stats/entry.h"

struct names;

struct names *names_new(void);
void names_free(struct names *n); /* with all entries */

struct stats_entry *names_find_or_add(struct names *n, struct text method, struct text name);

/* The entry that stands for the names beyond the limit; NULL while there is none. */
struct stats_entry *names_other(const struct names *n);

/* All entries, sorted by name, then method; valid until the next call of names_find_or_add. */
struct stats_entry *const *names_sorted(struct names *n, size_t *count);

#endif
