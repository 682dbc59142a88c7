/* SPDX-License-Identifier: MIT */
/* monitor/monitor.c - a fiber for each component, and what is said about it; see monitor.h */
#include "monitor/monitor.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "monitor/cgroup.h"
#include "monitor/postgres.h"
#include "monitor/processes.h"
#include "monitor/rates.h"
#include "monitor/redis.h"
#include "monitor/scrape.h"

#define LOGGER         "cicada.monitor"
#define FIRST_PAUSE_NS (NANOS_PER_SECOND / 10) /* between the first two looks */
#define CHANGES_SAID   20                      /* of a component that comes and goes */
#define FRESH_NS       (2 * NANOS_PER_SECOND)  /* an older reading says nothing of this second */

struct component {
    struct monitor *monitor;
    struct text name;
    struct source *source;
    struct fiber *fiber; /* NULL: has ended, or was not started */
    bool resting;        /* the fiber waits for the clock */
    struct usage usage, before;
    bool has_before;
    enum error result; /* of the look that has just ended */
    unsigned looks;
    struct resource_reading latest;
    uint64_t latest_ns;         /* of it; 0: none */
    bool restarted;             /* not yet told */
    bool missing;               /* and said */
    unsigned changes;           /* of what is said about it */
    char noted[SOURCE_PROBLEM]; /* what was said last about what is not allowed */
};

struct monitor {
    struct fibers *fibers;
    struct http_settings *http; /* NULL: nobody needs it */
    struct component *at;
    size_t count, running;
    struct fiber *waiting; /* in monitor_begin */
    struct timer clock;    /* one for all, so that they are looked at in the same moment */
    uint64_t struck_ns;    /* when it is due next */
    bool ending;
};

/* ---- what is said ---- */

static void say_state(struct component *c)
{
    bool changed = (c->result != OK) != c->missing || (c->result == OK && c->latest.restarted);

    c->changes += changed;
    if (changed && c->changes == CHANGES_SAID)
        log_warning(LOGGER, "--monitor %.*s: it comes and goes; no more is said about it", (int)c->name.size, c->name.data);
    if (c->changes >= CHANGES_SAID) {
        c->missing = c->result != OK;
        return;
    }
    if (c->result != OK && !c->missing) {
        log_warning(LOGGER, "--monitor %.*s: %s; it is missing in the reports until it is there", (int)c->name.size, c->name.data,
                    c->source->problem);
    } else if (c->result == OK && c->missing) {
        log_info(LOGGER, "--monitor %.*s: it is there again", (int)c->name.size, c->name.data);
    } else if (c->result == OK && c->latest.restarted) {
        log_warning(LOGGER, "--monitor %.*s: it was started again", (int)c->name.size, c->name.data);
    }
    c->missing = c->result != OK;
    if (c->result != OK || strcmp(c->noted, c->source->problem) == 0)
        return;
    if (*c->source->problem)
        log_warning(LOGGER, "--monitor %.*s: %s", (int)c->name.size, c->name.data, c->source->problem);
    snprintf(c->noted, sizeof c->noted, "%s", c->source->problem);
}

/* ---- one component ---- */

static void look(void *argument)
{
    struct component *c = argument;

    c->usage = usage_nothing();
    c->source->problem[0] = '\0';
    c->result = c->source->ops->look(c->source, &c->usage);
}

static void take_in(struct component *c)
{
    if (c->result == OK) {
        c->latest = rates_reading(c->has_before ? &c->before : NULL, &c->usage);
        c->latest_ns = c->usage.taken_ns;
        c->restarted |= c->latest.restarted;
        c->before = c->usage;
        c->has_before = true;
    }
    say_state(c);
    c->looks++;
    if (c->monitor->waiting && (c->looks == 2 || c->result != OK))
        fiber_wake(c->monitor->waiting);
}

/* Waits for the clock. A look that took longer than a second has missed it: none is made up for. */
static enum error rest(struct component *c)
{
    enum error e;

    c->resting = true;
    do
        e = fiber_park(NEVER);
    while (e == OK && c->resting);
    return e;
}

static void watch(void *argument)
{
    struct component *c = argument;
    struct monitor *m = c->monitor;

    do {
        if (c->source->ops->blocks)
            fiber_blocking(look, c);
        else
            look(c);
        if (!m->ending)
            take_in(c);
    } while (!m->ending && rest(c) == OK);
    c->fiber = NULL;
    if (--m->running == 0 && m->ending)
        loop_stop(fibers_loop(m->fibers));
}

static void strike(struct timer *t)
{
    struct monitor *m = CONTAINER_OF(t, struct monitor, clock);
    uint64_t now = clock_now();

    m->struck_ns = MAX(m->struck_ns + NANOS_PER_SECOND, now);
    timer_start(fibers_loop(m->fibers), t, m->struck_ns);
    for (size_t i = 0; i < m->count; i++) {
        if (!m->at[i].resting)
            continue;
        m->at[i].resting = false;
        fiber_wake(m->at[i].fiber);
    }
}

/* ---- all of them ---- */

static bool needs_http(const struct monitor_setup *setup)
{
    for (size_t i = 0; i < setup->count; i++)
        if (setup->specs[i].kind == MONITOR_PAGE || setup->specs[i].kind == MONITOR_REDIS)
            return true;
    return false;
}

static struct source *source_of(struct monitor *m, const struct monitor_spec *spec, const char *root, const char **problem)
{
    struct text what = spec->argument;
    struct source *source;
    uint64_t pid = 0;
    char *url;

    switch (spec->kind) {
    case MONITOR_PID:
        return text_to_u64(what, &pid) ? processes_of_pid(root, (uint32_t)pid) : NULL;
    case MONITOR_EXE:
        return processes_of_name(root, what);
    case MONITOR_CGROUP:
        return cgroup_of_path(root, what);
    case MONITOR_SYSTEMD:
        return cgroup_of_unit(root, what);
    case MONITOR_DOCKER:
        return cgroup_of_container(root, what);
    case MONITOR_PAGE:
        return scrape_of_url(m->http, what, problem);
    case MONITOR_REDIS:
        return redis_of_url(m->http, what, problem);
    case MONITOR_POSTGRES:
        break;
    }
    url = mem_strndup(what.data, what.size);
    source = postgres_of_url(url, problem);
    mem_free(url);
    return source;
}

static bool add(struct monitor *m, struct text name, struct source *source)
{
    if (!source)
        return false;
    m->at[m->count++] = (struct component){.monitor = m, .name = name, .source = source, .latest = resource_reading_nothing()};
    return true;
}

struct monitor *monitor_new(const struct monitor_setup *setup, char *problem, size_t problem_size)
{
    const char *root = setup->root ? setup->root : "", *sentence = "";
    struct monitor *m = MEM_NEW(struct monitor);

    m->fibers = setup->fibers;
    m->clock = (struct timer){.fire = strike, .background = true};
    m->at = mem_zalloc((setup->count + 1) * sizeof m->at[0]);
    add(m, TEXT(RESOURCE_GENERATOR), processes_of_self(root));
    if (needs_http(setup)) {
        m->http = scrape_settings(setup->fibers, setup->http, problem, problem_size);
        if (!m->http) {
            monitor_free(m);
            return NULL;
        }
    }
    for (size_t i = 0; i < setup->count; i++) {
        if (add(m, setup->specs[i].name, source_of(m, &setup->specs[i], root, &sentence)))
            continue;
        snprintf(problem, problem_size, "--monitor %.*s: %s", (int)setup->specs[i].name.size, setup->specs[i].name.data,
                 sentence);
        monitor_free(m);
        return NULL;
    }
    return m;
}

/* The generator is known without a look: nobody waits for it. */
static bool all_looked_at(const struct monitor *m)
{
    for (size_t i = 1; i < m->count; i++)
        if (m->at[i].looks < 2 && !m->at[i].missing)
            return false;
    return true;
}

void monitor_begin(struct monitor *m, uint64_t deadline_ns)
{
    enum error e = OK;

    for (size_t i = 0; i < m->count; i++) {
        m->running++;
        m->at[i].fiber = fiber_start(m->fibers, watch, &m->at[i], "monitor");
    }
    m->struck_ns = clock_now() + FIRST_PAUSE_NS;
    timer_start(fibers_loop(m->fibers), &m->clock, m->struck_ns);
    m->waiting = fiber_current();
    while (e == OK && !all_looked_at(m))
        e = fiber_park(deadline_ns);
    m->waiting = NULL;
}

void monitor_align(struct monitor *m, uint64_t start_ns)
{
    m->struck_ns = start_ns + NANOS_PER_SECOND - MONITOR_LEAD_NS;
    timer_start(fibers_loop(m->fibers), &m->clock, m->struck_ns);
}

size_t monitor_count(const struct monitor *m)
{
    return m->count;
}

void monitor_take(struct monitor *m, size_t place, struct resource_reading *out)
{
    struct component *c = &m->at[place];

    if (c->latest_ns > 0 && clock_now() - c->latest_ns < FRESH_NS)
        *out = c->latest;
    else
        *out = resource_reading_nothing();
    out->restarted = c->restarted;
    c->restarted = false;
}

void monitor_free(struct monitor *m)
{
    if (!m)
        return;
    m->ending = true;
    timer_stop(fibers_loop(m->fibers), &m->clock);
    for (size_t i = 0; i < m->count; i++)
        if (m->at[i].fiber)
            fiber_cancel(m->at[i].fiber, 0);
    if (m->running > 0)
        loop_run(fibers_loop(m->fibers));
    for (size_t i = 0; i < m->count; i++)
        m->at[i].source->ops->free(m->at[i].source);
    if (m->http)
        http_settings_free(m->http);
    mem_free(m->at);
    mem_free(m);
}
