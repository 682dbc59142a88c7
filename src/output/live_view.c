/* SPDX-License-Identifier: MIT */
/* output/live_view.c - drawing, taking away, and the log hook; see live_view.h */
#include "output/live_view.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "output/live_frame.h"
#include "output/terminal.h"

#define DRAW_INTERVAL_NS (NANOS_PER_SECOND / 10)
#define CANCEL_ESCAPE    "\x18" /* ends an escape sequence that a short write cut off */
#define TO_LINE_START    "\r"
#define CLEAR_LINE_END   "\x1b[K"
#define CLEAR_BELOW      "\x1b[J"

struct live_view {
    struct output output;
    int fd;         /* the terminal as given: asked for its size */
    int writing_fd; /* the same terminal, opened for writing without waiting; -1: not yet */
    const struct run_info *info;
    struct buffer frame;  /* the last picture: lines without movements */
    struct buffer bytes;  /* what is sent for it */
    unsigned lines_drawn; /* lines of the picture on the terminal, above the cursor */
    bool cut;             /* the last write was short */
    uint64_t drawn_ns;
};

static void begin_bytes(struct live_view *v)
{
    buffer_clear(&v->bytes);
    if (v->cut)
        buffer_string(&v->bytes, CANCEL_ESCAPE);
    if (v->lines_drawn > 0)
        buffer_printf(&v->bytes, "\x1b[%uA", v->lines_drawn);
    buffer_string(&v->bytes, TO_LINE_START);
}

/* Sends what was prepared. The cursor is then as many lines below the start of the picture as line ends went out. */
static enum error send_bytes(struct live_view *v)
{
    ssize_t sent;
    unsigned lines = 0;

    do
        sent = write(v->writing_fd, v->bytes.data, v->bytes.size);
    while (sent < 0 && errno == EINTR);
    if (sent < 0) /* a terminal that is full is no failure; one that is gone is */
        return errno == EAGAIN ? OK : ERROR_IO;
    for (ssize_t i = 0; i < sent; i++)
        lines += v->bytes.data[i] == '\n';
    v->lines_drawn = lines;
    v->cut = (size_t)sent < v->bytes.size;
    return OK;
}

static enum error draw(struct live_view *v)
{
    struct text rest = buffer_view(&v->frame);

    begin_bytes(v);
    while (rest.data && rest.size > 0) {
        buffer_text(&v->bytes, text_cut(&rest, '\n'));
        buffer_string(&v->bytes, CLEAR_LINE_END "\r\n");
    }
    buffer_string(&v->bytes, CLEAR_BELOW);
    v->drawn_ns = clock_now();
    return send_bytes(v);
}

static enum error take_away(struct live_view *v)
{
    if (v->lines_drawn == 0 && !v->cut)
        return OK;
    begin_bytes(v);
    buffer_string(&v->bytes, CLEAR_BELOW);
    return send_bytes(v);
}

/* A burst of log lines would redraw the picture for each: it then stays away until the next tick. A terminal that is gone is told
 * of by the next tick as well. */
static void around_log_line(void *context, bool before)
{
    struct live_view *v = context;

    if (before)
        (void)take_away(v);
    else if (clock_now() - v->drawn_ns >= DRAW_INTERVAL_NS)
        (void)draw(v);
}

static enum error live_view_start(struct output *o, const struct run_info *info, char *problem)
{
    struct live_view *v = CONTAINER_OF(o, struct live_view, output);

    v->info = info;
    v->writing_fd = terminal_open_without_wait(v->fd);
    if (v->writing_fd < 0) {
        snprintf(problem, OUTPUT_PROBLEM, "cannot open the terminal: %m");
        return ERROR_IO;
    }
    log_set_hook(around_log_line, v);
    return OK;
}

static enum error live_view_tick(struct output *o, const struct snapshot *s)
{
    struct live_view *v = CONTAINER_OF(o, struct live_view, output);
    struct live_frame frame = {
        .info = v->info,
        .snapshot = s,
        .size = terminal_size(v->fd),
        .colour = terminal_has_colour(v->fd),
        .unicode = terminal_has_unicode(),
    };

    buffer_clear(&v->frame);
    live_frame_render(&frame, &v->frame);
    if (clock_now() - v->drawn_ns < DRAW_INTERVAL_NS)
        return OK;
    if (draw(v) == OK)
        return OK;
    snprintf(o->problem, sizeof o->problem, "cannot write to the terminal: %m");
    return ERROR_IO;
}

static void detach(struct live_view *v)
{
    if (v->writing_fd < 0)
        return;
    log_set_hook(NULL, NULL);
    close(v->writing_fd);
    v->writing_fd = -1;
}

static enum error live_view_stop(struct output *o, const struct snapshot *s, int exit_code)
{
    struct live_view *v = CONTAINER_OF(o, struct live_view, output);
    enum error e = take_away(v);

    if (e != OK)
        snprintf(o->problem, sizeof o->problem, "cannot write to the terminal: %m");
    detach(v);
    return e;
}

static void live_view_free(struct output *o)
{
    struct live_view *v = CONTAINER_OF(o, struct live_view, output);

    detach(v);
    buffer_free(&v->frame);
    buffer_free(&v->bytes);
    mem_free(v);
}

static const struct output_ops ops = {
    .name = "live view",
    .start = live_view_start,
    .tick = live_view_tick,
    .stop = live_view_stop,
    .free = live_view_free,
};

struct output *live_view_new(int fd)
{
    struct live_view *v = MEM_NEW(struct live_view);

    v->output.ops = &ops;
    v->fd = fd;
    v->writing_fd = -1;
    buffer_init(&v->frame, LIMIT_REPORT_TEXT);
    buffer_init(&v->bytes, LIMIT_REPORT_TEXT);
    return &v->output;
}
