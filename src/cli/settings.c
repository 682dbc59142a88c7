/* SPDX-License-Identifier: MIT */
/* cli/settings.c - see settings.h */
#include "cli/settings.h"

#include <stdio.h>

#include "cli/variables.h"

/* The value with its variables; NULL, with the message, when one is missing. */
static const char *expand(const struct settings *s, const struct setting *setting, char problem[OPTION_PROBLEM])
{
    char message[VARIABLES_PROBLEM];
    const char *value = s->literal ? setting->value : variables_expand(setting->value, s->arena, message);

    if (!value)
        snprintf(problem, OPTION_PROBLEM, "%.300s: %s", setting->as, message);
    return value;
}

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
        const char *value = setting->value;

        if (o->kind == OPTION_REPEATED && !begun[o - option_table])
            *(struct plan_list *)(void *)((char *)options + o->offset) = (struct plan_list){0};
        begun[o - option_table] = true;
        if (value && !(value = expand(s, setting, problem)))
            return false;
        if (s->drop_empty && value && !value[0])
            continue;
        if (!option_set(options, o, setting->as, value, problem))
            return false;
    }
    return true;
}
