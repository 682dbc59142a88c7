/* SPDX-License-Identifier: MIT */
/* cli/show_ratio.c - see show_ratio.h; a tree of ratios is made once as JSON, and printed in two ways */
#include "cli/show_ratio.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#define DIGITS 15 /* of a ratio: all that are the same in any decimal notation of it */

static double weight_sum(const struct user_classes *classes)
{
    double sum = 0;

    for (size_t i = 0; i < classes->count; i++)
        sum += classes->at[i].fixed_count ? 0 : classes->at[i].weight;
    return sum;
}

/* The share of a class among all users. */
static double class_share(const struct user_classes *classes, size_t which, uint32_t users)
{
    double weights = weight_sum(classes), fixed = 0, all = 0, mine = 0, rest;

    for (size_t i = 0; i < classes->count; i++)
        fixed += classes->at[i].fixed_count;
    rest = MAX((users ? users : fixed > 0 ? 1 : weights) - fixed, 0.0);
    for (size_t i = 0; i < classes->count; i++) {
        const struct user_class *c = &classes->at[i];
        double count = c->fixed_count ? c->fixed_count : users ? round(c->weight / weights * rest) : c->weight / weights * rest;

        all += count;
        if (i == which)
            mine = count;
    }
    return all > 0 ? mine / all : 0;
}

/* {"NAME": {"ratio": R, "tasks": {...}}, ...}. In all of them together when `total`, else within the parent. */
static json_t *task_ratios(const struct task_list *list, bool total, double parent)
{
    json_t *tasks = json_object();
    double whole = total ? parent : 1, sum = 0;

    for (size_t i = 0; i < list->count; i++)
        sum += list->tasks[i].weight;
    for (size_t i = 0; i < list->count; i++) {
        const struct task *t = &list->tasks[i];
        json_t *same = json_object_get(tasks, t->name);
        double ratio = t->weight * whole / sum + (same ? json_real_value(json_object_get(same, "ratio")) : 0);
        json_t *task = json_pack("{sf}", "ratio", ratio);

        if (t->set)
            json_object_set_new(task, "tasks", task_ratios(t->set, total, ratio));
        json_object_set_new(tasks, t->name, task);
    }
    return tasks;
}

static json_t *class_ratios(const struct user_classes *classes, uint32_t users, bool total)
{
    json_t *all = json_object();

    for (size_t i = 0; i < classes->count; i++) {
        double share = class_share(classes, i, users);

        json_object_set_new(all, classes->at[i].name,
                            json_pack("{sfso}", "ratio", share, "tasks", task_ratios(classes->at[i].tasks, total, share)));
    }
    return all;
}

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
    print_section("Task ratio per User class", class_ratios(classes, users, false), out);
    print_section("Total task ratio", class_ratios(classes, users, true), out);
}

void show_ratio_json(const struct user_classes *classes, uint32_t users, struct buffer *out)
{
    json_t *both = json_pack("{soso}", "per_class", class_ratios(classes, users, false), "total",
                             class_ratios(classes, users, true));
    char *text = json_dumps(both, JSON_INDENT(4) | JSON_REAL_PRECISION(DIGITS));

    buffer_string(out, text ? text : "{}");
    buffer_byte(out, '\n');
    free(text); /* memory of a library */
    json_decref(both);
}
