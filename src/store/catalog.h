/* SPDX-License-Identifier: MIT */
/* store/catalog.h - the runs of a store: a list, the one that is meant, labels, deletion */
#ifndef CICADA_STORE_CATALOG_H
#define CICADA_STORE_CATALOG_H

#include "base/arena.h"
#include "store/store.h"

#define CATALOG_LABEL_MAX 200 /* bytes */

struct catalog_entry {
    int64_t id;
    const char *uuid, *label, *title, *host; /* label, host: NULL without one */
    bool ended;
    bool silent; /* not ended, and without a sign of life: crashed */
    int exit_code;
    bool judged;
    int level; /* enum validity, of a judged one */
    uint64_t start_wall_ns, taken_wall_ns;
    uint64_t end_wall_ns; /* of sending; 0: not known */
    uint32_t peak_users;
    uint64_t requests, failures, p95_ns; /* p95 of the response time */
};

/* The newest runs first, at most `limit`; the array and its texts are in `arena`. Errors here and below: a sentence in
 * store_problem. */
MUST_USE enum error catalog_list(struct store *s, size_t limit, struct arena *arena, struct catalog_entry **out, size_t *count);

#define CATALOG_LAST_GOOD "last-good"

/* The run that `word` means: a number, "latest", "last-good" (the newest that ended with exit code 0 and was VALID),
 * "last-good:LABEL" (of those with this label), or at least four characters that one uuid begins with. ERROR_NOT_FOUND: none
 * does; ERROR_SYNTAX: several do. */
MUST_USE enum error catalog_find(struct store *s, const char *word, int64_t *id);
bool catalog_means_last_good(const char *word);

/* An empty label takes it away. ERROR_TOO_LARGE. */
MUST_USE enum error catalog_label(struct store *s, int64_t id, const char *label);

/* Deletes a run with all that belongs to it, and gives its room back. ERROR_TIMEOUT: it still goes on. */
MUST_USE enum error catalog_delete(struct store *s, int64_t id);
/* Deletes the runs that began before `wall_ns` and do not go on any more. */
MUST_USE enum error catalog_delete_before(struct store *s, uint64_t wall_ns, size_t *deleted);

#endif
