/* SPDX-License-Identifier: MIT */
/* store/database.h - what the files of this folder ask of a database, whichever it is: statements, transactions, errors as ours
 *
 * A struct store is an open database. What differs between databases stands behind struct database_ops: SQLite
 * (store/sqlite.c), PostgreSQL (store/postgres.c), and one that only writes down what is asked of it, for a thread that asks a
 * real one later (store/writing_queue.c). SQL is written once, in the words that both know:
 *   - parameters are $1, $2, ... and appear for the first time in this order;
 *   - conditions compare ("ended = 0"), for truth is a number;
 *   - a row is replaced with ON CONFLICT, a number given by the database asked for with RETURNING.
 *
 * A database is used by one thread at a time.
 */
#ifndef CICADA_STORE_DATABASE_H
#define CICADA_STORE_DATABASE_H

#include "store/store.h"

#define DATABASE_PATIENCE_MS 10000 /* how long one waits for a server, or for another process that writes */

enum value_kind { VALUE_NULL, VALUE_NUMBER, VALUE_DOUBLE, VALUE_TEXT, VALUE_BYTES };

struct value { /* of a parameter or a column */
    enum value_kind kind;
    int64_t number;
    double real;
    struct text text; /* text or bytes, borrowed */
};

enum step { STEP_ROW, STEP_DONE, STEP_FAILED };

struct statement { /* first member of each kind */
    struct store *store;
};

struct database_ops {
    void (*close)(struct store *s);
    /* Statements without parameters and results, one or several. */
    enum error (*run)(struct store *s, const char *sql);
    enum error (*begin)(struct store *s, bool to_write);
    enum error (*commit)(struct store *s);
    void (*roll_back)(struct store *s);
    /* NULL when it is wrong, with s->problem. */
    struct statement *(*prepare)(struct store *s, const char *sql);
    void (*bind)(struct statement *st, int at, const struct value *value);
    enum step (*step)(struct statement *st);
    /* Runs a statement that gives no row, at the latest before the next other call; what fails may be told by that one. */
    enum error (*run_soon)(struct statement *st);
    struct value (*column)(struct statement *st, int at);
    void (*reset)(struct statement *st);
    void (*finish)(struct statement *st);
    /* The version of the tables: 0 when there are none. */
    int64_t (*version)(struct store *s);
    enum error (*set_version)(struct store *s, int version);
    /* From the words of version_N in store/migrations.c to those of this database. */
    void (*translate)(const char *sql, struct buffer *out);
    /* Gives the room of deleted rows back; may do nothing. */
    enum error (*tidy)(struct store *s);
    /* A connection that was lost is made again; OK when there is nothing to do. */
    enum error (*recover)(struct store *s);
    /* From another thread: the call that is waiting fails soon. */
    void (*interrupt)(struct store *s);
};

struct store { /* first member of each kind */
    const struct database_ops *ops;
    char *path;                  /* as messages name it: without a password; owned by the kind */
    enum error failure;          /* of the last call that failed, */
    char problem[STORE_PROBLEM]; /* and a sentence */
    size_t changes;              /* rows that the last statement inserted, changed or deleted */
};

/* Both report the failure and return it. */
enum error database_fail(struct store *s, enum error e, const char *format, ...) PRINTF_LIKE(3, 4);
enum error database_failure(const struct store *s);

MUST_USE enum error database_run(struct store *s, const char *sql);
/* The first column of the first row, or `otherwise` when there is none or it fails. */
int64_t database_number(struct store *s, const char *sql, int64_t otherwise);
/* One whole statement with up to one number bound, as often used: "DELETE ... WHERE run = $1". */
MUST_USE enum error database_run_with(struct store *s, const char *sql, int64_t number);

/* A statement for repeated use, finished with statement_finish. NULL with a sentence in s->problem. */
struct statement *database_prepare(struct store *s, const char *sql);

/* A transaction. End: commits what went well (`so_far` OK), else takes all of it back; returns the first error. */
MUST_USE enum error database_begin(struct store *s, bool to_write);
MUST_USE enum error database_end(struct store *s, enum error so_far);

/* Parameters count from 1. Texts and bytes are borrowed until the step. A double that is no number becomes NULL. */
void statement_bind_number(struct statement *st, int at, int64_t number);
void statement_bind_double(struct statement *st, int at, double number);
void statement_bind_text(struct statement *st, int at, struct text text);
void statement_bind_string(struct statement *st, int at, const char *text); /* NULL becomes NULL */
void statement_bind_bytes(struct statement *st, int at, struct text bytes);
void statement_bind_null(struct statement *st, int at);

/* The next row; after STEP_DONE or STEP_FAILED the statement is ready for new values. */
enum step statement_step(struct statement *st);
/* Runs one that gives no row. */
MUST_USE enum error statement_run(struct statement *st);
/* Ready for new values before the last row. */
void statement_reset(struct statement *st);
void statement_finish(struct statement *st); /* NULL is fine */

/* Columns of the current row count from 0, and are valid until the next step. What is of another kind reads as 0 or no text. */
bool statement_is_null(struct statement *st, int at);
int64_t statement_number(struct statement *st, int at);
double statement_double(struct statement *st, int at);
struct text statement_text(struct statement *st, int at);   /* data is NULL when there is none */
const char *statement_string(struct statement *st, int at); /* ends with a zero; NULL when there is none */

#endif
