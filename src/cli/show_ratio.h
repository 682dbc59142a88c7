/* SPDX-License-Identifier: MIT */
/* cli/show_ratio.h - --show-task-ratio and --show-task-ratio-json, in Locust's forms
 *
 * How often each task will run, within its class and among all users; user/task_ratio.h says what `users` is.
 */
#ifndef CICADA_CLI_SHOW_RATIO_H
#define CICADA_CLI_SHOW_RATIO_H

#include "base/buffer.h"
#include "user/class.h"

void show_ratio(const struct user_classes *classes, uint32_t users, struct buffer *out);
void show_ratio_json(const struct user_classes *classes, uint32_t users, struct buffer *out);

#endif
