/* SPDX-License-Identifier: MIT */
/* fiber/blocking.c - see blocking.h; here is also fiber_blocking of the public header
 *
 * A job lives on the stack of the fiber that waits for it. It is in exactly one place: the list of waiting jobs, a helper thread,
 * or the list of done ones; the lock guards the lists.
 */
#include "fiber/blocking.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "fiber/record.h"

#define HELPERS_MAX 4

struct job {
    void (*call)(void *argument);
    void *argument;
    struct fiber *fiber;
    struct job *next;
};

struct jobs {
    struct job *first;
    struct job **end;
};

struct blocking {
    struct loop *loop;
    struct watcher watcher; /* of the eventfd */
    pthread_mutex_t lock;
    pthread_cond_t changed; /* a job waits, or the threads shall end */
    struct jobs waiting, done;
    unsigned waiting_count;
    unsigned idle; /* threads that wait for a job */
    bool closing;
    unsigned helpers;
    pthread_t helper[HELPERS_MAX];
};

static void append(struct jobs *list, struct job *j)
{
    j->next = NULL;
    *list->end = j;
    list->end = &j->next;
}

static struct job *take_all(struct jobs *list)
{
    struct job *first = list->first;

    *list = (struct jobs){.end = &list->first};
    return first;
}

/* ---- on the helper threads ---- */

/* The next job, or NULL when the threads shall end. With the lock held. */
static struct job *next_job(struct blocking *b)
{
    b->idle++;
    while (!b->waiting.first && !b->closing)
        pthread_cond_wait(&b->changed, &b->lock);
    b->idle--;

    struct job *j = b->waiting.first;

    if (j) {
        b->waiting_count--;
        b->waiting.first = j->next;
        if (!j->next)
            b->waiting.end = &b->waiting.first;
    }
    return j;
}

static void *help(void *argument)
{
    struct blocking *b = argument;
    uint64_t one = 1;
    struct job *j;

    pthread_mutex_lock(&b->lock);
    while ((j = next_job(b))) {
        pthread_mutex_unlock(&b->lock);
        j->call(j->argument);
        pthread_mutex_lock(&b->lock);
        append(&b->done, j);
        /* Fails only when the counter is full, and then the loop is awake anyway. */
        ssize_t written = write(b->watcher.fd, &one, sizeof one);
        (void)written;
    }
    pthread_mutex_unlock(&b->lock);
    return NULL;
}

/* ---- on the loop's thread ---- */

static void collect_done(struct watcher *w, unsigned events)
{
    struct blocking *b = CONTAINER_OF(w, struct blocking, watcher);
    uint64_t times;

    if (read(w->fd, &times, sizeof times) < 0 && errno != EAGAIN)
        return;
    pthread_mutex_lock(&b->lock);
    struct job *j = take_all(&b->done);
    pthread_mutex_unlock(&b->lock);

    for (; j; j = j->next)
        fiber_release(j->fiber); /* it runs later, so the job stays for now */
}

struct blocking *blocking_new(struct loop *l)
{
    struct blocking *b = MEM_NEW(struct blocking);
    int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);

    b->loop = l;
    b->watcher.notify = collect_done;
    b->waiting.end = &b->waiting.first;
    b->done.end = &b->done.first;
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->changed, NULL);
    if (fd < 0 || loop_add(l, &b->watcher, fd, LOOP_READ) != OK) {
        log_write(LOG_CRITICAL, "cicada.fiber", "eventfd: %m");
        exit(EX_OSERR);
    }
    return b;
}

void blocking_free(struct blocking *b)
{
    int fd = b->watcher.fd;

    pthread_mutex_lock(&b->lock);
    assert(!b->waiting.first && !b->done.first);
    b->closing = true;
    pthread_cond_broadcast(&b->changed);
    pthread_mutex_unlock(&b->lock);
    for (unsigned i = 0; i < b->helpers; i++)
        pthread_join(b->helper[i], NULL);

    loop_remove(b->loop, &b->watcher);
    close(fd);
    pthread_cond_destroy(&b->changed);
    pthread_mutex_destroy(&b->lock);
    mem_free(b);
}

/* One more thread, with all signals blocked: they are for the loop's thread. With the lock held. */
static void add_helper(struct blocking *b)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (pthread_create(&b->helper[b->helpers], NULL, help, b) == 0)
        b->helpers++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void fiber_blocking(void (*call)(void *argument), void *argument)
{
    assert(fiber_on_stack);
    struct blocking *b = fiber_on_stack->family->blocking;
    struct job j = {.call = call, .argument = argument, .fiber = fiber_on_stack};

    pthread_mutex_lock(&b->lock);
    if (b->waiting_count >= b->idle && b->helpers < HELPERS_MAX)
        add_helper(b);
    if (b->helpers == 0) {
        pthread_mutex_unlock(&b->lock);
        log_warning("cicada.fiber", "no thread can be started: a blocking call holds up all users");
        call(argument);
        return;
    }
    append(&b->waiting, &j);
    b->waiting_count++;
    pthread_cond_signal(&b->changed);
    pthread_mutex_unlock(&b->lock);
    fiber_hold();
}
