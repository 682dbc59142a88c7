/* SPDX-License-Identifier: MIT */
/* verdict/level_watch.c - see level_watch.h */
#include "verdict/level_watch.h"

#include <math.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/mem.h"
#include "stats/histogram.h"
#include "stats/slide.h"
#include "verdict/check_window.h"
#include "verdict/steady_state.h"

#define LEFT_OUT        1    /* seconds at the beginning */
#define PATIENCE        2    /* times the seconds of a measurement */
#define HARMLESS        0.02 /* what a cut would change the mean by */
#define CPU_DEGRADED    0.80 /* of a core, as in verdict/validity.c */
#define LAG_FLOOR_NS    1e6  /* as late as any machine is now and then */
#define LAG_SHARE       0.05 /* of the median response time, as in verdict/validity.c */
#define TIMERS_SHARE    0.5  /* the same without due times: then lateness delays requests, but is a part of no response time */
#define TIMERS_MIN      100  /* fewer make no 99th percentile */
#define DROPPED_SHARE   0.001
#define SERIES_MAX      (PATIENCE * LIMIT_CHECK_WINDOW + LEFT_OUT)
#define SERIES_ENOUGH   (STEADY_STATE_BATCH * STEADY_STATE_BATCHES_MIN) /* seconds for batches of the usual size */
#define OWN_CHECK_COUNT 6

enum own_check { OWN_RATE, OWN_FAILURES, OWN_MEAN, OWN_50, OWN_95, OWN_99 };

/* Counts at one moment, of which the level is a difference. */
struct totals {
    uint64_t requests, dropped, exhausted;
    double time_ns;
};

struct level_watch {
    struct slide *lag;  /* of the last seconds: how late the generator noticed arrivals, or timers without any */
    bool lag_of_timers; /* the latter */
    const struct check *slos;
    size_t slo_count;
    uint32_t step;
    double load;
    struct check checks[CAPACITY_SLOS_MAX + OWN_CHECK_COUNT]; /* the limits over `step` seconds, then those for the numbers */
    struct check_window *windows[CAPACITY_SLOS_MAX + OWN_CHECK_COUNT];
    struct totals at[SERIES_MAX + 1];            /* after so many seconds */
    uint32_t count;                              /* seconds that were added */
    double rates[SERIES_MAX], means[SERIES_MAX]; /* of each second behind those left out */
};

static const struct check own_checks[OWN_CHECK_COUNT] = {
    [OWN_RATE] = {.metric = CHECK_RATE, .group = -1},
    [OWN_FAILURES] = {.metric = CHECK_FAIL_RATIO, .group = -1},
    [OWN_MEAN] = {.metric = CHECK_MEAN, .group = -1},
    [OWN_50] = {.metric = CHECK_QUANTILE, .share = 0.50, .group = -1},
    [OWN_95] = {.metric = CHECK_QUANTILE, .share = 0.95, .group = -1},
    [OWN_99] = {.metric = CHECK_QUANTILE, .share = 0.99, .group = -1},
};

static size_t check_count(const struct level_watch *w)
{
    return w->slo_count + OWN_CHECK_COUNT;
}

struct level_watch *level_watch_new(const struct check *slos, size_t slo_count, uint32_t step_s)
{
    struct level_watch *w = MEM_NEW(struct level_watch);

    assert(slo_count <= CAPACITY_SLOS_MAX && step_s >= LEVEL_SECONDS_MIN && step_s <= LIMIT_CHECK_WINDOW);
    w->lag = slide_new();
    w->slos = slos;
    w->slo_count = slo_count;
    w->step = step_s;
    for (size_t i = 0; i < check_count(w); i++) {
        w->checks[i] = i < slo_count ? slos[i] : own_checks[i - slo_count];
        w->checks[i].window_s = step_s;
    }
    return w;
}

static void drop_windows(struct level_watch *w)
{
    for (size_t i = 0; i < check_count(w); i++) {
        check_window_free(w->windows[i]);
        w->windows[i] = NULL;
    }
}

void level_watch_free(struct level_watch *w)
{
    if (!w)
        return;
    drop_windows(w);
    slide_free(w->lag);
    mem_free(w);
}

uint32_t level_watch_seconds(const struct level_watch *w)
{
    return w->count;
}

uint32_t level_watch_least(const struct level_watch *w)
{
    return LEFT_OUT + w->step;
}

/* ---- second by second ---- */

static struct totals totals_of(const struct snapshot *s)
{
    struct totals t = {.requests = s->total.requests,
                       .dropped = s->total.dropped,
                       .time_ns = s->total.response.mean_ns * (double)s->total.response.count};

    for (size_t i = 0; i < s->error_count; i++)
        if (s->errors[i].error == ERROR_NO_PORTS || s->errors[i].error == ERROR_NO_DESCRIPTORS ||
            s->errors[i].error == ERROR_NO_BUFFERS)
            t.exhausted += s->errors[i].occurrences;
    return t;
}

static void show_windows(struct level_watch *w, const struct snapshot *s)
{
    for (size_t i = 0; i < check_count(w); i++)
        check_window_add(w->windows[i], s);
}

static void take_lag(struct level_watch *w, const struct snapshot *s)
{
    const struct histogram *lag = w->lag_of_timers ? s->progress.lag_histogram : s->iterations.own_lag_histogram;

    if (!lag)
        return;
    slide_step(w->lag, lag);
    if (slide_steps(w->lag) > w->step)
        slide_forget(w->lag);
}

void level_watch_begin(struct level_watch *w, double load, const struct snapshot *s)
{
    drop_windows(w);
    for (size_t i = 0; i < check_count(w); i++)
        w->windows[i] = check_window_new(&w->checks[i]);
    slide_clear(w->lag);
    w->lag_of_timers = !s->iterations.own_lag_histogram || histogram_count(s->iterations.own_lag_histogram) == 0;
    take_lag(w, s);
    w->load = load;
    w->count = 0;
    w->at[0] = totals_of(s);
    show_windows(w, s);
}

/* Do the last seconds lie behind the warm-up, or would cutting it off change nothing that counts? */
static bool is_steady(const double *values, uint32_t count, uint32_t wanted)
{
    struct steady_state all = steady_state_find(values, count, count >= SERIES_ENOUGH ? STEADY_STATE_BATCH : 1);
    size_t cut = all.steady ? all.cut : count - wanted / 2;
    double window = 0, kept = 0;

    if (all.steady && cut + wanted <= count)
        return true;
    for (size_t i = count - wanted; i < count; i++)
        window += values[i] / wanted;
    for (size_t i = cut; i < count; i++)
        kept += values[i] / (double)(count - cut);
    return fabs(window - kept) <= HARMLESS * fabs(window);
}

static void add_second(struct level_watch *w, const struct snapshot *s)
{
    struct totals now = totals_of(s), before = w->at[w->count];
    uint64_t requests = now.requests - before.requests;

    w->at[++w->count] = now;
    if (w->count <= LEFT_OUT)
        return;
    w->rates[w->count - LEFT_OUT - 1] = (double)requests;
    w->means[w->count - LEFT_OUT - 1] = requests > 0 ? (now.time_ns - before.time_ns) / (double)requests : 0;
}

/* ---- the result ---- */

static double mean_cpu(const struct level_watch *w, const struct snapshot *s)
{
    size_t seconds = MIN((size_t)w->step, s->series_count);
    double sum = 0;

    for (size_t i = s->series_count - seconds; i < s->series_count; i++)
        sum += (double)s->series[i].cpu;
    return seconds > 0 ? sum / (double)seconds : 0;
}

static double mean_cpu_of(const struct snapshot_resource *r, size_t seconds)
{
    double sum = 0;

    seconds = MIN(seconds, r->point_count);
    for (size_t i = r->point_count - seconds; i < r->point_count; i++)
        sum += (double)r->points[i].value[RESOURCE_CPU];
    return seconds > 0 && !isnan(sum) ? sum / (double)seconds : 0;
}

/* The first of the resources is the generator. */
static void find_busiest(const struct level_watch *w, const struct snapshot *s, struct capacity_level *out)
{
    for (size_t i = 1; i < s->resource_count; i++) {
        double cpu = mean_cpu_of(&s->resources[i], w->step);

        if (cpu <= out->busiest_cpu)
            continue;
        out->busiest_cpu = cpu;
        snprintf(out->busiest, sizeof out->busiest, "%.*s", (int)s->resources[i].component.name.size,
                 s->resources[i].component.name.data);
    }
}

static struct check_value value_of(const struct level_watch *w, enum own_check check)
{
    return check_window_value(w->windows[w->slo_count + check]);
}

static double number_of(const struct level_watch *w, enum own_check check, double otherwise)
{
    struct check_value v = value_of(w, check);

    return v.known ? v.value : otherwise;
}

/* A limit of whose requests there were none is broken: where nothing is answered any more, nothing holds. */
static void judge(const struct level_watch *w, struct capacity_level *out)
{
    for (size_t i = 0; i < w->slo_count; i++) {
        out->slos[i] = check_window_value(w->windows[i]);
        if (!out->slos[i].known || !check_holds(&w->slos[i], out->slos[i].value))
            out->broken |= UINT32_C(1) << i;
    }
}

static bool served_in_time(const struct level_watch *w)
{
    for (size_t i = 0; i < w->slo_count; i++) {
        struct check_value v = check_window_value_of_served(w->windows[i]);

        if (!v.known || !check_holds(&w->slos[i], v.value))
            return false;
    }
    return true;
}

/* Arrivals that found no user while those who found one were served in time: then the pool is too small, not the service. */
static void look_at_generator(const struct level_watch *w, const struct totals *from, const struct totals *to,
                              struct capacity_level *out)
{
    double planned = (double)(out->requests + out->dropped);
    double share = w->lag_of_timers ? TIMERS_SHARE : LAG_SHARE;
    double late = slide_count(w->lag) >= (w->lag_of_timers ? TIMERS_MIN : 1) ? (double)slide_quantile(w->lag, 0.99) : 0;

    if (to->exhausted > from->exhausted)
        snprintf(out->reason, sizeof out->reason, "%" PRIu64 " requests failed for want of local ports, descriptors or buffers",
                 to->exhausted - from->exhausted);
    else if (out->cpu > CPU_DEGRADED)
        snprintf(out->reason, sizeof out->reason, "the generator used %.0f %% of a core", out->cpu * 100);
    else if ((double)out->dropped > DROPPED_SHARE * planned && served_in_time(w))
        snprintf(out->reason, sizeof out->reason, "%" PRIu64 " arrivals found no user, and --max-users allows no more",
                 out->dropped);
    else if (late > fmax(LAG_FLOOR_NS, share * out->p50_ns))
        snprintf(out->reason, sizeof out->reason, "%s %.1f ms late (p99): this machine is busy",
                 w->lag_of_timers ? "timers were" : "arrivals were noticed", late / 1e6);
    out->generator = out->reason[0];
}

static void measure(const struct level_watch *w, const struct snapshot *s, bool steady, struct capacity_level *out)
{
    const struct totals *from = &w->at[w->count - w->step], *to = &w->at[w->count];

    *out = (struct capacity_level){.load = w->load,
                                   .seconds = w->step,
                                   .settled_s = w->count - w->step,
                                   .steady = steady,
                                   .requests = to->requests - from->requests,
                                   .dropped = to->dropped - from->dropped,
                                   .users = s->progress.users,
                                   .cpu = mean_cpu(w, s)};
    out->start_s = (double)(s->taken_ns - s->progress.start_ns) / (double)NANOS_PER_SECOND - out->seconds;
    out->rate = number_of(w, OWN_RATE, 0);
    out->fail_ratio = number_of(w, OWN_FAILURES, 0);
    out->mean_ns = number_of(w, OWN_MEAN, NAN);
    out->p50_ns = number_of(w, OWN_50, NAN);
    out->p95_ns = number_of(w, OWN_95, NAN);
    out->p99_ns = number_of(w, OWN_99, NAN);
    find_busiest(w, s, out);
    judge(w, out);
    look_at_generator(w, from, to, out);
}

bool level_watch_add(struct level_watch *w, const struct snapshot *s, struct capacity_level *out)
{
    uint32_t series;
    bool steady;

    add_second(w, s);
    show_windows(w, s);
    take_lag(w, s);
    if (w->count < level_watch_least(w))
        return false;
    series = w->count - LEFT_OUT;
    steady = is_steady(w->rates, series, w->step) && is_steady(w->means, series, w->step);
    if (!steady && series < PATIENCE * w->step)
        return false;
    measure(w, s, steady, out);
    return true;
}
