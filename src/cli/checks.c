/* SPDX-License-Identifier: MIT */
/* cli/checks.c - see checks.h */
#include "cli/checks.h"

#include "base/limits.h"
#include "base/read_file.h"
#include "cli/complain.h"
#include "cli/variables.h"
#include "user/class_groups.h"
#include "verdict/capacity_search.h"
#include "verdict/capacity_slo.h"

#define OF_SCENARIO  "the scenario's check"
#define PROBLEM_SIZE (3 * LIMIT_CHECK_TEXT + 2000) /* the check twice, its carets, the hints */

static enum exit_code refuse(const char *source, struct text t, const struct check_problem *problem)
{
    struct buffer out;

    buffer_init(&out, PROBLEM_SIZE);
    buffer_printf(&out, "%s \"", source);
    buffer_text(&out, (struct text){t.data, MIN(t.size, (size_t)LIMIT_CHECK_TEXT)});
    buffer_string(&out, "\": ");
    check_problem_write(t, problem, &out);
    complain_plainly(buffer_cstring(&out));
    buffer_free(&out);
    return EXIT_WRONG_OPTIONS;
}

static enum exit_code add(struct checks *c, struct arena *arena, const char *source, struct text t)
{
    struct check_problem problem;
    size_t n = c->count;

    if (n == LIMIT_CHECKS) {
        complain("%s: there are more than %d checks", source, LIMIT_CHECKS);
        return EXIT_WRONG_OPTIONS;
    }
    c->at = arena_grow(arena, c->at, n * sizeof *c->at, (n + 1) * sizeof *c->at);
    c->sources = arena_grow(arena, c->sources, n * sizeof *c->sources, (n + 1) * sizeof *c->sources);
    c->of_scenario = arena_grow(arena, c->of_scenario, n * sizeof *c->of_scenario, (n + 1) * sizeof *c->of_scenario);
    c->sources[n] = source;
    c->of_scenario[n] = strcmp(source, OF_SCENARIO) == 0;
    if (!check_read(t, &c->at[n], &problem))
        return refuse(source, c->at[n].text, &problem);
    c->count++;
    return EXIT_FINE;
}

/* A check that may refer to variables; those of --check have been replaced with the option. */
static enum exit_code add_with_variables(struct checks *c, struct arena *arena, const char *source, struct text t)
{
    char message[VARIABLES_PROBLEM];
    const char *text = variables_expand(arena_copy(arena, t), arena, message);

    if (text)
        return add(c, arena, source, text_from(text));
    complain("%s %s", source, message);
    return EXIT_WRONG_OPTIONS;
}

/* One check a line; empty lines and those that begin with # are left out. */
static enum exit_code read_checks_file(struct checks *c, const char *path, struct arena *arena)
{
    enum exit_code code = EXIT_FINE;
    struct text rest;
    enum error e = file_read(path, LIMIT_CHECK_FILE, arena, &rest);

    if (e != OK) {
        complain(e == ERROR_TOO_LARGE ? "--check-file \"%s\": larger than 1 MiB" : "--check-file \"%s\" cannot be read: %m",
                 path);
        return EXIT_WRONG_OPTIONS;
    }
    for (unsigned line = 1; rest.data && code == EXIT_FINE; line++) {
        struct text t = text_trim(text_cut(&rest, '\n'));

        if (t.size > 0 && t.data[0] != '#')
            code = add_with_variables(c, arena, arena_printf(arena, "%s, line %u:", path, line), t);
    }
    return code;
}

/* The limits of a search for the capacity; it has no other checks. Where none says how many requests may fail, one is added:
 * errors are mostly faster than answers, and a service that is down would keep each limit of times. */
static enum exit_code read_slos(struct checks *c, struct cli_options *options)
{
    enum exit_code code = EXIT_FINE;
    struct check_problem problem;
    bool failures_limited = false;

    for (size_t i = 0; i < options->capacity.slos.count && code == EXIT_FINE; i++) {
        code = add(c, &options->arena, "--slo", text_from(options->capacity.slos.at[i]));
        if (code == EXIT_FINE && !capacity_slo_is_fine(&c->at[i], &problem))
            code = refuse("--slo", c->at[i].text, &problem);
        if (code == EXIT_FINE)
            failures_limited |= capacity_slo_limits_failures(&c->at[i]);
    }
    if (code == EXIT_FINE && !failures_limited && c->count < CAPACITY_SLOS_MAX)
        code = add(c, &options->arena, "--slo", text_from(CAPACITY_SLO_OF_FAILURES));
    return code;
}

enum exit_code checks_read(struct checks *c, struct cli_options *options)
{
    enum exit_code code = EXIT_FINE;

    *c = (struct checks){0};
    if (options->capacity.wanted)
        return read_slos(c, options);
    for (size_t i = 0; i < options->checks.count && code == EXIT_FINE; i++)
        code = add(c, &options->arena, "--check", text_from(options->checks.at[i]));
    for (size_t i = 0; i < options->check_files.count && code == EXIT_FINE; i++)
        code = read_checks_file(c, options->check_files.at[i], &options->arena);
    return code;
}

static bool is_among(struct text list, struct text word)
{
    while (list.data)
        if (text_equal(text_trim(text_cut(&list, ',')), word))
            return true;
    return false;
}

static bool scope_exists(const struct check *c, const struct loaded *l, struct buffer *known)
{
    if (c->scope == CHECK_TAG) {
        user_classes_list_tags(&l->classes, known);
        return is_among(buffer_view(known), c->scope_text);
    }
    for (size_t i = 0; i < l->classes.count && c->scope == CHECK_CLASS; i++) {
        if (text_equal(text_from(l->classes.at[i].name), c->scope_text))
            return true;
        buffer_printf(known, "%s%s", i > 0 ? ", " : "", l->classes.at[i].name);
    }
    return c->scope != CHECK_CLASS;
}

static enum exit_code look_for_scope(const struct check *c, const char *source, const struct loaded *l)
{
    enum exit_code code = EXIT_FINE;
    struct check_problem problem;
    struct buffer known;

    buffer_init(&known, LIMIT_CONFIG_FILE);
    if (!scope_exists(c, l, &known)) {
        check_problem_of_scope(c, buffer_cstring(&known), &problem);
        code = refuse(source, c->text, &problem);
    }
    buffer_free(&known);
    return code;
}

static enum exit_code look_for_stage(struct check *c, const char *source, const struct plan_stages *stages)
{
    const struct plan_stage *stage = plan_stages_find(stages, c->stage);
    enum exit_code code;
    struct check_problem problem;
    struct buffer known;

    if (c->stage.size == 0)
        return EXIT_FINE;
    if (stage) {
        c->stage_number = (uint32_t)(stage - stages->at) + 1;
        return EXIT_FINE;
    }
    buffer_init(&known, LIMIT_STAGES_TEXT);
    for (size_t i = 0; i < stages->count; i++)
        buffer_printf(&known, "%s%s", i > 0 ? ", " : "", stages->at[i].name);
    check_problem_of_stage(c, buffer_cstring(&known), &problem);
    code = refuse(source, c->text, &problem);
    buffer_free(&known);
    return code;
}

static enum exit_code look_for_component(const struct check *c, const char *source, const struct monitoring *m)
{
    struct check_problem problem;
    struct buffer known;

    if (c->metric != CHECK_RESOURCE || monitoring_has(m, c->name))
        return EXIT_FINE;
    buffer_init(&known, LIMIT_CONFIG_FILE);
    monitoring_list(m, &known);
    check_problem_of_component(c, buffer_cstring(&known), &problem);
    buffer_free(&known);
    return refuse(source, c->text, &problem);
}

/* A check of all requests has its numbers in the total, but for the classes of errors. */
static bool needs_group(const struct check *c)
{
    return c->scope != CHECK_ALL || c->stage_number > 0 || c->metric == CHECK_ERRORS;
}

static struct stats_group group_of(const struct check *c)
{
    static const enum stats_group_kind kinds[] = {
        [CHECK_ALL] = GROUP_OF_NAMES, [CHECK_CLASS] = GROUP_OF_CLASS, [CHECK_TAG] = GROUP_OF_TAG, [CHECK_NAMES] = GROUP_OF_NAMES};

    return (struct stats_group){kinds[c->scope], c->scope == CHECK_ALL ? TEXT("*") : c->scope_text, c->stage_number};
}

/* The place of the group among those there are, or of a new one; -1 when there are too many. */
static int place_of(struct checks *c, struct stats_group group)
{
    for (size_t i = 0; i < c->group_count; i++)
        if (c->groups[i].kind == group.kind && c->groups[i].stage == group.stage &&
            text_equal(c->groups[i].pattern, group.pattern))
            return (int)i;
    if (c->group_count == GROUPS_MAX)
        return -1;
    c->groups[c->group_count] = group;
    return (int)c->group_count++;
}

enum exit_code checks_bind(struct checks *c, struct cli_options *options, struct loaded *l, const struct monitoring *m)
{
    const cic_scenario *record = options->capacity.wanted ? NULL : l->scenario.record; /* of a run, not of each load */
    enum exit_code code = EXIT_FINE;

    for (size_t i = 0; record && record->checks && record->checks[i] && code == EXIT_FINE; i++)
        code = add_with_variables(c, &options->arena, OF_SCENARIO, text_from(record->checks[i]));
    for (size_t i = 0; i < c->count && code == EXIT_FINE; i++) {
        code = look_for_scope(&c->at[i], c->sources[i], l);
        if (code == EXIT_FINE)
            code = look_for_stage(&c->at[i], c->sources[i], &options->plan.stages);
        if (code == EXIT_FINE)
            code = look_for_component(&c->at[i], c->sources[i], m);
        if (code != EXIT_FINE || !needs_group(&c->at[i]))
            continue;
        c->at[i].group = place_of(c, group_of(&c->at[i]));
        if (c->at[i].group < 0) {
            complain("the checks have more than %d different scopes", GROUPS_MAX);
            code = EXIT_WRONG_OPTIONS;
        }
    }
    user_classes_group(&l->classes, c->groups, c->group_count);
    return code;
}
