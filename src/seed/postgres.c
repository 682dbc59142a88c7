/* SPDX-License-Identifier: MIT */
/* seed/postgres.c - a PostgreSQL server as the database that is seeded; see seed_database.h */
#include <stdio.h>

#include "base/mem.h"
#include "postgres/libpq.h"
#include "seed/seed_database.h"

#define CONNECT_SECONDS "10"
#define SET_PATIENCE    "SET lock_timeout = '10s'" /* with others who hold rows, as with SQLite */

struct postgres_database {
    struct seed_database database;
    const struct libpq *pq;
    PGconn *connection;
};

/* The first lines of what the server says: the error, and its detail, which names the value. */
static enum error fail(struct postgres_database *d, const char *message)
{
    struct text rest = text_from(message);
    size_t used = 0;

    d->database.problem[0] = '\0';
    for (int line = 0; rest.data && line < 2 && used < sizeof d->database.problem; line++) {
        struct text t = text_trim(text_cut(&rest, '\n'));

        if (t.size)
            used += (size_t)snprintf(d->database.problem + used, sizeof d->database.problem - used, "%s%.*s", used ? ". " : "",
                                     (int)t.size, t.data);
    }
    return ERROR_IO;
}

static void take_rows(const struct libpq *pq, const PGresult *result, struct arena *arena, struct seed_database_rows *rows)
{
    size_t count = (size_t)pq->PQntuples(result), columns = (size_t)pq->PQnfields(result);
    const char **cells = arena_alloc(arena, (count * columns + 1) * sizeof *cells);

    for (size_t i = 0; i < count * columns; i++) {
        int row = (int)(i / columns), column = (int)(i % columns);

        cells[i] = pq->PQgetisnull(result, row, column) ? NULL : arena_strdup(arena, pq->PQgetvalue(result, row, column));
    }
    *rows = (struct seed_database_rows){cells, count, columns};
}

static enum error postgres_run(struct seed_database *database, const char *sql, const char *const values[], size_t count,
                               struct arena *arena, struct seed_database_rows *rows)
{
    struct postgres_database *d = CONTAINER_OF(database, struct postgres_database, database);
    PGresult *result = d->pq->PQexecParams(d->connection, sql, (int)count, NULL, values, NULL, NULL, 0);
    ExecStatusType status = d->pq->PQresultStatus(result);
    enum error e = OK;

    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        e = fail(d, d->pq->PQerrorMessage(d->connection));
    else if (rows)
        take_rows(d->pq, result, arena, rows);
    d->pq->PQclear(result);
    return e;
}

static void postgres_close(struct seed_database *database)
{
    struct postgres_database *d = CONTAINER_OF(database, struct postgres_database, database);

    d->pq->PQfinish(d->connection);
    mem_free(d);
}

static const struct seed_database_ops ops = {.run = postgres_run, .close = postgres_close};

static void ignore_notice(void *context, const char *message)
{
}

/* What the URL says itself stands later, and wins. */
static PGconn *connect_within(const struct libpq *pq, const char *url)
{
    static const char *const keywords[] = {"connect_timeout", "dbname", NULL};
    const char *const values[] = {CONNECT_SECONDS, url, NULL};

    return pq->PQconnectdbParams(keywords, values, true);
}

enum error postgres_database_open(const char *url, struct seed_database **out, char *problem)
{
    const char *missing = NULL;
    const struct libpq *pq = libpq_load(&missing);
    struct postgres_database *d;

    if (!pq) {
        snprintf(problem, SEED_PROBLEM, "%s", missing);
        return ERROR_NOT_FOUND;
    }
    d = MEM_NEW(struct postgres_database);
    d->database.ops = &ops;
    d->pq = pq;
    d->connection = connect_within(pq, url);
    if (pq->PQstatus(d->connection) != CONNECTION_OK) {
        fail(d, pq->PQerrorMessage(d->connection)); /* which names host, user and database, but no password */
        snprintf(problem, SEED_PROBLEM, "%s", d->database.problem);
        seed_database_close(&d->database);
        return ERROR_IO;
    }
    pq->PQsetNoticeProcessor(d->connection, ignore_notice, NULL); /* "relation already exists, skipping" */
    if (postgres_run(&d->database, SET_PATIENCE, NULL, 0, NULL, NULL) != OK) {
        snprintf(problem, SEED_PROBLEM, "%s", d->database.problem);
        seed_database_close(&d->database);
        return ERROR_IO;
    }
    *out = &d->database;
    return OK;
}
