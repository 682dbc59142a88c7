/* SPDX-License-Identifier: MIT */
/* cli/session.c - one run, or as many as the web UI starts; in between the loop runs and the callbacks below listen */
#include "cli/session.h"

#include <math.h>
#include <signal.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "cli/child_run.h"
#include "cli/complain.h"
#include "cli/keys.h"
#include "cli/option_table.h"
#include "cli/session_state.h"
#include "cli/stop_signals.h"
#include "cli/version.h"
#include "cli/watchdog.h"
#include "cli/web_driver.h"

#define LOGGER    "cicada.main"
#define KEYS_RATE 100.0 /* users per second */

/* ---- the end of a run ---- */

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
    for (size_t i = 0; i < STOP_SIGNALS; i++) {
        if (stop_signal_is_left_alone(stop_signals[i]))
            continue;
        loop_on_signal(s->engine.loop, stop_signals[i], NULL, NULL);
        if (sigaction(stop_signals[i], &once, NULL) != 0)
            log_debug(LOGGER, "a signal cannot be handled");
    }
}

static void leave(struct session *s)
{
    s->leaving = true;
    loop_stop(s->engine.loop);
}

static void quit_by_itself(struct timer *t)
{
    struct session *s = CONTAINER_OF(t, struct session, autoquit);

    log_info(LOGGER, "--autoquit time reached, shutting down");
    leave(s);
}

/* With the UI the session goes on without a run. */
static void stay(struct session *s, const struct snapshot *last)
{
    const struct web_settings *web = &s->options->web;

    web_tick(s->web, last);
    web_state_changed(s->web, s->run->code == EXIT_HOST_UNREACHABLE ? "The host cannot be reached" : "");
    if (option_given(s->options, "autoquit"))
        timer_start(s->engine.loop, &s->autoquit, clock_after(clock_now(), web->autoquit_s));
}

/* The last numbers, after the run or instead of it. */
static void run_is_over(struct session *s, const struct snapshot *last)
{
    bool leaving = !s->web || s->interrupts > 0;

    keys_close();
    test_run_write_files(s->run, last);
    if (leaving)
        let_next_signal_end_it(s);
    test_run_write_others(s->run, last);
    s->code = s->run->code;
    s->running = false;
    if (leaving)
        leave(s);
    else
        stay(s, last);
}

/* ---- while it runs ---- */

static void on_tick(void *context, const struct snapshot *s)
{
    struct session *session = context;

    test_run_tick(session->run, s);
    if (session->exporter)
        exporter_tick(session->exporter, s);
    if (session->web)
        web_tick(session->web, s);
}

static void on_spawned(void *context, const struct snapshot *s)
{
    struct session *session = context;

    if (session->web)
        web_state_changed(session->web, "");
}

static void on_sample(void *context, const struct sample_origin *origin, const struct sample *sample)
{
    struct session *session = context;

    test_run_sample(session->run, origin, sample);
}

static void on_stopped(void *context, const struct snapshot *s)
{
    struct session *session = context;

    test_run_ended(session->run, s);
    if (session->exporter)
        exporter_finish(session->exporter, s);
    run_is_over(session, s);
}

void session_stop(struct session *s, const char *reason)
{
    if (!s->running)
        return;
    s->stopping = true;
    if (s->checking)
        fiber_cancel(s->checking, 0);
    s->run->control->ops->stop(s->run->control, reason);
}

static void on_signal(void *context, int signal_number)
{
    struct session *s = context;

    if (s->interrupts++ > 0) {
        if (s->running)
            s->run->control->ops->stop_now(s->run->control);
        return;
    }
    log_info(LOGGER, signal_number == SIGINT ? "Exiting due to CTRL+C interruption" : "Got %s signal",
             signal_number == SIGTERM ? "SIGTERM" : "SIGHUP");
    if (s->running)
        session_stop(s, "interrupted");
    else
        leave(s);
}

/* Locust's keys: w and s for one user more and less, W and S for ten. With arrivals they change the rate by as much. */
static void on_key(void *context, char key)
{
    struct session *s = context;
    int64_t change = key == 'w' ? 1 : key == 'W' ? 10 : key == 's' ? -1 : key == 'S' ? -10 : 0;
    struct run_control *control = s->run->control;
    const struct run_progress *now;
    int64_t users;

    if (!change || s->stopping || s->run->capacity)
        return;
    now = &control->ops->snapshot(control)->progress;
    if (s->run->options.plan.max_users > 0) {
        control->ops->change_arrivals(control, fmax(now->arrivals_per_second + (double)change, 0), 0);
        return;
    }
    users = now->target_users + change;
    control->ops->change_users(control, (uint32_t)MAX(MIN(users, (int64_t)LIMIT_USERS), (int64_t)1), KEYS_RATE);
}

/* ---- the beginning of a run ---- */

/* Its first fiber: looks at the hosts, then lets the users in. */
static void let_users_in(void *argument)
{
    struct session *s = argument;
    struct test_run *run = s->run;
    bool reached = test_run_reaches_hosts(run);

    if (reached && !s->stopping)
        engine_begin_watching(&s->engine);
    s->checking = NULL;
    if (!reached && !s->stopping) {
        complain("--require-host: the host cannot be reached; the run does not start");
        run->code = EXIT_HOST_UNREACHABLE;
    }
    if (s->stopping || run->code != EXIT_FINE) {
        run_is_over(s, run->control->ops->snapshot(run->control));
        return;
    }
    if (isatty(STDERR_FILENO))
        keys_open(s->engine.loop, on_key, s);
    test_run_start(run);
}

enum exit_code session_begin(struct session *s, struct test_run *run)
{
    struct run_events events = {.tick = on_tick, .spawned = on_spawned, .stopped = on_stopped, .sample = on_sample, .context = s};
    enum exit_code code;

    assert(!s->running);
    code = test_run_begin(run, &events);
    if (code != EXIT_FINE)
        return code;
    if (s->run != run) {
        test_run_close(s->run);
        mem_free(s->run);
    }
    s->run = run;
    s->exported = run->info;
    s->number++;
    s->running = true;
    s->stopping = false;
    timer_stop(s->engine.loop, &s->autoquit);
    s->checking = fiber_start(s->engine.fibers, let_users_in, s, "host check");
    return EXIT_FINE;
}

/* ---- the session ---- */

static void run_loop(struct session *s)
{
    struct watchdog *watchdog = watchdog_start(s->engine.loop, !isatty(STDERR_FILENO));

    loop_run(s->engine.loop);
    watchdog_stop(watchdog);
}

/* The run of the command line: with the UI it is what the start form begins with. */
static enum exit_code prepare(struct session *s)
{
    enum exit_code code;

    s->run = MEM_NEW(struct test_run);
    test_run_open(s->run, &s->engine, s->options);
    code = test_run_read_checks(s->run);
    if (code == EXIT_FINE)
        code = telemetry_read(s->options, &s->telemetry);
    if (code == EXIT_FINE)
        code = engine_open(&s->engine, s->options);
    if (code == EXIT_FINE)
        code = test_run_settle(s->run);
    s->exported = s->run->info;
    s->exported.plan = &s->options->plan; /* whose settings of HTTP outlive this run */
    return code == EXIT_FINE ? telemetry_open(&s->telemetry, s->engine.fibers, &s->exported, &s->exporter) : code;
}

static enum exit_code go(struct session *s)
{
    enum exit_code code = EXIT_FINE;

    for (size_t i = 0; i < STOP_SIGNALS; i++)
        if (!stop_signal_is_left_alone(stop_signals[i]))
            loop_on_signal(s->engine.loop, stop_signals[i], on_signal, s);
    log_info(LOGGER, "Starting Cicada %s", CICADA_VERSION);
    if (s->options->web.on)
        code = web_driver_open(s);
    if (code == EXIT_FINE && (!s->web || s->options->web.autostart))
        code = session_begin(s, s->run);
    if (code != EXIT_FINE)
        return code;
    if (child_runs_interrupted()) { /* while what the run needs was made */
        if (!s->running)
            return EXIT_FINE;
        on_signal(s, child_runs_interrupted());
    }
    run_loop(s);
    return s->code;
}

enum exit_code session_run(struct cli_options *options)
{
    struct session s = {.options = options, .autoquit.fire = quit_by_itself};
    enum exit_code code = web_driver_check(options);

    if (code == EXIT_FINE)
        code = prepare(&s);
    if (code == EXIT_FINE)
        code = go(&s);
    web_driver_close(&s);
    exporter_free(s.exporter);
    test_run_close(s.run);
    mem_free(s.run);
    engine_close(&s.engine);
    log_info(LOGGER, "Shutting down (exit code %d)", code);
    return code;
}
