/* SPDX-License-Identifier: MIT */
/* store/sqlite.h - a SQLite file as a store; for this folder only
 *
 * The write-ahead log is moved into the file (which waits for the disk) by whoever commits: in a run that is the thread of the
 * writing queue.
 */
#ifndef CICADA_STORE_SQLITE_H
#define CICADA_STORE_SQLITE_H

#include "store/database.h"

#define SQLITE_STORE_ID 0x43696364 /* "Cicd", the application number of the file */

/* As store_open. */
MUST_USE enum error sqlite_store_open(struct store **out, const char *path, bool create, char *problem);

/* ---- store/sqlite_file.c ---- */

struct sqlite_file; /* one that this process has open, once or several times */

/* Finds out what `path` is, and makes an empty file where there is none and one is wanted. OK: it may be opened with SQLite, and
 * counts as open from now on. Errors as store_open. On any thread. */
MUST_USE enum error sqlite_file_open(struct sqlite_file **out, const char *path, bool create, char *problem);
/* After SQLite has closed it. NULL is fine. */
void sqlite_file_close(struct sqlite_file *f);

#endif
