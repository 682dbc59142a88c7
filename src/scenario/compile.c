/* SPDX-License-Identifier: MIT */
/* scenario/compile.c - see scenario/compile.h */
#include "scenario/compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "cicada.h"
#include "scenario/compiler.h"
#include "scenario/public_header.h"

#define LOGGER "cicada.scenario"

struct job {
    const struct cache *cache;
    const char *shown; /* the file as it was given */
    char *file;        /* the same, as no option of a compiler can look; owned */
    char *header_folder;
    struct compiler compiler;
};

/* What the compiler is called with, for its way to `output`: {"-E"} or {"-o", path}. */
static struct words arguments(const struct job *job, const char *const *output)
{
    struct words w = {0};

    words_split(&w, "-std=gnu11 -O2 -g -fPIC -shared -Wall -I");
    words_add(&w, job->header_folder);
    for (; *output; output++)
        words_add(&w, *output);
    words_add(&w, job->file);
    words_split(&w, getenv("CICADA_CFLAGS"));
    words_add(&w, "-lm");
    return w;
}

static void append_words(const struct words *w, struct buffer *out)
{
    for (size_t i = 0; i < w->count; i++)
        buffer_append(out, w->at[i], strlen(w->at[i]) + 1);
}

/* Which compiler it is, and what it is called with. An update changes size and time of its file; asking for its version would
 * start it once more. */
static void describe(const struct compiler *c, const struct words *called_with, struct buffer *out)
{
    char *whole = realpath(c->program, NULL);
    struct stat status = {0};

    if (stat(c->program, &status) != 0)
        log_debug(LOGGER, "%s: %m", c->program);
    buffer_printf(out, "abi %d %s %lld %lld.%09ld ", CICADA_ABI, whole ? whole : c->program, (long long)status.st_size,
                  (long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
    free(whole); /* memory of a library */
    append_words(&c->options, out);
    append_words(called_with, out);
}

/* False when the source cannot be preprocessed: then the compiler is to say why. */
static bool hash_source(const struct job *job, char hash[CACHE_HASH_SIZE])
{
    struct words preprocess = arguments(job, (const char *const[]){"-E", NULL});
    struct buffer compiler, source;
    bool done;

    buffer_init(&compiler, LIMIT_SCENARIO_SOURCE);
    buffer_init(&source, LIMIT_SCENARIO_SOURCE);
    done = compiler_run(&job->compiler, &preprocess, &source) == 0;
    if (done) {
        describe(&job->compiler, &preprocess, &compiler);
        cache_hash((const struct text[]){buffer_view(&compiler), buffer_view(&source)}, 2, hash);
    }
    buffer_free(&compiler);
    buffer_free(&source);
    words_free(&preprocess);
    return done;
}

static enum scenario_problem compile(const struct job *job, const char *path, char *problem)
{
    char *draft = cache_draft(path);
    struct words w = arguments(job, (const char *const[]){"-o", draft, NULL});
    enum scenario_problem result = SCENARIO_FINE;
    int code;

    log_debug(LOGGER, "compiling %s with %s", job->shown, job->compiler.program);
    code = compiler_run(&job->compiler, &w, NULL);
    if (code != 0) {
        snprintf(problem, SCENARIO_PROBLEM_SIZE, "%.400s does not compile; the messages of %.200s stand above", job->shown,
                 job->compiler.program);
        unlink(draft);
        result = SCENARIO_COMPILE_ERROR;
    } else if (!cache_keep(draft, path)) {
        snprintf(problem, SCENARIO_PROBLEM_SIZE, "%.400s was compiled, but %.400s cannot be written", job->shown, path);
        result = SCENARIO_COMPILE_ERROR;
    }
    words_free(&w);
    mem_free(draft);
    return result;
}

static enum scenario_problem compile_or_find(const struct job *job, char **path, char *problem)
{
    char hash[CACHE_HASH_SIZE] = "broken"; /* of a source that the compiler will refuse */
    bool hashed = hash_source(job, hash);
    enum scenario_problem result = SCENARIO_FINE;

    *path = cache_path(job->cache, hash);
    if (!hashed || !cache_has(*path))
        result = compile(job, *path, problem);
    else
        log_debug(LOGGER, "%s was compiled before: %s", job->shown, *path);
    if (result != SCENARIO_FINE) {
        mem_free(*path);
        *path = NULL;
    }
    return result;
}

enum scenario_problem compile_file(const struct cache *cache, const char *file, char **path, char *problem)
{
    struct job job = {.cache = cache, .shown = file};
    enum scenario_problem result;

    *path = NULL;
    if (!compiler_find(&job.compiler, problem, SCENARIO_PROBLEM_SIZE))
        return SCENARIO_NO_COMPILER;
    job.file = mem_printf("%s%s", file[0] == '-' ? "./" : "", file);
    job.header_folder = cache_header_folder(cache, public_header());
    if (job.header_folder) {
        result = compile_or_find(&job, path, problem);
    } else {
        snprintf(problem, SCENARIO_PROBLEM_SIZE, "%.400s cannot be compiled: cicada.h cannot be written to %.400s", file,
                 cache->folder);
        result = SCENARIO_COMPILE_ERROR;
    }
    mem_free(job.header_folder);
    mem_free(job.file);
    compiler_free(&job.compiler);
    return result;
}
