/* SPDX-License-Identifier: MIT */
/* cli/store_output.c - see store_output.h */
#include "cli/store_output.h"

#include <limits.h>
#include <stdio.h>

#include "base/log.h"
#include "base/mem.h"
#include "output/capacity_document.h"
#include "output/comparison_document.h"
#include "output/mask.h"
#include "store/run_writer.h"
#include "web/store_verdict.h"

#define LOGGER "cicada.main"

struct store_output {
    struct output output;
    char *path; /* owned */
    const struct run_info *info;
    struct store *store;       /* NULL: it cannot be used */
    struct run_writer *writer; /* the same */
};

/* From now on this run is not kept. */
static void give_up(struct store_output *o)
{
    run_writer_free(o->writer);
    store_close(o->store);
    o->writer = NULL;
    o->store = NULL;
}

static enum error fail(struct store_output *o, enum error e, const char *what, const char *why)
{
    snprintf(o->output.problem, sizeof o->output.problem, "%s: %s", what, why);
    if (e == ERROR_SYNTAX) /* the file is damaged: writing on would make it worse */
        give_up(o);
    return e;
}

/* Says itself what is wrong, since a start that fails keeps the run from starting. */
static enum error store_output_start(struct output *output, const struct run_info *info, char *problem)
{
    struct store_output *o = CONTAINER_OF(output, struct store_output, output);

    o->info = info;
    if (!*o->path) {
        snprintf(problem, OUTPUT_PROBLEM, "there is no place for it: neither XDG_STATE_HOME nor HOME is set");
    } else if (store_open(&o->store, o->path, true, problem) == OK) {
        o->writer = run_writer_new(o->store, info, mask_text);
        if (o->writer)
            return OK;
        snprintf(problem, OUTPUT_PROBLEM, "%s", store_problem(o->store));
    }
    log_warning(LOGGER, "This run is not kept: %s", problem);
    fail(o, ERROR_SYNTAX, "this run is not kept", problem);
    output->failed = true;
    return OK;
}

static enum error store_output_tick(struct output *output, const struct snapshot *s)
{
    struct store_output *o = CONTAINER_OF(output, struct store_output, output);
    enum error e;

    if (!o->writer)
        return OK;
    e = run_writer_tick(o->writer, s);
    return e == OK ? OK : fail(o, e, "this run is not kept at the moment", run_writer_problem(o->writer));
}

static enum error write_end(struct store_output *o, const struct snapshot *s, int exit_code)
{
    struct arena arena = {0};
    struct kept_verdict verdict = {0};
    enum error e;

    if (o->info->judgement)
        verdict = store_verdict_of(o->info->judgement, &arena);
    if (o->info->capacity)
        verdict.capacity = capacity_document_write(o->info->capacity, &arena);
    if (o->info->comparison)
        verdict.comparison = comparison_document_write(o->info->comparison, &arena);
    e = run_writer_end(o->writer, s, &verdict, exit_code);
    arena_reset(&arena);
    return e;
}

static enum error store_output_stop(struct output *output, const struct snapshot *s, int exit_code)
{
    struct store_output *o = CONTAINER_OF(output, struct store_output, output);
    enum error e;

    if (!o->writer)
        return ERROR_IO;
    e = write_end(o, s, exit_code);
    if (e != OK) {
        output->failed = false; /* it may have been said before, but now it is final */
        return fail(o, e, "the end of this run is not kept", run_writer_problem(o->writer));
    }
    if (run_writer_run(o->writer))
        log_info(LOGGER, "Kept as run %" PRId64 ": cicada runs show %" PRId64, run_writer_run(o->writer),
                 run_writer_run(o->writer));
    return OK;
}

static void store_output_free(struct output *output)
{
    struct store_output *o = CONTAINER_OF(output, struct store_output, output);

    give_up(o);
    mem_free(o->path);
    mem_free(o);
}

static const struct output_ops ops = {
    .name = "store",
    .start = store_output_start,
    .tick = store_output_tick,
    .stop = store_output_stop,
    .free = store_output_free,
};

struct output *store_output_new(const char *path)
{
    struct store_output *o = MEM_NEW(struct store_output);
    struct buffer standard;

    o->output.ops = &ops;
    buffer_init(&standard, PATH_MAX);
    if (!path || !*path)
        store_default_path(&standard);
    o->path = mem_strdup(path && *path ? path : buffer_cstring(&standard));
    buffer_free(&standard);
    return &o->output;
}
