/* SPDX-License-Identifier: MIT */
/* cli/suite_steps.c - see suite_steps.h */
#include "cli/suite_steps.h"

#include <stdio.h>

#include "cli/baseline.h"
#include "cli/child_run.h"
#include "cli/complain.h"

static const char *const written[] = {"csv", "json-file", "hlog", "request-log", "junit", "report", "html", "logfile"};

struct walk {
    const struct suite *suite;
    const struct settings *given;
    struct arena arena;
    int code; /* the highest so far */
};

static bool is_written(const struct option *o)
{
    for (size_t i = 0; i < COUNT(written); i++)
        if (strcmp(written[i], o->name) == 0)
            return true;
    return false;
}

const char *suite_step_value(const struct setting *given, const char *step, struct arena *arena)
{
    const char *slash, *dot;

    if (!given->value)
        return NULL;
    if (strcmp(given->option->name, "profile") == 0)
        return baseline_label_of_part(given->value, step, arena);
    if (strcmp(given->option->name, "baseline") == 0)
        return baseline_of_part(given->value, step, arena);
    if (!is_written(given->option))
        return given->value;
    slash = strrchr(given->value, '/');
    dot = strrchr(slash ? slash : given->value, '.');
    if (!dot || strchr(dot, '}') || dot == given->value || dot[-1] == '/')
        return arena_printf(arena, "%s-%s", given->value, step);
    return arena_printf(arena, "%.*s-%s%s", (int)(dot - given->value), given->value, step, dot);
}

static struct child_result run_step(struct walk *w, const char *step)
{
    const struct settings *given = w->given;
    const char **words = arena_zalloc(&w->arena, (given->count + 4) * sizeof *words);
    size_t count = 0;

    words[count++] = "suite";
    words[count++] = w->suite->path;
    words[count++] = step;
    for (size_t i = 0; i < given->count; i++) {
        const struct setting *s = &given->at[i];
        const char *value = suite_step_value(s, step, &w->arena);

        words[count++] = value ? arena_printf(&w->arena, "--%s=%s", s->option->name, value)
                               : arena_printf(&w->arena, "--%s", s->option->name);
    }
    return child_run(words, NULL);
}

/* False when the rest is not wanted. */
static bool walk(struct walk *w, const struct suite_run *run)
{
    struct child_result result;

    for (size_t i = 0; i < run->steps.count; i++) /* deep and long only as far as suite_file_read allows */
        if (!walk(w, suite_find_run(w->suite, run->steps.at[i])))
            return false;
    if (run->steps.count)
        return true;
    fprintf(stderr, "\n==== suite %s: %s ====\n", w->suite->name, run->name);
    result = run_step(w, run->name);
    w->code = MAX(w->code, result.code);
    fprintf(stderr, "==== %s: exit code %d ====\n", run->name, result.code);
    return !child_runs_interrupted();
}

enum exit_code suite_steps_run(const struct suite *suite, const struct suite_run *run, const struct settings *given)
{
    struct walk w = {.suite = suite, .given = given};

    child_runs_begin();
    if (!walk(&w, run))
        complain("interrupted: the steps after this one are left out");
    child_runs_end();
    arena_reset(&w.arena);
    return (enum exit_code)w.code;
}
