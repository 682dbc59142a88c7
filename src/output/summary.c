/* SPDX-License-Identifier: MIT */
/* output/summary.c - see summary.h */
#include "output/summary.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "output/capacity_text.h"
#include "output/summary_text.h"
#include "output/terminal.h"

#define COLUMNS_MIN       60u
#define FULL_PIPE_WAIT_MS 1000

struct summary {
    struct output output;
    int fd;
    bool with_names;
    struct plan_list files;
    const struct run_info *info;
};

static enum error summary_start(struct output *o, const struct run_info *info, char *problem)
{
    CONTAINER_OF(o, struct summary, output)->info = info;
    return OK;
}

static enum error summary_tick(struct output *o, const struct snapshot *s)
{
    return OK;
}

static enum error write_all(int fd, struct text t)
{
    while (t.size > 0) {
        ssize_t written = write(fd, t.data, t.size);

        if (written < 0 && errno == EAGAIN && poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, FULL_PIPE_WAIT_MS) > 0)
            continue; /* whoever shares the pipe made it non-blocking */
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return ERROR_IO;
        t.data += written;
        t.size -= (size_t)written;
    }
    return OK;
}

static enum error summary_stop(struct output *o, const struct snapshot *s, int exit_code)
{
    struct summary *summary = CONTAINER_OF(o, struct summary, output);
    unsigned columns = isatty(summary->fd) ? terminal_size(summary->fd).columns : SUMMARY_COLUMNS;
    struct summary_look look = {
        .columns = MAX(MIN(columns, (unsigned)SUMMARY_COLUMNS), COLUMNS_MIN),
        .colour = terminal_has_colour(summary->fd),
        .unicode = terminal_has_unicode(),
        .names = summary->with_names,
        .files = summary->files,
    };
    struct buffer text;
    enum error e;

    buffer_init(&text, LIMIT_REPORT_TEXT);
    if (summary->info->capacity)
        capacity_text_write(summary->info->capacity, s, summary->info, &look, &text);
    else
        summary_write(s, summary->info, &look, &text);
    e = write_all(summary->fd, buffer_view(&text));
    if (e != OK)
        snprintf(o->problem, sizeof o->problem, "cannot write the summary: %m");
    buffer_free(&text);
    return e;
}

static void summary_free(struct output *o)
{
    mem_free(CONTAINER_OF(o, struct summary, output));
}

static const struct output_ops ops = {
    .name = "summary",
    .start = summary_start,
    .tick = summary_tick,
    .stop = summary_stop,
    .free = summary_free,
};

struct output *summary_new(int fd, bool with_names, struct plan_list files)
{
    struct summary *summary = MEM_NEW(struct summary);

    summary->output.ops = &ops;
    summary->fd = fd;
    summary->with_names = with_names;
    summary->files = files;
    return &summary->output;
}
