/* SPDX-License-Identifier: MIT */
/* runner/population.h - the users of a run: started and stopped as an even stream; private to runner/
 *
 * A ramp goes from the present number of users to a target. Step k of it is due at k / rate after its beginning, computed from
 * the beginning and not from the step before, so that it neither drifts nor comes in bursts. Users that are stopped on the way
 * down are the youngest first.
 */
#ifndef CICADA_RUNNER_POPULATION_H
#define CICADA_RUNNER_POPULATION_H

#include "loop/loop.h"
#include "runner/dispatch.h"
#include "user/user.h"

struct runner;

struct population {
    struct runner *runner;
    struct cic_user *oldest, *youngest;
    uint32_t users; /* there, also those that were asked to stop */
    uint32_t target, peak;
    uint64_t started;               /* ever: the number of the next user */
    struct dispatch_class *classes; /* users not asked to stop, by class */
    uint32_t *targets;              /* by class, at the end of the ramp */
    uint32_t active;                /* users not asked to stop */
    struct timer ramp;
    uint64_t ramp_began_ns;
    uint64_t ramp_step; /* steps taken */
    double ramp_rate;
};

void population_init(struct population *p, struct runner *runner);
void population_free(struct population *p);

/* Users are started of these classes only, by place; running ones of others stay. For ramps that begin from now on. */
void population_choose(struct population *p, const bool *classes);

/* Starts a user of this class now, besides any ramp. */
void population_add(struct population *p, size_t class);

/* A pause is over. */
void population_go_on(struct population *p);

/* Begins a ramp to `target` users at `rate` per second; 0: all at once. */
void population_aim(struct population *p, uint32_t target, double rate);
bool population_is_spawning(const struct population *p);

void population_stop(struct population *p);
void population_kill(struct population *p, uint64_t grace_ns);
void population_kill_for_good(struct population *p);

/* A user's fiber has ended. */
void population_remove(struct population *p, struct cic_user *u);

#endif
