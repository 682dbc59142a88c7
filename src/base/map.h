/* SPDX-License-Identifier: MIT */
/* base/map.h - a hash table from text to pointer
 *
 * Open addressing with linear probing; keys are copied and owned by the map (with a zero behind
 * them), values are the caller's. Hashes are kept, so a
 * lookup compares text only when the hash agrees. Iteration is in order of insertion.
 */
#ifndef CICADA_BASE_MAP_H
#define CICADA_BASE_MAP_H

#include "base/text.h"

struct map;

struct map *map_new(void);
void map_free(struct map *m); /* the values are not freed; NULL is fine */

void *map_get(const struct map *m, struct text key); /* NULL when absent */
/* Sets or replaces; returns the value that was there, or NULL. `value` must not be NULL. */
void *map_put(struct map *m, struct text key, void *value);
void *map_remove(struct map *m, struct text key); /* the value that was there, or NULL */
size_t map_size(const struct map *m);

/* for (size_t at = 0; map_next(m, &at, &key, &value);). The map must not change meanwhile. Either pointer may be NULL. */
bool map_next(const struct map *m, size_t *at, struct text *key, void **value);

#endif
