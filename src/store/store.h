/* SPDX-License-Identifier: MIT */
/* store/store.h - where past runs are kept: a file, or a database on a server
 *
 * One SQLite file with a write-ahead log beside it (FILE-wal, FILE-shm), readable by its owner only, known by its application
 * number; or the schema "cicada" of a PostgreSQL database, known by its comment. Several runs may write to it at once, and others
 * may read meanwhile. What is of somebody else, damaged, or of a newer version of Cicada is refused, and nothing in it is
 * changed.
 *
 * Not here: writing a run (store/run_writer.h), reading one (store/run_reader.h), lists, labels and deletion (store/catalog.h).
 *
 * A process may open the same store several times, also on several threads; each one is used by one thread.
 */
#ifndef CICADA_STORE_STORE_H
#define CICADA_STORE_STORE_H

#include "base/buffer.h"
#include "base/error.h"

#define STORE_PROBLEM 512

struct store; /* an open one; closed with store_close */

/* What is neither a file nor a database that can be a store. */
#define STORE_KINDS "a store is a file (SQLite), postgresql://USER@HOST/DATABASE, or none"
bool store_is_known(const char *path);

/* Opens `path`, a file or a URL of a PostgreSQL database. With `create` a missing file and its folders are made (modes 0600 and
 * 0700), or the tables in the database; without it is ERROR_NOT_FOUND. ERROR_SYNTAX: the store is refused. ERROR_IO: it cannot be
 * used. `problem` of STORE_PROBLEM bytes says it with the path, never with a password. */
MUST_USE enum error store_open(struct store **out, const char *path, bool create, char *problem);
void store_close(struct store *s); /* NULL is fine */

/* What the last call that failed has met: a sentence with the path. */
const char *store_problem(const struct store *s);

/* Where runs are kept unless told otherwise: $XDG_STATE_HOME/cicada/runs.db, or ~/.local/state/cicada/runs.db. Appends nothing
 * when there is neither variable nor home. */
void store_default_path(struct buffer *out);

#endif
