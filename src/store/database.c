/* SPDX-License-Identifier: MIT */
/* store/database.c - see database.h */
#include "store/database.h"

#include <math.h>
#include <stdio.h>

enum error database_fail(struct store *s, enum error e, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(s->problem, sizeof s->problem, format, arguments);
    va_end(arguments);
    s->failure = e;
    return e;
}

enum error database_failure(const struct store *s)
{
    return s->failure;
}

enum error database_run(struct store *s, const char *sql)
{
    return s->ops->run(s, sql);
}

int64_t database_number(struct store *s, const char *sql, int64_t otherwise)
{
    struct statement *st = database_prepare(s, sql);
    int64_t number = otherwise;

    if (st && statement_step(st) == STEP_ROW)
        number = statement_number(st, 0);
    statement_finish(st);
    return number;
}

enum error database_run_with(struct store *s, const char *sql, int64_t number)
{
    struct statement *st = database_prepare(s, sql);
    enum error e;

    if (!st)
        return database_failure(s);
    statement_bind_number(st, 1, number);
    e = statement_run(st);
    statement_finish(st);
    return e;
}

struct statement *database_prepare(struct store *s, const char *sql)
{
    return s->ops->prepare(s, sql);
}

enum error database_begin(struct store *s, bool to_write)
{
    return s->ops->begin(s, to_write);
}

enum error database_end(struct store *s, enum error so_far)
{
    enum error e = so_far == OK ? s->ops->commit(s) : so_far;

    if (e != OK)
        s->ops->roll_back(s); /* the first error is the one that matters */
    return e;
}

static void bind(struct statement *st, int at, struct value value)
{
    st->store->ops->bind(st, at, &value);
}

void statement_bind_number(struct statement *st, int at, int64_t number)
{
    bind(st, at, (struct value){.kind = VALUE_NUMBER, .number = number});
}

void statement_bind_double(struct statement *st, int at, double number)
{
    bind(st, at, (struct value){.kind = isnan(number) ? VALUE_NULL : VALUE_DOUBLE, .real = number});
}

void statement_bind_text(struct statement *st, int at, struct text text)
{
    bind(st, at, (struct value){.kind = VALUE_TEXT, .text = text.data ? text : TEXT("")});
}

void statement_bind_string(struct statement *st, int at, const char *text)
{
    if (text)
        statement_bind_text(st, at, text_from(text));
    else
        statement_bind_null(st, at);
}

void statement_bind_bytes(struct statement *st, int at, struct text bytes)
{
    bind(st, at, (struct value){.kind = VALUE_BYTES, .text = bytes});
}

void statement_bind_null(struct statement *st, int at)
{
    bind(st, at, (struct value){.kind = VALUE_NULL});
}

enum step statement_step(struct statement *st)
{
    return st->store->ops->step(st);
}

enum error statement_run(struct statement *st)
{
    enum step step = statement_step(st);

    if (step == STEP_ROW)
        statement_reset(st);
    return step == STEP_FAILED ? database_failure(st->store) : OK;
}

void statement_reset(struct statement *st)
{
    st->store->ops->reset(st);
}

void statement_finish(struct statement *st)
{
    if (st)
        st->store->ops->finish(st);
}

static struct value column(struct statement *st, int at)
{
    return st->store->ops->column(st, at);
}

bool statement_is_null(struct statement *st, int at)
{
    return column(st, at).kind == VALUE_NULL;
}

int64_t statement_number(struct statement *st, int at)
{
    struct value v = column(st, at);

    return v.kind == VALUE_NUMBER ? v.number : 0;
}

double statement_double(struct statement *st, int at)
{
    struct value v = column(st, at);

    return v.kind == VALUE_DOUBLE ? v.real : v.kind == VALUE_NUMBER ? (double)v.number : 0;
}

struct text statement_text(struct statement *st, int at)
{
    struct value v = column(st, at);

    return v.kind == VALUE_TEXT || v.kind == VALUE_BYTES ? v.text : (struct text){NULL, 0};
}

const char *statement_string(struct statement *st, int at)
{
    struct value v = column(st, at);

    return v.kind == VALUE_TEXT ? v.text.data : NULL;
}
