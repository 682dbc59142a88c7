/* SPDX-License-Identifier: MIT */
/* stats/tally.h - what finished requests add up to: counts, bytes, phases, statuses and the two histograms
 *
 * Tallies of different times or names are merged without loss. A name has two: what was recorded since the last fold, small and
 * hot, and the sum of all before (stats/entry.h).
 *
 * Not here: requests that have not finished (struct flow of stats/entry.h), rates (stats/window.h), errors (stats/errors.h).
 */
#ifndef CICADA_STATS_TALLY_H
#define CICADA_STATS_TALLY_H

#include "stats/histogram.h"
#include "stats/sample.h"
#include "stats/snapshot.h"
#include "stats/statuses.h"

struct tally {
    uint64_t requests, failures; /* a failure is a request too */
    uint64_t bytes_sent, bytes_received, body_bytes;
    uint64_t new_connections;
    uint64_t negative_durations;          /* samples whose times run backwards; those durations are recorded as 0 */
    uint64_t first_start_ns, last_end_ns; /* UINT64_MAX and 0 when there is no request */
    struct phase_summary dns, connect, tls, send, wait, receive;
    struct statuses statuses;
    struct histogram *response, *service;
};

void tally_init(struct tally *t); /* the owner releases it with tally_free */
void tally_free(struct tally *t);

/* Counts one finished request. Its response time is always recorded, its service time when something was written. */
void tally_record(struct tally *t, const struct sample *sample);

void tally_merge(struct tally *to, const struct tally *from);
void tally_move(struct tally *to, struct tally *from); /* merges and leaves `from` empty (see histogram_move) */
void tally_clear(struct tally *t);                     /* keeps its memory */

#endif
