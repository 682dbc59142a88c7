/* SPDX-License-Identifier: MIT */
/* monitor/postgres.c - see postgres.h */
#include "monitor/postgres.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "postgres/libpq.h"

#define PATIENCE_S      2.0
#define PATIENCE_S_TEXT "2" /* libpq's least */

static const char query[] =
    "SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()), "
    "current_setting('max_connections'), blks_hit, blks_read, extract(epoch FROM pg_postmaster_start_time())::bigint "
    "FROM pg_stat_database WHERE datname = current_database()";

struct postgres {
    struct source source;
    const struct libpq *pq;
    char *url;
    PGconn *connection; /* NULL: not connected */
};

static void disconnect(struct postgres *p)
{
    if (p->connection)
        p->pq->PQfinish(p->connection);
    p->connection = NULL;
}

/* libpq's sentences end in a line end and may have several lines: the first one says it. */
static enum error fail(struct postgres *p, enum error e)
{
    const char *message = p->pq->PQerrorMessage(p->connection);

    source_fail(&p->source, e, "%.*s", (int)strcspn(message, "\n"), *message ? message : error_text(e));
    disconnect(p);
    return e;
}

static enum error connect_to(struct postgres *p)
{
    static const char *const words[] = {"dbname", "connect_timeout", "application_name", NULL};
    const char *const values[] = {p->url, PATIENCE_S_TEXT, "cicada monitor", NULL};

    /* What the URL says itself comes first in the list, so it is overridden by what follows: a look must not take longer. */
    p->connection = p->pq->PQconnectdbParams(words, values, 1);
    if (p->pq->PQstatus(p->connection) == CONNECTION_OK)
        return OK;
    return fail(p, ERROR_REFUSED);
}

/* Waits until the answer has come whole. */
static bool wait_for_answer(struct postgres *p)
{
    uint64_t until = clock_after(clock_now(), PATIENCE_S);

    while (p->pq->PQisBusy(p->connection)) {
        uint64_t now = clock_now();
        struct pollfd socket = {.fd = p->pq->PQsocket(p->connection), .events = POLLIN};
        int ready = now < until ? poll(&socket, 1, (int)((until - now) / NANOS_PER_MILLI) + 1) : 0;

        if (ready == 0 || (ready < 0 && errno != EINTR) || !p->pq->PQconsumeInput(p->connection))
            return false;
    }
    return true;
}

static double column(const struct postgres *p, PGresult *row, int place)
{
    double value;

    return text_to_double(text_from(p->pq->PQgetvalue(row, 0, place)), &value) && value >= 0 ? value : NAN;
}

static bool take(const struct postgres *p, PGresult *result, struct usage *out)
{
    double started;

    if (p->pq->PQresultStatus(result) != PGRES_TUPLES_OK || p->pq->PQntuples(result) != 1 || p->pq->PQnfields(result) != 5)
        return false;
    out->connections = column(p, result, 0);
    out->connections_limit = column(p, result, 1);
    out->hits = column(p, result, 2);
    out->misses = column(p, result, 3);
    started = column(p, result, 4);
    out->identity = started < 1e15 ? (uint64_t)started : 0;
    return true;
}

static enum error postgres_look(struct source *source, struct usage *out)
{
    struct postgres *p = CONTAINER_OF(source, struct postgres, source);
    enum error e = p->connection ? OK : connect_to(p);
    PGresult *result;
    bool taken;

    if (e != OK)
        return e;
    if (!p->pq->PQsendQuery(p->connection, query))
        return fail(p, ERROR_NETWORK);
    if (!wait_for_answer(p)) {
        source_fail(source, ERROR_TIMEOUT, "no answer within " PATIENCE_S_TEXT " s");
        disconnect(p);
        return ERROR_TIMEOUT;
    }
    out->taken_ns = clock_now();
    result = p->pq->PQgetResult(p->connection);
    taken = take(p, result, out);
    if (!taken)
        e = fail(p, ERROR_SYNTAX);
    while (result) {
        p->pq->PQclear(result);
        result = taken ? p->pq->PQgetResult(p->connection) : NULL;
    }
    return e;
}

static void postgres_free(struct source *source)
{
    struct postgres *p = CONTAINER_OF(source, struct postgres, source);

    disconnect(p);
    mem_free(p->url);
    mem_free(p);
}

static const struct source_ops ops = {.look = postgres_look, .free = postgres_free, .blocks = true};

struct source *postgres_of_url(const char *url, const char **problem)
{
    const struct libpq *pq = libpq_load(problem);
    struct postgres *p;

    if (!pq)
        return NULL;
    p = MEM_NEW(struct postgres);
    p->source.ops = &ops;
    p->pq = pq;
    p->url = mem_strdup(url);
    return &p->source;
}
