/* SPDX-License-Identifier: MIT */
/* runner/stages.h - takes a run through the stages of its plan, one after the other; private to runner/
 *
 * A stage begins with its ramp. When the ramp has come to its end, and not before the time that it was to take has passed, the
 * stage holds; then the next one begins, and after the last one the run ends. Each stage is counted apart, from the beginning of
 * its ramp on, so that stages follow each other without a gap.
 *
 * Who changes the number of users by hand meanwhile goes on within the stage: its time stays, and the next stage begins from
 * there.
 */
#ifndef CICADA_RUNNER_STAGES_H
#define CICADA_RUNNER_STAGES_H

#include "loop/loop.h"
#include "plan/stages.h"

struct runner;

struct stage_course {
    struct runner *runner;
    const struct plan_stages *stages; /* of the plan */
    size_t running;                   /* place of the one that runs */
    bool holding;
    uint64_t began_ns; /* the running one */
    double ramp_s;     /* it is to take, from the users that there were */
    struct timer end;  /* of the hold */
};

void stage_course_init(struct stage_course *c, struct runner *r);

/* Before test_start, whose requests the first stage has as well: stages add up to the run. There is one at least. */
void stage_course_prepare(struct stage_course *c);
/* Begins the first stage, with the run. */
void stage_course_start(struct stage_course *c);
/* The users of the ramp are there. */
void stage_course_spawned(struct stage_course *c);
/* The run is being stopped: no stage follows. The running one is counted on until the end of the run. */
void stage_course_stop(struct stage_course *c);

#endif
