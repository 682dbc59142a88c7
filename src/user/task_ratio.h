/* SPDX-License-Identifier: MIT */
/* user/task_ratio.h - how often each task will run, as Locust tells it (locust/user/inspectuser.py)
 *
 * {"CLASS": {"ratio": R, "tasks": {"NAME": {"ratio": R, "tasks": {...}}, ...}}, ...}: a class among all users; a task within what
 * holds it, or among all that users do.
 */
#ifndef CICADA_USER_TASK_RATIO_H
#define CICADA_USER_TASK_RATIO_H

#include <jansson.h>

#include "user/class.h"

#define TASK_RATIO_DIGITS 15 /* of a ratio: all that are the same in any decimal notation of it */

/* A new value, owned by the caller. `users` is the number that is divided among the classes; with 0 shares follow the weights
 * alone. `total`: tasks among all that users do. Names that are not UTF-8 are repaired. */
json_t *task_ratio(const struct user_classes *classes, uint32_t users, bool total);

#endif
