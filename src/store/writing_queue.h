/* SPDX-License-Identifier: MIT */
/* store/writing_queue.h - writes to a store in a thread of its own, so that no disk and no server holds the loop; for this folder
 * only
 *
 * To who writes it is a database like any other: transactions, statements, values. But a statement is only written down, and when
 * the transaction is committed, all of them are handed to the thread, which asks the real database. One transaction is on its way
 * at a time; while it is, no other can be begun. What became of it is known later (writing_queue_outcome). So whoever writes
 * keeps what it wrote last, and goes back to what it wrote before when that failed.
 *
 * Nothing can be read, and no statement is refused at once. A large transaction is handed over in parts, each of which is waited
 * for.
 */
#ifndef CICADA_STORE_WRITING_QUEUE_H
#define CICADA_STORE_WRITING_QUEUE_H

#include "store/database.h"

/* Bound as a number: the one that the database gives to the run, by the statement that returns a row. */
#define WRITING_RUN INT64_MIN

struct writing_queue;

/* `target` is borrowed until writing_queue_stop, and nobody else uses it. NULL when there cannot be a thread, with a sentence in
 * the target's problem. */
struct writing_queue *writing_queue_start(struct store *target);
/* What is on its way is waited for, but not longer than `milliseconds`. NULL is fine. */
void writing_queue_stop(struct writing_queue *q, int milliseconds);

/* The database to write to. */
struct store *writing_queue_store(struct writing_queue *q);

/* Nanoseconds since the transaction that is on its way was handed over; 0: none is. */
uint64_t writing_queue_busy_ns(struct writing_queue *q);
/* Waits until none is; false when the time is over. */
MUST_USE bool writing_queue_wait(struct writing_queue *q, int milliseconds);

/* How the last transaction ended; OK when there was none. None is on its way. Its sentence is then in store_problem of the
 * database to write to. */
enum error writing_queue_outcome(struct writing_queue *q);
/* The number of the run; 0 when none was committed. None is on its way. */
int64_t writing_queue_run(const struct writing_queue *q);

#endif
