/* SPDX-License-Identifier: MIT */
/* tests/unit/http/pool_test.c - the limit of connections: who gets a place, who waits, who is evicted; and the limit of the
 * process
 */
#include "http/meeting.h"

#include <sys/resource.h>

#include "base/mem.h"

/* ---- the line ---- */

static const char anywhere[] = "any server";

struct visitor { /* a fiber that wants a place */
    struct http_pool *pool;
    struct fiber *fiber;
    uint64_t deadline_ns;
    enum error result;
    bool done;
    unsigned served_as; /* 1: the first of all */
    unsigned *served;
    const void *server;
    struct pool_idle *shared;
};

static void visit(void *argument)
{
    struct visitor *v = argument;

    v->result = pool_take(v->pool, v->server, v->deadline_ns, &v->shared);
    v->done = true;
    if (v->result == OK)
        v->served_as = ++*v->served;
}

static void send_visitor(struct scene *scene, struct visitor *v)
{
    if (!v->deadline_ns)
        v->deadline_ns = SOON_NS;
    v->fiber = fiber_start(scene->fibers, visit, v, "visitor");
}

/* Lets the visitors do what they can do now. */
static void let_run(void)
{
    for (int i = 0; i < 5; i++)
        fiber_yield();
}

static void play_unlimited(struct scene *scene)
{
    struct http_pool p = {0};
    struct pool_idle *shared;

    for (int i = 0; i < 1000; i++)
        assert_error(pool_take(&p, anywhere, 0, &shared), OK);
    assert_int_equal(p.open, 1000);
    for (int i = 0; i < 1000; i++)
        pool_give(&p);
    assert_int_equal(p.open, 0);
    assert_equal_u64("opened", p.opened, 1000);
}

static void without_a_limit_the_pool_only_counts(void **state)
{
    play_on_fiber(play_unlimited, NULL);
}

static void play_order(struct scene *scene)
{
    struct http_pool p = {.limit = 1};
    struct pool_idle *shared;
    unsigned served = 0;
    struct visitor v[3] = {0}, late = {.pool = &p, .served = &served};

    assert_error(pool_take(&p, anywhere, SOON_NS, &shared), OK);
    for (size_t i = 0; i < COUNT(v); i++) {
        v[i] = (struct visitor){.pool = &p, .served = &served};
        send_visitor(scene, &v[i]);
    }
    let_run();
    assert_int_equal(served, 0);
    pool_give(&p);
    send_visitor(scene, &late); /* must not overtake */
    let_run();
    assert_int_equal(served, 1);
    for (int i = 0; i < 3; i++) {
        pool_give(&p);
        let_run();
    }
    for (size_t i = 0; i < COUNT(v); i++)
        assert_int_equal(v[i].served_as, i + 1);
    assert_int_equal(late.served_as, 4);
    assert_int_equal(p.open, 1);
    assert_equal_u64("opened", p.opened, 5);
    pool_give(&p);
    assert_int_equal(p.open, 0);
}

static void places_are_given_in_the_order_of_asking(void **state)
{
    play_on_fiber(play_order, NULL);
}

static void play_leaving(struct scene *scene)
{
    struct http_pool p = {.limit = 1};
    struct pool_idle *shared;
    unsigned served = 0;
    struct visitor v[3] = {0};

    assert_error(pool_take(&p, anywhere, SOON_NS, &shared), OK);
    for (size_t i = 0; i < COUNT(v); i++) {
        v[i] = (struct visitor){.pool = &p, .served = &served};
        if (i == 1)
            v[i].deadline_ns = clock_now() + 10 * NANOS_PER_MILLI;
        send_visitor(scene, &v[i]);
    }
    let_run();
    fiber_cancel(v[2].fiber, 0);
    while (!v[1].done || !v[2].done)
        assert_error(fiber_sleep_until(clock_now() + NANOS_PER_MILLI), OK);
    assert_error(v[1].result, ERROR_TIMEOUT);
    assert_error(v[2].result, ERROR_CANCELLED);
    pool_give(&p);
    let_run();
    assert_true(v[0].done && v[0].result == OK);
    pool_give(&p);
    assert_int_equal(p.open, 0);
    assert_error(pool_take(&p, anywhere, SOON_NS, &shared), OK); /* the line is in order again */
    pool_give(&p);
}

static void who_gives_up_leaves_the_line_in_order(void **state)
{
    play_on_fiber(play_leaving, NULL);
}

struct parked { /* an idle connection */
    struct pool_idle idle;
    struct http_pool *pool;
    bool evicted, released;
};

static void evict_parked(struct pool_idle *idle)
{
    struct parked *c = CONTAINER_OF(idle, struct parked, idle);

    c->evicted = true;
    pool_remove_idle(c->pool, idle);
    pool_give(c->pool);
}

static void release_parked(struct pool_idle *idle)
{
    struct parked *c = CONTAINER_OF(idle, struct parked, idle);

    c->released = true;
    pool_remove_idle(c->pool, idle);
}

static void play_eviction(struct scene *scene)
{
    struct http_pool p = {.limit = 3};
    struct pool_idle *shared;
    struct parked c[3];
    unsigned served = 0;
    struct visitor v = {.pool = &p, .served = &served};

    for (size_t i = 0; i < COUNT(c); i++) {
        c[i] = (struct parked){.idle.evict = evict_parked, .pool = &p};
        assert_error(pool_take(&p, anywhere, SOON_NS, &shared), OK);
        pool_add_idle(&p, &c[i].idle);
    }
    pool_remove_idle(&p, &c[0].idle); /* in use again */
    assert_error(pool_take(&p, anywhere, SOON_NS, &shared), OK);
    assert_true(c[1].evicted && !c[2].evicted);
    pool_remove_idle(&p, &c[2].idle);
    send_visitor(scene, &v);
    let_run();
    assert_false(v.done);
    pool_add_idle(&p, &c[2].idle); /* becomes idle while somebody waits */
    let_run();
    assert_true(c[2].evicted && v.done);
    assert_int_equal(p.open, 3);
}

static void the_longest_idle_connection_gives_way(void **state)
{
    play_on_fiber(play_eviction, NULL);
}

static void play_sharing(struct scene *scene)
{
    static const char here[] = "here", there[] = "there";
    struct http_pool p = {.limit = 2};
    struct pool_idle *shared;
    struct parked c[2];
    unsigned served = 0;
    struct visitor same = {.pool = &p, .served = &served, .server = here},
                   other = {.pool = &p, .served = &served, .server = there};

    for (size_t i = 0; i < COUNT(c); i++) {
        c[i] = (struct parked){.idle = {.server = i ? there : here, .evict = evict_parked, .release = release_parked},
                               .pool = &p};
        assert_error(pool_take(&p, c[i].idle.server, SOON_NS, &shared), OK);
        pool_add_idle(&p, &c[i].idle);
    }
    assert_error(pool_take(&p, here, SOON_NS, &shared), OK);
    assert_ptr_equal(shared, &c[0].idle);
    assert_true(c[0].released && !c[1].evicted);
    assert_error(pool_take(&p, there, SOON_NS, &shared), OK);
    assert_ptr_equal(shared, &c[1].idle);
    assert_equal_u64("opened", p.opened, 2);

    send_visitor(scene, &same);
    send_visitor(scene, &other);
    let_run();
    pool_add_idle(&p, &c[0].idle); /* what the first in line waits for */
    let_run();
    assert_ptr_equal(same.shared, &c[0].idle);
    pool_add_idle(&p, &c[0].idle); /* leads elsewhere than who waits now */
    let_run();
    assert_true(c[0].evicted && other.done && !other.shared);
    assert_int_equal(p.open, 2);
    assert_equal_u64("opened", p.opened, 3);
}

static void at_the_limit_idle_connections_are_shared_by_those_who_go_to_the_same_server(void **state)
{
    play_on_fiber(play_sharing, NULL);
}

/* ---- with clients ---- */

struct user { /* a second client on a fiber of its own */
    struct meeting *meeting;
    struct fiber *fiber;
    double patience_s; /* 0: such as only a fault exhausts */
    struct arena arena;
    struct http_response response;
    bool done;
};

static void use(void *argument)
{
    struct user *u = argument;
    struct http_request q = {.method = TEXT("GET"),
                             .origin = u->meeting->origin,
                             .target = TEXT("/second"),
                             .connect_timeout_s = u->patience_s > 0 ? u->patience_s : 20};
    struct http_client client;

    http_client_init(&client, u->meeting->settings);
    (void)http_client_request(&client, &q, &u->arena, &u->response);
    http_client_close(&client);
    arena_reset(&u->arena);
    u->done = true;
}

static void await(struct user *u)
{
    while (!u->done)
        assert_error(fiber_sleep_until(clock_now() + NANOS_PER_MILLI), OK);
}

static void answers_on_one(struct peer *p)
{
    peer_accept(p);
    assert_true(peer_hear(p));
    peer_pause(50);
    peer_say(p, PLAIN_OK);
    peer_answers(p, PLAIN_OK);
    assert_true(peer_heard(p, "GET /second "));
    peer_idles(p);
}

static void answers_on_two(struct peer *p)
{
    peer_accept(p);
    peer_answers(p, PLAIN_OK);
    peer_close(p);
    peer_accept(p);
    peer_answers(p, PLAIN_OK);
    assert_true(peer_heard(p, "GET /second "));
    peer_idles(p);
}

static void play_handing_over(struct meeting *m)
{
    struct user second = {.meeting = m};

    second.fiber = fiber_start(m->scene->fibers, use, &second, "second");
    assert_error(ask(m), OK);
    assert_int_equal(m->client.idle_count, 0); /* kept for nobody: the other one waits */
    await(&second);
    assert_error(second.response.error, OK);
    assert_int_equal(second.response.status, 200);
    assert_false(second.response.new_connection);
    assert_int_equal(m->settings->pool.open, 0);
    assert_equal_u64("opened", m->settings->pool.opened, 1);
}

static void a_waiting_request_gets_the_connection_of_the_one_that_ends(void **state)
{
    meet(&(struct meeting){.peer.script = answers_on_one, .plan.max_connections = 1, .play = play_handing_over});
}

static void second_after_the_first(struct meeting *m, bool closed)
{
    struct user second = {.meeting = m};

    assert_error(ask(m), OK);
    assert_int_equal(m->client.idle_count, 1);
    if (closed)
        await_hang_up(m);
    second.fiber = fiber_start(m->scene->fibers, use, &second, "second");
    await(&second);
    assert_error(second.response.error, OK);
    assert_int_equal(second.response.new_connection, closed);
    assert_int_equal(m->client.idle_count, 0);
    assert_int_equal(m->settings->pool.open, 0);
}

static void play_shared(struct meeting *m)
{
    second_after_the_first(m, false);
}

static void a_request_takes_over_an_idle_connection_of_another_user(void **state)
{
    meet(&(struct meeting){.peer.script = answers_on_one, .plan.max_connections = 1, .play = play_shared});
}

static void play_closed_meanwhile(struct meeting *m)
{
    second_after_the_first(m, true);
}

static void an_idle_connection_that_the_server_closed_is_not_taken_over(void **state)
{
    meet(&(struct meeting){.peer.script = answers_on_two, .plan.max_connections = 1, .play = play_closed_meanwhile});
}

static void never_answers(struct peer *p)
{
    peer_accept(p);
    peer_idles(p);
}

static void play_no_place(struct meeting *m)
{
    struct user second = {.meeting = m, .patience_s = 0.3};

    second.fiber = fiber_start(m->scene->fibers, use, &second, "second");
    assert_error(ask(m, .timeout_s = 1), ERROR_TIMEOUT_FIRST_BYTE);
    await(&second);
    assert_error(second.response.error, ERROR_TIMEOUT_CONNECTION_SLOT);
    assert_false(second.response.new_connection);
}

static void a_request_that_gets_no_place_in_time_says_so(void **state)
{
    meet(&(struct meeting){.peer.script = never_answers, .plan.max_connections = 1, .play = play_no_place});
}

static void play_cancelled_in_line(struct meeting *m)
{
    struct user second = {.meeting = m};

    second.fiber = fiber_start(m->scene->fibers, use, &second, "second");
    struct cancellation c = {.timer.fire = cancellation_fire, .fiber = second.fiber};

    timer_start(m->scene->loop, &c.timer, clock_now() + 50 * NANOS_PER_MILLI);
    assert_error(ask(m, .timeout_s = 0.2), ERROR_TIMEOUT_FIRST_BYTE);
    await(&second);
    assert_error(second.response.error, ERROR_CANCELLED);
    assert_int_equal(m->settings->pool.open, 0);
}

static void waiting_for_a_place_can_be_cancelled(void **state)
{
    meet(&(struct meeting){.peer.script = never_answers, .plan.max_connections = 1, .play = play_cancelled_in_line});
}

/* ---- the process has no descriptor left ---- */

static void play_no_descriptors(struct meeting *m)
{
    struct rlimit normal, none;

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &normal), 0);
    none = (struct rlimit){.rlim_cur = 3, .rlim_max = normal.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    (void)ask(m);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &normal), 0);
    assert_error(m->response.error, ERROR_NO_DESCRIPTORS);
    assert_int_equal(error_group(m->response.error), ERROR_GROUP_GENERATOR);
    assert_int_equal(m->settings->pool.open, 0);
    assert_error(ask(m), OK);
}

static void answers_one(struct peer *p)
{
    peer_accept(p);
    peer_answers(p, PLAIN_OK);
    peer_idles(p);
}

static void without_descriptors_a_request_fails_and_the_next_one_can_succeed(void **state)
{
    meet(&(struct meeting){.peer.script = answers_one, .play = play_no_descriptors});
}

SCENE_MAIN(TEST(without_a_limit_the_pool_only_counts), TEST(places_are_given_in_the_order_of_asking),
           TEST(who_gives_up_leaves_the_line_in_order), TEST(the_longest_idle_connection_gives_way),
           TEST(at_the_limit_idle_connections_are_shared_by_those_who_go_to_the_same_server),
           TEST(a_waiting_request_gets_the_connection_of_the_one_that_ends),
           TEST(a_request_takes_over_an_idle_connection_of_another_user),
           TEST(an_idle_connection_that_the_server_closed_is_not_taken_over), TEST(a_request_that_gets_no_place_in_time_says_so),
           TEST(waiting_for_a_place_can_be_cancelled), TEST(without_descriptors_a_request_fails_and_the_next_one_can_succeed))
