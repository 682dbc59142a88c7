/* SPDX-License-Identifier: MIT */
/* store/writing_queue.c - see writing_queue.h
 *
 * A transaction is a list of bytes: the number of a statement, and its values with their kinds. Those who write fill the list
 * while nothing is on its way, the thread reads it while something is; the lock is for the change between both.
 */
#include "store/writing_queue.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"

#define STATEMENTS_MAX 64
#define VALUES_MAX     160
#define PART_SIZE      (16 * MIB)
#define LIST_MAX       (PART_SIZE + 4 * MIB) /* one statement may follow on a full part */

struct writing_queue {
    struct store store; /* to write to */
    struct store *target;
    char *sql[STATEMENTS_MAX]; /* of the statements, by number; owned */
    size_t sql_count;
    struct buffer list;
    struct statement *real[STATEMENTS_MAX]; /* the thread's: made when first used */
    bool in_transaction;                    /* the same: parts of one were executed */
    int64_t run, committed_run;             /* the same, and read while nothing is on its way */
    enum error part;                        /* of the parts of the transaction that were handed over */
    bool begun;                             /* there were such */

    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t news;
    /* under the lock: */
    bool busy, ending;
    bool first, more; /* of what is on its way: the first part, not the last one; stand still while busy */
    uint64_t busy_since_ns;
    enum error outcome;
    char problem[STORE_PROBLEM];
};

struct queued_statement {
    struct statement statement;
    uint32_t number;
    int count; /* of values */
    struct value values[VALUES_MAX];
};

static struct writing_queue *of(struct store *s)
{
    return CONTAINER_OF(s, struct writing_queue, store);
}

static struct queued_statement *queued(struct statement *st)
{
    return CONTAINER_OF(st, struct queued_statement, statement);
}

/* ---- the thread ---- */

struct list_reader {
    const char *at, *end;
};

static void take(struct list_reader *r, void *out, size_t size)
{
    assert(size <= (size_t)(r->end - r->at));
    memcpy(out, r->at, size);
    r->at += size;
}

static struct value take_value(struct writing_queue *q, struct list_reader *r)
{
    struct value v = {.kind = VALUE_NULL};
    unsigned char kind;

    take(r, &kind, sizeof kind);
    v.kind = (enum value_kind)kind;
    switch (v.kind) {
    case VALUE_NULL:
        break;
    case VALUE_NUMBER:
        take(r, &v.number, sizeof v.number);
        if (v.number == WRITING_RUN)
            v.number = q->run;
        break;
    case VALUE_DOUBLE:
        take(r, &v.real, sizeof v.real);
        break;
    case VALUE_TEXT:
    case VALUE_BYTES:
        take(r, &v.text.size, sizeof v.text.size);
        v.text.data = r->at;
        r->at += v.text.size;
        break;
    }
    return v;
}

/* The row of a result is the number of the run. */
static enum error run_real(struct writing_queue *q, struct statement *real, const char *sql)
{
    enum step step;

    if (!strstr(sql, " RETURNING "))
        return q->target->ops->run_soon(real);
    step = statement_step(real);

    if (step == STEP_ROW) {
        q->run = statement_number(real, 0);
        statement_reset(real);
    }
    return step == STEP_FAILED ? database_failure(q->target) : OK;
}

static enum error execute_list(struct writing_queue *q)
{
    struct list_reader r = {q->list.data, q->list.data + q->list.size};
    enum error e = OK;

    while (r.at < r.end && e == OK) {
        uint32_t number;
        int count;

        take(&r, &number, sizeof number);
        take(&r, &count, sizeof count);
        if (!q->real[number])
            q->real[number] = database_prepare(q->target, q->sql[number]);
        if (!q->real[number])
            return database_failure(q->target);
        for (int i = 1; i <= count; i++) {
            struct value v = take_value(q, &r);

            q->target->ops->bind(q->real[number], i, &v);
        }
        e = run_real(q, q->real[number], q->sql[number]);
    }
    return e;
}

static enum error execute(struct writing_queue *q, bool more)
{
    enum error e = OK;

    if (q->first && q->in_transaction) { /* of the one before no last part came */
        q->target->ops->roll_back(q->target);
        q->in_transaction = false;
        q->run = q->committed_run;
    }

    if (!q->in_transaction) {
        e = q->target->ops->recover(q->target);
        if (e == OK)
            e = database_begin(q->target, true);
        if (e != OK)
            return e;
        q->in_transaction = true;
    }
    e = execute_list(q);
    if (e == OK && more)
        return OK;
    e = database_end(q->target, e);
    q->in_transaction = false;
    if (e == OK)
        q->committed_run = q->run;
    else
        q->run = q->committed_run;
    return e;
}

static void *work(void *argument)
{
    struct writing_queue *q = argument;

    pthread_mutex_lock(&q->lock);
    while (q->busy || !q->ending) {
        enum error e;

        if (!q->busy) {
            pthread_cond_wait(&q->news, &q->lock);
            continue;
        }
        pthread_mutex_unlock(&q->lock);
        e = execute(q, q->more);
        pthread_mutex_lock(&q->lock);
        q->outcome = e;
        snprintf(q->problem, sizeof q->problem, "%s", e == OK ? "" : q->target->problem);
        q->busy = false;
        pthread_cond_broadcast(&q->news);
    }
    pthread_mutex_unlock(&q->lock);
    return NULL;
}

/* ---- the loop's side ---- */

uint64_t writing_queue_busy_ns(struct writing_queue *q)
{
    uint64_t busy_ns = 0;

    pthread_mutex_lock(&q->lock);
    if (q->busy)
        busy_ns = MAX(clock_now() - q->busy_since_ns, (uint64_t)1);
    pthread_mutex_unlock(&q->lock);
    return busy_ns;
}

bool writing_queue_wait(struct writing_queue *q, int milliseconds)
{
    uint64_t until = clock_now() + (uint64_t)milliseconds * NANOS_PER_MILLI;
    struct timespec deadline = {.tv_sec = (time_t)(until / NANOS_PER_SECOND), .tv_nsec = (long)(until % NANOS_PER_SECOND)};
    bool idle;
    int result = 0;

    pthread_mutex_lock(&q->lock);
    while (q->busy && result == 0)
        result = pthread_cond_timedwait(&q->news, &q->lock, &deadline);
    idle = !q->busy;
    pthread_mutex_unlock(&q->lock);
    return idle;
}

enum error writing_queue_outcome(struct writing_queue *q)
{
    enum error e;

    pthread_mutex_lock(&q->lock);
    e = q->outcome;
    if (e != OK)
        database_fail(&q->store, e, "%s", q->problem);
    pthread_mutex_unlock(&q->lock);
    return e;
}

int64_t writing_queue_run(const struct writing_queue *q)
{
    return q->committed_run;
}

static void hand_over(struct writing_queue *q, bool more)
{
    pthread_mutex_lock(&q->lock);
    q->first = !q->begun;
    q->more = more;
    q->begun = true;
    q->busy = true;
    q->busy_since_ns = clock_now();
    pthread_cond_broadcast(&q->news);
    pthread_mutex_unlock(&q->lock);
}

static enum error begin(struct store *s, bool to_write)
{
    struct writing_queue *q = of(s);

    assert(writing_queue_busy_ns(q) == 0);
    buffer_clear(&q->list);
    q->part = OK;
    q->begun = false;
    return OK;
}

static enum error commit(struct store *s)
{
    hand_over(of(s), false);
    return OK;
}

/* What failed was taken back by the thread; what was written down is forgotten by the next one that begins. */
static void roll_back(struct store *s)
{
}

static enum error hand_over_part(struct writing_queue *q)
{
    hand_over(q, true);
    if (!writing_queue_wait(q, DATABASE_PATIENCE_MS))
        return database_fail(&q->store, ERROR_TIMEOUT, "the store \"%s\" does not answer", q->store.path);
    buffer_clear(&q->list);
    return writing_queue_outcome(q);
}

static struct statement *prepare(struct store *s, const char *sql)
{
    struct writing_queue *q = of(s);
    struct queued_statement *st = MEM_NEW(struct queued_statement);
    size_t number = 0;

    st->statement.store = s;
    while (number < q->sql_count && strcmp(q->sql[number], sql) != 0)
        number++;
    assert(number < STATEMENTS_MAX);
    if (number == q->sql_count)
        q->sql[q->sql_count++] = mem_strdup(sql);
    st->number = (uint32_t)number;
    return &st->statement;
}

static void bind_value(struct statement *st, int at, const struct value *value)
{
    struct queued_statement *queue = queued(st);

    assert(at >= 1 && at <= VALUES_MAX);
    queue->values[at - 1] = *value;
    queue->count = MAX(queue->count, at);
}

static void put_value(struct buffer *list, const struct value *v)
{
    buffer_byte(list, (char)v->kind);
    switch (v->kind) {
    case VALUE_NULL:
        break;
    case VALUE_NUMBER:
        buffer_append(list, &v->number, sizeof v->number);
        break;
    case VALUE_DOUBLE:
        buffer_append(list, &v->real, sizeof v->real);
        break;
    case VALUE_TEXT:
    case VALUE_BYTES:
        buffer_append(list, &v->text.size, sizeof v->text.size);
        buffer_text(list, v->text);
        break;
    }
}

static enum step step(struct statement *st)
{
    struct writing_queue *q = of(st->store);
    struct queued_statement *queue = queued(st);

    if (q->part != OK)
        return STEP_FAILED;
    buffer_append(&q->list, &queue->number, sizeof queue->number);
    buffer_append(&q->list, &queue->count, sizeof queue->count);
    for (int i = 0; i < queue->count; i++)
        put_value(&q->list, &queue->values[i]);
    assert(!q->list.overflowed);
    if (q->list.size < PART_SIZE)
        return STEP_DONE;
    q->part = hand_over_part(q);
    return q->part == OK ? STEP_DONE : STEP_FAILED;
}

static void reset(struct statement *st)
{
}

static void finish(struct statement *st)
{
    mem_free(queued(st));
}

static enum error run(struct store *s, const char *sql)
{
    struct statement *st = prepare(s, sql);
    enum error e = statement_run(st);

    finish(st);
    return e;
}

static const struct database_ops ops = {.run = run,
                                        .begin = begin,
                                        .commit = commit,
                                        .roll_back = roll_back,
                                        .prepare = prepare,
                                        .bind = bind_value,
                                        .step = step,
                                        .reset = reset,
                                        .finish = finish};

struct store *writing_queue_store(struct writing_queue *q)
{
    return &q->store;
}

static void init_news(pthread_cond_t *news)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(news, &attributes);
    pthread_condattr_destroy(&attributes);
}

/* Signals are for the loop's thread. */
static bool start_thread(struct writing_queue *q)
{
    sigset_t all, former;
    bool started;

    sigfillset(&all);
    if (pthread_sigmask(SIG_SETMASK, &all, &former) != 0)
        return false;
    started = pthread_create(&q->thread, NULL, work, q) == 0;
    return pthread_sigmask(SIG_SETMASK, &former, NULL) == 0 && started;
}

static void free_queue(struct writing_queue *q)
{
    for (size_t i = 0; i < q->sql_count; i++) {
        statement_finish(q->real[i]);
        mem_free(q->sql[i]);
    }
    buffer_free(&q->list);
    pthread_cond_destroy(&q->news);
    pthread_mutex_destroy(&q->lock);
    mem_free(q);
}

struct writing_queue *writing_queue_start(struct store *target)
{
    struct writing_queue *q = MEM_NEW(struct writing_queue);

    q->store = (struct store){.ops = &ops, .path = target->path};
    q->target = target;
    buffer_init(&q->list, LIST_MAX);
    pthread_mutex_init(&q->lock, NULL);
    init_news(&q->news);
    if (start_thread(q))
        return q;
    database_fail(target, ERROR_IO, "there cannot be a thread that writes to the store");
    free_queue(q);
    return NULL;
}

void writing_queue_stop(struct writing_queue *q, int milliseconds)
{
    if (!q)
        return;
    if (!writing_queue_wait(q, milliseconds))
        q->target->ops->interrupt(q->target);
    pthread_mutex_lock(&q->lock);
    q->ending = true;
    pthread_cond_broadcast(&q->news);
    pthread_mutex_unlock(&q->lock);
    pthread_join(q->thread, NULL);
    if (q->in_transaction) /* of which no last part came */
        q->target->ops->roll_back(q->target);
    free_queue(q);
}
