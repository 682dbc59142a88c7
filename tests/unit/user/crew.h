/* SPDX-License-Identifier: MIT */
/* crew.h - users of one class at work on a little server, without a runner
 *
 * The test says what class, how many users and what happens meanwhile; crew_run returns when all have ended and hands the final
 * numbers to `after`.
 */
#ifndef CICADA_TESTS_USER_CREW_H
#define CICADA_TESTS_USER_CREW_H

#include "http/little_server.h"

#include "base/log.h"
#include "stats/stats.h"
#include "user/user.h"

#define CREW_MAX 16

struct crew {
    const cic_user_class *class;
    unsigned users;                                          /* 0: one */
    void (*meanwhile)(struct crew *c);                       /* on a fiber of its own, beside the users; NULL */
    void (*after)(struct crew *c, const struct snapshot *s); /* NULL */
    void (*request_hook)(cic_user *u, const cic_response *r);
    const char *prefix;   /* of the host: "/v1" */
    const char *userinfo; /* of the host: "user:password@" */
    struct plan plan;
    struct little_server server;

    struct loop *loop;
    struct pauses pauses; /* none */
    struct user_world world;
    struct user_classes classes;
    struct cic_user *user[CREW_MAX]; /* NULL when it has ended */
    unsigned left, stops_of_test;
    bool meanwhile_done;
    void *context;
};

static inline void crew_member_ended(void *context, cic_user *u)
{
    struct crew *c = context;

    for (size_t i = 0; i < CREW_MAX; i++)
        if (c->user[i] == u)
            c->user[i] = NULL;
    if (--c->left == 0 && (!c->meanwhile || c->meanwhile_done))
        loop_stop(c->loop);
}

static inline void crew_stops_test(void *context, cic_user *u)
{
    struct crew *c = context;

    c->stops_of_test++;
}

static inline void crew_meanwhile(void *argument)
{
    struct crew *c = argument;

    c->meanwhile(c);
    c->meanwhile_done = true;
    if (c->left == 0)
        loop_stop(c->loop);
}

static inline void crew_read_class(struct crew *c)
{
    static const struct class_filter all;
    char problem[512] = "", host[200];
    const char *sentence = "";

    if (user_classes_read(&c->classes, &c->class, 1, &all, problem) != CLASSES_FINE)
        fail_msg("%s", problem);
    snprintf(host, sizeof(host), "http://%s127.0.0.1:%u%s", c->userinfo ? c->userinfo : "", address_port(&c->server.at),
             c->prefix ? c->prefix : "");
    if (base_url_parse(c->world.http->origins, host, &c->classes.arena, &c->classes.at[0].base, &sentence) != OK)
        fail_msg("%s: %s", host, sentence);
}

static inline void crew_open(struct crew *c)
{
    static const struct stats_options options = {.class_count = 1};
    char problem[512] = "";
    struct fibers *fibers;

    scene_begins();
    log_set_level(LOG_CRITICAL);
    little_server_open(&c->server);
    c->loop = loop_new();
    fibers = fibers_new(c->loop, NULL);
    c->plan.http.insecure = true; /* spares the reading of all the system's authorities */
    c->world = (struct user_world){.fibers = fibers,
                                   .loop = c->loop,
                                   .http = http_settings_new(fibers, &c->plan.http, problem, sizeof(problem)),
                                   .stats = stats_new(&options),
                                   .plan = &c->plan,
                                   .pauses = &c->pauses,
                                   .request_hook = c->request_hook,
                                   .user_ended = crew_member_ended,
                                   .stop_test = crew_stops_test,
                                   .context = c};
    assert_equal_string("problem", problem, "");
    crew_read_class(c);
    stats_start(c->world.stats, clock_now(), clock_wall());
}

static inline void crew_close(struct crew *c)
{
    stats_free(c->world.stats);
    http_settings_free(c->world.http);
    user_classes_free(&c->classes);
    fibers_free(c->world.fibers);
    loop_free(c->loop);
    little_server_close(&c->server);
}

/* Every request in the snapshot is in exactly one state. */
static inline void assert_conserved(const struct snapshot_row *row)
{
    if (row->started != row->completed + row->failed + row->cancelled + row->in_flight)
        fail_msg("%.*s: started %" PRIu64 " is not completed %" PRIu64 " + failed %" PRIu64 " + cancelled %" PRIu64
                 " + in flight %" PRIu64,
                 (int)row->name.size, row->name.data, row->started, row->completed, row->failed, row->cancelled, row->in_flight);
}

static inline void crew_run(struct crew *c)
{
    static const struct run_progress none;
    const struct snapshot *s;

    crew_open(c);
    c->left = c->users ? c->users : 1;
    for (unsigned i = 0; i < c->left; i++)
        c->user[i] = user_start(&c->world, &c->classes.at[0], i);
    if (c->meanwhile)
        fiber_start(c->world.fibers, crew_meanwhile, c, "meanwhile");
    loop_run(c->loop);
    s = stats_snapshot(c->world.stats, clock_now(), clock_wall(), &none);
    for (size_t i = 0; i < s->row_count; i++)
        assert_conserved(&s->rows[i]);
    assert_conserved(&s->total);
    assert_equal_u64("in flight at the end", s->total.in_flight, 0);
    if (c->after)
        c->after(c, s);
    crew_close(c);
}

static inline const struct snapshot_row *row_of(const struct snapshot *s, const char *method, const char *name)
{
    for (size_t i = 0; i < s->row_count; i++)
        if (text_equal(s->rows[i].method, text_from(method)) && text_equal(s->rows[i].name, text_from(name)))
            return &s->rows[i];
    fail_msg("no row %s %s", method, name);
    return NULL;
}

static inline const struct snapshot_error *error_of(const struct snapshot *s, const char *name)
{
    for (size_t i = 0; i < s->error_count; i++)
        if (text_equal(s->errors[i].name, text_from(name)))
            return &s->errors[i];
    fail_msg("no error of %s", name);
    return NULL;
}

static inline void assert_counts(const struct snapshot_row *row, uint64_t completed, uint64_t failed, uint64_t cancelled)
{
    char name[200];

    snprintf(name, sizeof(name), "%.*s: completed", (int)row->name.size, row->name.data);
    assert_equal_u64(name, row->completed, completed);
    snprintf(name, sizeof(name), "%.*s: failed", (int)row->name.size, row->name.data);
    assert_equal_u64(name, row->failed, failed);
    snprintf(name, sizeof(name), "%.*s: cancelled", (int)row->name.size, row->name.data);
    assert_equal_u64(name, row->cancelled, cancelled);
}

/* Waits on a fiber until `condition` holds. */
#define AWAIT(condition)                                                        \
    do {                                                                        \
        uint64_t until_ns = SOON_NS;                                            \
        while (!(condition) && clock_now() < until_ns)                          \
            assert_error(fiber_sleep_until(clock_now() + NANOS_PER_MILLI), OK); \
        assert_true(condition);                                                 \
    } while (0)

#endif
