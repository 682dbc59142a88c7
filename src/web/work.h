/* SPDX-License-Identifier: MIT */
/* web/work.h - one thread for what takes long: reading the store, comparing runs, compressing large documents
 *
 * Work is done in the order it came, by a thread of low priority that is started with the first piece; the loop is told of each
 * end through an eventfd. The thread touches only what its piece of work names: no snapshot, no run, no arena of
 * the loop's thread.
 */
#ifndef CICADA_WEB_WORK_H
#define CICADA_WEB_WORK_H

#include "loop/loop.h"

struct work_thread;

struct work {                     /* belongs to who asked; stays until `done` was called */
    void (*run)(struct work *w);  /* on the thread */
    void (*done)(struct work *w); /* on the loop's thread */
    struct work *next;
};

/* NULL when there is no descriptor for the eventfd. */
struct work_thread *work_thread_new(struct loop *l);
/* Waits for the piece that runs; `done` is called for all that were handed in, also for those that were not begun. */
void work_thread_free(struct work_thread *t);

/* False when LIMIT_WEB_WORK pieces wait already, or no thread could be started. */
MUST_USE bool work_thread_add(struct work_thread *t, struct work *w);

#endif
