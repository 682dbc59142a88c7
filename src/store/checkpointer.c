/* SPDX-License-Identifier: MIT */
/* store/checkpointer.c - see checkpointer.h */
#include "store/checkpointer.h"

#include <pthread.h>
#include <signal.h>

#include "base/mem.h"

#define LOG_PAGES 4000 /* 16 MB */

struct checkpointer {
    sqlite3 *writer; /* whose commits tell the size of the log */
    sqlite3 *own;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t news;
    bool wanted, ending; /* under the lock */
};

static void *work(void *argument)
{
    struct checkpointer *c = argument;

    pthread_mutex_lock(&c->lock);
    while (!c->ending) {
        if (!c->wanted) {
            pthread_cond_wait(&c->news, &c->lock);
            continue;
        }
        c->wanted = false;
        pthread_mutex_unlock(&c->lock);
        /* Should it fail, the log keeps all, grows, and the next commit asks again. */
        sqlite3_wal_checkpoint_v2(c->own, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
        pthread_mutex_lock(&c->lock);
    }
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

static int on_commit(void *context, sqlite3 *db, const char *name, int pages)
{
    struct checkpointer *c = context;

    if (pages < LOG_PAGES)
        return SQLITE_OK;
    pthread_mutex_lock(&c->lock);
    c->wanted = true;
    pthread_cond_signal(&c->news);
    pthread_mutex_unlock(&c->lock);
    return SQLITE_OK;
}

/* Signals are for the loop's thread. */
static bool start_thread(struct checkpointer *c)
{
    sigset_t all, former;
    bool started;

    sigfillset(&all);
    if (pthread_sigmask(SIG_SETMASK, &all, &former) != 0)
        return false;
    started = pthread_create(&c->thread, NULL, work, c) == 0;
    return pthread_sigmask(SIG_SETMASK, &former, NULL) == 0 && started;
}

struct checkpointer *checkpointer_start(struct store *s)
{
    struct checkpointer *c = MEM_NEW(struct checkpointer);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;

    c->writer = s->db;
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->news, NULL);
    if (sqlite3_open_v2(s->path, &c->own, flags, NULL) == SQLITE_OK && start_thread(c)) {
        sqlite3_wal_hook(s->db, on_commit, c);
        return c;
    }
    sqlite3_close(c->own);
    mem_free(c);
    return NULL;
}

void checkpointer_stop(struct checkpointer *c)
{
    if (!c)
        return;
    sqlite3_wal_autocheckpoint(c->writer, 1000); /* SQLite's default; takes the place of our function */
    pthread_mutex_lock(&c->lock);
    c->ending = true;
    pthread_cond_signal(&c->news);
    pthread_mutex_unlock(&c->lock);
    pthread_join(c->thread, NULL);
    sqlite3_close(c->own);
    pthread_cond_destroy(&c->news);
    pthread_mutex_destroy(&c->lock);
    mem_free(c);
}
