/* SPDX-License-Identifier: MIT */
/* user/fixture.h - a user made by hand: arena, random numbers, a host; without fiber, loop and network
 *
 * Enough for all functions that make no request and do not wait. user_forget empties its arena as the end of a task does.
 */
#ifndef CICADA_TESTS_USER_FIXTURE_H
#define CICADA_TESTS_USER_FIXTURE_H

#include "support.h"

#include "base/limits.h"
#include "base/mem.h"
#include "user/feed.h"
#include "user/response.h"
#include "user/user.h"

struct fixture {
    struct plan plan;
    struct http_settings http; /* only the fields that preparing a request and decoding a body look at */
    struct user_world world;
    struct base_url base;
    struct arena arena; /* of the base */
    cic_user user;
};

static inline void fixture_user(struct fixture *f, cic_user *u, uint64_t number)
{
    *u = (cic_user){.world = &f->world, .base = &f->base, .number = number, .task_name = "the task"};
    u->http.settings = &f->http;
    random_init(&u->random, /* seed */ 7, number);
}

static inline void fixture_end_user(cic_user *u)
{
    user_forget(u);
    feeds_give_back(u);
    for (size_t i = 0; i < u->header_count; i++) {
        mem_free((void *)(uintptr_t)u->headers[i].name.data);
        mem_free((void *)(uintptr_t)u->headers[i].value.data);
    }
    mem_free(u->headers);
}

static inline void fixture_host(struct fixture *f, const char *host)
{
    const char *problem = "";

    if (base_url_parse(f->http.origins, host, &f->arena, &f->base, &problem) != OK)
        fail_msg("host %s: %s", host, problem);
}

static inline int fixture_make(void **state)
{
    struct fixture *f = MEM_NEW(struct fixture);

    f->http.origins = http_origins_new();
    f->http.max_body = LIMIT_BODY_KEPT;
    f->world = (struct user_world){.http = &f->http, .plan = &f->plan, .stats = stats_new(&(struct stats_options){0})};
    fixture_host(f, "http://localhost:8000");
    fixture_user(f, &f->user, 0);
    *state = f;
    return 0;
}

static inline int fixture_free(void **state)
{
    struct fixture *f = *state;

    fixture_end_user(&f->user);
    feeds_close();
    arena_reset(&f->arena);
    stats_free(f->world.stats);
    arena_pool_drain();
    http_origins_free(f->http.origins);
    mem_free(f);
    return 0;
}

#define WITH_USER(function) TEST_WITH(function, fixture_make, fixture_free)

/* A response of the user with this body. */
static inline cic_response *fixture_response(struct fixture *f, struct text body)
{
    struct user_response *x = arena_zalloc(&f->user.arena, sizeof *x);

    x->user = &f->user;
    x->public.status = 200;
    x->http = (struct http_response){.status = 200, .body = {arena_copy(&f->user.arena, body), body.size}};
    return &x->public;
}

#endif
