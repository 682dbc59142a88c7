/* SPDX-License-Identifier: MIT */
/* user/class.c - reads the public tables of user classes; all of the result lives in one arena */
#include "user/class.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/log.h"

struct reading {
    struct user_classes *out;
    const struct class_filter *filter;
    const char *class_name;
    char *problem;
};

enum { PROBLEM_SIZE = 512 };

static bool list_has(const struct plan_list *list, struct text word)
{
    for (size_t i = 0; i < list->count; i++)
        if (text_equal(text_from(list->at[i]), word))
            return true;
    return false;
}

/* Does one of the words in `tags` (separated by spaces or commas) stand in the list? */
static bool tagged(const char *tags, const struct plan_list *list)
{
    const char *at = tags ? tags : "";

    while (*at) {
        size_t size = strcspn(at, " ,\t");

        if (size && list_has(list, (struct text){at, size}))
            return true;
        at += size + strspn(at + size, " ,\t");
    }
    return false;
}

static bool broken(struct reading *reading, const cic_task *task, const char *what)
{
    snprintf(reading->problem, PROBLEM_SIZE, "%.200s, task \"%.200s\": %s", reading->class_name, task->name ? task->name : "",
             what);
    return false;
}

static size_t count_tasks(const cic_task *tasks)
{
    size_t count = 0;

    while (tasks && (tasks[count].run || tasks[count].set || tasks[count].name))
        count++;
    return count;
}

static bool check_task(struct reading *reading, const cic_task *task, unsigned depth)
{
    if (!task->name || !task->name[0])
        return broken(reading, task, "it has no name");
    if (strlen(task->name) > LIMIT_NAME_SIZE)
        return broken(reading, task, "its name is too long");
    if (!(task->weight >= 0) || task->weight > 1e9)
        return broken(reading, task, "its weight has to be a number from 0 to 1e9");
    if (!task->run == !task->set)
        return broken(reading, task, "it needs either a function or a task set");
    if (depth > LIMIT_TASK_DEPTH)
        return broken(reading, task, "task sets are nested too deep, or contain themselves");
    return true;
}

static bool read_list(struct reading *reading, const cic_task *from, bool already_tagged, unsigned depth, struct task_list *to);

/* Copies one task unless the tags leave it out; `to->count` tells. */
static bool read_task(struct reading *reading, const cic_task *from, bool already_tagged, unsigned depth, struct task_list *to)
{
    const struct class_filter *filter = reading->filter;
    struct arena *arena = &reading->out->arena;
    struct task *task = &to->tasks[to->count];
    bool wanted = already_tagged || filter->tags.count == 0 || tagged(from->tags, &filter->tags);

    if (!check_task(reading, from, depth))
        return false;
    if (from->weight == 0 || tagged(from->tags, &filter->exclude_tags))
        return true;
    *task = (struct task){
        .name = from->name, .weight = filter->equal_weights ? 1 : from->weight, .run = from->run, .tags = from->tags};
    if (from->set) {
        struct task_list *set = arena_zalloc(arena, sizeof *set);

        *set = (struct task_list){.name = from->set->name ? from->set->name : from->name,
                                  .order = from->set->order,
                                  .wait = from->set->wait,
                                  .on_start = from->set->on_start,
                                  .on_stop = from->set->on_stop};
        if (!read_list(reading, from->set->tasks, wanted && filter->tags.count, depth + 1, set))
            return false;
        if (set->count == 0)
            return true;
        task->set = set;
    } else if (!wanted) {
        return true;
    }
    to->count++;
    return true;
}

static void add_up(struct reading *reading, struct task_list *list)
{
    double sum = 0;

    list->up_to = arena_alloc(&reading->out->arena, (list->count + 1) * sizeof *list->up_to);
    for (size_t i = 0; i < list->count; i++) {
        sum += list->tasks[i].weight;
        list->up_to[i] = sum;
    }
}

static bool read_list(struct reading *reading, const cic_task *from, bool already_tagged, unsigned depth, struct task_list *to)
{
    size_t count = count_tasks(from);

    to->tasks = arena_zalloc(&reading->out->arena, (count + 1) * sizeof *to->tasks);
    for (size_t i = 0; i < count; i++)
        if (!read_task(reading, &from[i], already_tagged, depth, to))
            return false;
    add_up(reading, to);
    return true;
}

/* --equal-weights: the tasks of all sets side by side, each function once. */
static void flatten(struct reading *reading, const struct task_list *from, struct task_list *to)
{
    for (size_t i = 0; i < from->count; i++) {
        const struct task *task = &from->tasks[i];
        bool known = false;

        if (task->set) {
            flatten(reading, task->set, to);
            continue;
        }
        for (size_t k = 0; k < to->count; k++)
            known |= to->tasks[k].run == task->run;
        if (known)
            continue;
        to->tasks = arena_grow(&reading->out->arena, to->tasks, to->count * sizeof *task, (to->count + 1) * sizeof *task);
        to->tasks[to->count++] = *task;
    }
}

static bool name_is_valid(const char *name)
{
    return name && name[0] && strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(name) &&
           strlen(name) < 200;
}

static enum class_problem read_class(struct reading *reading, const cic_user_class *from, struct user_class *to)
{
    struct arena *arena = &reading->out->arena;
    struct task_list *list = arena_zalloc(arena, sizeof *list);

    reading->class_name = from->name ? from->name : "a user class";
    if (from->struct_size != sizeof *from || !name_is_valid(from->name)) {
        snprintf(reading->problem, PROBLEM_SIZE, "user class \"%s\": %s", from->name ? from->name : "",
                 from->struct_size != sizeof *from ? "it was not made with CIC_USER(...)"
                                                   : "its name has to be of letters, digits, _ and -");
        return CLASSES_BROKEN;
    }
    if (!(from->weight >= 0) || from->weight > 1e9) {
        snprintf(reading->problem, PROBLEM_SIZE, "%s: its weight has to be a number from 0 to 1e9", from->name);
        return CLASSES_BROKEN;
    }
    if (!(from->arrivals >= 0) || from->arrivals > LIMIT_ARRIVAL_RATE) {
        snprintf(reading->problem, PROBLEM_SIZE, "%s: its arrivals have to be a number from 0 to 1e7 (per second)", from->name);
        return CLASSES_BROKEN;
    }
    *list = (struct task_list){.name = from->name, .order = from->order, .wait = from->wait};
    if (!read_list(reading, from->tasks, false, 1, list))
        return CLASSES_BROKEN;
    if (reading->filter->equal_weights) {
        struct task_list *flat = arena_zalloc(arena, sizeof *flat);

        *flat = (struct task_list){.name = from->name, .wait = from->wait};
        flatten(reading, list, flat);
        add_up(reading, flat);
        list = flat;
    }
    if (list->count == 0) {
        snprintf(reading->problem, PROBLEM_SIZE,
                 count_tasks(from->tasks) ? "%s had no tasks left after filtering" : "No tasks defined on %s", from->name);
        return CLASSES_WITHOUT_TASKS;
    }
    *to = (struct user_class){.public = from,
                              .name = from->name,
                              .weight = reading->filter->equal_weights || from->weight == 0 ? 1 : from->weight,
                              .fixed_count = from->fixed_count,
                              .arrivals = from->arrivals,
                              .iterations = from->iterations,
                              .tasks = list};
    return CLASSES_FINE;
}

static void complain_of_name(const char *name, const cic_user_class *const *classes, size_t count, char *problem)
{
    struct buffer all;

    buffer_init(&all, PROBLEM_SIZE);
    for (size_t i = 0; i < count; i++)
        if (classes[i]->name)
            buffer_printf(&all, "%s%s", all.size > 0 ? ", " : "", classes[i]->name);
    snprintf(problem, PROBLEM_SIZE, "Unknown User(s): %.200s; the scenario has %.250s", name, buffer_cstring(&all));
    buffer_free(&all);
}

static enum class_problem check_names(const cic_user_class *const *classes, size_t count, const struct class_filter *filter,
                                      char *problem)
{
    for (size_t i = 0; i < filter->names.count; i++) {
        bool found = false;

        for (size_t k = 0; k < count; k++)
            found |= classes[k]->name && strcmp(filter->names.at[i], classes[k]->name) == 0;
        if (!found) {
            complain_of_name(filter->names.at[i], classes, count, problem);
            return CLASSES_UNKNOWN_NAME;
        }
    }
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++)
            if (classes[i]->name && classes[k]->name && strcmp(classes[i]->name, classes[k]->name) == 0) {
                snprintf(problem, PROBLEM_SIZE, "Duplicate user class names: %s is defined twice", classes[i]->name);
                return CLASSES_BROKEN;
            }
    return CLASSES_FINE;
}

enum class_problem user_classes_read(struct user_classes *out, const cic_user_class *const *classes, size_t count,
                                     const struct class_filter *filter, char *problem)
{
    struct reading reading = {.out = out, .filter = filter, .problem = problem};
    enum class_problem result, emptied = CLASSES_NONE;

    *out = (struct user_classes){0};
    if (count == 0) {
        snprintf(problem, PROBLEM_SIZE, "No User class found");
        return CLASSES_NONE;
    }
    result = check_names(classes, count, filter, problem);
    out->at = arena_zalloc(&out->arena, count * sizeof *out->at);
    for (size_t i = 0; i < count && result == CLASSES_FINE; i++) {
        if (filter->names.count && !list_has(&filter->names, text_from(classes[i]->name)))
            continue;
        result = read_class(&reading, classes[i], &out->at[out->count]);
        out->at[out->count].place = out->count;
        out->count += result == CLASSES_FINE;
        if (result == CLASSES_WITHOUT_TASKS && count_tasks(classes[i]->tasks) > 0) {
            emptied = result;
            log_warning("cicada.user", "%s: it takes no part in the run", problem);
            result = CLASSES_FINE;
        }
    }
    return result == CLASSES_FINE && out->count == 0 ? emptied : result;
}

void user_classes_free(struct user_classes *classes)
{
    arena_reset(&classes->arena);
    *classes = (struct user_classes){0};
}

const struct task *task_list_pick(const struct task_list *list, struct random *random, uint64_t *turn)
{
    double at;
    size_t low = 0, high = list->count - 1;

    if (list->count == 1)
        return &list->tasks[0];
    at = list->order == CIC_SEQUENCE ? 0 : random_unit(random) * list->up_to[high];
    if (list->order == CIC_SEQUENCE) {
        /* Turns in units of weight: a task of weight 3 has three turns in a row. */
        at = (double)(*turn)++;
        if (at + 1 >= list->up_to[high])
            *turn = 0;
    }
    while (low < high) {
        size_t middle = (low + high) / 2;

        if (at < list->up_to[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return &list->tasks[low];
}
