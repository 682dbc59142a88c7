/* SPDX-License-Identifier: MIT */
/* stats/exceptions.h - what the code of a scenario got wrong, as opposed to the service that it asks: grouped and counted
 *
 * In Python that is an exception that a task did not catch. In C it is what the engine catches: a task that returns none of the
 * values it may, or a call that cannot mean anything. No request need have failed by it, so it belongs to no name.
 *
 * A group is one message with one traceback; what differs each time (addresses, long numbers) is replaced in messages, see
 * stats/label.h. Beyond LIMIT_EXCEPTIONS groups, all others are counted in one, "(other exceptions)".
 *
 * Not here: failed requests (stats/errors.h).
 */
#ifndef CICADA_STATS_EXCEPTIONS_H
#define CICADA_STATS_EXCEPTIONS_H

#include "base/arena.h"
#include "stats/snapshot.h"

struct exceptions;

struct exceptions *exceptions_new(void);
void exceptions_free(struct exceptions *e);
void exceptions_clear(struct exceptions *e);

/* Counts one. Both texts are cut, at LIMIT_ERROR_TEXT and LIMIT_TRACEBACK. `traceback` says where it was: lines of code, or user
 * class and task. True when it is the first one of its group. */
bool exceptions_add(struct exceptions *e, struct text message, struct text traceback);

/* The groups in the order in which they came first, copied to `arena`. */
const struct snapshot_exception *exceptions_list(const struct exceptions *e, struct arena *arena, size_t *count);

#endif
