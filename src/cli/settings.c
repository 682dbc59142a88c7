/* SPDX-License-Identifier: MIT */
/* cli/settings.c - see settings.h */
#include "cli/settings.h"

void settings_add(struct settings *s, const struct option *o, const char *as, const char *value)
{
    if (s->count == s->capacity) {
        size_t capacity = MAX(2 * s->capacity, (size_t)16);

        s->at = arena_grow(s->arena, s->at, s->capacity * sizeof *s->at, capacity * sizeof *s->at);
        s->capacity = capacity;
    }
    s->at[s->count++] = (struct setting){o, as, value};
}

bool settings_apply(const struct settings *s, struct cli_options *options, char problem[OPTION_PROBLEM])
{
    bool begun[OPTIONS_MAX] = {0};

    for (size_t i = 0; i < s->count; i++) {
        const struct setting *setting = &s->at[i];
        const struct option *o = setting->option;

        if (o->kind == OPTION_REPEATED && !begun[o - option_table])
            *(struct plan_list *)(void *)((char *)options + o->offset) = (struct plan_list){0};
        begun[o - option_table] = true;
        if (!option_set(options, o, setting->as, setting->value, problem))
            return false;
    }
    return true;
}
