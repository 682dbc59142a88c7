/* SPDX-License-Identifier: MIT */
/* store/checkpointer.h - moves what has been committed from the log into the file, in a thread of its own; for this folder only
 *
 * That is the one thing in writing to the store that waits for the disk (fsync), and a loop that sends requests must not. The
 * thread has a connection of its own and shares nothing with the rest but a flag under a lock; it sleeps until the log has grown
 * by LOG_PAGES.
 */
#ifndef CICADA_STORE_CHECKPOINTER_H
#define CICADA_STORE_CHECKPOINTER_H

#include "store/database.h"

struct checkpointer;

/* Takes over from SQLite, which would do it within a commit. NULL when there cannot be a thread: SQLite goes on doing it. */
struct checkpointer *checkpointer_start(struct store *s);
/* Waits for the thread; NULL is fine. */
void checkpointer_stop(struct checkpointer *c);

#endif
