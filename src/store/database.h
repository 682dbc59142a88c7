/* SPDX-License-Identifier: MIT */
/* store/database.h - the open SQLite file, for the files of this folder only: statements, transactions, errors as ours
 */
#ifndef CICADA_STORE_DATABASE_H
#define CICADA_STORE_DATABASE_H

#include <sqlite3.h>

#include "store/store.h"

#define DATABASE_PATIENT_MS 10000 /* how long one waits for another writer when nobody waits for oneself */

struct store {
    sqlite3 *db;
    char *path; /* owned */
    char problem[STORE_PROBLEM];
};

/* Turns what SQLite met last into an error and a sentence in s->problem. ERROR_TIMEOUT: another process is writing. */
enum error database_fail(struct store *s);
/* True when nothing but patience is missing. */
bool database_is_busy(const struct store *s);

void database_set_patience(struct store *s, int milliseconds);

/* Statements without results. */
MUST_USE enum error database_run(struct store *s, const char *sql);
/* The first column of the first row, or `otherwise` when there is none or it fails. */
int64_t database_number(struct store *s, const char *sql, int64_t otherwise);

/* A statement for repeated use, finished with sqlite3_finalize. NULL with a sentence in s->problem. */
sqlite3_stmt *database_prepare(struct store *s, const char *sql);
/* Runs a bound statement that gives no row, and makes it ready for the next values. */
MUST_USE enum error database_step(struct store *s, sqlite3_stmt *statement);
/* One whole statement with up to one number bound, as often used: "DELETE ... WHERE run = ?". */
MUST_USE enum error database_run_with(struct store *s, const char *sql, int64_t number);

/* A transaction that may write. End: commits what went well (`so_far` OK), else takes all of it back; returns the first error. */
MUST_USE enum error database_begin(struct store *s);
MUST_USE enum error database_end(struct store *s, enum error so_far);

#endif
