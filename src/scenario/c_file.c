/* SPDX-License-Identifier: MIT */
/* scenario/c_file.c - see scenario/c_file.h */
#include "scenario/c_file.h"

#include <stdio.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "scenario/compile.h"
#include "scenario/library.h"
#include "scenario/stages.h"
#include "user/feed.h"
#include "user/own_options.h"

#define LOGGER "cicada.scenario"

/* What .setup adds to; it has no other state. */
struct cic_setup {
    const cic_user_class **classes;
    size_t count;
};

struct c_file {
    struct library library;
    struct cic_setup setup;
    struct arena arena; /* of the stages */
};

void cic_add_class(cic_setup *s, const cic_user_class *c)
{
    if (s->count == LIMIT_USER_CLASSES) {
        log_error(LOGGER, "cic_add_class: there are more than %d user classes; the rest is left out", LIMIT_USER_CLASSES);
        return;
    }
    s->classes = mem_resize(s->classes, s->count + 1, sizeof(const cic_user_class *));
    s->classes[s->count++] = c;
}

static void close_file(struct scenario *s)
{
    struct c_file *f = s->private;

    feeds_close();
    own_options_close();
    library_close(&f->library);
    mem_free((void *)(uintptr_t)f->setup.classes);
    arena_reset(&f->arena);
    mem_free(f);
}

static void set_folder(const char *file)
{
    const char *slash = strrchr(file, '/');
    char *folder = slash ? mem_strndup(file, (size_t)(slash - file)) : NULL;

    feeds_set_folder(folder);
    mem_free(folder);
}

static enum scenario_problem load(struct c_file *f, const char *file, char *problem)
{
    struct cache cache;
    enum scenario_problem result;
    char *path;

    if (!cache_open(&cache)) {
        snprintf(problem, SCENARIO_PROBLEM_SIZE, "%.400s cannot be compiled: there is no folder to write to; set TMPDIR", file);
        return SCENARIO_COMPILE_ERROR;
    }
    result = compile_file(&cache, file, &path, problem);
    if (result == SCENARIO_FINE) {
        result = library_open(&f->library, path, file, problem);
        if (result != SCENARIO_FINE) /* not kept: it may be half a file, of a machine that went down */
            unlink(path);
        mem_free(path);
    }
    cache_close(&cache);
    return result;
}

/* Before .setup, which may ask for their values. */
static enum scenario_problem settle_options(struct c_file *f, const char *file, const struct plan *plan, char *problem)
{
    struct own_option_problem mistake;

    if (!own_options_declare(f->library.record->options, &mistake)) {
        snprintf(problem, SCENARIO_PROBLEM_SIZE, "%.300s, option %s of .options: %s", file, mistake.name, mistake.text);
        return SCENARIO_BAD_OPTIONS;
    }
    if (own_options_use(&plan->sets, plan->may_lack_settings, &mistake))
        return SCENARIO_FINE;
    snprintf(problem, SCENARIO_PROBLEM_SIZE, "--set %s%s", mistake.name, mistake.text);
    return SCENARIO_BAD_SETTING;
}

static enum scenario_problem set_up(struct c_file *f, const char *file, char *problem)
{
    const cic_scenario *record = f->library.record;
    int result;

    for (size_t i = 0; record->users && record->users[i]; i++)
        cic_add_class(&f->setup, record->users[i]);
    result = record->setup ? record->setup(&f->setup) : CIC_OK;
    if (result == CIC_OK)
        return SCENARIO_FINE;
    snprintf(problem, SCENARIO_PROBLEM_SIZE, "%.400s: .setup returned %d instead of CIC_OK, so the run does not start", file,
             result);
    return SCENARIO_SETUP_FAILED;
}

static enum scenario_problem read_stages(struct c_file *f, const char *file, struct plan_stages *stages, char *problem)
{
    const cic_scenario *record = f->library.record;

    if (record->stages && record->shape) {
        snprintf(problem, SCENARIO_PROBLEM_SIZE, "%.400s has both .stages and .shape, which both set the load: leave one out",
                 file);
        return SCENARIO_BAD_STAGES;
    }
    return scenario_stages_read(record, file, &f->arena, stages, problem) ? SCENARIO_FINE : SCENARIO_BAD_STAGES;
}

enum scenario_problem c_file_open(struct scenario *s, const char *file, bool compiled, const struct plan *plan, char *problem)
{
    struct c_file *f = MEM_NEW(struct c_file);
    const char *slash = strrchr(file, '/');
    enum scenario_problem result;

    *s = (struct scenario){.title = slash ? slash + 1 : file, .private = f, .close = close_file};
    set_folder(file);
    result = compiled ? library_open(&f->library, file, file, problem) : load(f, file, problem);
    if (result == SCENARIO_FINE)
        result = settle_options(f, file, plan, problem);
    if (result == SCENARIO_FINE)
        result = set_up(f, file, problem);
    if (result == SCENARIO_FINE)
        result = read_stages(f, file, &s->stages, problem);
    if (result != SCENARIO_FINE) {
        scenario_close(s);
        return result;
    }
    s->host = f->library.record->host;
    s->classes = f->setup.classes;
    s->class_count = f->setup.count;
    s->record = f->library.record;
    return SCENARIO_FINE;
}
