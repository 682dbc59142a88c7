/* SPDX-License-Identifier: MIT */
/* cli/web_driver.c - see web_driver.h */
#include "cli/web_driver.h"

#include <limits.h>
#include <stdio.h>

#include "base/caret.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/units.h"
#include "cli/complain.h"
#include "cli/load_curve.h"
#include "cli/option_table.h"
#include "cli/session_state.h"
#include "cli/web_form.h"
#include "output/output.h"
#include "plan/amounts.h"
#include "store/store.h"
#include "user/own_options.h"

#define LOGGER        "cicada.main"
#define STANDARD_USER "cicada" /* whose password CICADA_WEB_PASSWORD is */
#define COMPLAINT_MAX (4 * OPTION_PROBLEM)

static enum error refuse(struct web_problem *problem, const char *sentence)
{
    *problem = (struct web_problem){.position = -1};
    snprintf(problem->text, sizeof problem->text, "%s", sentence);
    return ERROR_BAD_REQUEST;
}

static enum error refuse_field(struct web_problem *problem, const char *field, const char *sentence)
{
    refuse(problem, sentence);
    snprintf(problem->field, sizeof problem->field, "%s", field);
    return ERROR_BAD_REQUEST;
}

/* ---- what is there ---- */

static struct run_control *control(void *context)
{
    struct session *s = context;

    return s->number > 0 ? s->run->control : NULL;
}

static const struct run_info *info(void *context)
{
    return &((struct session *)context)->run->info;
}

static const struct user_classes *all_classes(void *context)
{
    return &((struct session *)context)->all.classes;
}

static const struct user_classes *classes(void *context)
{
    return &((struct session *)context)->run->loaded.classes;
}

static uint64_t run_number(void *context)
{
    return ((struct session *)context)->number;
}

static void form(void *context, struct web_wishes *out)
{
    struct session *s = context;

    arena_reset(&s->answers);
    web_form_fill(s->run, &s->answers, out);
}

/* A choice that nobody has made yet is the empty one: the first would be taken for it. */
static struct plan_list choices_of(const struct own_option *o, struct arena *arena)
{
    const char *const *from = o->declared->choices, **list;
    size_t count = 0, without = *o->value ? 0 : 1;

    while (from && from[count])
        count++;
    if (count == 0)
        return (struct plan_list){0};
    list = arena_alloc(arena, (count + without) * sizeof *list);
    list[0] = "";
    memcpy(list + without, from, count * sizeof *list);
    return (struct plan_list){list, count + without};
}

/* After `form` of the same answer, whose memory this adds to. */
static const struct web_field *fields(void *context, size_t *count)
{
    static const char *const types[] = {[CIC_OPTION_TEXT] = "text", [CIC_OPTION_NUMBER] = "number", [CIC_OPTION_BOOL] = "bool"};
    struct session *s = context;
    const struct own_option *list = own_options(count);
    struct web_field *out = arena_zalloc(&s->answers, (*count + 1) * sizeof *out);

    for (size_t i = 0; i < *count; i++) {
        const cic_option_entry *e = list[i].declared;

        out[i] = (struct web_field){.name = e->name,
                                    .value = e->secret ? NULL : list[i].value,
                                    .help = e->help,
                                    .type = types[e->kind],
                                    .choices = choices_of(&list[i], &s->answers),
                                    .secret = e->secret,
                                    .required = e->required};
    }
    return out;
}

/* ---- starting ---- */

/* The value under which carets in a complaint of checks, stages or hosts may stand. */
static const char *value_complained_of(const struct web_wishes *wishes, const char *message)
{
    const char *values[] = {wishes->stages, wishes->rate, wishes->iterations, wishes->host};
    struct text line;
    size_t at;

    for (size_t i = 0; i < wishes->checks.count; i++)
        if (*wishes->checks.at[i] && strstr(message, wishes->checks.at[i]))
            return wishes->checks.at[i];
    for (size_t i = 0; i < COUNT(values) && caret_find(text_from(message), &line, &at); i++)
        if (values[i] && line.size > 0 && memmem(values[i], strlen(values[i]), line.data, line.size))
            return values[i];
    return NULL;
}

static const char *field_by_code(enum exit_code code)
{
    return code == EXIT_UNKNOWN_USER || code == EXIT_NO_TASKS ? "user_classes" : "";
}

/* Does it, and turns what is complained of into a problem of the form. */
static enum error with_complaints(enum exit_code (*step)(struct session *, struct test_run *), struct session *s,
                                  struct test_run *run, const struct web_wishes *wishes, struct web_problem *problem)
{
    struct buffer complaints;
    enum exit_code code;

    buffer_init(&complaints, COMPLAINT_MAX);
    complain_into(&complaints);
    code = step(s, run);
    complain_into(NULL);
    if (code != EXIT_FINE) {
        const char *message = buffer_cstring(&complaints);

        web_form_refuse(problem, *message ? message : "the run cannot start", field_by_code(code),
                        value_complained_of(wishes, message));
    }
    buffer_free(&complaints);
    return code == EXIT_FINE ? OK : ERROR_BAD_REQUEST;
}

static enum exit_code settle_and_begin(struct session *s, struct test_run *run)
{
    enum exit_code code = test_run_settle(run);

    return code == EXIT_FINE ? session_begin(s, run) : code;
}

static enum error start(void *context, const struct web_wishes *wishes, struct web_problem *problem)
{
    struct session *s = context;
    struct test_run *run;
    enum error e = ERROR_BAD_REQUEST;

    if (s->running)
        return refuse(problem, "a run is there already: stop it first");
    if (s->leaving)
        return refuse(problem, "Cicada is shutting down");
    run = MEM_NEW(struct test_run);
    test_run_open(run, &s->engine, s->options);
    if (web_form_apply(wishes, run, problem))
        e = with_complaints(settle_and_begin, s, run, wishes, problem);
    if (e == OK)
        return OK;
    test_run_close(run);
    mem_free(run);
    return e;
}

/* ---- changing ---- */

static bool is_under_way(const struct session *s)
{
    return s->running && !s->checking && !s->stopping;
}

/* While it runs there is one rate for all: classes keep their shares of it. */
static enum error change_rate(struct session *s, struct cli_options *options, const char *text, struct web_problem *problem)
{
    struct plan_amount_problem unused;
    struct plan_amounts amounts;

    if (!web_form_set(options, "rate", text, problem))
        return ERROR_BAD_REQUEST;
    if (!plan_amounts_read(text_from(options->plan.rate_text), PLAN_RATE, &options->arena, &amounts, &unused) ||
        amounts.at[0].class_name.size > 0)
        return refuse_field(problem, "rate",
                            "while it runs there is one rate for all classes, which keep their shares of it: 500/s");
    s->run->control->ops->change_arrivals(s->run->control, amounts.at[0].value, 0);
    return OK;
}

static enum error change_users(struct session *s, struct cli_options *options, const struct web_wishes *wishes,
                               struct web_problem *problem)
{
    if (!web_form_set(options, "users", wishes->users, problem) ||
        (wishes->spawn_rate && *wishes->spawn_rate && !web_form_set(options, "spawn-rate", wishes->spawn_rate, problem)))
        return ERROR_BAD_REQUEST;
    if (options->plan.users == 0)
        return refuse_field(problem, "users", "without users nothing happens: stop the run, or pause it");
    s->run->control->ops->change_users(s->run->control, options->plan.users, options->plan.spawn_rate);
    return OK;
}

/* In all, since the start; "": until it is stopped. Only looks whether it can be. */
static enum error read_run_time(struct session *s, struct cli_options *options, const char *text, struct web_problem *problem)
{
    const struct snapshot *now = s->run->control->ops->snapshot(s->run->control);
    char passed[UNITS_TEXT];

    options->plan.run_time_s = 0;
    if (text_trim(text_from(text)).size > 0 && !web_form_set(options, "run-time", text, problem))
        return ERROR_BAD_REQUEST;
    if (options->plan.stages.count > 0)
        return refuse_field(problem, "run_time", "the stages say how long this run takes");
    if (now->progress.iterations_planned > 0)
        return refuse_field(problem, "run_time", "this run ends with its iterations");
    if (options->plan.run_time_s == 0)
        return OK;
    if (options->plan.run_time_s <= options->plan.warmup_s)
        return refuse_field(problem, "run_time", "the warm-up takes as long: nothing would be measured");
    if (options->plan.run_time_s > output_run_seconds(now))
        return OK;
    refuse_field(problem, "run_time", "");
    snprintf(problem->text, sizeof problem->text, "%s of the run have passed: say a longer time in all, or stop it",
             units_write_span(output_run_seconds(now), passed));
    return ERROR_BAD_REQUEST;
}

/* All that is said, or nothing when a part of it cannot be. */
static enum error change(struct session *s, struct cli_options *options, const struct web_wishes *wishes,
                         struct web_problem *problem)
{
    bool open = options->plan.max_users > 0;
    const char *load = open ? wishes->rate : wishes->users;
    enum error e = wishes->run_time ? read_run_time(s, options, wishes->run_time, problem) : OK;

    if (e == OK && load && *load)
        e = open ? change_rate(s, options, load, problem) : change_users(s, options, wishes, problem);
    else if (e == OK && (load || !wishes->run_time))
        e = refuse(problem, open ? "say the new rate: 500/s" : "say how many users there are to be");
    if (e == OK && wishes->run_time)
        s->run->control->ops->change_run_time(s->run->control, options->plan.run_time_s);
    return e;
}

static enum error edit(void *context, const struct web_wishes *wishes, struct web_problem *problem)
{
    struct session *s = context;
    struct cli_options options;
    enum error e;

    if (!is_under_way(s))
        return refuse(problem, "no run is there that could be changed");
    options = s->run->options;
    options.arena = (struct arena){0};
    e = change(s, &options, wishes, problem);
    arena_reset(&options.arena);
    return e;
}

static enum error pause_run(void *context, struct web_problem *problem)
{
    struct session *s = context;

    if (is_under_way(s) && s->run->control->ops->pause(s->run->control))
        return OK;
    return refuse(problem, "there is nothing to pause now");
}

static enum error resume_run(void *context, struct web_problem *problem)
{
    struct session *s = context;

    if (is_under_way(s) && s->run->control->ops->resume(s->run->control))
        return OK;
    return refuse(problem, "the run is not paused");
}

static void stop(void *context)
{
    session_stop(context, "stopped from the web UI");
}

static void reset(void *context)
{
    struct session *s = context;

    if (is_under_way(s))
        s->run->control->ops->reset(s->run->control);
}

/* ---- looking ahead ---- */

/* Of all classes together. */
static double rate_of(struct test_run *run, const struct user_classes *all)
{
    struct plan_amount_problem unused;
    struct plan_amounts amounts = {0};
    const char *text = run->options.plan.rate_text;
    double sum = 0;

    if (text && plan_amounts_read(text_from(text), PLAN_RATE, &run->options.arena, &amounts, &unused))
        for (size_t i = 0; i < amounts.count; i++)
            sum += amounts.at[i].value;
    for (size_t i = 0; i < all->count && !text; i++)
        sum += all->at[i].arrivals;
    return sum;
}

static enum error preview(void *context, const struct web_wishes *wishes, struct buffer *points, const char **unit,
                          struct web_problem *problem)
{
    struct session *s = context;
    const struct scenario *scenario = &s->engine.scenario;
    struct load_curve *curve = MEM_NEW(struct load_curve);
    struct test_run run;
    bool fine;

    test_run_open(&run, &s->engine, s->options);
    fine = web_form_apply(wishes, &run, problem);
    if (fine) {
        const struct plan *plan = &run.options.plan;
        const struct plan_stages *stages = plan->stages.count > 0 ? &plan->stages : &scenario->stages;

        if (plan->stages.count > 0 || !scenario->record || !scenario->record->shape)
            load_curve_make(curve, plan, stages, rate_of(&run, &s->all.classes));
        *unit = curve->open ? "arrivals" : "users";
        load_curve_write(curve, points);
    }
    test_run_close(&run);
    mem_free(curve);
    return fine ? OK : ERROR_BAD_REQUEST;
}

/* Against all classes of the scenario, and the stages of the run that is there or would be. */
static enum exit_code read_and_bind(struct session *s, struct test_run *run)
{
    enum exit_code code = test_run_read_checks(run);

    run->options.plan.stages = s->run->options.plan.stages;
    return code == EXIT_FINE ? checks_bind(&run->checks, &run->options, &s->all, &s->engine.monitoring) : code;
}

static enum error check_syntax(void *context, const char *check, struct web_problem *problem)
{
    struct session *s = context;
    struct web_wishes wishes = {.sets_checks = true, .checks = {&check, 1}};
    struct test_run run;
    enum error e = ERROR_BAD_REQUEST;

    test_run_open(&run, &s->engine, s->options);
    if (web_form_apply(&wishes, &run, problem))
        e = with_complaints(read_and_bind, s, &run, &wishes, problem);
    test_run_close(&run);
    if (e != OK)
        snprintf(problem->field, sizeof problem->field, "check");
    return e;
}

static const struct web_driver driver = {
    .control = control,
    .info = info,
    .all_classes = all_classes,
    .classes = classes,
    .run_number = run_number,
    .form = form,
    .fields = fields,
    .start = start,
    .edit = edit,
    .pause = pause_run,
    .resume = resume_run,
    .stop = stop,
    .reset = reset,
    .preview = preview,
    .check_syntax = check_syntax,
};

/* ---- opening and closing ---- */

static const char *store_of(struct cli_options *options)
{
    struct buffer standard;
    const char *path;

    if (options->store)
        return strcmp(options->store, "none") == 0 ? NULL : options->store;
    buffer_init(&standard, PATH_MAX);
    store_default_path(&standard);
    path = standard.size > 0 ? arena_strdup(&options->arena, buffer_cstring(&standard)) : NULL;
    buffer_free(&standard);
    return path;
}

static struct web_options options_of(struct cli_options *options)
{
    const struct web_settings *web = &options->web;
    struct arena *arena = &options->arena;
    const char *colon = web->auth ? strchr(web->auth, ':') : NULL;

    return (struct web_options){.host = web->host,
                                .display_host = web->display_host,
                                .port = (uint16_t)web->port,
                                .base_path = web->base_path,
                                .user = colon           ? arena_copy(arena, (struct text){web->auth, (size_t)(colon - web->auth)})
                                        : web->password ? STANDARD_USER
                                                        : NULL,
                                .password = colon ? colon + 1 : web->password,
                                .certificate_file = web->certificate_file,
                                .key_file = web->key_file,
                                .store = store_of(options),
                                .history_csv = options->csv_prefix && options->csv_full_history
                                                   ? arena_printf(arena, "%s_stats_history.csv", options->csv_prefix)
                                                   : NULL,
                                .class_picker = web->class_picker};
}

enum exit_code web_driver_check(struct cli_options *options)
{
    char problem[WEB_PROBLEM] = "";
    struct web_options web;

    if (!options->web.on)
        return EXIT_FINE;
    web = options_of(options);
    if (web_options_check(&web, problem) == OK)
        return EXIT_FINE;
    complain("%s", problem);
    return EXIT_WRONG_OPTIONS;
}

static enum exit_code read_all_classes(struct session *s)
{
    struct plan plan = s->options->plan;

    plan.user_classes = (struct plan_list){0};
    s->all.scenario = s->engine.scenario;
    return loaded_read_classes(&s->all, &plan);
}

enum exit_code web_driver_open(struct session *s)
{
    struct web_options options = options_of(s->options);
    char problem[WEB_PROBLEM] = "";
    enum exit_code code = read_all_classes(s);
    enum error e;

    if (code != EXIT_FINE)
        return code;
    e = web_open(&s->web, s->engine.loop, &options, &driver, s, problem);
    if (e != OK) {
        complain("%s", problem);
        return e == ERROR_NETWORK ? EXIT_NO_WEB_UI : EXIT_WRONG_OPTIONS;
    }
    log_info(LOGGER, "Starting web interface at %s", web_url(s->web));
    return EXIT_FINE;
}

void web_driver_close(struct session *s)
{
    web_close(s->web);
    user_classes_free(&s->all.classes);
    arena_reset(&s->answers);
}
