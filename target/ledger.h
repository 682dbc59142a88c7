/* SPDX-License-Identifier: MIT */
/* ledger.h - exact counts of what the server received and answered, per method and endpoint
 *
 * The reference for tests of exactness. A request counts when its head has been read in full, and ends in one of four ways:
 *     requests = answered + reset + closed_early + abandoned + in_flight,   answered = sum of `statuses`
 * `answered`: the kernel took the whole answer. `reset`, `closed_early`: by a fault that was asked for. `abandoned`: the client
 * went away, or the server stopped, before the answer was complete. Bytes are those of bodies.
 *
 * Requests that libmicrohttpd itself refuses (malformed, head too large) never become requests here, nor do those for the
 * ledger and the faults themselves.
 */
#ifndef TARGET_LEDGER_H
#define TARGET_LEDGER_H

#include <jansson.h>

#include "request.h"

struct ledger;
struct ledger_entry;

enum ledger_end { LEDGER_ANSWERED, LEDGER_RESET, LEDGER_CLOSED_EARLY, LEDGER_ABANDONED, LEDGER_ENDS };

struct ledger *ledger_new(const struct router *router); /* the router stays the caller's and must outlive it */
void ledger_free(struct ledger *ledger);

/* Counts r and remembers in it where. */
void ledger_arrived(struct ledger *ledger, struct request *r);
/* The other half; `status` and bytes_out count for answered requests, bytes_out also for closed_early. */
void ledger_ended(struct ledger *ledger, struct request *r, enum ledger_end end, uint64_t bytes_out);

/* A fault used the processor and kept memory for r. */
void ledger_spent(struct ledger *ledger, const struct request *r, uint64_t cpu_ns, uint64_t leaked_bytes);

void ledger_connection_opened(struct ledger *ledger);
void ledger_connection_closed(struct ledger *ledger);

/* Everything to zero. Requests in flight are forgotten: their end will count nowhere. */
void ledger_reset(struct ledger *ledger);

json_t *ledger_json(const struct ledger *ledger);

#endif
