/* SPDX-License-Identifier: MIT */
/* cli/config_toml.c - see config_toml.h */
#include "cli/config_toml.h"

#include "cli/config_lines.h"
#include "cli/toml_reader.h"

_Static_assert(TOML_PROBLEM == OPTION_PROBLEM, "both write the same message");

struct wanted {
    struct settings *out;
    const char *table;
};

static bool is_wanted(void *context, struct text table)
{
    const struct wanted *w = context;

    return text_equal(table, text_from(w->table));
}

static bool add(void *context, const struct toml_member *member, char *problem)
{
    const struct wanted *w = context;

    return config_add(w->out, member->where, member->key, member->values, member->count, problem);
}

bool config_toml_read(struct settings *out, const char *label, struct text content, const char *name,
                      char problem[OPTION_PROBLEM])
{
    struct wanted wanted = {out, arena_printf(out->arena, "tool\n%s\n", name)};
    struct toml_visitor visitor = {is_wanted, add, &wanted};

    return toml_read(label, content, &visitor, out->arena, problem);
}
