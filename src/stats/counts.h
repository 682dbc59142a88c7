/* SPDX-License-Identifier: MIT */
/* stats/counts.h - what finished requests add up to besides their two distributions: counts, bytes, phases, statuses
 *
 * Counts of different times or names are merged without loss.
 *
 * Not here: the distributions (stats/tally.h), requests that have not finished (struct flow of stats/entry.h).
 */
#ifndef CICADA_STATS_COUNTS_H
#define CICADA_STATS_COUNTS_H

#include "stats/sample.h"
#include "stats/snapshot.h"
#include "stats/statuses.h"

struct counts {
    uint64_t requests, failures; /* a failure is a request too */
    uint64_t bytes_sent, bytes_received, body_bytes;
    uint64_t new_connections;
    uint64_t negative_durations;          /* samples whose times run backwards; those durations count as 0 */
    uint64_t first_start_ns, last_end_ns; /* UINT64_MAX and 0 when there is no request */
    struct phase_summary dns, connect, tls, send, wait, receive;
    struct statuses statuses;
};

#define COUNTS_EMPTY ((struct counts){.first_start_ns = UINT64_MAX}) /* the owner releases it with counts_free */

void counts_free(struct counts *c);
void counts_record(struct counts *c, const struct sample *sample);
void counts_merge(struct counts *to, const struct counts *from);
void counts_clear(struct counts *c); /* keeps its memory */

#endif
