/* SPDX-License-Identifier: MIT */
/* cli/test_run.c - puts a run together and judges it; see test_run.h */
#include "cli/test_run.h"

#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "cli/arrival_options.h"
#include "cli/capacity_options.h"
#include "cli/complain.h"
#include "cli/host_check.h"
#include "cli/load.h"
#include "cli/show_ratio.h"
#include "cli/version.h"
#include "output/mask.h"
#include "output/request_log.h"
#include "user/own_options.h"

#define LOGGER                 "cicada.main"
#define DESCRIPTORS_FOR_OTHERS 64 /* files, pipes, DNS */

/* ---- opening and closing ---- */

void test_run_open(struct test_run *t, struct engine *e, const struct cli_options *options)
{
    *t = (struct test_run){.engine = e, .options = *options};
    t->options.arena = (struct arena){0};
}

void test_run_close(struct test_run *t)
{
    if (!t)
        return;
    runner_free(t->runner);
    outputs_free(&t->outputs);
    judge_free(t->judge);
    capacity_driver_free(t->capacity);
    baseline_free(&t->baseline);
    user_classes_free(&t->loaded.classes);
    arena_reset(&t->options.arena);
}

/* ---- settling ---- */

/* The title of a URL has its query in it. */
static const char *masked(struct arena *arena, const char *text)
{
    struct buffer out;
    const char *copy;

    buffer_init(&out, mask_size_max(strlen(text)));
    mask_text(text_from(text), &out);
    copy = arena_strdup(arena, buffer_cstring(&out));
    buffer_free(&out);
    return copy;
}

/* Text of the arena: the ratio of tasks for those who want to know it later. */
static const char *ratio_of(struct test_run *t)
{
    struct buffer text;
    const char *copy;

    buffer_init(&text, LIMIT_REPORT_TEXT);
    show_ratio_json(&t->loaded.classes, t->options.plan.users, &text);
    copy = arena_strdup(&t->options.arena, buffer_cstring(&text));
    buffer_free(&text);
    return copy;
}

static void describe(struct test_run *t)
{
    struct cli_options *o = &t->options;
    struct user_classes *classes = &t->loaded.classes;
    struct run_class *list = arena_zalloc(&o->arena, (classes->count + 1) * sizeof *list);
    struct utsname system = {0};

    uname(&system);
    for (size_t i = 0; i < classes->count; i++)
        list[i] = (struct run_class){
            .name = classes->at[i].name, .weight = classes->at[i].weight, .fixed_count = classes->at[i].fixed_count};
    t->info = (struct run_info){
        .plan = &o->plan,
        .title = masked(&o->arena, t->loaded.scenario.title),
        .host = t->base.text,
        .command_line = o->command_line,
        .machine = arena_strdup(&o->arena, system.nodename),
        .system = arena_printf(&o->arena, "%s %s, %ld CPUs", system.sysname, system.release, sysconf(_SC_NPROCESSORS_ONLN)),
        .version = "cicada " CICADA_VERSION,
        .libraries = version_libraries(&o->arena),
        .classes = list,
        .class_count = classes->count,
        .tasks = t->loaded.scenario.record ? ratio_of(t) : NULL,
        .capacity = t->capacity ? capacity_driver_report(t->capacity) : NULL,
        .judgement = judge_judgement(t->judge)};
}

static const struct class_setting *setting_of(const struct test_run *t, const char *name)
{
    for (size_t i = 0; i < t->class_setting_count; i++)
        if (strcmp(t->class_settings[i].name, name) == 0)
            return &t->class_settings[i];
    return NULL;
}

static void weigh_classes(struct test_run *t)
{
    for (size_t i = 0; i < t->loaded.classes.count; i++) {
        struct user_class *class = &t->loaded.classes.at[i];
        const struct class_setting *setting = setting_of(t, class->name);

        if (setting && setting->weight > 0)
            class->weight = setting->weight;
        if (setting && setting->has_fixed_count)
            class->fixed_count = setting->fixed_count;
    }
}

static enum exit_code set_host(struct test_run *t, struct user_class *class)
{
    const struct class_setting *setting = setting_of(t, class->name);
    const char *own = setting ? setting->host : NULL, *of_all = t->options.plan.host, *problem = NULL;
    const char *host = own ? own : of_all ? of_all : class->public->host ? class->public->host : t->loaded.scenario.host;

    if (base_url_parse(t->engine->http->origins, host, &t->loaded.classes.arena, &class->base, &problem) == OK)
        return EXIT_FINE;
    complain("%s \"%s\": %s", !own && of_all ? "--host" : class->name, host, problem);
    return EXIT_WRONG_OPTIONS;
}

static enum exit_code set_hosts(struct test_run *t)
{
    const char *host = t->options.plan.host ? t->options.plan.host : t->loaded.scenario.host, *problem = NULL;
    struct user_classes *classes = &t->loaded.classes;
    enum exit_code code = EXIT_FINE;

    for (size_t i = 0; i < classes->count && code == EXIT_FINE; i++)
        code = set_host(t, &classes->at[i]);
    if (code != EXIT_FINE)
        return code;
    if (base_url_parse(t->engine->http->origins, host, &classes->arena, &t->base, &problem) != OK) {
        complain("host of the scenario \"%s\": %s", host, problem);
        return EXIT_WRONG_OPTIONS;
    }
    if (!t->base.origin)
        t->base = classes->at[0].base;
    return EXIT_FINE;
}

/* Those of the process are of one run at a time: this one, from now on. */
static enum exit_code settle_own_options(struct test_run *t)
{
    struct plan *plan = &t->options.plan;
    struct own_option_problem problem;

    if (!own_options_use(&plan->sets, plan->may_lack_settings, &problem)) {
        complain("--set %s%s", problem.name, problem.text);
        return EXIT_WRONG_OPTIONS;
    }
    plan->settings = own_options_settings(&t->options.arena);
    return EXIT_FINE;
}

enum exit_code test_run_read_checks(struct test_run *t)
{
    return checks_read(&t->checks, &t->options);
}

enum exit_code test_run_settle(struct test_run *t)
{
    struct cli_options *o = &t->options;
    enum exit_code code = EXIT_FINE;

    t->asked = *o;
    t->loaded.scenario = t->engine->scenario;
    if (!t->checks.at)
        code = test_run_read_checks(t);
    if (code == EXIT_FINE)
        code = settle_own_options(t);
    if (code == EXIT_FINE)
        code = loaded_read_classes(&t->loaded, &o->plan);
    if (code != EXIT_FINE)
        return code;
    weigh_classes(t);
    if (o->capacity.wanted)
        capacity_options_settle(&t->loaded.classes);
    code = load_settle(o, &t->loaded.scenario);
    if (code == EXIT_FINE)
        code = arrival_options_settle(o, &t->loaded);
    if (code == EXIT_FINE)
        code = checks_bind(&t->checks, o, &t->loaded, &t->engine->monitoring);
    if (code == EXIT_FINE)
        code = set_hosts(t);
    if (code == EXIT_FINE)
        code = baseline_read(&t->baseline, o);
    if (code != EXIT_FINE)
        return code;
    if (o->capacity.wanted)
        t->capacity = capacity_driver_new(o, t->checks.at, t->checks.count);
    t->judge = judge_new(t->checks.at, t->capacity ? 0 : t->checks.count);
    describe(t);
    return EXIT_FINE;
}

/* ---- beginning ---- */

static void raise_descriptor_limit(const struct plan *plan)
{
    uint32_t users = MAX(plan->users, plan->max_users);
    uint32_t wanted = plan->http.max_connections ? MIN(plan->http.max_connections, users) : users;
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        log_debug(LOGGER, "the limit of open files could not be raised");
    if (wanted + DESCRIPTORS_FOR_OTHERS > limit.rlim_max)
        log_warning(LOGGER,
                    "%u users may need %u connections, but this process may open %llu files: raise the limit with \"ulimit -n\", "
                    "or share connections with "
                    "--max-connections",
                    users, wanted, (unsigned long long)limit.rlim_max);
}

static void make_runner(struct test_run *t, const struct run_events *events)
{
    struct runner_setup setup = {.fibers = t->engine->fibers,
                                 .http = t->engine->http,
                                 .plan = &t->options.plan,
                                 .classes = &t->loaded.classes,
                                 .base = &t->base,
                                 .record = t->loaded.scenario.record,
                                 .groups = t->checks.groups,
                                 .group_count = t->checks.group_count,
                                 .monitor = t->engine->monitor,
                                 .components = t->engine->monitoring.components,
                                 .events = *events,
                                 .intervals = t->options.hlog_file != NULL,
                                 .windows = t->options.csv_full_history};

    if (!t->outputs.request_log)
        setup.events.sample = NULL;
    t->runner = runner_new(&setup);
    t->control = runner_control(t->runner);
}

enum exit_code test_run_begin(struct test_run *t, const struct run_events *events)
{
    outputs_make(&t->outputs, &t->options);
    if (!outputs_start(&t->outputs, &t->info)) {
        outputs_free(&t->outputs);
        return EXIT_REPORT_NOT_WRITTEN;
    }
    if (!t->base.origin)
        log_warning(LOGGER, "There is no host: only absolute URLs can be requested. Give one with -H");
    make_runner(t, events);
    raise_descriptor_limit(&t->options.plan);
    return EXIT_FINE;
}

bool test_run_reaches_hosts(struct test_run *t)
{
    const struct user_classes *classes = &t->loaded.classes;
    const struct http_origin **origins = mem_zalloc((classes->count + 1) * sizeof *origins);
    bool reached;

    for (size_t i = 0; i < classes->count; i++)
        origins[i] = classes->at[i].base.origin;
    origins[classes->count] = t->base.origin;
    reached = host_check(t->engine->http, origins, classes->count + 1);
    mem_free(origins);
    return reached || !t->options.plan.require_host;
}

void test_run_start(struct test_run *t)
{
    const struct plan *plan = &t->options.plan;

    if (t->capacity) {
        capacity_driver_start(t->capacity, t->control);
        return;
    }
    if (plan->run_time_s > 0)
        log_info(LOGGER, "Run time limit set to %g seconds", plan->run_time_s);
    else if (plan->stages.count == 0 && !plan->shaped && plan->iterations == 0)
        log_info(LOGGER, "No run time limit set, use CTRL+C to interrupt");
    t->control->ops->start(t->control, plan->users, plan->spawn_rate);
}

/* ---- while it runs, and its end ---- */

void test_run_tick(struct test_run *t, const struct snapshot *s)
{
    const struct check *broken = judge_tick(t->judge, s);

    outputs_tick(&t->outputs, s);
    if (t->capacity)
        capacity_driver_tick(t->capacity, s);
    if (!broken)
        return;
    log_error(LOGGER, "Check failed, so the run ends: %.*s", (int)broken->text.size, broken->text.data);
    t->control->ops->stop(t->control, "a check failed");
}

void test_run_sample(struct test_run *t, const struct sample_origin *origin, const struct sample *sample)
{
    request_log_take(t->outputs.request_log, origin, sample);
}

/* Spoiled numbers decide nothing, so they come first; a check is a promise, a regression a change, and both say more than a
 * single failure. */
static enum exit_code code_of(const struct test_run *t, const struct snapshot *s)
{
    const struct judgement *j = judge_judgement(t->judge);

    if (t->options.require_valid && j->validity.level == VALIDITY_INVALID)
        return EXIT_RUN_INVALID;
    if (j->failed > 0)
        return EXIT_CHECK_FAILED;
    if (t->info.comparison && t->info.comparison->words[COMPARISON_REGRESSION] > 0)
        return EXIT_REGRESSION;
    if ((s->total.failed > 0 && !j->tolerates_all) || s->exception_count > 0)
        return (enum exit_code)t->options.exit_code_on_error;
    return EXIT_FINE;
}

void test_run_ended(struct test_run *t, const struct snapshot *s)
{
    judge_finish(t->judge, s);
    t->info.comparison = baseline_compare(&t->baseline, &t->info, s);
    t->code = t->capacity ? capacity_driver_finish(t->capacity, s) : code_of(t, s);
}

void test_run_write_files(struct test_run *t, const struct snapshot *last)
{
    outputs_stop_files(&t->outputs, last, t->code);
}

void test_run_write_others(struct test_run *t, const struct snapshot *last)
{
    outputs_stop_others(&t->outputs, last, t->code);
    if (t->code == EXIT_FINE && (t->outputs.incomplete || t->outputs.not_kept))
        t->code = t->outputs.incomplete ? EXIT_REPORT_NOT_WRITTEN : EXIT_STORE_UNUSABLE;
    outputs_free(&t->outputs);
}
