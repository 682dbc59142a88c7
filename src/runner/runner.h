/* SPDX-License-Identifier: MIT */
/* runner/runner.h - the runs of one process: spawning, ticking, stopping
 *
 * ready -> (test_start) spawning -> running -> stopping -> (test_stop) stopped. Users are started as an even stream: user k of a
 * ramp at k / rate after its beginning, not in bursts. A stop asks waiting users to end at once and gives the others the stop
 * timeout to finish their tasks; then they are killed, but requests on the wire may be answered for up to a second more, so that
 * what the server counted is counted here. While it is spawning or running it can be paused (runner/pause.h).
 *
 * Not here: outputs, signals, exit codes (cli/): they listen to run_events.
 */
#ifndef CICADA_RUNNER_RUNNER_H
#define CICADA_RUNNER_RUNNER_H

#include "monitor/monitor.h"
#include "runner/run_control.h"
#include "user/class.h"

struct runner;

struct runner_setup { /* all borrowed until runner_free */
    struct fibers *fibers;
    struct http_settings *http;
    const struct plan *plan;
    const struct user_classes *classes;
    const struct base_url *base; /* host for test_start and test_stop */
    const cic_scenario *record;  /* hooks; NULL: none */
    struct run_events events;
    const struct stats_group *groups; /* that checks ask for; NULL */
    size_t group_count;
    struct monitor *monitor;                     /* has begun; NULL: nothing is watched */
    const struct resource_component *components; /* of it, the generator first */
    bool intervals;                              /* the times between two ticks are wanted (interval log) */
    bool windows;                                /* the last ten seconds of each name are wanted (live view, full CSV history) */
};

struct runner *runner_new(const struct runner_setup *setup);
/* The run must have stopped (or never started). */
void runner_free(struct runner *r);

struct run_control *runner_control(struct runner *r);

#endif
