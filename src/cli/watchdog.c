/* SPDX-License-Identifier: MIT */
/* cli/watchdog.c - see watchdog.h */
#include "cli/watchdog.h"

#include <pthread.h>
#include <signal.h>

#include "base/clock.h"
#include "base/mem.h"
#include "cli/fault_handler.h"

struct watchdog {
    struct loop *loop;
    bool may_end;
    pthread_t watched, thread;
    pthread_mutex_t lock;
    pthread_cond_t ended; /* or a second has passed */
    bool ending;
    uint64_t named; /* the step that was named last, by its beginning */
};

static void look(struct watchdog *w)
{
    uint64_t began = loop_step_began(w->loop), now = clock_now();
    uint64_t took = began && now > began ? now - began : 0;

    if (took >= WATCHDOG_END_S * NANOS_PER_SECOND && w->may_end) {
        pthread_kill(w->watched, FAULT_SIGNAL_END);
    } else if (took >= WATCHDOG_NAME_S * NANOS_PER_SECOND && w->named != began) {
        w->named = began;
        pthread_kill(w->watched, FAULT_SIGNAL_NAME);
    }
}

static void *watch(void *argument)
{
    struct watchdog *w = argument;

    pthread_mutex_lock(&w->lock);
    while (!w->ending) {
        struct timespec until;

        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec++;
        pthread_cond_timedwait(&w->ended, &w->lock, &until);
        if (!w->ending)
            look(w);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

/* Signals for the process are for the loop's thread. */
static bool start_thread(struct watchdog *w)
{
    sigset_t all, former;
    bool started;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &former);
    started = pthread_create(&w->thread, NULL, watch, w) == 0;
    pthread_sigmask(SIG_SETMASK, &former, NULL);
    return started;
}

static void release(struct watchdog *w)
{
    pthread_cond_destroy(&w->ended);
    pthread_mutex_destroy(&w->lock);
    mem_free(w);
}

struct watchdog *watchdog_start(struct loop *l, bool may_end)
{
    struct watchdog *w = MEM_NEW(struct watchdog);
    pthread_condattr_t monotonic;

    w->loop = l;
    w->may_end = may_end;
    w->watched = pthread_self();
    pthread_mutex_init(&w->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&w->ended, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (start_thread(w))
        return w;
    release(w);
    return NULL;
}

void watchdog_stop(struct watchdog *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->ending = true;
    pthread_cond_signal(&w->ended);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    release(w);
}
