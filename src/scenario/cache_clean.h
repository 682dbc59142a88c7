/* SPDX-License-Identifier: MIT */
/* scenario/cache_clean.h - which entries of the cache go; private to scenario/cache.c */
#ifndef CICADA_SCENARIO_CACHE_CLEAN_H
#define CICADA_SCENARIO_CACHE_CLEAN_H

#include <stddef.h>

#define CACHE_INCLUDE_BEGIN "include-" /* folders with a cicada.h */
#define CACHE_HEADER        "cicada.h"
#define CACHE_DRAFT_END     ".draft" /* of what is being written */

/* Keeps the `keep` entries of `folder` that were used last, drafts included, and removes the others. Files that are no entries of
 * a cache stay. */
void cache_clean(const char *folder, size_t keep);

#endif
