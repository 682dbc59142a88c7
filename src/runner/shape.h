/* SPDX-License-Identifier: MIT */
/* runner/shape.h - asks the .shape of a scenario each second how many users there are to be; private to runner/
 *
 * Locust's LoadTestShape: it is asked at the start and then every second, also during ramps. An answer like the one before
 * changes nothing; another one begins a new ramp from the users that there are. Its list of classes is for users that are
 * started from then on: running ones of other classes stay. Who changes the number of users by hand meanwhile is left alone
 * until the shape changes its answer.
 *
 * It is not asked while the run is paused, and the time it is told is without pauses.
 */
#ifndef CICADA_RUNNER_SHAPE_H
#define CICADA_RUNNER_SHAPE_H

#include "loop/loop.h"

struct runner;

struct shape_course {
    struct runner *runner;
    struct timer next;
    uint32_t users; /* of the last answer, as is the rest */
    double rate;
    bool *classes; /* by place: those to start users of */
    bool *asked;   /* the same of the answer that is looked at */
    bool answered;
};

void shape_course_init(struct shape_course *c, struct runner *r);
void shape_course_free(struct shape_course *c);

/* Asks for the first time. */
void shape_course_start(struct shape_course *c);
void shape_course_stop(struct shape_course *c);

#endif
