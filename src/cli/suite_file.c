/* SPDX-License-Identifier: MIT */
/* cli/suite_file.c - see suite_file.h */
#include "cli/suite_file.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/read_file.h"
#include "cli/config_lines.h"
#include "cli/toml_reader.h"

struct reading {
    struct suite *suite;
    struct arena *arena;
};

static const char *const relative[] = {"locustfile", "check-file"};

static bool fail(const struct toml_member *m, const char *what, char *problem)
{
    snprintf(problem, OPTION_PROBLEM, "%.200s: %.*s: %s", m->where, (int)MIN(m->key.size, (size_t)100), m->key.data, what);
    return false;
}

static struct plan_list list_of(const struct reading *r, const struct toml_member *m)
{
    const char **at = arena_alloc(r->arena, (m->count + 1) * sizeof *at);

    memcpy(at, m->values, m->count * sizeof *at);
    return (struct plan_list){at, m->count};
}

static bool take_text(const struct toml_member *m, const char **out, char *problem)
{
    if (m->count != 1)
        return fail(m, "takes one value", problem);
    *out = m->values[0];
    return true;
}

static bool take_of_suite(const struct reading *r, const struct toml_member *m, char *problem)
{
    struct suite *s = r->suite;

    if (text_equal(m->key, TEXT("title")))
        return take_text(m, &s->title, problem);
    if (text_equal(m->key, TEXT("default")))
        return take_text(m, &s->standard, problem);
    if (text_equal(m->key, TEXT("env-files")))
        s->env_files = list_of(r, m);
    else if (text_equal(m->key, TEXT("target")))
        s->target = list_of(r, m);
    else
        return fail(m, "unknown; [suite] has title, default, env-files and target. Options stand in [options]", problem);
    s->has_target |= text_equal(m->key, TEXT("target"));
    return true;
}

static bool is_relative_path(struct text option, const char *value)
{
    for (size_t i = 0; i < COUNT(relative); i++)
        if (text_equal(option, text_from(relative[i])))
            return value[0] && value[0] != '/' && value[0] != '$';
    return false;
}

static bool take_option(const struct reading *r, struct settings *out, const struct toml_member *m, char *problem)
{
    struct plan_list values = list_of(r, m);
    const char **at = (const char **)(uintptr_t)values.at;

    for (size_t i = 0; i < m->count; i++)
        if (is_relative_path(m->key, at[i]))
            at[i] = arena_printf(r->arena, "%s/%s", r->suite->folder, at[i]);
    return config_add(out, m->where, m->key, at, m->count, problem);
}

/* The run of that name, which begins with its first member. */
static struct suite_run *run_named(const struct reading *r, struct text name)
{
    struct suite *s = r->suite;

    for (size_t i = 0; i < s->run_count; i++)
        if (text_equal(text_from(s->runs[i].name), name))
            return &s->runs[i];
    s->runs = arena_grow(r->arena, s->runs, s->run_count * sizeof *s->runs, (s->run_count + 1) * sizeof *s->runs);
    s->runs[s->run_count] = (struct suite_run){.name = arena_copy(r->arena, name),
                                               .settings = {.arena = r->arena, .drop_empty = true}};
    return &s->runs[s->run_count++];
}

static bool take_of_run(const struct reading *r, struct text name, const struct toml_member *m, char *problem)
{
    struct suite_run *run;

    if (r->suite->run_count == LIMIT_SUITE_RUNS)
        return fail(m, "the suite has more than 200 runs", problem);
    run = run_named(r, name);
    if (text_equal(m->key, TEXT("about")))
        return take_text(m, &run->about, problem);
    if (text_equal(m->key, TEXT("steps"))) {
        run->steps = list_of(r, m);
        return true;
    }
    return take_option(r, &run->settings, m, problem);
}

/* "run\nNAME\n" gives NAME. */
static bool split_run(struct text table, struct text *name)
{
    if (!text_starts_with(table, TEXT("run\n")) || table.size == sizeof "run")
        return false;
    *name = (struct text){table.data + 4, table.size - 4};
    name->size--; /* the line end */
    return !memchr(name->data, '\n', name->size);
}

static bool wants_all(void *context, struct text table)
{
    return true;
}

static bool take(void *context, const struct toml_member *m, char *problem)
{
    const struct reading *r = context;
    struct text name;

    if (text_equal(m->table, TEXT("suite\n")))
        return take_of_suite(r, m, problem);
    if (text_equal(m->table, TEXT("options\n")))
        return take_option(r, &r->suite->settings, m, problem);
    if (text_equal(m->table, TEXT("service\n")))
        return text_equal(m->key, TEXT("check")) ? take_option(r, &r->suite->service_checks, m, problem)
                                                 : fail(m, "unknown; [service] has check", problem);
    if (text_equal(m->table, TEXT("seed\n")))
        return take_option(r, &r->suite->seed, m, problem);
    if (split_run(m->table, &name))
        return take_of_run(r, name, m, problem);
    return fail(m, "stands in no known table; there are [suite], [options], [service], [seed] and [run.NAME]", problem);
}

const struct suite_run *suite_find_run(const struct suite *s, const char *name)
{
    for (size_t i = 0; i < s->run_count; i++)
        if (strcmp(s->runs[i].name, name) == 0)
            return &s->runs[i];
    return NULL;
}

/* Steps are runs, which may have steps in turn: `*seen` counts them, so that a circle is noticed. */
static bool check_steps(const struct suite *s, const struct suite_run *run, size_t *seen, char *problem)
{
    for (size_t i = 0; i < run->steps.count; i++) {
        const struct suite_run *step = suite_find_run(s, run->steps.at[i]);
        bool too_many = ++*seen > LIMIT_SUITE_STEPS;

        if (!step)
            snprintf(problem, OPTION_PROBLEM, "%.200s: run.%.100s: there is no run \"%.100s\"", s->path, run->name,
                     run->steps.at[i]);
        else if (too_many)
            snprintf(problem, OPTION_PROBLEM, "%.200s: run.%.100s: its steps go round in a circle, or are more than 500", s->path,
                     run->name);
        if (!step || too_many || !check_steps(s, step, seen, problem))
            return false;
    }
    return true;
}

static bool check(const struct suite *s, char *problem)
{
    if (!s->standard || !suite_find_run(s, s->standard)) {
        snprintf(problem, OPTION_PROBLEM, "%.200s: [suite] needs default = the name of a run", s->path);
        return false;
    }
    for (size_t i = 0; i < s->run_count; i++) {
        const struct suite_run *run = &s->runs[i];
        size_t seen = 0;

        if (run->steps.count && run->settings.count) {
            snprintf(problem, OPTION_PROBLEM, "%.200s: run.%.100s has steps, so it can have no options", s->path, run->name);
            return false;
        }
        if (!check_steps(s, run, &seen, problem))
            return false;
    }
    return true;
}

/* "suites/platform" of "suites/platform/suite.toml", and "platform" of that. */
static void name_suite(struct suite *s, struct arena *arena)
{
    const char *slash = strrchr(s->path, '/'), *last;

    s->folder = slash ? arena_copy(arena, (struct text){s->path, (size_t)(slash - s->path)}) : ".";
    last = strrchr(s->folder, '/');
    s->name = last && last[1] ? last + 1 : s->folder;
}

bool suite_file_read(struct suite *out, const char *path, struct arena *arena, char problem[OPTION_PROBLEM])
{
    struct reading r = {.suite = out, .arena = arena};
    struct toml_visitor visitor = {wants_all, take, &r};
    struct text content;
    enum error e;

    *out = (struct suite){.path = arena_strdup(arena, path),
                          .settings = {.arena = arena, .drop_empty = true},
                          .service_checks = {.arena = arena, .drop_empty = true},
                          .seed = {.arena = arena, .drop_empty = true}};
    name_suite(out, arena);
    e = file_read(path, LIMIT_CONFIG_FILE, arena, &content);
    if (e != OK) {
        snprintf(problem, OPTION_PROBLEM, e == ERROR_TOO_LARGE ? "%.200s: larger than 1 MiB" : "%.200s: %m", path);
        return false;
    }
    return toml_read(path, content, &visitor, arena, problem) && check(out, problem);
}
