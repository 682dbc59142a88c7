/* SPDX-License-Identifier: MIT */
/* runner/pause.h - a run stands still and goes on; private to runner/
 *
 * While it stands still no task begins, nobody is started or asked to stop, nothing arrives, and the time of the run, of its
 * stages and of its warm-up does not go on. Tasks that run go on to their end. Afterwards all goes on where it was: what was due
 * at some time is due as much later as the pause took, so there is no burst.
 *
 * A change of the users or of the rate meanwhile takes effect afterwards.
 *
 * Not here: what users do about it (user/tasks.c), arrivals (runner/arrivals.h).
 */
#ifndef CICADA_RUNNER_PAUSE_H
#define CICADA_RUNNER_PAUSE_H

#include "base/pauses.h"
#include "loop/loop.h"

struct runner;

enum { PAUSE_LIMIT, PAUSE_WARMUP, PAUSE_STAGE, PAUSE_SHAPE, PAUSE_RAMP, PAUSE_TIMERS };

struct pause {
    struct pauses time;
    uint64_t held_at_ns[PAUSE_TIMERS]; /* since when the timer stands still; 0: it does not */
};

/* False when nothing can be paused, or resumed, now. */
bool pause_begin(struct runner *r);
bool pause_end(struct runner *r);

/* Timers that were started since the pause began are to stand still too. */
void pause_hold_timers(struct runner *r);

/* The run is being stopped: there is nothing left to go on with. */
void pause_give_up(struct runner *r);

#endif
