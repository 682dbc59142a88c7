/* SPDX-License-Identifier: MIT */
/* cli/show_ratio.c - see show_ratio.h; the ratios as JSON, printed in two ways */
#include "cli/show_ratio.h"

#include <stdlib.h>

#include "user/task_ratio.h"

static void print_tree(json_t *level, int depth, struct buffer *out)
{
    const char *name;
    json_t *entry;

    json_object_foreach(level, name, entry)
    {
        char ratio[64];
        int padding = 2 * depth;

        snprintf(ratio, sizeof ratio, "%*s%-6.1f", padding, "", json_real_value(json_object_get(entry, "ratio")) * 100);
        buffer_printf(out, " %-10s %*s%-*s\n", ratio, padding, "", MAX(50 - padding, 0), name);
        print_tree(json_object_get(entry, "tasks"), depth + 1, out);
    }
}

static void print_section(const char *title, json_t *ratios, struct buffer *out)
{
    buffer_printf(out, "\n %s\n--------------------------------------------------------------------------------\n", title);
    print_tree(ratios, 0, out);
    json_decref(ratios);
}

void show_ratio(const struct user_classes *classes, uint32_t users, struct buffer *out)
{
    print_section("Task ratio per User class", task_ratio(classes, users, false), out);
    print_section("Total task ratio", task_ratio(classes, users, true), out);
}

void show_ratio_json(const struct user_classes *classes, uint32_t users, struct buffer *out)
{
    json_t *both = json_pack("{soso}", "per_class", task_ratio(classes, users, false), "total", task_ratio(classes, users, true));
    char *text = json_dumps(both, JSON_INDENT(4) | JSON_REAL_PRECISION(TASK_RATIO_DIGITS));

    buffer_string(out, text ? text : "{}");
    buffer_byte(out, '\n');
    free(text); /* memory of a library */
    json_decref(both);
}
