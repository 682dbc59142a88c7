/* SPDX-License-Identifier: MIT */
/* result_cache.h - finished analysis results as text, so that a second look is cheap and shows as "X-Cache: hit"
 *
 * At most LIMIT_CACHED_RESULTS; the one that was stored first makes room.
 */
#ifndef TARGET_RESULT_CACHE_H
#define TARGET_RESULT_CACHE_H

#include "base/base.h"

struct result_cache;

struct result_cache *result_cache_new(void);
void result_cache_free(struct result_cache *cache);

/* The text kept for a job, NULL when there is none; lives until the next put. */
const char *result_cache_get(const struct result_cache *cache, int64_t job);
/* Copies `text`. */
void result_cache_put(struct result_cache *cache, int64_t job, const char *text);

#endif
