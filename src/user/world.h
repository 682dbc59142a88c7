/* SPDX-License-Identifier: MIT */
/* user/world.h - what all virtual users of a process share, and the news they send up
 *
 * Filled and owned by the runner; users only point to it.
 */
#ifndef CICADA_USER_WORLD_H
#define CICADA_USER_WORLD_H

#include "base/pauses.h"
#include "cicada.h"
#include "http/settings.h"
#include "plan/plan.h"
#include "stats/stats.h"

struct user_class;

/* A host to which paths are appended. Owned by the world. */
struct base_url {
    const char *text;                 /* as given, without userinfo */
    const struct http_origin *origin; /* NULL: no host was given */
    struct text prefix;               /* path of the host, without a slash at its end */
    struct text basic;                /* "user:password" from the URL, decoded; or empty */
};

struct user_world {
    struct fibers *fibers;
    struct loop *loop;
    struct http_settings *http;
    struct stats *stats;
    const struct plan *plan;
    struct stack_marks *stack_marks;                          /* NULL unless --debug */
    void (*request_hook)(cic_user *u, const cic_response *r); /* of the scenario; NULL */

    const struct pauses *pauses; /* of the run: while one lasts no task begins */

    bool arrivals; /* users work when something arrives, instead of waiting by themselves */

    /* questions to the runner */
    bool (*user_ready)(void *context, cic_user *u); /* with arrivals: true: u->arrival is set; false: user_arrive will follow */
    bool (*may_begin)(void *context, cic_user *u);  /* without arrivals: false: no iteration is left for it. NULL: no limit */
    void (*iteration_ended)(void *context, cic_user *u); /* NULL: nobody counts */

    /* news for the runner */
    void (*user_ended)(void *context, cic_user *u); /* its fiber is about to end; the user is freed afterwards */
    void (*stop_test)(void *context, cic_user *u);  /* a task returned CIC_STOP_TEST */
    void (*sample_seen)(void *context, const cic_user *u, const struct stats_entry *e, const struct sample *sample); /* NULL */
    void *context;
};

/* Parses a host ("http://localhost:8000", scheme optional) into `out`, whose texts live in the arena. ERROR_BAD_URL with a
 * constant sentence. NULL or "" gives a base without origin, which only absolute URLs can do without. */
MUST_USE enum error base_url_parse(struct http_origins *origins, const char *host, struct arena *arena, struct base_url *out,
                                   const char **problem);

#endif
