/* SPDX-License-Identifier: MIT */
/* postgres/libpq.c - see libpq.h */
#include "postgres/libpq.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#include "base/text.h"

#define LIBRARY "libpq.so.5"

static const struct {
    const char *name;
    size_t offset;
} functions[] = {
#define LIBPQ_ENTRY(function) {#function, offsetof(struct libpq, function)},
    LIBPQ_FUNCTIONS(LIBPQ_ENTRY)
#undef LIBPQ_ENTRY
};

bool libpq_is_url(const char *text)
{
    return text_starts_with(text_from(text), TEXT("postgresql://")) || text_starts_with(text_from(text), TEXT("postgres://"));
}

static struct {
    pthread_mutex_t lock; /* the store may be opened by another thread than the one of the loop */
    struct libpq functions;
    bool is_loaded;
} shared = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Under the lock. */
static const struct libpq *load(const char **problem)
{
    void *library;

    if (shared.is_loaded)
        return &shared.functions;
    *problem = "PostgreSQL needs its client library " LIBRARY ", which is not installed: install the package libpq5";
    library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return NULL;
    for (size_t i = 0; i < COUNT(functions); i++) {
        void *function = dlsym(library, functions[i].name);

        if (!function) {
            *problem = "the client library " LIBRARY " is too old: install a newer package libpq5";
            return NULL;
        }
        memcpy((char *)&shared.functions + functions[i].offset, &function, sizeof function);
    }
    shared.is_loaded = true;
    return &shared.functions;
}

const struct libpq *libpq_load(const char **problem)
{
    const struct libpq *found;

    pthread_mutex_lock(&shared.lock);
    found = load(problem);
    pthread_mutex_unlock(&shared.lock);
    return found;
}
