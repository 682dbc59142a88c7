/* SPDX-License-Identifier: MIT */
/* user/task_ratio.c - see task_ratio.h */
#include "user/task_ratio.h"

#include <math.h>

#include "base/utf8.h"

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

/* Takes over `value`. A name need not be UTF-8, which jansson asks for. */
static void put(json_t *object, const char *name, json_t *value)
{
    struct buffer key;

    buffer_init(&key, 3 * strlen(name)); /* each byte may become U+FFFD */
    utf8_repair(text_from(name), &key);
    json_object_set_new(object, buffer_cstring(&key), value);
    buffer_free(&key);
}

/* In all tasks together when `total`, else within the parent. */
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
        put(tasks, t->name, task);
    }
    return tasks;
}

json_t *task_ratio(const struct user_classes *classes, uint32_t users, bool total)
{
    json_t *all = json_object();

    for (size_t i = 0; i < classes->count; i++) {
        double share = class_share(classes, i, users);

        put(all, classes->at[i].name,
            json_pack("{sfso}", "ratio", share, "tasks", task_ratios(classes->at[i].tasks, total, share)));
    }
    return all;
}
