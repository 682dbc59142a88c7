/* SPDX-License-Identifier: MIT */
/* user/class_groups.h - which groups of the statistics a class and its tasks belong to
 *
 * A tag on a task set holds for all tasks in it. Not here: what a group is (stats/groups.h).
 */
#ifndef CICADA_USER_CLASS_GROUPS_H
#define CICADA_USER_CLASS_GROUPS_H

#include "stats/groups.h"
#include "user/class.h"

/* Sets the bits of all classes and tasks: bit i for the group at place i. */
void user_classes_group(struct user_classes *classes, const struct stats_group *groups, size_t count);

/* Appends each tag of the tasks once, with commas between them. */
void user_classes_list_tags(const struct user_classes *classes, struct buffer *out);

#endif
