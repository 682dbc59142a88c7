/* SPDX-License-Identifier: MIT */
/* store/store.h - the file in which past runs are kept
 *
 * One SQLite file with a write-ahead log beside it (FILE-wal, FILE-shm), readable by its owner only. Several runs may write to it
 * at once, and others may read meanwhile. It is known by its application number: a file of somebody else, a damaged one and one
 * of a newer version of Cicada are refused, and not a byte of them is changed.
 *
 * Not here: writing a run (store/run_writer.h), reading one (store/run_reader.h), lists, labels and deletion (store/catalog.h).
 *
 * A process opens the same file once at a time: closing it lets go of all locks on it (POSIX locks belong to the process).
 */
#ifndef CICADA_STORE_STORE_H
#define CICADA_STORE_STORE_H

#include "base/buffer.h"
#include "base/error.h"

#define STORE_PROBLEM 512

struct store; /* an open file; closed with store_close */

/* A store on a server, which this version does not have. */
#define STORE_URL_REFUSED \
    "PostgreSQL and other servers are not available as a store in this version of Cicada; name a file, or none"
bool store_is_url(const char *path);

/* Opens `path`. With `create` a missing file and its folders are made (modes 0600 and 0700), without it is ERROR_NOT_FOUND.
 * ERROR_SYNTAX: the file is refused. ERROR_IO: it cannot be used. `problem` of STORE_PROBLEM bytes says it with the path. */
MUST_USE enum error store_open(struct store **out, const char *path, bool create, char *problem);
void store_close(struct store *s); /* NULL is fine */

/* What the last call that failed has met: a sentence with the path. */
const char *store_problem(const struct store *s);

/* Where runs are kept unless told otherwise: $XDG_STATE_HOME/cicada/runs.db, or ~/.local/state/cicada/runs.db. Appends nothing
 * when there is neither variable nor home. */
void store_default_path(struct buffer *out);

#endif
