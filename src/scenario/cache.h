/* SPDX-License-Identifier: MIT */
/* scenario/cache.h - the folder in which compiled scenarios are kept from run to run
 *
 * $XDG_CACHE_HOME/cicada or ~/.cache/cicada. What is in it gets loaded into this process, so only a folder that belongs to the
 * user and that nobody else can write is used; otherwise a private temporary folder, which cache_close removes.
 *
 * Entries are files HASH.so, and folders include-HASH that hold a cicada.h. They are written under another name and renamed, so
 * that a reader never sees half of one, also when several processes start at once. The newest LIMIT_CACHE_ENTRIES are kept.
 */
#ifndef CICADA_SCENARIO_CACHE_H
#define CICADA_SCENARIO_CACHE_H

#include "base/text.h"

struct cache {
    char *folder; /* owned */
    bool temporary;
};

/* False when no folder at all can be written; says so on the log. */
MUST_USE bool cache_open(struct cache *c);
/* Removes what is too old, or all of it when it was temporary. */
void cache_close(struct cache *c);

/* The hash of some texts one after the other, as 64 hexadecimal digits (SHA-256). Each text counts with its length, so
 * that no text can run into the next. */
#define CACHE_HASH_SIZE 65
void cache_hash(const struct text *texts, size_t count, char hash[CACHE_HASH_SIZE]);

/* Path of the entry for a hash; owned by the caller. */
char *cache_path(const struct cache *c, const char *hash);
/* True when that entry is there; then it counts as used now. */
bool cache_has(const char *path);
/* A name beside `path` to write to before cache_keep; owned by the caller. */
char *cache_draft(const char *path);
/* Makes the draft the entry at `path`. On failure false, and the draft is gone. */
MUST_USE bool cache_keep(const char *draft, const char *path);

/* The folder that holds `text` as cicada.h, made when it is not there. Owned by the caller; NULL after an error was logged. */
char *cache_header_folder(const struct cache *c, struct text text);

#endif
