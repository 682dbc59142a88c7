/* SPDX-License-Identifier: MIT */
/* seed/seed_database.c - which kind it is, and what both kinds share; see seed_database.h */
#include "seed/seed_database.h"

#include <stdio.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "postgres/libpq.h"

#define SQLITE_PREFIX TEXT("sqlite:")

/* "sqlite:FILE", also "sqlite:///FILE" as SQLAlchemy writes it: three slashes and a relative path, four and an absolute one. */
static const char *path_of(const char *url)
{
    const char *path = url + SQLITE_PREFIX.size;

    return text_starts_with(text_from(path), TEXT("///")) ? path + 3 : path;
}

enum error seed_database_open(const char *url, struct seed_database **out, char *problem)
{
    *out = NULL;
    if (libpq_is_url(url))
        return postgres_database_open(url, out, problem);
    if (text_starts_with(text_from(url), SQLITE_PREFIX) && *path_of(url))
        return sqlite_database_open(path_of(url), out, problem);
    snprintf(problem, SEED_PROBLEM, "the database is named as sqlite:FILE or postgresql://USER@HOST/NAME");
    return ERROR_SYNTAX;
}

enum error seed_database_begin(struct seed_database *d)
{
    enum error e = seed_database_run(d, d->is_sqlite ? "BEGIN IMMEDIATE" : "BEGIN", NULL, 0, NULL, NULL);

    d->in_transaction = e == OK;
    return e;
}

enum error seed_database_commit(struct seed_database *d)
{
    enum error e = seed_database_run(d, "COMMIT", NULL, 0, NULL, NULL);

    if (e == OK)
        d->in_transaction = false;
    return e;
}

void seed_database_close(struct seed_database *d)
{
    if (!d)
        return;
    if (d->in_transaction && seed_database_run(d, "ROLLBACK", NULL, 0, NULL, NULL) != OK)
        d->in_transaction = false; /* closing takes it back as well */
    d->ops->close(d);
}

static void quote_part(struct text part, struct buffer *out)
{
    buffer_byte(out, '"');
    for (size_t i = 0; i < part.size; i++) {
        if (part.data[i] == '"')
            buffer_byte(out, '"');
        buffer_byte(out, part.data[i]);
    }
    buffer_byte(out, '"');
}

const char *seed_database_quote(const struct seed_database *d, const char *name, struct arena *arena)
{
    struct text rest = text_from(name);
    struct buffer out;
    const char *copy;

    buffer_init(&out, LIMIT_REPORT_ROW);
    if (d->is_sqlite)
        quote_part(rest, &out);
    while (!d->is_sqlite && rest.data) {
        if (out.size)
            buffer_byte(&out, '.');
        quote_part(text_cut(&rest, '.'), &out);
    }
    copy = arena_strdup(arena, buffer_cstring(&out));
    buffer_free(&out);
    return copy;
}
