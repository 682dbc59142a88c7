/* SPDX-License-Identifier: MIT */
/* user/class.h - user classes and their tasks, checked and ready to run
 *
 * The public tables (cicada.h) are read once: tags are filtered, weights added up, empty task sets dropped, mistakes named. What
 * comes out is what the users run and what --list and
 * --show-task-ratio show.
 */
#ifndef CICADA_USER_CLASS_H
#define CICADA_USER_CLASS_H

#include "base/random.h"
#include "user/world.h"

struct task_list;

struct task {
    const char *name;
    double weight;
    int (*run)(cic_user *u); /* NULL: a set */
    struct task_list *set;
    const char *tags; /* as in the public table; NULL */
    uint64_t groups;  /* bits by its tags and those of the sets around it (user/class_groups.h) */
};

struct task_list {    /* the tasks of a class or of a set */
    const char *name; /* of the set; of the class at the top */
    struct task *tasks;
    size_t count;
    double *up_to; /* weights added up, for the choice */
    int order;
    cic_wait wait;
    int (*on_start)(cic_user *u);
    int (*on_stop)(cic_user *u);
};

struct user_class {
    const cic_user_class *public;
    const char *name;
    double weight;
    uint32_t fixed_count;
    struct base_url base;
    struct task_list *tasks;
    uint64_t groups;     /* bits by its name (user/class_groups.h) */
    size_t place;        /* in the list of classes */
    double arrivals;     /* per second; 0: none of its own */
    uint64_t iterations; /* of all its users together; 0: no limit of its own */
};

struct user_classes {
    struct user_class *at;
    size_t count;
    struct arena arena; /* owns all of it */
};

struct class_filter {
    struct plan_list names; /* classes to keep; none: all */
    struct plan_list tags, exclude_tags;
    bool equal_weights; /* weight 1 everywhere, sets flattened into their tasks */
};

enum class_problem { CLASSES_FINE, CLASSES_NONE, CLASSES_UNKNOWN_NAME, CLASSES_WITHOUT_TASKS, CLASSES_BROKEN };

/* Reads `count` public classes. One of which the tags leave no task is not in `out`, and told in the log. On failure says what is
 * wrong and with which class or task in `problem` (512 bytes); `out` can be freed in any case. */
enum class_problem user_classes_read(struct user_classes *out, const cic_user_class *const *classes, size_t count,
                                     const struct class_filter *filter, char *problem);
void user_classes_free(struct user_classes *classes);

/* The next task by weight (drawn with `random`) or in sequence (`*turn` counts on, 0 at first). */
const struct task *task_list_pick(const struct task_list *list, struct random *random, uint64_t *turn);

#endif
