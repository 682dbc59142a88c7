/* SPDX-License-Identifier: MIT */
/* cli/session.c - puts a run together and takes it apart; in between the loop runs and the callbacks below listen */
#include "cli/session.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "cli/arrival_options.h"
#include "cli/baseline.h"
#include "cli/capacity_driver.h"
#include "cli/capacity_options.h"
#include "cli/checks.h"
#include "cli/child_run.h"
#include "cli/complain.h"
#include "cli/host_check.h"
#include "cli/keys.h"
#include "cli/load.h"
#include "cli/loaded.h"
#include "cli/monitoring.h"
#include "cli/outputs.h"
#include "cli/show_ratio.h"
#include "cli/telemetry_option.h"
#include "cli/version.h"
#include "cli/watchdog.h"
#include "output/mask.h"
#include "output/request_log.h"
#include "runner/runner.h"
#include "verdict/judge.h"

#define LOGGER                 "cicada.main"
#define KEYS_RATE              100.0 /* users per second */
#define DESCRIPTORS_FOR_OTHERS 64    /* files, pipes, DNS */
#define MONITOR_PATIENCE_S     3.0   /* for the first looks at what is to be watched */

struct session {
    struct cli_options *options;
    struct loaded loaded;
    struct loop *loop;
    struct fibers *fibers;
    struct http_settings *http;
    struct runner *runner;
    struct run_control *control;
    struct outputs outputs;
    struct checks checks;
    struct judge *judge;
    struct capacity_driver *capacity; /* drives the run; NULL: it is none of a search for the capacity */
    struct monitoring monitoring;
    struct monitor *monitor;
    struct otlp_settings telemetry;
    struct exporter *exporter; /* of metrics; NULL: nothing is exported */
    struct baseline baseline;
    struct run_info info;
    struct base_url base;   /* host of test_start and test_stop */
    struct fiber *checking; /* the host check, while it runs */
    enum exit_code code;
    unsigned interrupts;
};

static const int stopping_signals[] = {SIGINT, SIGTERM, SIGHUP};

/* nohup has the end of the terminal ignored, so that the run outlives it. */
static bool is_left_alone(int signal_number)
{
    struct sigaction now;

    return signal_number == SIGHUP && sigaction(SIGHUP, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

/* ---- while it runs ---- */

static void on_tick(void *context, const struct snapshot *s)
{
    struct session *session = context;
    const struct check *broken = judge_tick(session->judge, s);

    outputs_tick(&session->outputs, s);
    if (session->exporter)
        exporter_tick(session->exporter, s);
    if (session->capacity)
        capacity_driver_tick(session->capacity, s);
    if (!broken)
        return;
    log_error(LOGGER, "Check failed, so the run ends: %.*s", (int)broken->text.size, broken->text.data);
    session->control->ops->stop(session->control, "a check failed");
}

static void on_sample(void *context, const struct sample_origin *origin, const struct sample *sample)
{
    struct session *session = context;

    request_log_take(session->outputs.request_log, origin, sample);
}

static void note_nothing(int signal_number)
{
}

/* From here on the reports are complete. The first signal must not cut the rest off, the next one may: the terminal or the pipe
 * may be stuck. */
static void let_next_signal_end_it(struct session *s)
{
    struct sigaction once = {.sa_handler = s->interrupts > 1 ? SIG_DFL : note_nothing,
                             .sa_flags = SA_RESTART | SA_ONSTACK | (int)SA_RESETHAND};

    sigemptyset(&once.sa_mask);
    for (size_t i = 0; i < COUNT(stopping_signals); i++) {
        if (is_left_alone(stopping_signals[i]))
            continue;
        loop_on_signal(s->loop, stopping_signals[i], NULL, NULL);
        if (sigaction(stopping_signals[i], &once, NULL) != 0)
            log_debug(LOGGER, "a signal cannot be handled");
    }
}

/* The last numbers, after the run or instead of it. */
static void finish(struct session *s, const struct snapshot *last)
{
    keys_close();
    outputs_stop_files(&s->outputs, last, s->code);
    let_next_signal_end_it(s);
    outputs_stop_others(&s->outputs, last, s->code);
    if (s->code == EXIT_FINE && (s->outputs.incomplete || s->outputs.not_kept))
        s->code = s->outputs.incomplete ? EXIT_REPORT_NOT_WRITTEN : EXIT_STORE_UNUSABLE;
    loop_stop(s->loop);
}

/* Spoiled numbers decide nothing, so they come first; a check is a promise, a regression a change, and both say more than a
 * single failure. */
static enum exit_code code_of(const struct session *session, const struct snapshot *s)
{
    const struct judgement *j = judge_judgement(session->judge);

    if (session->options->require_valid && j->validity.level == VALIDITY_INVALID)
        return EXIT_RUN_INVALID;
    if (j->failed > 0)
        return EXIT_CHECK_FAILED;
    if (session->info.comparison && session->info.comparison->words[COMPARISON_REGRESSION] > 0)
        return EXIT_REGRESSION;
    if (s->total.failed > 0 && !j->tolerates_all)
        return (enum exit_code)session->options->exit_code_on_error;
    return EXIT_FINE;
}

static void on_stopped(void *context, const struct snapshot *s)
{
    struct session *session = context;

    judge_finish(session->judge, s);
    if (session->exporter)
        exporter_finish(session->exporter, s);
    session->info.comparison = baseline_compare(&session->baseline, &session->info, s);
    session->code = session->capacity ? capacity_driver_finish(session->capacity, s) : code_of(session, s);
    finish(session, s);
}

static void on_signal(void *context, int signal_number)
{
    struct session *s = context;

    if (s->interrupts++ > 0) {
        s->control->ops->stop_now(s->control);
        return;
    }
    log_info(LOGGER, signal_number == SIGINT ? "Exiting due to CTRL+C interruption" : "Got %s signal",
             signal_number == SIGTERM ? "SIGTERM" : "SIGHUP");
    if (s->checking)
        fiber_cancel(s->checking, 0);
    s->control->ops->stop(s->control, "interrupted");
}

/* Locust's keys: w and s for one user more and less, W and S for ten. With arrivals they change the rate by as much. */
static void on_key(void *context, char key)
{
    struct session *s = context;
    int64_t change = key == 'w' ? 1 : key == 'W' ? 10 : key == 's' ? -1 : key == 'S' ? -10 : 0;
    const struct run_progress *now;
    int64_t users;

    if (!change || s->interrupts || s->capacity)
        return;
    now = &s->control->ops->snapshot(s->control)->progress;
    if (s->options->plan.max_users > 0) {
        s->control->ops->change_arrivals(s->control, fmax(now->arrivals_per_second + (double)change, 0), 0);
        return;
    }
    users = now->target_users + change;
    s->control->ops->change_users(s->control, (uint32_t)MAX(MIN(users, (int64_t)LIMIT_USERS), (int64_t)1), KEYS_RATE);
}

static bool look_at_hosts(struct session *s)
{
    const struct user_classes *classes = &s->loaded.classes;
    const struct http_origin **origins = mem_zalloc((classes->count + 1) * sizeof *origins);
    bool reached;

    for (size_t i = 0; i < classes->count; i++)
        origins[i] = classes->at[i].base.origin;
    origins[classes->count] = s->base.origin;
    reached = host_check(s->http, origins, classes->count + 1);
    mem_free(origins);
    return reached;
}

/* The first fiber: looks at the hosts, then lets the users in. */
static void begin(void *argument)
{
    struct session *s = argument;
    const struct plan *plan = &s->options->plan;
    bool reached = look_at_hosts(s);

    if ((reached || !plan->require_host) && !s->interrupts)
        monitor_begin(s->monitor, clock_after(clock_now(), MONITOR_PATIENCE_S));
    s->checking = NULL;
    if (!reached && plan->require_host && !s->interrupts) {
        complain("--require-host: the host cannot be reached; the run does not start");
        s->code = EXIT_HOST_UNREACHABLE;
    }
    if (s->interrupts || s->code != EXIT_FINE) {
        finish(s, s->control->ops->snapshot(s->control));
        return;
    }
    if (isatty(STDERR_FILENO))
        keys_open(s->loop, on_key, s);
    if (s->capacity) {
        capacity_driver_start(s->capacity, s->control);
        return;
    }
    if (plan->run_time_s > 0)
        log_info(LOGGER, "Run time limit set to %g seconds", plan->run_time_s);
    else if (plan->stages.count == 0 && !plan->shaped && plan->iterations == 0)
        log_info(LOGGER, "No run time limit set, use CTRL+C to interrupt");
    s->control->ops->start(s->control, plan->users, plan->spawn_rate);
}

/* ---- before ---- */

static enum exit_code set_hosts(struct session *s)
{
    const struct plan *plan = &s->options->plan;
    struct user_classes *classes = &s->loaded.classes;
    const char *of_scenario = s->loaded.scenario.host, *problem = NULL;

    for (size_t i = 0; i < classes->count; i++) {
        struct user_class *class = &classes->at[i];
        const char *host = plan->host ? plan->host : class->public->host ? class->public->host : of_scenario;

        if (base_url_parse(s->http->origins, host, &classes->arena, &class->base, &problem) != OK) {
            complain("%s \"%s\": %s", plan->host ? "--host" : class->name, host, problem);
            return EXIT_WRONG_OPTIONS;
        }
    }
    if (base_url_parse(s->http->origins, plan->host ? plan->host : of_scenario, &classes->arena, &s->base, &problem) != OK) {
        complain("host of the scenario \"%s\": %s", of_scenario, problem);
        return EXIT_WRONG_OPTIONS;
    }
    if (!s->base.origin)
        s->base = classes->at[0].base;
    if (!s->base.origin)
        log_warning(LOGGER, "There is no host: only absolute URLs can be requested. Give one with -H");
    return EXIT_FINE;
}

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
static const char *ratio_of(struct session *s)
{
    struct buffer text;
    const char *copy;

    buffer_init(&text, LIMIT_REPORT_TEXT);
    show_ratio_json(&s->loaded.classes, s->options->plan.users, &text);
    copy = arena_strdup(&s->options->arena, buffer_cstring(&text));
    buffer_free(&text);
    return copy;
}

static void describe(struct session *s)
{
    struct cli_options *o = s->options;
    struct user_classes *classes = &s->loaded.classes;
    struct run_class *list = arena_zalloc(&o->arena, (classes->count + 1) * sizeof *list);
    struct utsname system = {0};

    uname(&system);
    for (size_t i = 0; i < classes->count; i++)
        list[i] = (struct run_class){
            .name = classes->at[i].name, .weight = classes->at[i].weight, .fixed_count = classes->at[i].fixed_count};
    s->info = (struct run_info){
        .plan = &o->plan,
        .title = masked(&o->arena, s->loaded.scenario.title),
        .host = s->base.text,
        .command_line = o->command_line,
        .machine = arena_strdup(&o->arena, system.nodename),
        .system = arena_printf(&o->arena, "%s %s, %ld CPUs", system.sysname, system.release, sysconf(_SC_NPROCESSORS_ONLN)),
        .version = "cicada " CICADA_VERSION,
        .libraries = version_libraries(&o->arena),
        .classes = list,
        .class_count = classes->count,
        .tasks = s->loaded.scenario.record ? ratio_of(s) : NULL,
        .capacity = s->capacity ? capacity_driver_report(s->capacity) : NULL,
        .judgement = judge_judgement(s->judge)};
}

static enum exit_code make_engine(struct session *s)
{
    const struct plan *plan = &s->options->plan;
    struct fibers_options fibers = {.stack_size = plan->stack_size, .measure_stacks = plan->debug};
    char problem[512] = "";

    s->loop = loop_new();
    for (size_t i = 0; i < s->loaded.classes.count; i++)
        fibers.stack_size = MAX(fibers.stack_size, s->loaded.classes.at[i].public->stack_size);
    s->fibers = fibers_new(s->loop, &fibers);
    s->http = http_settings_new(s->fibers, &plan->http, problem, sizeof problem);
    if (!s->http) {
        complain("%s", problem);
        return EXIT_WRONG_OPTIONS;
    }
    if (monitoring_open(&s->monitoring, plan, s->fibers, &s->monitor) != EXIT_FINE)
        return EXIT_WRONG_OPTIONS;
    return set_hosts(s);
}

static void make_runner(struct session *s)
{
    struct runner_setup setup = {.fibers = s->fibers,
                                 .http = s->http,
                                 .plan = &s->options->plan,
                                 .classes = &s->loaded.classes,
                                 .base = &s->base,
                                 .record = s->loaded.scenario.record,
                                 .groups = s->checks.groups,
                                 .group_count = s->checks.group_count,
                                 .monitor = s->monitor,
                                 .components = s->monitoring.components,
                                 .events = {.tick = on_tick, .stopped = on_stopped, .context = s},
                                 .intervals = s->options->hlog_file != NULL,
                                 .windows = s->options->csv_full_history};

    if (s->outputs.request_log)
        setup.events.sample = on_sample;
    s->runner = runner_new(&setup);
    s->control = runner_control(s->runner);
}

static void run(struct session *s)
{
    struct watchdog *watchdog;

    make_runner(s);
    for (size_t i = 0; i < COUNT(stopping_signals); i++)
        if (!is_left_alone(stopping_signals[i]))
            loop_on_signal(s->loop, stopping_signals[i], on_signal, s);
    raise_descriptor_limit(&s->options->plan);
    log_info(LOGGER, "Starting Cicada %s", CICADA_VERSION);
    s->checking = fiber_start(s->fibers, begin, s, "host check");
    if (child_runs_interrupted()) /* while what the run needs was made */
        on_signal(s, child_runs_interrupted());
    watchdog = watchdog_start(s->loop, !isatty(STDERR_FILENO));
    loop_run(s->loop);
    watchdog_stop(watchdog);
    runner_free(s->runner);
}

static void close_engine(struct session *s)
{
    monitor_free(s->monitor);
    if (s->http)
        http_settings_free(s->http);
    if (s->fibers)
        fibers_free(s->fibers);
    if (s->loop)
        loop_free(s->loop);
}

enum exit_code session_run(struct cli_options *options)
{
    struct session s = {.options = options};

    s.code = checks_read(&s.checks, options);
    if (s.code != EXIT_FINE)
        return s.code;
    s.code = monitoring_read(&s.monitoring, options);
    if (s.code != EXIT_FINE)
        return s.code;
    s.code = telemetry_read(options, &s.telemetry);
    if (s.code != EXIT_FINE)
        return s.code;
    s.code = loaded_open(&s.loaded, &options->plan);
    if (s.code != EXIT_FINE)
        return s.code;
    if (options->capacity.wanted)
        capacity_options_settle(&s.loaded.classes);
    s.code = load_settle(options, &s.loaded.scenario);
    if (s.code == EXIT_FINE)
        s.code = arrival_options_settle(options, &s.loaded);
    if (s.code == EXIT_FINE)
        s.code = checks_bind(&s.checks, options, &s.loaded, &s.monitoring);
    if (s.code == EXIT_FINE)
        s.code = baseline_read(&s.baseline, options);
    if (s.code == EXIT_FINE)
        s.code = make_engine(&s);
    if (s.code == EXIT_FINE) {
        if (options->capacity.wanted)
            s.capacity = capacity_driver_new(options, s.checks.at, s.checks.count);
        s.judge = judge_new(s.checks.at, s.capacity ? 0 : s.checks.count);
        describe(&s);
        outputs_make(&s.outputs, options);
        s.code = telemetry_open(&s.telemetry, s.fibers, &s.info, &s.exporter);
        if (s.code == EXIT_FINE && !outputs_start(&s.outputs, &s.info))
            s.code = EXIT_REPORT_NOT_WRITTEN;
        if (s.code == EXIT_FINE)
            run(&s);
        exporter_free(s.exporter);
        outputs_free(&s.outputs);
        judge_free(s.judge);
        capacity_driver_free(s.capacity);
    }
    baseline_free(&s.baseline);
    close_engine(&s);
    loaded_close(&s.loaded);
    log_info(LOGGER, "Shutting down (exit code %d)", s.code);
    return s.code;
}
