/* SPDX-License-Identifier: MIT */
/* base/log_ring.c - see log_ring.h */
#include "base/log_ring.h"

#include <pthread.h>

#include "base/limits.h"
#include "base/mem.h"

struct kept_line {
    char *data; /* owned */
    size_t size;
};

static struct {
    pthread_mutex_t lock;
    struct kept_line *lines; /* by number modulo LIMIT_LOG_LINES_KEPT; NULL: closed */
    uint64_t next;           /* number of the next one; the first is 1 */
} ring = {.lock = PTHREAD_MUTEX_INITIALIZER, .next = 1};

void log_ring_open(void)
{
    pthread_mutex_lock(&ring.lock);
    if (!ring.lines)
        ring.lines = mem_zalloc(LIMIT_LOG_LINES_KEPT * sizeof *ring.lines);
    pthread_mutex_unlock(&ring.lock);
}

void log_ring_close(void)
{
    pthread_mutex_lock(&ring.lock);
    for (size_t i = 0; ring.lines && i < LIMIT_LOG_LINES_KEPT; i++)
        mem_free(ring.lines[i].data);
    mem_free(ring.lines);
    ring.lines = NULL;
    pthread_mutex_unlock(&ring.lock);
}

/* A cut does not split a character. */
static size_t kept_size(struct text line)
{
    size_t size = MIN(line.size, (size_t)LIMIT_LOG_LINE_KEPT);

    while (size < line.size && size > 0 && ((unsigned char)line.data[size] & 0xc0) == 0x80)
        size--;
    return size;
}

void log_ring_add(struct text line)
{
    struct kept_line *kept;

    pthread_mutex_lock(&ring.lock);
    if (ring.lines) {
        kept = &ring.lines[ring.next++ % LIMIT_LOG_LINES_KEPT];
        mem_free(kept->data);
        kept->size = kept_size(line);
        kept->data = mem_strndup(line.data, kept->size);
    }
    pthread_mutex_unlock(&ring.lock);
}

uint64_t log_ring_read(uint64_t from, log_ring_take *take, void *context)
{
    uint64_t next;

    pthread_mutex_lock(&ring.lock);
    next = ring.next;
    if (next > LIMIT_LOG_LINES_KEPT)
        from = MAX(from, next - LIMIT_LOG_LINES_KEPT);
    for (uint64_t number = MAX(from, (uint64_t)1); ring.lines && number < next; number++) {
        const struct kept_line *kept = &ring.lines[number % LIMIT_LOG_LINES_KEPT];

        if (kept->data) /* not of a time before the ring was closed */
            take(context, number, (struct text){kept->data, kept->size});
    }
    pthread_mutex_unlock(&ring.lock);
    return next;
}
