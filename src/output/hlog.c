/* SPDX-License-Identifier: MIT */
/* output/hlog.c - see hlog.h */
#include "output/hlog.h"

#include "base/limits.h"
#include "base/mem.h"
#include "output/hlog_lines.h"
#include "output/line_file.h"

#define TAG_MAX (3 * 2 * LIMIT_NAME_SIZE + 16) /* each byte of method and name may take three */

struct hlog {
    struct output output;
    char *path;
    const char *version;
    struct line_file *file;
    struct hdr_encoder *encoder;
    struct buffer tag;
    bool has_head;
    bool warmed_up;      /* the end of the warm-up was marked */
    uint64_t written_ns; /* end of the last interval written */
};

static void put_line(struct hlog *log, const struct snapshot *s, const struct histogram *times)
{
    uint64_t since_start = s->interval_start_ns - MIN(s->progress.start_ns, s->interval_start_ns);

    hlog_line(buffer_view(&log->tag), since_start, s->interval_end_ns - s->interval_start_ns, times, log->encoder,
              line_file_buffer(log->file));
    line_file_put(log->file, 1);
}

/* The total comes last in the list, and first in the file. */
static void put_interval(struct hlog *log, const struct snapshot *s)
{
    const struct snapshot_interval *total = &s->intervals[s->interval_count - 1];

    buffer_clear(&log->tag);
    put_line(log, s, total->response);
    for (const struct snapshot_interval *i = s->intervals; i < total; i++) {
        buffer_clear(&log->tag);
        hlog_tag("", i->method, i->name, &log->tag);
        put_line(log, s, i->response);
    }
    buffer_clear(&log->tag);
    buffer_string(&log->tag, HLOG_SERVICE_PREFIX);
    put_line(log, s, total->service);
    for (const struct snapshot_interval *i = s->intervals; i < total; i++) {
        buffer_clear(&log->tag);
        hlog_tag(HLOG_SERVICE_PREFIX, i->method, i->name, &log->tag);
        put_line(log, s, i->service);
    }
}

/* The lines of the warm-up are kept; a comment tells where the results begin. */
static void mark_end_of_warmup(struct hlog *log, const struct snapshot *s)
{
    if (log->warmed_up || s->warmup.seconds <= 0)
        return;
    log->warmed_up = true;
    hlog_warmup(s->warmup.seconds, line_file_buffer(log->file));
    line_file_put(log->file, 1);
}

static void append(struct hlog *log, const struct snapshot *s)
{
    if (!log->has_head)
        hlog_head(log->version, s->progress.start_wall_ns ? s->progress.start_wall_ns : s->taken_wall_ns,
                  line_file_buffer(log->file));
    log->has_head = true;
    mark_end_of_warmup(log, s);
    if (s->interval_count == 0 || s->interval_end_ns <= log->written_ns || s->interval_end_ns == s->interval_start_ns)
        return;
    log->written_ns = s->interval_end_ns;
    put_interval(log, s);
}

static enum error hlog_start(struct output *o, const struct run_info *info, char *problem)
{
    struct hlog *log = CONTAINER_OF(o, struct hlog, output);

    log->version = info->version;
    return line_file_open(&log->file, log->path, problem, OUTPUT_PROBLEM);
}

static enum error hlog_tick(struct output *o, const struct snapshot *s)
{
    struct hlog *log = CONTAINER_OF(o, struct hlog, output);

    append(log, s);
    line_file_flush(log->file);
    return OK; /* what is lost is counted, and said at the end */
}

static enum error hlog_stop(struct output *o, const struct snapshot *s, int exit_code)
{
    struct hlog *log = CONTAINER_OF(o, struct hlog, output);
    struct line_file_state state;

    append(log, s);
    line_file_close(log->file, &state);
    log->file = NULL;
    return line_file_judge(state, log->path, "lines", o->problem, OUTPUT_PROBLEM);
}

static void hlog_free(struct output *o)
{
    struct hlog *log = CONTAINER_OF(o, struct hlog, output);
    struct line_file_state state;

    line_file_close(log->file, &state);
    hdr_encoder_free(log->encoder);
    buffer_free(&log->tag);
    mem_free(log->path);
    mem_free(log);
}

static const struct output_ops ops = {
    .name = "hlog",
    .start = hlog_start,
    .tick = hlog_tick,
    .stop = hlog_stop,
    .free = hlog_free,
};

struct output *hlog_new(const char *path)
{
    struct hlog *log = MEM_NEW(struct hlog);

    log->output.ops = &ops;
    log->path = mem_strdup(path);
    log->encoder = hdr_encoder_new();
    buffer_init(&log->tag, TAG_MAX);
    return &log->output;
}
