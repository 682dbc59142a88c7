/* SPDX-License-Identifier: MIT */
/* router.c - see router.h */
#include "router.h"

#include "auth.h"
#include "base/map.h"
#include "base/mem.h"
#include "rates.h"

struct pattern {
    const char *text;
    size_t number;
    const struct route *by_method[METHODS];
};

struct router {
    struct pattern *patterns; /* [0] is "(unknown)" */
    size_t count;
    size_t *with_parameters; /* numbers of the patterns that hold a {name} */
    size_t with_parameters_count;
    struct map *exact; /* path -> struct pattern */
};

static const char *const method_names[METHODS] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "OTHER"};

const char *router_method_name(enum method method)
{
    return method_names[method];
}

enum method router_method(const char *name)
{
    for (enum method m = 0; m < METHOD_OTHER; m++) {
        if (strcmp(name, method_names[m]) == 0)
            return m;
    }
    return METHOD_OTHER;
}

static struct pattern *pattern_of(struct router *router, const char *text)
{
    for (size_t i = 0; i < router->count; i++) {
        if (strcmp(router->patterns[i].text, text) == 0)
            return &router->patterns[i];
    }

    struct pattern *p = &router->patterns[router->count];

    p->text = text;
    p->number = router->count++;
    return p;
}

struct router *router_new(void)
{
    struct router *router = MEM_NEW(struct router);

    router->patterns = mem_zalloc((route_count + 1) * sizeof *router->patterns);
    router->with_parameters = mem_zalloc((route_count + 1) * sizeof *router->with_parameters);
    router->exact = map_new();
    (void)pattern_of(router, "(unknown)");
    for (size_t i = 0; i < route_count; i++)
        pattern_of(router, routes[i].pattern)->by_method[routes[i].method] = &routes[i];
    for (size_t i = 1; i < router->count; i++) {
        struct pattern *p = &router->patterns[i];

        if (strchr(p->text, '{'))
            router->with_parameters[router->with_parameters_count++] = i;
        else
            (void)map_put(router->exact, text_from(p->text), p);
        if (!p->by_method[METHOD_HEAD])
            p->by_method[METHOD_HEAD] = p->by_method[METHOD_GET];
    }
    return router;
}

void router_free(struct router *router)
{
    if (!router)
        return;
    map_free(router->exact);
    mem_free(router->patterns);
    mem_free(router->with_parameters);
    mem_free(router);
}

/* Part by part between slashes; a {parameter} matches one part that is not empty, {rest...} all parts that follow. */
static bool fits(const char *pattern, const char *path, struct text parameter[LIMIT_PARAMETERS])
{
    struct text wanted = text_from(pattern), given = text_from(path);
    size_t count = 0;

    while (wanted.data) {
        struct text before = given;
        struct text part = text_cut(&wanted, '/');

        if (!given.data)
            return false;

        struct text value = text_cut(&given, '/');

        if (part.size == 0 || part.data[0] != '{') {
            if (!text_equal(part, value))
                return false;
            continue;
        }
        if (value.size == 0)
            return false;
        if (text_ends_with(part, TEXT("...}"))) {
            parameter[count] = before;
            return true;
        }
        parameter[count++] = value;
    }
    return !given.data;
}

static const struct pattern *find(const struct router *router, struct request *r)
{
    const struct pattern *exact = map_get(router->exact, text_from(r->path));

    if (exact)
        return exact;
    for (size_t i = 0; i < router->with_parameters_count; i++) {
        const struct pattern *p = &router->patterns[router->with_parameters[i]];

        if (fits(p->text, r->path, r->parameter))
            return p;
    }
    return &router->patterns[0];
}

size_t router_match(const struct router *router, struct request *r)
{
    const struct pattern *p = find(router, r);

    r->route = p->by_method[r->method];
    return p->number;
}

size_t router_patterns(const struct router *router)
{
    return router->count;
}

const char *router_pattern(const struct router *router, size_t number)
{
    return router->patterns[number].text;
}

static void answer_unmatched(const struct router *router, struct request *r)
{
    const struct pattern *p = find(router, r);

    if (p->number == 0) {
        reply_problem(r, 404, "no endpoint at %s", r->path);
        return;
    }

    char *allowed = arena_strdup(&r->arena, "");

    for (enum method m = 0; m < METHODS; m++) {
        if (p->by_method[m])
            allowed = arena_printf(&r->arena, "%s%s%s", allowed, *allowed ? ", " : "", method_names[m]);
    }
    reply_problem(r, 405, "%s is not allowed here; allowed: %s", r->method_name, allowed);
    reply_field(r, "Allow", allowed);
}

void router_dispatch(const struct router *router, struct request *r)
{
    const struct route *route = r->route;

    if (!route) {
        answer_unmatched(router, r);
        return;
    }
    if (!auth_identify(r, route->needs))
        return;
    if (route->per_minute > 0 && !rates_admit(r, route->per_minute))
        return;
    route->answer(r);
}
