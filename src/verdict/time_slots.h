/* SPDX-License-Identifier: MIT */
/* verdict/time_slots.h - the requests of one name, cut into equal slots of time and added up so that any stretch of time can be
 * read by two look-ups
 *
 * All counts are kept as sums from the beginning on: what happened in slots a to b is the entry of b less that of a. Times are
 * sorted into bins first, which are fine where percentiles are looked for; then the number of requests of a stretch that took at
 * most so long is two look-ups as well, and a percentile of many stretches a search along the bins. The slots form a circle:
 * behind the last one the first ones follow once more.
 *
 * Bins are made of cells of the histogram. Each is a single cell, or has at most a share of all values that gets smaller towards
 * both ends, after the first scale function of the t-digest (Dunning): 0.15 % around the median, 0.03 % around p99.
 */
#ifndef CICADA_VERDICT_TIME_SLOTS_H
#define CICADA_VERDICT_TIME_SLOTS_H

#include "verdict/recording.h"

#define TIME_SLOTS_MAX 150
#define TIME_SLOTS_END (TIME_SLOTS_MAX + TIME_SLOTS_MAX / 2 + 1) /* entries of a sum: the circle goes on for half a round */

struct slot_times {                /* response or service times */
    size_t bin_count;              /* 0: there are none */
    uint64_t *edges_ns;            /* highest value of each bin; UINT64_MAX for values without a cell */
    uint64_t *up_to;               /* [bin * TIME_SLOTS_END + slot]: values in this bin and those below it, before the slot */
    double sum_ns[TIME_SLOTS_END]; /* of all values, before the slot */
};

struct time_slots {
    size_t count;
    uint64_t requests[TIME_SLOTS_END], failures[TIME_SLOTS_END]; /* before the slot */
    struct slot_times response, service;
};

/* Cuts the seconds from `first` to before `end` into at most TIME_SLOTS_MAX slots; service times only when they are wanted. Owned
 * by the caller, who frees it. */
struct time_slots *time_slots_new(const struct recorded_name *n, uint32_t first, uint32_t end, bool with_service);
void time_slots_free(struct time_slots *s); /* NULL is fine */

/* How many values of these times there are before a slot. */
static inline uint64_t slot_times_before(const struct slot_times *t, size_t slot)
{
    return t->bin_count > 0 ? t->up_to[(t->bin_count - 1) * TIME_SLOTS_END + slot] : 0;
}

#endif
