/* SPDX-License-Identifier: MIT */
/* web/work.c - two lists under one lock: what waits for the thread, and what has ended and waits for the loop; see work.h */
#include "web/work.h"

#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/mem.h"

#define LOWER_PRIORITY 10 /* nice: the load comes first */

struct work_list {
    struct work *first, **end;
    size_t count;
};

struct work_thread {
    struct loop *loop;
    struct watcher watcher; /* of the eventfd */
    pthread_t thread;
    bool started;
    pthread_mutex_t lock;
    pthread_cond_t news;
    bool ending; /* under the lock, as the lists are */
    struct work_list waiting, ended;
};

static void list_init(struct work_list *l)
{
    *l = (struct work_list){.end = &l->first};
}

static void list_add(struct work_list *l, struct work *w)
{
    w->next = NULL;
    *l->end = w;
    l->end = &w->next;
    l->count++;
}

static struct work *list_take(struct work_list *l)
{
    struct work *w = l->first;

    if (!w)
        return NULL;
    l->first = w->next;
    l->count--;
    if (!l->first)
        l->end = &l->first;
    return w;
}

static void *work_on(void *argument)
{
    struct work_thread *t = argument;

    setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), LOWER_PRIORITY); /* best effort: it works without as well */
    pthread_mutex_lock(&t->lock);
    for (;;) {
        struct work *w = t->ending ? NULL : list_take(&t->waiting);

        if (!w && t->ending)
            break;
        if (!w) {
            pthread_cond_wait(&t->news, &t->lock);
            continue;
        }
        pthread_mutex_unlock(&t->lock);
        w->run(w);
        pthread_mutex_lock(&t->lock);
        list_add(&t->ended, w);
        eventfd_write(t->watcher.fd, 1); /* cannot fail: the counter is read long before it is full */
    }
    pthread_mutex_unlock(&t->lock);
    arena_pool_drain();
    return NULL;
}

static void tell_ended(struct work_thread *t)
{
    struct work *w;

    do {
        pthread_mutex_lock(&t->lock);
        w = list_take(&t->ended);
        pthread_mutex_unlock(&t->lock);
        if (w)
            w->done(w);
    } while (w);
}

static void on_news(struct watcher *watcher, unsigned events)
{
    eventfd_t count;

    if (eventfd_read(watcher->fd, &count) == 0)
        tell_ended(CONTAINER_OF(watcher, struct work_thread, watcher));
}

struct work_thread *work_thread_new(struct loop *l)
{
    struct work_thread *t = MEM_NEW(struct work_thread);
    int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);

    t->loop = l;
    t->watcher = (struct watcher){.notify = on_news, .fd = -1};
    list_init(&t->waiting);
    list_init(&t->ended);
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->news, NULL);
    if (fd >= 0 && loop_add(l, &t->watcher, fd, LOOP_READ) == OK)
        return t;
    if (fd >= 0)
        close(fd);
    mem_free(t);
    return NULL;
}

/* Signals are for the loop's thread. */
static bool start_thread(struct work_thread *t)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    t->started = pthread_create(&t->thread, NULL, work_on, t) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return t->started;
}

bool work_thread_add(struct work_thread *t, struct work *w)
{
    bool room;

    if (!t->started && !start_thread(t))
        return false;
    pthread_mutex_lock(&t->lock);
    room = t->waiting.count < LIMIT_WEB_WORK;
    if (room) {
        list_add(&t->waiting, w);
        pthread_cond_signal(&t->news);
    }
    pthread_mutex_unlock(&t->lock);
    return room;
}

void work_thread_free(struct work_thread *t)
{
    struct work *w;
    int fd;

    if (!t)
        return;
    fd = t->watcher.fd;
    pthread_mutex_lock(&t->lock);
    t->ending = true;
    pthread_cond_signal(&t->news);
    pthread_mutex_unlock(&t->lock);
    if (t->started)
        pthread_join(t->thread, NULL);
    tell_ended(t);
    while ((w = list_take(&t->waiting)))
        w->done(w);
    loop_remove(t->loop, &t->watcher);
    close(fd);
    pthread_cond_destroy(&t->news);
    pthread_mutex_destroy(&t->lock);
    mem_free(t);
}
