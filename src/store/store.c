/* SPDX-License-Identifier: MIT */
/* store/store.c - the kinds of store; see store.h */
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>

#include "postgres/libpq.h"
#include "store/database.h"
#include "store/postgres.h"
#include "store/sqlite.h"

bool store_is_known(const char *path)
{
    return libpq_is_url(path) || !strstr(path, "://");
}

enum error store_open(struct store **out, const char *path, bool create, char *problem)
{
    *out = NULL;
    if (libpq_is_url(path))
        return postgres_store_open(out, path, create, problem);
    if (store_is_known(path))
        return sqlite_store_open(out, path, create, problem);
    snprintf(problem, STORE_PROBLEM, "%s", STORE_KINDS); /* without the URL, for its password */
    return ERROR_SYNTAX;
}

void store_close(struct store *s)
{
    if (s)
        s->ops->close(s);
}

const char *store_problem(const struct store *s)
{
    return s->problem;
}

void store_default_path(struct buffer *out)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

    if (state && state[0] == '/') /* relative ones are to be ignored (XDG Base Directory Specification) */
        buffer_printf(out, "%s/cicada/runs.db", state);
    else if (home && *home)
        buffer_printf(out, "%s/.local/state/cicada/runs.db", home);
}
