/* SPDX-License-Identifier: MIT */
/* loop/state.h - the record of a loop, for the files of this folder only */
#ifndef CICADA_LOOP_STATE_H
#define CICADA_LOOP_STATE_H

#include <sys/epoll.h>

#include "loop/loop.h"
#include "loop/signals.h"
#include "loop/timers.h"

#define LOOP_BATCH 512 /* events taken from the kernel at once */

struct loop {
    int epoll_fd;
    bool nanosecond_waits; /* the kernel has epoll_pwait2 */
    bool running;
    bool stopping;
    bool waiting; /* for events; read by other threads, as `now` is */
    uint64_t now;
    struct timers timers;
    struct loop_call *calls;      /* queued, oldest first */
    struct loop_call **calls_end; /* where the next one is linked */
    struct signals signals;
    struct loop_usage usage;
    uint64_t polled_ns;
    loop_lag *on_lag;
    void *lag_context;
    loop_long_step *on_long_step;
    void *long_step_context;
    uint64_t long_step_ns;
    struct epoll_event batch[LOOP_BATCH]; /* what is being notified; a removed watcher is NULL in it */
};

#endif
