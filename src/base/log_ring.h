/* SPDX-License-Identifier: MIT */
/* base/log_ring.h - the last lines of the log, for a page that shows them
 *
 * Off until log_ring_open. Lines are those that log_write made, with their prefix and escaped; tables (log_plain) are not kept.
 * Each has a number, so that a reader takes what is new. Lines may be added on any thread.
 */
#ifndef CICADA_BASE_LOG_RING_H
#define CICADA_BASE_LOG_RING_H

#include "base/text.h"

void log_ring_open(void);
void log_ring_close(void); /* forgets all lines */

/* Called by log.c for each line; nothing happens while the ring is closed. Longer lines are cut to LIMIT_LOG_LINE_KEPT. */
void log_ring_add(struct text line);

/* Shows the kept lines from number `from` on (0: all), oldest first; returns the number of the next line to come. `take` must not
 * log. */
typedef void log_ring_take(void *context, uint64_t number, struct text line);
uint64_t log_ring_read(uint64_t from, log_ring_take *take, void *context);

#endif
