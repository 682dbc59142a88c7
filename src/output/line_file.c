/* SPDX-License-Identifier: MIT */
/* output/line_file.c - see line_file.h
 *
 * The loop's side owns the block that is being filled, the thread the one that is being written; between them is a queue under
 * the one lock. Blocks are not reused: there are a few hundred a second at most.
 */
#include "output/line_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/folders.h"
#include "base/limits.h"
#include "base/mem.h"
#include "output/number.h"

#define BLOCK_SIZE    (64 * KIB)
#define POLL_MILLIS   50
#define REASON_TEXT   128
#define REASON_LAGGED ENOBUFS

struct block {
    struct block *next;
    struct buffer text;
    uint64_t entries;
};

struct line_file {
    struct block *filling;
    int fd;
    bool regular;
    off_t good; /* bytes of whole blocks in a regular file; the thread's */
    pthread_t thread;

    pthread_mutex_t lock; /* of all below */
    pthread_cond_t wake;
    struct block *first, *last;
    size_t queued; /* bytes */
    struct line_file_state state;
    uint64_t give_up_ns; /* NEVER until it is being closed */
};

static struct block *block_new(void)
{
    struct block *b = MEM_NEW(struct block);

    buffer_init(&b->text, LIMIT_LINE_FILE_QUEUE);
    return b;
}

static void block_free(struct block *b)
{
    buffer_free(&b->text);
    mem_free(b);
}

/* With the lock. */
static void lose(struct line_file *f, const struct block *b, int reason)
{
    if (f->state.lost == 0 && b->entries > 0)
        f->state.reason = reason;
    f->state.lost += b->entries;
}

/* ---- the thread ---- */

static bool gave_up(struct line_file *f)
{
    bool result;

    pthread_mutex_lock(&f->lock);
    result = clock_now() >= f->give_up_ns;
    pthread_mutex_unlock(&f->lock);
    return result;
}

/* 0, or the reason to wait no longer. */
static int wait_for_room(struct line_file *f)
{
    struct pollfd room = {.fd = f->fd, .events = POLLOUT};

    if (gave_up(f))
        return ETIMEDOUT;
    return poll(&room, 1, POLL_MILLIS) < 0 && errno != EINTR ? errno : 0;
}

/* 0, or the reason why not all could be written. */
static int write_all(struct line_file *f, struct text left)
{
    int reason = 0;

    while (left.size > 0 && reason == 0) {
        ssize_t written = write(f->fd, left.data, left.size);

        if (written >= 0) {
            left.data += written;
            left.size -= (size_t)written;
        } else if (errno == EAGAIN) {
            reason = wait_for_room(f);
        } else if (errno != EINTR) {
            reason = errno;
        }
    }
    return reason;
}

static int write_block(struct line_file *f, const struct block *b)
{
    int reason = write_all(f, buffer_view(&b->text));

    if (reason == 0)
        f->good += (off_t)b->text.size;
    else if (f->regular && (ftruncate(f->fd, f->good) != 0 || lseek(f->fd, f->good, SEEK_SET) < 0))
        return errno;
    return reason;
}

static void *work(void *argument)
{
    struct line_file *f = argument;

    pthread_mutex_lock(&f->lock);
    for (;;) {
        struct block *b = f->first;
        int reason;

        if (!b && f->give_up_ns != NEVER)
            break;
        if (!b) {
            pthread_cond_wait(&f->wake, &f->lock);
            continue;
        }
        f->first = b->next;
        f->last = f->first ? f->last : NULL;
        pthread_mutex_unlock(&f->lock);
        reason = write_block(f, b);
        pthread_mutex_lock(&f->lock);
        f->queued -= b->text.size;
        if (reason != 0)
            lose(f, b, reason);
        block_free(b);
    }
    pthread_mutex_unlock(&f->lock);
    return NULL;
}

/* Signals are the loop's. */
static int start_thread(struct line_file *f)
{
    sigset_t all, before;
    int result;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    result = pthread_create(&f->thread, NULL, work, f);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return result;
}

/* ---- the loop's side ---- */

static int open_file(const char *path)
{
    int fd, flags;

    if (folders_make_above(path, 0777) != OK)
        return -1;
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return -1;
    flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0) {
        int reason = errno;
        close(fd);
        errno = reason;
        return -1;
    }
    return fd;
}

enum error line_file_open(struct line_file **out, const char *path, char *problem, size_t size)
{
    struct line_file *f = NULL;
    struct stat status;
    int fd = open_file(path), reason;

    if (fd < 0) {
        snprintf(problem, size, "cannot write %s: %m", path);
        return ERROR_IO;
    }
    f = MEM_NEW(struct line_file);
    f->fd = fd;
    f->regular = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    f->give_up_ns = NEVER;
    f->filling = block_new();
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->wake, NULL);
    reason = start_thread(f);
    if (reason != 0) {
        errno = reason;
        snprintf(problem, size, "cannot write %s: no thread: %m", path);
        close(fd);
        block_free(f->filling);
        mem_free(f);
        return ERROR_IO;
    }
    *out = f;
    return OK;
}

struct buffer *line_file_buffer(struct line_file *f)
{
    return &f->filling->text;
}

void line_file_put(struct line_file *f, uint64_t entries)
{
    f->filling->entries += entries;
    if (UNLIKELY(f->filling->text.size >= BLOCK_SIZE || f->filling->text.overflowed))
        line_file_flush(f);
}

void line_file_flush(struct line_file *f)
{
    struct block *b = f->filling;

    if (b->text.size == 0 && b->entries == 0)
        return;
    f->filling = block_new();
    pthread_mutex_lock(&f->lock);
    f->state.entries += b->entries;
    if (f->queued + b->text.size > LIMIT_LINE_FILE_QUEUE || b->text.overflowed) {
        lose(f, b, REASON_LAGGED);
        block_free(b);
    } else {
        f->queued += b->text.size;
        *(f->last ? &f->last->next : &f->first) = b;
        f->last = b;
        pthread_cond_signal(&f->wake);
    }
    pthread_mutex_unlock(&f->lock);
}

void line_file_close(struct line_file *f, struct line_file_state *state)
{
    if (!f)
        return;
    line_file_flush(f);
    pthread_mutex_lock(&f->lock);
    f->give_up_ns = clock_now() + LINE_FILE_PATIENCE_NS;
    pthread_cond_signal(&f->wake);
    pthread_mutex_unlock(&f->lock);
    pthread_join(f->thread, NULL);
    if (close(f->fd) != 0 && f->state.lost == 0)
        f->state = (struct line_file_state){f->state.entries, f->state.entries, errno};
    *state = f->state;
    pthread_cond_destroy(&f->wake);
    pthread_mutex_destroy(&f->lock);
    block_free(f->filling);
    mem_free(f);
}

enum error line_file_judge(struct line_file_state state, const char *path, const char *entries, char *problem, size_t size)
{
    char lost[NUMBER_TEXT], all[NUMBER_TEXT], reason[REASON_TEXT];

    if (state.lost == 0)
        return OK;
    errno = state.reason;
    if (state.reason == REASON_LAGGED)
        snprintf(reason, sizeof reason, "it takes them too slowly");
    else
        snprintf(reason, sizeof reason, "%m");
    snprintf(problem, size, "%s lacks %s of %s %s: %s", path, number_grouped(state.lost, lost),
             number_grouped(state.entries, all), entries, reason);
    return ERROR_IO;
}
