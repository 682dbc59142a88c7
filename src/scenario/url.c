/* SPDX-License-Identifier: MIT */
/* scenario/url.c - see scenario/url.h */
#include "scenario/url.h"

#include <stdio.h>

#include "base/mem.h"
#include "http/url.h"
#include "user/user.h"

struct url_scenario {
    cic_user_class class;
    cic_task tasks[2]; /* the second one ends the list */
    const cic_user_class *classes[1];
    const char *method, *target;
    struct cic_call call;
    struct arena arena; /* owns the texts */
};

static int request(cic_user *u)
{
    const struct url_scenario *s = CONTAINER_OF((cic_user_class *)(uintptr_t)u->class->public, struct url_scenario, class);

    cic_request_with(u, s->method, s->target, &s->call);
    return CIC_OK;
}

static void close_url(struct scenario *s)
{
    struct url_scenario *private = s->private;

    arena_reset(&private->arena);
    mem_free(private);
}

/* The base URL: scheme, userinfo, host and port, as written but for the scheme, which may be left out on the command line. */
static const char *host_of(struct url_scenario *s, const struct url *url)
{
    const char *v6_open = url->numeric_v6 ? "[" : "", *v6_close = url->numeric_v6 ? "]" : "";

    return arena_printf(&s->arena, "%s://%.*s%s%s%.*s%s:%u", url->secure ? "https" : "http", (int)url->userinfo.size,
                        url->userinfo.data, url->userinfo.size ? "@" : "", v6_open, (int)url->host.size, url->host.data, v6_close,
                        url->port);
}

static void fill(struct url_scenario *s, const struct plan_url *plan, struct text target)
{
    s->target = arena_copy(&s->arena, target);
    s->method = plan->method ? plan->method : plan->body ? "POST" : "GET";
    s->call = (struct cic_call){.struct_size = sizeof s->call,
                                .name = arena_printf(&s->arena, "%.*s", (int)strcspn(s->target, "?"), s->target),
                                .body = plan->body,
                                .body_size = plan->body_size,
                                .discard_body = true};
    s->tasks[0] = (cic_task){.weight = 1, .name = s->call.name, .run = request};
    s->class = (cic_user_class){.struct_size = sizeof s->class, .name = "URL", .tasks = s->tasks};
    s->classes[0] = &s->class;
}

enum scenario_problem url_open(struct scenario *s, const struct plan_url *plan, char *problem)
{
    struct url_scenario *private = MEM_NEW(struct url_scenario);
    const char *reason;
    struct url url;

    *s = (struct scenario){.private = private, .close = close_url};
    if (url_parse(text_from(plan->url), true, &private->arena, &url, &reason, NULL) != OK) {
        snprintf(problem, SCENARIO_PROBLEM_SIZE, "\"%.400s\" is no URL that can be requested: %s", plan->url, reason);
        close_url(s);
        return SCENARIO_BAD_URL;
    }
    fill(private, plan, url.target);
    s->title = arena_printf(&private->arena, "%s %s", private->method, url_write(&url, &private->arena));
    s->host = host_of(private, &url);
    s->classes = private->classes;
    s->class_count = COUNT(private->classes);
    return SCENARIO_FINE;
}
