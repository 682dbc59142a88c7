/* SPDX-License-Identifier: MIT */
/* stats/statuses.h - how often each status was seen
 *
 * A sorted list, since a name answers with one or two different statuses. Bounded by nature: a status has three digits
 * (RFC 9110 section 15), 0 stands for no response, and any other number is counted as STATUS_INVALID.
 */
#ifndef CICADA_STATS_STATUSES_H
#define CICADA_STATS_STATUSES_H

#include "stats/snapshot.h"

#define STATUS_INVALID (-1)
#define STATUS_MAX     999

struct statuses { /* zeroes: empty; the owner releases it with statuses_free */
    struct status_count *list;
    uint32_t count, capacity;
    uint32_t last; /* the one counted last, tried first */
};

void statuses_add(struct statuses *s, int status, uint64_t times);
void statuses_merge(struct statuses *to, const struct statuses *from);
void statuses_clear(struct statuses *s); /* keeps its memory */
void statuses_free(struct statuses *s);

#endif
