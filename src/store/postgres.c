/* SPDX-License-Identifier: MIT */
/* store/postgres.c - see postgres.h; connecting and the schema are in store/postgres_open.c
 *
 * Values go to the server as text, bytes as they are; results come back in binary form, by the type of the column. A statement is
 * prepared on the server when it is first used, and again after the connection was made anew.
 *
 * Statements whose result is not waited for are sent one after the other (libpq's pipeline mode), so that a second of a run with
 * many names costs some round trips and not thousands. PENDING_MAX of them bound what the server has to say before anybody
 * listens.
 */
#include "store/postgres_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "base/utf8.h"

#define PARAMETERS_MAX 160
#define NUMBER_TEXT    32
#define PENDING_MAX    64
#define TEXTS_MAX      (64 * 1024 * 1024)

/* Types of columns, by their numbers in the server's catalog pg_type. */
enum { TYPE_BOOL = 16, TYPE_BYTES = 17, TYPE_INT8 = 20, TYPE_INT4 = 23, TYPE_FLOAT8 = 701 };

struct postgres_statement {
    struct statement statement;
    char *sql;
    uint64_t prepared; /* connection on which it is; 0: none */
    char name[NUMBER_TEXT];
    int count; /* of parameters */
    struct value values[PARAMETERS_MAX];
    PGresult *result; /* NULL: none */
    int row;          /* the current one */
};

static struct postgres_statement *of(struct statement *st)
{
    return CONTAINER_OF(st, struct postgres_statement, statement);
}

enum error postgres_fail(struct postgres_store *s, const char *message)
{
    char line[STORE_PROBLEM];
    size_t size = 0;

    for (const char *c = message; *c && size + 1 < sizeof line; c++)
        if ((unsigned char)*c >= ' ' || (size > 0 && line[size - 1] != ' ')) /* a line break is a blank */
            line[size++] = (unsigned char)*c >= ' ' ? *c : ' ';
    while (size > 0 && line[size - 1] == ' ')
        size--;
    if (strstr(message, "URI") || strstr(message, "percent-encoded")) /* repeats what was given, and that may have a password */
        size = (size_t)snprintf(line, sizeof line, "it is not understood as the URL of a database");
    return database_fail(&s->store, ERROR_IO, "the store \"%s\": %.*s", s->store.path, (int)size, line);
}

static enum error fail(struct store *s)
{
    struct postgres_store *p = postgres_store_of(s);

    return postgres_fail(p, p->pq->PQerrorMessage(p->connection));
}

/* Takes results up to the mark that was sent last; the first failure counts. */
static enum error take_results(struct postgres_store *p)
{
    enum error e = OK;
    bool marked = false;

    while (!marked) {
        PGresult *result = p->pq->PQgetResult(p->connection);
        ExecStatusType status = p->pq->PQresultStatus(result);

        marked = result && status == PGRES_PIPELINE_SYNC;
        if (result && e == OK && (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE))
            e = postgres_fail(p, p->pq->PQresultErrorMessage(result));
        p->pq->PQclear(result); /* none stands between the results of two statements */
        if (p->pq->PQstatus(p->connection) != CONNECTION_OK)
            return e != OK ? e : postgres_fail(p, p->pq->PQerrorMessage(p->connection));
    }
    return e;
}

static enum error take_pending(struct postgres_store *p)
{
    if (p->pending == 0)
        return OK;
    p->pending = 0;
    if (!p->pq->PQpipelineSync(p->connection))
        return postgres_fail(p, p->pq->PQerrorMessage(p->connection));
    return take_results(p);
}

enum error postgres_settle(struct postgres_store *p)
{
    enum error e = take_pending(p);

    if (p->pipeline && !p->pq->PQexitPipelineMode(p->connection) && e == OK)
        e = postgres_fail(p, p->pq->PQerrorMessage(p->connection));
    p->pipeline = false;
    return e;
}

static enum error run(struct store *s, const char *sql)
{
    struct postgres_store *p = postgres_store_of(s);
    enum error e = postgres_settle(p);
    PGresult *result;
    ExecStatusType status;

    if (e != OK)
        return e;
    result = p->pq->PQexec(p->connection, sql);
    status = p->pq->PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        e = fail(s);
    p->pq->PQclear(result);
    return e;
}

static enum error begin(struct store *s, bool to_write)
{
    return run(s, to_write ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

/* A transaction in which something failed is "committed" by being taken back. */
static enum error commit(struct store *s)
{
    struct postgres_store *p = postgres_store_of(s);
    enum error e = postgres_settle(p);

    if (e == OK && p->pq->PQtransactionStatus(p->connection) == PQTRANS_INERROR)
        e = s->failure != OK ? s->failure : ERROR_IO;
    return e == OK ? run(s, "COMMIT") : e;
}

/* The first failure is the one to be told. */
static void roll_back(struct store *s)
{
    struct postgres_store *p = postgres_store_of(s);
    char problem[STORE_PROBLEM];

    memcpy(problem, s->problem, sizeof problem);
    if (postgres_settle(p) != OK)
        memcpy(s->problem, problem, sizeof problem);
    if (p->pq->PQtransactionStatus(p->connection) == PQTRANS_INTRANS ||
        p->pq->PQtransactionStatus(p->connection) == PQTRANS_INERROR)
        p->pq->PQclear(p->pq->PQexec(p->connection, "ROLLBACK"));
}

static struct statement *prepare(struct store *s, const char *sql)
{
    struct postgres_statement *st = MEM_NEW(struct postgres_statement);

    st->statement.store = s;
    st->sql = mem_strdup(sql);
    snprintf(st->name, sizeof st->name, "s%" PRIu64, ++postgres_store_of(s)->statements);
    return &st->statement;
}

static void bind_value(struct statement *st, int at, const struct value *value)
{
    assert(at >= 1 && at <= PARAMETERS_MAX);
    of(st)->values[at - 1] = *value;
    of(st)->count = MAX(of(st)->count, at);
}

/* The texts of the parameters, each with its zero, behind each other in `texts`: where each begins. */
static void write_texts(const struct postgres_statement *st, struct buffer *texts, size_t *offsets)
{
    for (int i = 0; i < st->count; i++) {
        const struct value *v = &st->values[i];

        offsets[i] = texts->size;
        if (v->kind == VALUE_NUMBER)
            buffer_printf(texts, "%" PRId64, v->number);
        else if (v->kind == VALUE_DOUBLE)
            buffer_printf(texts, "%.17g", v->real);
        else if (v->kind == VALUE_TEXT)
            utf8_repair(v->text, texts);
        else
            continue;
        buffer_byte(texts, '\0');
    }
}

/* Sends the statement with its values, and waits for the result unless it is run `soon`; NULL then, and when it could not be. */
static PGresult *execute(struct postgres_statement *st, bool soon, bool *sent)
{
    struct postgres_store *p = postgres_store_of(st->statement.store);
    const char *values[PARAMETERS_MAX];
    int lengths[PARAMETERS_MAX], formats[PARAMETERS_MAX];
    size_t offsets[PARAMETERS_MAX];
    PGresult *result = NULL;
    struct buffer texts;

    buffer_init(&texts, TEXTS_MAX);
    write_texts(st, &texts, offsets);
    for (int i = 0; i < st->count; i++) {
        const struct value *v = &st->values[i];

        values[i] = v->kind == VALUE_NULL ? NULL : v->kind == VALUE_BYTES ? v->text.data : texts.data + offsets[i];
        lengths[i] = v->kind == VALUE_BYTES ? (int)v->text.size : 0;
        formats[i] = v->kind == VALUE_BYTES;
        if (v->kind == VALUE_BYTES && !v->text.data)
            values[i] = "";
    }
    if (soon)
        *sent = p->pq->PQsendQueryPrepared(p->connection, st->name, st->count, values, lengths, formats, 1) != 0;
    else
        result = p->pq->PQexecPrepared(p->connection, st->name, st->count, values, lengths, formats, 1);
    buffer_free(&texts);
    return result;
}

static enum error prepare_on_server(struct postgres_statement *st)
{
    struct postgres_store *p = postgres_store_of(st->statement.store);
    PGresult *result;
    enum error e;

    if (st->prepared == p->connections)
        return OK;
    e = postgres_settle(p);
    if (e != OK)
        return e;
    result = p->pq->PQprepare(p->connection, st->name, st->sql, 0, NULL);
    if (p->pq->PQresultStatus(result) == PGRES_COMMAND_OK)
        st->prepared = p->connections;
    else
        e = fail(&p->store);
    p->pq->PQclear(result);
    return e;
}

static void reset(struct statement *st)
{
    postgres_store_of(st->store)->pq->PQclear(of(st)->result);
    of(st)->result = NULL;
}

static enum error begin_step(struct postgres_statement *st)
{
    struct postgres_store *p = postgres_store_of(st->statement.store);
    enum error e = prepare_on_server(st);
    ExecStatusType status;

    if (e == OK)
        e = postgres_settle(p);
    if (e != OK)
        return e;
    st->result = execute(st, false, NULL);
    status = p->pq->PQresultStatus(st->result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        e = fail(&p->store);
        reset(&st->statement);
        return e;
    }
    p->store.changes = (size_t)strtoul(p->pq->PQcmdTuples(st->result), NULL, 10);
    st->row = -1;
    return OK;
}

static enum step step(struct statement *statement)
{
    struct postgres_statement *st = of(statement);

    if (!st->result && begin_step(st) != OK)
        return STEP_FAILED;
    if (++st->row < postgres_store_of(statement->store)->pq->PQntuples(st->result))
        return STEP_ROW;
    reset(statement);
    return STEP_DONE;
}

static enum error run_soon(struct statement *statement)
{
    struct postgres_statement *st = of(statement);
    struct postgres_store *p = postgres_store_of(statement->store);
    enum error e = prepare_on_server(st);
    bool sent = false;

    if (e != OK)
        return e;
    if (!p->pipeline && !p->pq->PQenterPipelineMode(p->connection))
        return fail(&p->store);
    p->pipeline = true;
    execute(st, true, &sent);
    if (!sent)
        return fail(&p->store);
    return ++p->pending < PENDING_MAX ? OK : take_pending(p);
}

static uint64_t big_endian(const char *bytes, int size)
{
    uint64_t value = 0;

    for (int i = 0; i < size; i++)
        value = value << 8 | (unsigned char)bytes[i];
    return value;
}

static struct value column(struct statement *statement, int at)
{
    struct postgres_statement *st = of(statement);
    const struct libpq *pq = postgres_store_of(statement->store)->pq;
    const char *bytes = pq->PQgetvalue(st->result, st->row, at);
    int size = pq->PQgetlength(st->result, st->row, at);
    struct value v = {.kind = VALUE_NULL};
    uint64_t bits;

    if (pq->PQgetisnull(st->result, st->row, at))
        return v;
    switch (pq->PQftype(st->result, at)) {
    case TYPE_INT8:
    case TYPE_BOOL:
        return (struct value){.kind = VALUE_NUMBER, .number = (int64_t)big_endian(bytes, size)};
    case TYPE_INT4:
        return (struct value){.kind = VALUE_NUMBER, .number = (int32_t)big_endian(bytes, size)};
    case TYPE_FLOAT8:
        v.kind = VALUE_DOUBLE;
        bits = big_endian(bytes, size);
        memcpy(&v.real, &bits, sizeof v.real);
        return v;
    default:
        v.kind = pq->PQftype(st->result, at) == TYPE_BYTES ? VALUE_BYTES : VALUE_TEXT;
        v.text = (struct text){bytes, (size_t)size};
        return v;
    }
}

/* Statements of a connection go with it; the others are few. */
static void finish(struct statement *st)
{
    reset(st);
    mem_free(of(st)->sql);
    mem_free(of(st));
}

static int64_t version(struct store *s)
{
    if (database_number(s, "SELECT count(*) FROM pg_tables WHERE schemaname = 'cicada' AND tablename = 'migrations'", -1) == 0)
        return 0;
    return database_number(s, "SELECT max(version) FROM migrations", -1);
}

/* The table `migrations` says it. */
static enum error set_version(struct store *s, int number)
{
    return OK;
}

static void translate(const char *sql, struct buffer *out)
{
    static const char *const words[][2] = {
        {"INTEGER PRIMARY KEY AUTOINCREMENT", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"},
        {"INTEGER", "BIGINT"},
        {"REAL", "DOUBLE PRECISION"},
        {"BLOB", "BYTEA"},
        {"TEXT", "TEXT COLLATE \"C\""}, /* sorted by bytes, as everywhere */
        {"WITHOUT ROWID", ""},
    };

    while (*sql) {
        size_t w = 0;

        while (w < COUNT(words) && strncmp(sql, words[w][0], strlen(words[w][0])) != 0)
            w++;
        if (w == COUNT(words)) {
            buffer_byte(out, *sql++);
            continue;
        }
        buffer_string(out, words[w][1]);
        sql += strlen(words[w][0]);
    }
}

/* The server does it by itself. */
static enum error tidy(struct store *s)
{
    return OK;
}

static enum error recover(struct store *s)
{
    struct postgres_store *p = postgres_store_of(s);

    return p->pq->PQstatus(p->connection) == CONNECTION_OK ? OK : postgres_connect(p);
}

static void interrupt(struct store *s)
{
    int socket = __atomic_load_n(&postgres_store_of(s)->socket, __ATOMIC_ACQUIRE);

    if (socket >= 0)
        shutdown(socket, SHUT_RDWR); /* whoever waits for the server sees the end of the connection */
}

static void close_store(struct store *s)
{
    struct postgres_store *p = postgres_store_of(s);

    p->pq->PQfinish(p->connection);
    mem_free(p->url);
    mem_free(s->path);
    mem_free(p);
}

const struct database_ops postgres_ops = {
    .close = close_store,
    .run = run,
    .begin = begin,
    .commit = commit,
    .roll_back = roll_back,
    .prepare = prepare,
    .bind = bind_value,
    .step = step,
    .run_soon = run_soon,
    .column = column,
    .reset = reset,
    .finish = finish,
    .version = version,
    .set_version = set_version,
    .translate = translate,
    .tidy = tidy,
    .recover = recover,
    .interrupt = interrupt,
};
