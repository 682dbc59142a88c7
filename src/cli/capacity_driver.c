/* SPDX-License-Identifier: MIT */
/* cli/capacity_driver.c - see capacity_driver.h */
#include "cli/capacity_driver.h"

#include <math.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/units.h"
#include "cli/option_table.h"
#include "output/capacity_text.h"
#include "verdict/level_watch.h"

#define LOGGER        "cicada.capacity"
#define MOVE_SECONDS  2.0   /* from one load to the next, unless --spawn-rate says it */
#define CLOSE_ENOUGH  0.001 /* of an arrival rate */
#define SETTLING      1.5   /* a level takes so many times its least, on average */
#define OUT_OF_TIME   "--max-time is over"
#define OUT_OF_LEVELS "too many measurements contradict each other"

enum phase { RESTS, MOVES, MEASURES, HAS_ENDED };

struct capacity_driver {
    const struct cli_options *options;
    struct run_control *control;
    struct capacity_search search;
    struct capacity_report report;
    struct level_watch *watch;
    struct capacity_step step;
    enum phase phase;
    double load;        /* aimed at */
    uint64_t in_flight; /* requests a second ago, while it rests */
    const char *ended;  /* why the search was cut short; NULL */
};

struct capacity_driver *capacity_driver_new(const struct cli_options *options, const struct check *slos, size_t slo_count)
{
    const struct capacity_settings *c = &options->capacity;
    struct capacity_driver *d = MEM_NEW(struct capacity_driver);
    struct capacity_report *r = &d->report;

    d->options = options;
    r->open = c->max_rate > 0;
    r->step_s = (uint32_t)c->step_time_s;
    r->max_time_s = c->max_time_s;
    r->options = (struct capacity_options){.lowest = c->start,
                                           .highest = r->open ? c->max_rate : options->plan.max_users,
                                           .precision = c->precision,
                                           .repeats = c->repeats,
                                           .whole = !r->open,
                                           .slos = (unsigned)c->slos.count};
    r->slo_count = slo_count;
    for (size_t i = 0; i < slo_count; i++)
        r->slos[i].check = &slos[i];
    capacity_search_begin(&d->search, &r->options);
    d->watch = level_watch_new(slos, slo_count, r->step_s);
    capacity_report_conclude(r, &d->search, "not begun"); /* for the reports of a run that does not come to begin */
    return d;
}

void capacity_driver_free(struct capacity_driver *d)
{
    if (!d)
        return;
    level_watch_free(d->watch);
    mem_free(d);
}

const struct capacity_report *capacity_driver_report(const struct capacity_driver *d)
{
    return &d->report;
}

/* ---- what is said meanwhile ---- */

/* What comes after this level, if it holds or if it breaks. */
static void write_next(const struct capacity_driver *d, bool broken, char *out, size_t size)
{
    struct capacity_search later = d->search;
    struct capacity_vote vote = {.load = d->load, .broken = broken ? UINT32_MAX : 0};
    struct capacity_step next;
    char load[CAPACITY_TEXT];

    capacity_search_take(&later, &vote);
    next = capacity_search_next(&later);
    snprintf(out, size, "%s", next.phase == CAPACITY_DONE ? "the end" : capacity_text_load(&d->report, next.load, load));
}

static double seconds_left(const struct capacity_driver *d, const struct snapshot *s)
{
    return d->report.max_time_s - (double)(s->taken_ns - s->progress.start_ns) / (double)NANOS_PER_SECOND;
}

static void write_progress(struct capacity_driver *d, const struct snapshot *s)
{
    char load[CAPACITY_TEXT], holds[CAPACITY_TEXT], breaks[CAPACITY_TEXT], left[UNITS_TEXT];
    uint32_t seconds = level_watch_seconds(d->watch), least = level_watch_least(d->watch);
    char phase[48] = "going there";

    if (d->phase == RESTS)
        snprintf(phase, sizeof phase, "letting the line run down first");
    else if (d->phase == MEASURES && seconds > least)
        snprintf(phase, sizeof phase, "waiting for it to settle");
    else if (d->phase == MEASURES)
        snprintf(phase, sizeof phase, "measuring, %u of %u s", seconds, least);
    write_next(d, false, holds, sizeof holds);
    write_next(d, true, breaks, sizeof breaks);
    snprintf(d->report.progress, sizeof d->report.progress, "level %zu, %s: %s; then %s if it holds, %s if it breaks; %s left",
             d->report.level_count + 1, capacity_text_load(&d->report, d->load, load), phase, holds, breaks,
             units_write_span(fmax(seconds_left(d, s), 0), left));
}

static void say_level(const struct capacity_driver *d)
{
    const struct capacity_level *l = &d->report.levels[d->report.level_count - 1];
    struct buffer text;

    buffer_init(&text, LIMIT_LOG_MESSAGE);
    capacity_text_level(&d->report, l, &text);
    log_info(LOGGER, "Level %zu: %s", d->report.level_count, buffer_cstring(&text));
    buffer_free(&text);
}

static void say_next(const struct capacity_driver *d, const struct snapshot *s)
{
    static const char *const why[] = {
        [CAPACITY_RAISES] = "raising", [CAPACITY_NARROWS] = "narrowing down", [CAPACITY_REPEATS] = "measuring again"};
    char load[CAPACITY_TEXT], left[UNITS_TEXT];

    log_info(LOGGER, "%s: %s%s%.*s (at most %s left)", why[d->step.phase], capacity_text_load(&d->report, d->load, load),
             d->step.slo >= 0 ? ", for " : "", d->step.slo >= 0 ? (int)d->report.slos[d->step.slo].check->text.size : 0,
             d->step.slo >= 0 ? d->report.slos[d->step.slo].check->text.data : "",
             units_write_span(fmax(seconds_left(d, s), 0), left));
}

/* ---- from load to load ---- */

/* Users per second. */
static double ramp_rate(const struct capacity_driver *d, double from, double to)
{
    return option_given(d->options, "spawn-rate") ? d->options->plan.spawn_rate : fmax(fabs(to - from) / MOVE_SECONDS, 1);
}

/* In reports and in the store each level is a stage of the run, its way there and its waiting included. */
static void count_apart(struct capacity_driver *d)
{
    bool open = d->report.open;
    struct stage_aim aim = {.users = open ? 0 : (uint32_t)d->load, .arrivals_per_s = open ? d->load : 0};
    char name[32];

    snprintf(name, sizeof name, "level %zu", d->report.level_count + 1);
    aim.name = text_from(name);
    d->control->ops->begin_stage(d->control, &aim);
}

static void move(struct capacity_driver *d, double from)
{
    d->phase = MOVES;
    if (d->report.open)
        d->control->ops->change_arrivals(d->control, d->load, MOVE_SECONDS);
    else
        d->control->ops->change_users(d->control, (uint32_t)d->load, ramp_rate(d, from, d->load));
}

/* Arrivals that a service could not keep up with wait in line, and would spoil the next level: the line is let run down first. */
static bool needs_rest(const struct capacity_driver *d)
{
    return d->report.open && d->report.level_count > 0 && d->report.levels[d->report.level_count - 1].broken;
}

static void rest(struct capacity_driver *d, const struct snapshot *s)
{
    d->phase = RESTS;
    d->in_flight = s->total.in_flight;
    d->control->ops->change_arrivals(d->control, d->report.options.lowest, 0);
}

static bool has_rested(struct capacity_driver *d, const struct snapshot *s)
{
    uint64_t before = d->in_flight;

    d->in_flight = s->total.in_flight;
    return d->in_flight <= 1 || d->in_flight >= before;
}

static void aim(struct capacity_driver *d, double load, const struct snapshot *s)
{
    double from = d->load;

    d->load = load;
    count_apart(d);
    if (needs_rest(d)) {
        rest(d, s);
    } else if (load != from) {
        move(d, from);
    } else {
        d->phase = MEASURES;
        level_watch_begin(d->watch, load, s);
    }
}

void capacity_driver_start(struct capacity_driver *d, struct run_control *control)
{
    d->control = control;
    d->phase = MOVES;
    d->step = capacity_search_next(&d->search);
    d->load = d->step.load;
    if (d->report.open) /* the rate is the plan's */
        control->ops->start(control, d->options->plan.users, d->options->plan.spawn_rate);
    else
        control->ops->start(control, (uint32_t)d->load, ramp_rate(d, 0, d->load));
    count_apart(d);
}

static bool has_arrived(const struct capacity_driver *d, const struct snapshot *s)
{
    if (s->progress.state != RUN_RUNNING)
        return false;
    return !d->report.open || fabs(s->progress.arrivals_per_second - d->load) <= CLOSE_ENOUGH * d->load;
}

static void end(struct capacity_driver *d, const char *early, const char *reason)
{
    d->phase = HAS_ENDED;
    d->ended = early;
    d->control->ops->stop(d->control, reason);
}

/* On to the next load, if there is one and time for it. */
static void go_on(struct capacity_driver *d, const struct snapshot *s)
{
    double needed = (level_watch_least(d->watch) + MOVE_SECONDS) * SETTLING;

    d->step = capacity_search_next(&d->search);
    if (d->step.phase == CAPACITY_DONE) {
        end(d, OUT_OF_LEVELS, "the search has ended");
    } else if (seconds_left(d, s) < needed) {
        log_info(LOGGER, "--max-time leaves no time for another level");
        end(d, OUT_OF_TIME, "no time for another level");
    } else {
        aim(d, d->step.load, s);
        say_next(d, s);
    }
}

void capacity_driver_tick(struct capacity_driver *d, const struct snapshot *s)
{
    struct capacity_level level;

    if (d->phase == HAS_ENDED || s->progress.state >= RUN_STOPPING)
        return;
    if (seconds_left(d, s) <= 0) {
        end(d, OUT_OF_TIME, OUT_OF_TIME);
        return;
    }
    if (d->phase == RESTS && has_rested(d, s)) {
        move(d, 0);
    } else if (d->phase == MOVES && has_arrived(d, s)) {
        d->phase = MEASURES;
        level_watch_begin(d->watch, d->load, s);
    } else if (d->phase == MEASURES && level_watch_add(d->watch, s, &level)) {
        capacity_report_take(&d->report, &d->search, &level);
        say_level(d);
        go_on(d, s);
    }
    if (d->phase != HAS_ENDED)
        write_progress(d, s);
}

static enum exit_code code_of(enum capacity_outcome o)
{
    switch (o) {
    case CAPACITY_FOUND:
        return EXIT_FINE;
    case CAPACITY_NOTHING_HOLDS:
        return EXIT_CHECK_FAILED;
    case CAPACITY_GENERATOR:
        return EXIT_RUN_INVALID;
    default:
        return EXIT_LIMIT_NOT_FOUND;
    }
}

enum exit_code capacity_driver_finish(struct capacity_driver *d, const struct snapshot *s)
{
    capacity_report_conclude(&d->report, &d->search, d->ended ? d->ended : s->progress.stop_reason);
    d->report.progress[0] = '\0';
    return code_of(d->report.outcome);
}
