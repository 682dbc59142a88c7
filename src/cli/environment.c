/* SPDX-License-Identifier: MIT */
/* cli/environment.c - see environment.h */
#include "cli/environment.h"

#include <stdlib.h>

static const char *const prefixes[] = {"LOCUST_", "CICADA_"}; /* the stronger one last */

void environment_read(struct settings *out, struct arena *arena)
{
    *out = (struct settings){.arena = arena, .literal = true};
    for (size_t p = 0; p < COUNT(prefixes); p++)
        for (size_t i = 0; i < option_count; i++) {
            const struct option *o = &option_table[i];
            const char *name, *value;

            if (!o->environment)
                continue;
            name = arena_printf(arena, "%s%s", prefixes[p], o->environment);
            value = getenv(name);
            if (value && value[0])
                settings_add(out, o, name, value);
        }
}
