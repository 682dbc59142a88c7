/* SPDX-License-Identifier: MIT */
/* base/log.c - log lines: prefix, escaping, rate limit, one write each; see log.h
 *
 * Lines are put together in two static buffers rather than on the stack, for fibers have little of it. A lock guards them and
 * the counters: calls that were handed to a helper thread may log too.
 */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <strings.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log_ring.h"
#include "base/text.h"

#define ESCAPED_SIZE      4   /* "\x1b" for one byte */
#define PREFIX_SIZE       512 /* time, host, level, logger */
#define FULL_PIPE_WAIT_MS 100
#define ELLIPSIS          "..."

static const char *const level_names[] = {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"};

static struct {
    pthread_mutex_t lock;
    enum log_level level;
    int fd;
    log_hook *hook;
    void *hook_context;
    uint64_t second;  /* the second of the monotonic clock that `lines` counts */
    unsigned lines;   /* written in it */
    uint64_t dropped; /* not written since the last report of it */
    bool stuck;       /* the last wait for room was in vain */
    char host[256];
    char message[LIMIT_LOG_MESSAGE];
    char line[PREFIX_SIZE + ESCAPED_SIZE * LIMIT_LOG_MESSAGE];
} state = {.lock = PTHREAD_MUTEX_INITIALIZER, .level = LOG_INFO, .fd = STDERR_FILENO};

void log_set_level(enum log_level level)
{
    state.level = level;
}

enum log_level log_get_level(void)
{
    return state.level;
}

bool log_parse_level(const char *name, enum log_level *level)
{
    for (size_t i = 0; i < COUNT(level_names); i++) {
        if (strcasecmp(name, level_names[i]) == 0) {
            *level = (enum log_level)i;
            return true;
        }
    }
    return false;
}

void log_set_hook(log_hook *hook, void *context)
{
    state.hook = hook;
    state.hook_context = context;
}

/* All of it, past interruptions. A full pipe whose other end made it non-blocking gets a moment, but not once more for each line
 * while it stays full: the load must go on. False when it stayed full or is closed. */
static bool write_all(const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(state.fd, bytes, size);

        if (written > 0) {
            bytes += written;
            size -= (size_t)written;
        } else if (written < 0 && errno == EAGAIN) {
            struct pollfd full = {.fd = state.fd, .events = POLLOUT};

            state.stuck = poll(&full, 1, state.stuck ? 0 : FULL_PIPE_WAIT_MS) <= 0;
            if (state.stuck)
                return false;
        } else if (written == 0 || errno != EINTR) {
            return false;
        }
    }
    return true;
}

/* Around what is written: the live view shares the terminal. */
static void tell_hook(bool before)
{
    if (state.hook && state.fd == STDERR_FILENO)
        state.hook(state.hook_context, before);
}

static void end_line(size_t size)
{
    state.line[size++] = '\n';
    if (!write_all(state.line, size))
        state.dropped++;
}

/* Appends `text` to the line with what could drive a terminal written as \xNN: controls, C1 controls in UTF-8, and bytes that are
 * no UTF-8. `plain` lets tabs through. Stops where the room ends. */
static size_t append_escaped(size_t at, struct text text, bool plain)
{
    static const char digits[] = "0123456789abcdef";

    while (text.size > 0) {
        size_t size = text_utf8_size(text);
        unsigned char first = (unsigned char)text.data[0];
        bool kept = size > 1 || (size == 1 && first >= 0x20 && first != 0x7f) || (plain && first == '\t');

        if (size == 2 && first == 0xc2 && (unsigned char)text.data[1] < 0xa0)
            kept = false;
        size = kept ? size : 1;
        if (at + ESCAPED_SIZE + 1 > sizeof state.line) /* 1: the line end */
            break;
        if (kept) {
            memcpy(state.line + at, text.data, size);
            at += size;
        } else {
            memcpy(state.line + at, (char[]){'\\', 'x', digits[first >> 4], digits[first & 15]}, ESCAPED_SIZE);
            at += ESCAPED_SIZE;
        }
        text.data += size;
        text.size -= size;
    }
    return at;
}

/* "[2026-08-22 10:00:00,123] host/INFO/cicada.main: " in local time, as Python's logging writes it. */
static size_t write_prefix(enum log_level level, const char *logger)
{
    uint64_t now = clock_wall();
    time_t seconds = (time_t)(now / NANOS_PER_SECOND);
    struct tm parts;
    char stamp[32];
    int size;

    if (state.host[0] == '\0' && gethostname(state.host, sizeof state.host - 1) < 0)
        state.host[0] = '?';
    localtime_r(&seconds, &parts);
    strftime(stamp, sizeof stamp, "%Y-%m-%d %H:%M:%S", &parts);
    size = snprintf(state.line, PREFIX_SIZE, "[%s,%03u] %s/%s/%s: ", stamp, (unsigned)(now % NANOS_PER_SECOND / NANOS_PER_MILLI),
                    state.host, level_names[level], logger);
    return size < 0 ? 0 : MIN((size_t)size, (size_t)PREFIX_SIZE - 1);
}

static void write_line(enum log_level level, const char *logger, struct text message)
{
    size_t size = append_escaped(write_prefix(level, logger), message, false);

    log_ring_add((struct text){state.line, size});
    tell_hook(true);
    end_line(size);
    tell_hook(false);
}

static void report_dropped(void)
{
    char text[64];
    uint64_t dropped = state.dropped;

    if (dropped == 0)
        return;
    state.dropped = 0;
    snprintf(text, sizeof text, "%" PRIu64 " log lines were dropped", dropped);
    write_line(LOG_WARNING, "cicada.log", text_from(text));
}

/* Counts a line; false when this second has had enough of them. */
static bool admit(void)
{
    uint64_t second = clock_now() / NANOS_PER_SECOND;

    if (second != state.second) {
        state.second = second;
        state.lines = 0;
        report_dropped();
    }
    if (state.lines >= LIMIT_LOG_LINES_PER_SECOND) {
        state.dropped++;
        return false;
    }
    state.lines++;
    return true;
}

void log_write(enum log_level level, const char *logger, const char *format, ...)
{
    va_list arguments;
    int size, reason = errno; /* before what others wait for is written: %m is about this one */

    if (level < state.level)
        return;
    pthread_mutex_lock(&state.lock);
    if (admit()) {
        va_start(arguments, format);
        errno = reason;
        size = vsnprintf(state.message, sizeof state.message, format, arguments);
        va_end(arguments);
        if (size < 0 || (size_t)size >= sizeof state.message)
            memcpy(state.message + sizeof state.message - sizeof ELLIPSIS, ELLIPSIS, sizeof ELLIPSIS);
        write_line(level, logger, text_from(state.message));
    }
    pthread_mutex_unlock(&state.lock);
    errno = reason;
}

void log_plain(const char *text)
{
    struct text rest = text_from(text);

    if (LOG_INFO < state.level)
        return;
    if (rest.size > 0 && rest.data[rest.size - 1] == '\n')
        rest.size--;
    pthread_mutex_lock(&state.lock);
    tell_hook(true);
    while (rest.data)
        end_line(append_escaped(0, text_cut(&rest, '\n'), true));
    tell_hook(false);
    pthread_mutex_unlock(&state.lock);
}

enum error log_open(const char *path)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);

    if (fd < 0)
        return ERROR_IO;
    log_close();
    state.fd = fd;
    return OK;
}

void log_close(void)
{
    pthread_mutex_lock(&state.lock);
    report_dropped();
    if (state.fd != STDERR_FILENO)
        close(state.fd);
    state.fd = STDERR_FILENO;
    state.lines = 0; /* the limit protects a sink, and this is another one */
    pthread_mutex_unlock(&state.lock);
}
