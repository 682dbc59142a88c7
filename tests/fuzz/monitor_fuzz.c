/* SPDX-License-Identifier: MIT */
/* What strangers send to the monitor, and what users write for it: /metrics pages, Redis' replies, files of /proc, components and
 * prices. The first byte chooses; whatever is accepted lies within the input and is a sound number. */
#include "fuzz.h"

#include <math.h>

#include "monitor/metrics_text.h"
#include "monitor/proc.h"
#include "monitor/redis_text.h"
#include "monitor/spec.h"
#include "verdict/cost.h"

static bool lies_within(struct text part, struct text whole)
{
    return part.size == 0 || (part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

static void ensure_sound(const struct usage *u)
{
    const double values[] = {u->cpu_s, u->memory, u->fds, u->threads, u->received, u->sent, u->hits, u->misses, u->connections};

    for (size_t i = 0; i < COUNT(values); i++)
        ensure(isnan(values[i]) || values[i] >= 0);
}

static void try_page(struct text t)
{
    struct usage usage = usage_nothing();

    if (metrics_text_read(t, &usage))
        ensure_sound(&usage);
}

static void try_reply(struct text t)
{
    struct usage usage = usage_nothing();
    struct text body = {"", 0};
    size_t size = redis_text_reply(t, &body);

    if (size == 0 || size == SIZE_MAX)
        return;
    ensure(size <= t.size && lies_within(body, t));
    if (redis_text_info(body, &usage))
        ensure_sound(&usage);
}

static void try_stat(struct text t)
{
    struct process p;
    uint64_t number;

    if (proc_parse_stat(t, &p))
        ensure(memchr(p.name, '\0', sizeof p.name));
    (void)proc_find_number(t, "MemTotal:", &number);
}

static void try_spec(struct text t)
{
    struct monitor_problem problem = {0};
    struct monitor_spec spec;

    if (monitor_spec_read(t, &spec, &problem))
        ensure(lies_within(spec.name, t) && lies_within(spec.argument, t) && spec.argument.size > 0);
    else
        ensure(problem.sentence && problem.hint && problem.at <= t.size && problem.size > 0);
}

static void try_price(struct text t)
{
    struct check_problem problem;
    struct cost_price price;
    struct buffer shown;

    if (cost_read(t, &price, &problem)) {
        ensure(lies_within(price.component, t) && price.component.size > 0 && isfinite(price.per_hour) && price.per_hour >= 0);
        return;
    }
    buffer_init(&shown, 10000);
    cost_problem_write(t, &problem, &shown);
    buffer_free(&shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const tries[])(struct text) = {try_page, try_reply, try_stat, try_spec, try_price};

    if (size > 0)
        tries[data[0] % COUNT(tries)]((struct text){(const char *)data + 1, size - 1});
    return 0;
}
