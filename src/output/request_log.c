/* SPDX-License-Identifier: MIT */
/* output/request_log.c - see request_log.h */
#include "output/request_log.h"

#include "base/clock.h"
#include "base/mem.h"
#include "output/line_file.h"

struct request_log {
    struct output output;
    char *path;
    enum request_log_format format;
    uint32_t every;
    uint64_t seen;
    uint64_t wall_minus_clock_ns; /* of one moment, so that a step of the wall clock does not move requests */
    struct line_file *file;
};

enum request_log_format request_log_format_of(const char *path)
{
    struct text p = text_from(path);

    if (text_ends_with(p, TEXT(".jtl")))
        return REQUEST_LOG_JTL;
    if (text_ends_with(p, TEXT(".jsonl")) || text_ends_with(p, TEXT(".ndjson")))
        return REQUEST_LOG_JSON_LINES;
    return REQUEST_LOG_CSV;
}

void request_log_take(struct output *o, const struct sample_origin *origin, const struct sample *sample)
{
    struct request_log *log = CONTAINER_OF(o, struct request_log, output);
    uint64_t from = sample->due_ns ? sample->due_ns : sample->start_ns;

    if (!log->file || log->seen++ % log->every != 0)
        return;
    request_lines_entry(log->format, origin, sample, from + log->wall_minus_clock_ns, line_file_buffer(log->file));
    line_file_put(log->file, 1);
}

static enum error request_log_start(struct output *o, const struct run_info *info, char *problem)
{
    struct request_log *log = CONTAINER_OF(o, struct request_log, output);
    enum error e = line_file_open(&log->file, log->path, problem, OUTPUT_PROBLEM);

    if (e != OK)
        return e;
    log->wall_minus_clock_ns = clock_wall() - clock_now();
    request_lines_heading(log->format, line_file_buffer(log->file));
    return OK;
}

static enum error request_log_tick(struct output *o, const struct snapshot *s)
{
    struct request_log *log = CONTAINER_OF(o, struct request_log, output);

    line_file_flush(log->file);
    return OK; /* what is lost is counted, and said at the end */
}

static enum error request_log_stop(struct output *o, const struct snapshot *s, int exit_code)
{
    struct request_log *log = CONTAINER_OF(o, struct request_log, output);
    struct line_file_state state;

    line_file_close(log->file, &state);
    log->file = NULL;
    return line_file_judge(state, log->path, "requests", o->problem, OUTPUT_PROBLEM);
}

static void request_log_free(struct output *o)
{
    struct request_log *log = CONTAINER_OF(o, struct request_log, output);
    struct line_file_state state;

    line_file_close(log->file, &state);
    mem_free(log->path);
    mem_free(log);
}

static const struct output_ops ops = {
    .name = "request log",
    .start = request_log_start,
    .tick = request_log_tick,
    .stop = request_log_stop,
    .free = request_log_free,
};

struct output *request_log_new(const char *path, enum request_log_format format, uint32_t every)
{
    struct request_log *log = MEM_NEW(struct request_log);

    log->output.ops = &ops;
    log->path = mem_strdup(path);
    log->format = format;
    log->every = MAX(every, 1u);
    return &log->output;
}
