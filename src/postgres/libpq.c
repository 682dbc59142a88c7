/* SPDX-License-Identifier: MIT */
/* postgres/libpq.c - see libpq.h */
#include "postgres/libpq.h"

#include <dlfcn.h>
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

const struct libpq *libpq_load(const char **problem)
{
    static struct libpq loaded;
    static bool is_loaded;
    void *library;

    if (is_loaded)
        return &loaded;
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
        memcpy((char *)&loaded + functions[i].offset, &function, sizeof function);
    }
    is_loaded = true;
    return &loaded;
}
