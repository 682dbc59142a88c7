/* SPDX-License-Identifier: MIT */
/* rates.c - see rates.h */
#include "rates.h"

#include "base/clock.h"
#include "base/map.h"
#include "base/mem.h"
#include "router.h"

#define WINDOW (60 * NANOS_PER_SECOND)

struct window {
    uint64_t opened; /* of clock_now */
    unsigned used;
};

struct rates {
    struct map *windows; /* "METHOD PATTERN USER" -> struct window */
};

struct rates *rates_new(void)
{
    struct rates *rates = MEM_NEW(struct rates);

    rates->windows = map_new();
    return rates;
}

static void forget_all(struct rates *rates)
{
    void *window;

    for (size_t at = 0; map_next(rates->windows, &at, NULL, &window);)
        mem_free(window);
    map_free(rates->windows);
}

void rates_free(struct rates *rates)
{
    if (!rates)
        return;
    forget_all(rates);
    mem_free(rates);
}

/* Keeps the windows that are still open. When too many are, some are forgotten too,
 * which only errs on the side of the user. */
static void forget_closed(struct rates *rates, uint64_t now)
{
    struct map *open = map_new();
    struct text name;
    void *value;

    for (size_t at = 0; map_next(rates->windows, &at, &name, &value);) {
        struct window *w = value;

        if (now - w->opened < WINDOW && map_size(open) < LIMIT_RATE_WINDOWS / 2)
            (void)map_put(open, name, w);
        else
            mem_free(w);
    }
    map_free(rates->windows);
    rates->windows = open;
}

static struct window *window_of(struct request *r, uint64_t now)
{
    struct rates *rates = r->service->rates;
    const char *name = arena_printf(&r->arena, "%s %s %s", router_method_name(r->route->method), r->route->pattern,
                                    r->identity.name);
    struct window *w = map_get(rates->windows, text_from(name));

    if (w)
        return w;
    if (map_size(rates->windows) >= LIMIT_RATE_WINDOWS)
        forget_closed(rates, now);
    w = MEM_NEW(struct window);
    w->opened = now;
    (void)map_put(rates->windows, text_from(name), w);
    return w;
}

bool rates_admit(struct request *r, unsigned per_minute)
{
    if (!r->service->options->rate_limits)
        return true;

    uint64_t now = clock_now();
    struct window *w = window_of(r, now);

    if (now - w->opened >= WINDOW)
        *w = (struct window){.opened = now};

    bool admitted = w->used < per_minute;
    uint64_t seconds_left = (w->opened + WINDOW - now + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND;
    const char *left = arena_printf(&r->arena, "%" PRIu64, seconds_left);

    w->used += admitted;
    reply_field(r, "X-RateLimit-Limit", arena_printf(&r->arena, "%u", per_minute));
    reply_field(r, "X-RateLimit-Remaining", arena_printf(&r->arena, "%u", per_minute - w->used));
    reply_field(r, "X-RateLimit-Reset", left);
    if (!admitted) {
        reply_problem(r, 429, "more than %u requests a minute", per_minute);
        reply_field(r, "Retry-After", left);
    }
    return admitted;
}
