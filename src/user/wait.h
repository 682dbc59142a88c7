/* SPDX-License-Identifier: MIT */
/* user/wait.h - how long a user waits after a task
 *
 * Pacing and throughput keep a plan: a task is due one period after the one before. Its due time is that of the plan also when
 * the one before took longer; then it begins at once, and the next period counts from there (as in Locust: no catching up). So
 * a task that was kept waiting says so in its first response time, once, and the plan does not fall behind for ever. The
 * other kinds have no due times.
 */
#ifndef CICADA_USER_WAIT_H
#define CICADA_USER_WAIT_H

#include "user/user.h"

/* The time until which `u` waits by `wait`, seen at `now_ns`; sets u->due_ns and u->pace_ns for the kinds that plan. */
uint64_t wait_until(struct cic_user *u, const cic_wait *wait, uint64_t now_ns);

/* Called when the user starts its first task: a paced user's plan begins now. */
void wait_begin(struct cic_user *u, const cic_wait *wait, uint64_t now_ns);

#endif
