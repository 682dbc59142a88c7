/* SPDX-License-Identifier: MIT */
/* user/stack_marks.h - how deep the stack got in each task, for --debug
 *
 * Tells the author of a scenario whether --stack-size fits. Costs a scan of the stack after each task, so only then.
 */
#ifndef CICADA_USER_STACK_MARKS_H
#define CICADA_USER_STACK_MARKS_H

#include "base/base.h"
#include "fiber/fiber.h"

struct stack_marks;

struct stack_marks *stack_marks_new(void);
void stack_marks_free(struct stack_marks *m); /* NULL is fine */

/* The task of the class on the current fiber has ended: keeps the deepest mark, and starts measuring anew. */
void stack_marks_note(struct stack_marks *m, struct fiber *f, const char *class_name, const char *task);

/* Logs a line for each task. */
void stack_marks_log(const struct stack_marks *m);

#endif
