/* SPDX-License-Identifier: MIT */
/* user/wait.h - how long a user waits after a task
 *
 * Pacing and throughput keep a plan: the time at which the next task is due, counted from the last due time as long as the user
 * keeps up, and from now when it fell behind (as Locust does: no catching up). Such a task has a due time, from which its first
 * response time is measured. The other kinds have none.
 */
#ifndef CICADA_USER_WAIT_H
#define CICADA_USER_WAIT_H

#include "user/user.h"

/* The time until which `u` waits by `wait`, seen at `now_ns`; sets u->due_ns and u->pace_ns for the kinds that plan. */
uint64_t wait_until(struct cic_user *u, const cic_wait *wait, uint64_t now_ns);

/* Called when the user starts its first task: a paced user's plan begins now. */
void wait_begin(struct cic_user *u, const cic_wait *wait, uint64_t now_ns);

#endif
