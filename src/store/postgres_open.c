/* SPDX-License-Identifier: MIT */
/* store/postgres_open.c - connects, and finds or makes the schema; see postgres.h
 *
 * Waiting has limits: DATABASE_PATIENCE_MS for the connection and for each statement (the server ends it), and for bytes that a
 * broken network does not deliver. What the URL says goes before.
 */
#include <stdio.h>

#include "base/mem.h"
#include "store/migrations.h"
#include "store/postgres.h"
#include "store/postgres_store.h"

#define SCHEMA_COMMENT "Past runs of Cicada"
#define LOCK_NUMBER    "1130980196" /* "Cicd": of those who are about to make or change the tables */

static void ignore_notice(void *context, const char *message)
{
}

enum error postgres_connect(struct postgres_store *s)
{
    /* Of two values the last one counts; what is left open comes from the environment (PGPASSWORD, ...) and ~/.pgpass. */
    static const char *const keywords[] = {"connect_timeout", "tcp_user_timeout", "fallback_application_name", "dbname", NULL};
    const char *const values[] = {"10", "10000", "cicada", s->url, NULL};

    __atomic_store_n(&s->socket, -1, __ATOMIC_RELEASE);
    s->pq->PQfinish(s->connection);
    s->connection = s->pq->PQconnectdbParams(keywords, values, 1);
    s->connections++;
    s->pending = 0;
    s->pipeline = false;
    if (s->pq->PQstatus(s->connection) != CONNECTION_OK)
        return postgres_fail(s, s->pq->PQerrorMessage(s->connection));
    __atomic_store_n(&s->socket, s->pq->PQsocket(s->connection), __ATOMIC_RELEASE);
    s->pq->PQsetNoticeProcessor(s->connection, ignore_notice, NULL);
    return database_run(&s->store, "SET client_encoding = 'UTF8'; SET search_path = cicada; SET statement_timeout = 10000");
}

/* Whether there is a schema: -1 is an error, 0 none, 1 ours, 2 of somebody else. */
static int look_at_schema(struct store *s)
{
    return (int)database_number(s,
                                "SELECT coalesce(max(CASE obj_description(oid, 'pg_namespace') WHEN '" SCHEMA_COMMENT
                                "' THEN 1 ELSE 2 END), 0) FROM pg_namespace WHERE nspname = 'cicada'",
                                -1);
}

static enum error make_schema(struct store *s)
{
    enum error e = database_begin(s, true);

    if (e == OK)
        e = database_run(s, "CREATE SCHEMA cicada; COMMENT ON SCHEMA cicada IS '" SCHEMA_COMMENT "'");
    return database_end(s, e);
}

static enum error set_up(struct store *s, bool create)
{
    int schema = look_at_schema(s);
    enum error e = OK;

    if (schema < 0)
        return database_failure(s);
    if (schema == 2)
        return database_fail(s, ERROR_SYNTAX,
                             "the database \"%s\" has a schema \"cicada\" that is not one of Cicada's stores. It was not changed",
                             s->path);
    if (schema == 0 && !create)
        return database_fail(s, ERROR_NOT_FOUND, "there is no store in the database \"%s\"", s->path);
    if (schema == 0)
        e = make_schema(s);
    return e == OK ? migrations_apply(s) : e;
}

/* One process at a time; the others wait, and find it done. */
static enum error set_up_alone(struct store *s, bool create)
{
    enum error e = database_run(s, "SELECT pg_advisory_lock(" LOCK_NUMBER ")"), unlocked;

    if (e != OK)
        return e;
    e = set_up(s, create);
    unlocked = database_run(s, "SELECT pg_advisory_unlock(" LOCK_NUMBER ")");
    return e != OK ? e : unlocked;
}

/* USER:PASSWORD@HOST:PORT of a URL. */
static struct text authority_of(const char *url)
{
    const char *begin = strstr(url, "://") + 3;

    return (struct text){begin, strcspn(begin, "/?")};
}

/* The last @ of it; NULL: there is none. A password should not have any, but the reader of a message must not see it if it does.
 */
static const char *host_sign(struct text authority)
{
    return authority.size > 0 ? memrchr(authority.data, '@', authority.size) : NULL;
}

/* The URL for messages: without password and parameters. */
static char *shown(const char *url)
{
    struct text authority = authority_of(url);
    const char *sign = host_sign(authority), *rest = sign ? sign : authority.data;
    struct buffer out;
    char *copy;

    buffer_init(&out, strlen(url));
    buffer_append(&out, url, (size_t)(authority.data - url));
    if (sign)
        buffer_append(&out, authority.data, MIN((size_t)(sign - authority.data), strcspn(authority.data, ":")));
    buffer_append(&out, rest, strcspn(rest, "?"));
    copy = mem_strdup(buffer_cstring(&out));
    buffer_free(&out);
    return copy;
}

enum error postgres_store_open(struct store **out, const char *url, bool create, char *problem)
{
    const char *missing = NULL;
    const struct libpq *pq = libpq_load(&missing);
    struct text authority = authority_of(url);
    struct postgres_store *s;
    enum error e;

    if (!pq) {
        snprintf(problem, STORE_PROBLEM, "%s", missing);
        return ERROR_IO;
    }
    s = MEM_NEW(struct postgres_store);
    s->store.ops = &postgres_ops;
    s->store.path = shown(url);
    s->pq = pq;
    s->url = mem_strdup(url);
    if (host_sign(authority) != (const char *)memchr(authority.data, '@', authority.size))
        e = database_fail(&s->store, ERROR_SYNTAX, "the store \"%s\": its URL has several @: in a password it is written as %%40",
                          s->store.path);
    else
        e = postgres_connect(s);
    if (e == OK)
        e = set_up_alone(&s->store, create);
    if (e == OK) {
        *out = &s->store;
        return OK;
    }
    snprintf(problem, STORE_PROBLEM, "%s", s->store.problem);
    store_close(&s->store);
    return e;
}
