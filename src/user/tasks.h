/* SPDX-License-Identifier: MIT */
/* user/tasks.h - what a user does between on_start and on_stop; private to user/
 *
 * Without arrivals: a task, a wait, the next task, over and over; a task function is an iteration. With arrivals: one task of the
 * class for each arrival, which is one iteration also where the task is a set: then until the user leaves it, and a sequence is
 * gone through once. The wait of the class does not delay arrivals; between the tasks of a set it holds.
 */
#ifndef CICADA_USER_TASKS_H
#define CICADA_USER_TASKS_H

#include "user/user.h"

/* Runs tasks of the user's class until the user has to end. */
void tasks_run(struct cic_user *u);

/* Calls one function of the scenario, with all that belongs before and after it. */
int task_call(struct cic_user *u, const char *what, int (*function)(cic_user *u));

/* Calls the on_stop of a class or a set, unless there is none or the user was killed for good. Whatever ended the tasks, and
 * whoever asks the user to stop meanwhile: its requests are made, and are due when they are sent. They count in `groups`. */
void task_call_on_stop(struct cic_user *u, const char *what, int (*on_stop)(cic_user *u), uint64_t groups);

#endif
