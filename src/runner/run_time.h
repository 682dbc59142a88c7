/* SPDX-License-Identifier: MIT */
/* runner/run_time.h - when a run ends by the clock (--run-time), and changing that while it runs; private to runner/
 *
 * The time of a run goes from its first user on, without pauses. Runs of stages may have a limit as well, but it cannot be
 * changed: the stages say how long they take.
 */
#ifndef CICADA_RUNNER_RUN_TIME_H
#define CICADA_RUNNER_RUN_TIME_H

#include "plan/plan.h"

struct runner;

void run_time_init(struct runner *r);

/* Seconds that the plan asks for, by its stages too; 0: until it is stopped. */
double run_time_planned(const struct plan *plan);

/* The time of the run begins. */
void run_time_start(struct runner *r);

/* It is to take so many seconds in all; what has passed already ends it at once. 0: until it is stopped. Nothing happens unless
 * it spawns or runs, without stages. */
void run_time_change(struct runner *r, double seconds);

#endif
