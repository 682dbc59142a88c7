/* SPDX-License-Identifier: MIT */
/* run.h - whole runs of a runner against a little server
 *
 * The test says what classes, how many users and what happens meanwhile; run_it returns when the run has stopped and hands the
 * final numbers to `after`. Everything that all runs must keep is checked here: conservation, against the server's own count too.
 */
#ifndef CICADA_TESTS_RUNNER_RUN_H
#define CICADA_TESTS_RUNNER_RUN_H

#include "http/little_server.h"

#include "base/log.h"
#include "runner/runner.h"
#include "user/class_groups.h"

struct run {
    const cic_user_class *classes[4]; /* ended by NULL */
    uint32_t users;
    double rate;                      /* 0: 1000 */
    bool never_starts;                /* the runner is made and freed, and that is all */
    void (*meanwhile)(struct run *r); /* on a fiber beside the users; NULL: the run ends by itself */
    void (*after)(struct run *r, const struct snapshot *s);
    struct plan plan;
    cic_scenario record;
    struct stats_group groups[4]; /* ended by one without pattern */
    struct little_server server;
    void *context;

    struct loop *loop;
    struct user_classes read;
    struct http_settings *http;
    struct run_control *control;
    unsigned ticks, spawned, stopped;
    bool meanwhile_done;
};

static inline void run_ticked(void *context, const struct snapshot *s)
{
    ((struct run *)context)->ticks++;
}

static inline void run_spawned(void *context, const struct snapshot *s)
{
    ((struct run *)context)->spawned++;
}

/* Every request is in exactly one state, in each row and in all. */
static inline void assert_conserved(const struct snapshot_row *row)
{
    if (row->started != row->completed + row->failed + row->cancelled + row->in_flight)
        fail_msg("%.*s: started %" PRIu64 " is not completed %" PRIu64 " + failed %" PRIu64 " + cancelled %" PRIu64
                 " + in flight %" PRIu64,
                 (int)row->name.size, row->name.data, row->started, row->completed, row->failed, row->cancelled, row->in_flight);
}

/* Every iteration too. */
static inline void assert_iterations_conserved(const struct iteration_counts *c)
{
    if (c->planned != c->begun + c->waiting + c->dropped_no_user + c->dropped_late ||
        c->begun != c->finished + c->interrupted + c->running)
        fail_msg("planned %" PRIu64 ", begun %" PRIu64 ", waiting %" PRIu64 ", dropped %" PRIu64 " and %" PRIu64
                 ", finished %" PRIu64 ", interrupted %" PRIu64 ", running %" PRIu64,
                 c->planned, c->begun, c->waiting, c->dropped_no_user, c->dropped_late, c->finished, c->interrupted, c->running);
}

static inline void run_stopped(void *context, const struct snapshot *s)
{
    struct run *r = context;
    const struct snapshot_row *all = &s->total;

    r->stopped++;
    for (size_t i = 0; i < s->row_count; i++)
        assert_conserved(&s->rows[i]);
    assert_conserved(all);
    assert_int_equal(all->in_flight, 0);
    for (size_t i = 0; i < s->iterations.class_count; i++)
        assert_iterations_conserved(&s->iterations.classes[i]);
    assert_iterations_conserved(&s->iterations.total);
    assert_equal_u64("iterations that still run", s->iterations.total.running, 0);
    assert_equal_u64("dropped", all->dropped, iteration_counts_dropped(&s->iterations.total));
    assert_int_equal(s->progress.users, 0);
    assert_int_equal(s->progress.state, RUN_STOPPED);
    assert_non_null(s->progress.stop_reason);
    assert_equal_u64("negative durations", s->negative_durations, 0);
    if (r->after)
        r->after(r, s);
    if (!r->meanwhile || r->meanwhile_done)
        loop_stop(r->loop);
}

static inline void run_meanwhile(void *argument)
{
    struct run *r = argument;

    r->meanwhile(r);
    r->meanwhile_done = true;
    if (r->control->ops->snapshot(r->control)->progress.state == RUN_STOPPED) /* not only an earlier run of the same */
        loop_stop(r->loop);
}

static inline void run_read_classes(struct run *r, struct base_url *base)
{
    static const struct class_filter all;
    char problem[512] = "", host[100];
    const char *sentence;
    size_t count = 0;

    while (r->classes[count])
        count++;
    if (user_classes_read(&r->read, r->classes, count, &all, problem) != CLASSES_FINE)
        fail_msg("%s", problem);
    snprintf(host, sizeof(host), "http://127.0.0.1:%u", address_port(&r->server.at));
    assert_error(base_url_parse(r->http->origins, host, &r->read.arena, base, &sentence), OK);
    for (size_t i = 0; i < r->read.count; i++)
        r->read.at[i].base = *base;
}

static inline void run_it(struct run *r)
{
    char problem[512] = "";
    struct fibers *fibers;
    struct runner *runner;
    struct base_url base;
    struct runner_setup setup = {
        .plan = &r->plan,
        .classes = &r->read,
        .base = &base,
        .record = &r->record,
        .groups = r->groups,
        .events = {.tick = run_ticked, .spawned = run_spawned, .stopped = run_stopped, .context = r},
    };

    scene_begins();
    log_set_level(LOG_CRITICAL);
    little_server_open(&r->server);
    r->loop = loop_new();
    setup.fibers = fibers = fibers_new(r->loop, NULL);
    r->plan.http.insecure = true; /* spares the reading of all the system's authorities */
    setup.http = r->http = http_settings_new(fibers, &r->plan.http, problem, sizeof(problem));
    assert_equal_string("problem", problem, "");
    run_read_classes(r, &base);
    while (r->groups[setup.group_count].pattern.size > 0)
        setup.group_count++;
    user_classes_group(&r->read, r->groups, setup.group_count);
    runner = runner_new(&setup);
    r->control = runner_control(runner);
    if (!r->never_starts)
        r->control->ops->start(r->control, r->users, r->rate > 0 ? r->rate : 1000);
    if (r->meanwhile)
        fiber_start(fibers, run_meanwhile, r, "meanwhile");
    if (!r->never_starts)
        loop_run(r->loop);
    runner_free(runner);
    http_settings_free(r->http);
    user_classes_free(&r->read);
    fibers_free(fibers);
    loop_free(r->loop);
    little_server_close(&r->server);
}

static inline const struct snapshot *run_now(struct run *r)
{
    return r->control->ops->snapshot(r->control);
}

static inline const struct snapshot_row *row_of(const struct snapshot *s, const char *name)
{
    for (size_t i = 0; i < s->row_count; i++)
        if (text_equal(s->rows[i].name, text_from(name)))
            return &s->rows[i];
    fail_msg("no row %s", name);
    return NULL;
}

static inline void pause_ms(unsigned milliseconds)
{
    assert_error(fiber_sleep_until(clock_now() + milliseconds * NANOS_PER_MILLI), OK);
}

/* Waits on a fiber until `condition` holds. */
#define AWAIT(condition)                               \
    do {                                               \
        uint64_t until_ns = SOON_NS;                   \
        while (!(condition) && clock_now() < until_ns) \
            pause_ms(1);                               \
        assert_true(condition);                        \
    } while (0)

#endif
