/* SPDX-License-Identifier: MIT */
/* store/run_writer.h - keeps a run while it goes on, so that a crash leaves all but its last second
 *
 * Each call is one transaction. What it writes is cumulative, so a call that failed or was skipped costs nothing but the moment:
 * the next one makes up for it. The loop is not to be held: what is to be written is copied and left to a thread
 * (store/writing_queue.h), a second in which that is still at work is skipped, and of many request names only as many as fit into
 * NAMES_SLICE_NS have their totals brought up to date in a second, in turn. The end writes everything, and waits.
 *
 * Not here: opening the store (store/store.h), reading (store/run_reader.h).
 */
#ifndef CICADA_STORE_RUN_WRITER_H
#define CICADA_STORE_RUN_WRITER_H

#include "plan/run_info.h"
#include "stats/snapshot.h"
#include "store/kept_verdict.h"
#include "store/plan_rows.h"
#include "store/store.h"

struct run_writer;

/* The store and `info` are borrowed until run_writer_free, and the store
 * is not to be used while something is on its way. The run gets its number with the first snapshot in which it has begun.
 * NULL with a sentence in store_problem. */
struct run_writer *run_writer_new(struct store *s, const struct run_info *info, plan_rows_mask *mask);
void run_writer_free(struct run_writer *w); /* NULL is fine */
const char *run_writer_problem(const struct run_writer *w);

/* Once a second. Nothing is written before the start of the run. An error, with a sentence in run_writer_problem, is that of the
 * second before: ERROR_IO, ERROR_SYNTAX when the store is damaged, ERROR_TIMEOUT when it does not answer for long. */
MUST_USE enum error run_writer_tick(struct run_writer *w, const struct snapshot *snapshot);
/* Waits until what was written has been committed; its error, or ERROR_TIMEOUT. */
MUST_USE enum error run_writer_wait(struct run_writer *w, int milliseconds);
/* The last numbers and what was judged of them (NULL: nothing); the run counts as ended. A run that never began leaves no trace.
 * Waits for the store; errors as above, of this call. */
MUST_USE enum error run_writer_end(struct run_writer *w, const struct snapshot *snapshot, const struct kept_verdict *verdict,
                                   int exit_code);

/* The number of the run; 0 when nothing has been committed yet. Nothing is on its way. */
int64_t run_writer_run(const struct run_writer *w);

#endif
