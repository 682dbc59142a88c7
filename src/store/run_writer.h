/* SPDX-License-Identifier: MIT */
/* store/run_writer.h - keeps a run while it goes on, so that a crash leaves all but its last second
 *
 * Each call is one transaction. What it writes is cumulative, so a call that failed or was skipped costs nothing but the moment:
 * the next one makes up for it. The loop is not to be held: nothing here waits for the disk (the checkpointer does), another
 * process that writes at the moment is waited for PATIENCE_MS at most, and of many request names only as many as fit into
 * NAMES_SLICE_NS are brought up to date in a second, in turn. The end writes everything, and waits.
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

/* The store and `info` are borrowed until run_writer_free. The run gets its number with the first snapshot in which it has begun.
 * NULL with a sentence in store_problem. */
struct run_writer *run_writer_new(struct store *s, const struct run_info *info, plan_rows_mask *mask);
void run_writer_free(struct run_writer *w); /* NULL is fine */

/* Once a second. Nothing is written before the start of the run. ERROR_IO or ERROR_SYNTAX with a sentence in store_problem. */
MUST_USE enum error run_writer_tick(struct run_writer *w, const struct snapshot *snapshot);
/* The last numbers and what was judged of them (NULL: nothing); the run counts as ended. A run that never began leaves no trace.
 * Errors as above, besides ERROR_TIMEOUT. */
MUST_USE enum error run_writer_end(struct run_writer *w, const struct snapshot *snapshot, const struct kept_verdict *verdict,
                                   int exit_code);

/* The number of the run; 0 when nothing has been written yet. */
int64_t run_writer_run(const struct run_writer *w);

#endif
