/* SPDX-License-Identifier: MIT */
/* fiber_support.h - a loop with fibers for the tests of this folder, which runs until all fibers have ended */
#ifndef CICADA_TESTS_FIBER_SUPPORT_H
#define CICADA_TESTS_FIBER_SUPPORT_H

#include <sys/wait.h>

#include "base/clock.h"
#include "fiber/fiber.h"
#include "fiber/record.h"
#include "support.h"

struct world {
    struct loop *loop;
    struct fibers *fibers;
    struct timer watch; /* looks whether all have ended */
    uint64_t give_up_ns;
};

#define WORLD_TURN_NS     (200 * NANOS_PER_MICRO)
#define WORLD_PATIENCE_NS (60 * NANOS_PER_SECOND)

static inline void world_look(struct timer *t)
{
    struct world *w = CONTAINER_OF(t, struct world, watch);

    if (clock_now() > w->give_up_ns)
        fail_msg("%zu fibers have not ended", fibers_running(w->fibers));
    if (fibers_running(w->fibers) == 0)
        loop_stop(w->loop);
    else
        timer_start(w->loop, t, clock_now() + WORLD_TURN_NS);
}

static inline struct world world_new(const struct fibers_options *options)
{
    struct world w = {.loop = loop_new(), .watch.fire = world_look};

    w.fibers = fibers_new(w.loop, options);
    return w;
}

static inline void world_run(struct world *w)
{
    w->give_up_ns = clock_now() + WORLD_PATIENCE_NS;
    timer_start(w->loop, &w->watch, clock_now());
    loop_run(w->loop);
}

static inline void world_free(struct world *w)
{
    fibers_free(w->fibers);
    loop_free(w->loop);
}

/* Runs `call` in a child process and returns what waitpid says of it. */
static inline int status_of_child(void (*call)(void))
{
    pid_t child = fork();
    int status;

    if (child == 0) {
        call();
        _exit(99);
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

#endif
