/* SPDX-License-Identifier: MIT */
/* verdict/validity.c - the table of rules and their measures; see validity.h */
#include "verdict/validity.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define BUSY_SECONDS   10                /* that the CPU has to be used on end */
#define LAG_FLOOR_NS   (NANOS_PER_MILLI) /* timers that are this late are late; less is what any machine does */
#define LAG_TIMERS_MIN 100               /* fewer make no 99th percentile */

const char *validity_name(enum validity v)
{
    static const char *const names[] = {
        [VALIDITY_VALID] = "VALID", [VALIDITY_DEGRADED] = "DEGRADED", [VALIDITY_INVALID] = "INVALID"};

    return names[v];
}

/* ---- measures ---- */

/* The share of a core that was used in each of ten seconds on end. */
static double busy_cpu(const struct snapshot *s, const struct validity_memory *m)
{
    double busiest = 0;

    for (size_t i = 0; i < s->series_count; i++) {
        double least = INFINITY;
        uint32_t seconds = 0;

        if (s->series[i].warmup) /* its numbers are left out */
            continue;
        for (size_t k = i; k < s->series_count && seconds < BUSY_SECONDS; k++) {
            least = fmin(least, (double)s->series[k].cpu);
            seconds += s->series[k].seconds;
        }
        if (seconds >= BUSY_SECONDS)
            busiest = fmax(busiest, least);
    }
    return busiest;
}

/* How late the generator itself was (p99), as a share of the median service time: with what had due times, where there are such
 * (arrivals, pacing), else with timers. Waiting for a free user is not in it. */
static double lag_share(const struct snapshot *s, const struct validity_memory *m)
{
    const struct duration_summary *own = &s->iterations.own_lag;
    uint64_t count = own->count > 0 ? own->count : s->progress.lag_count;
    uint64_t late = own->count > 0 ? own->quantile_ns[QUANTILE_99] : s->progress.lag_99_ns;
    uint64_t service = s->total.service.count > 0 ? s->total.service.quantile_ns[QUANTILE_50] : 0;

    if (count < LAG_TIMERS_MIN || late <= LAG_FLOOR_NS || service == 0)
        return 0;
    return (double)late / (double)service;
}

static double share_of_arrivals(const struct snapshot *s, uint64_t part)
{
    return s->iterations.total.planned > 0 ? (double)part / (double)s->iterations.total.planned : 0;
}

static double dropped_share(const struct snapshot *s, const struct validity_memory *m)
{
    return share_of_arrivals(s, s->iterations.total.dropped_no_user);
}

static double skipped_share(const struct snapshot *s, const struct validity_memory *m)
{
    return share_of_arrivals(s, s->iterations.total.dropped_late);
}

/* Requests that failed for want of ports, descriptors or memory of the kernel, as a share of all. */
static double exhausted_share(const struct snapshot *s, const struct validity_memory *m)
{
    uint64_t count = 0;

    for (size_t i = 0; i < s->error_count; i++) {
        enum error e = s->errors[i].error;

        if (e == ERROR_NO_PORTS || e == ERROR_NO_DESCRIPTORS || e == ERROR_NO_BUFFERS)
            count += s->errors[i].occurrences;
    }
    return s->total.requests > 0 ? (double)count / (double)s->total.requests : 0;
}

static double clock_step(const struct snapshot *s, const struct validity_memory *m)
{
    return m->clock_step_s;
}

static double negative_durations(const struct snapshot *s, const struct validity_memory *m)
{
    return (double)s->negative_durations;
}

static double long_steps(const struct snapshot *s, const struct validity_memory *m)
{
    return (double)s->progress.long_steps;
}

static double starved_steps(const struct snapshot *s, const struct validity_memory *m)
{
    return (double)s->progress.starved_steps;
}

/* ---- rules ---- */

enum rule_unit { RULE_SHARE, RULE_COUNT, RULE_SECONDS };

struct rule {
    const char *id;
    double (*measure)(const struct snapshot *s, const struct validity_memory *m);
    double degraded, invalid; /* limits; INFINITY: never */
    enum rule_unit unit;
    const char *what; /* with %s for the measure */
    const char *advice;
};

static const struct rule rules[] = {
    {"cpu", busy_cpu, 0.80, 0.95, RULE_SHARE, "the generator used %s of a core for 10 s on end",
     "its own delays are in the response times; use fewer users or more machines"},
    {"lag", lag_share, 0.05, 1.00, RULE_SHARE, "the generator was late (p99) by %s of the median service time",
     "this machine is busy or a task blocks"},
    {"dropped", dropped_share, 0.001, 0.01, RULE_SHARE, "%s of the arrivals found no user and were dropped",
     "allow more users (--max-users), or the service is too slow for this rate"},
    {"skipped", skipped_share, 0.001, 0.01, RULE_SHARE, "%s of the arrivals were skipped, for the generator was late",
     "this machine is busy or a task blocks"},
    {"exhausted", exhausted_share, 0, 0.01, RULE_SHARE,
     "%s of the requests failed for want of local ports, descriptors or socket memory", "see the likely causes"},
    {"clock", clock_step, 0.5, INFINITY, RULE_SECONDS, "the wall clock was set by %s during the run",
     "durations are right, times of day in the reports are not"},
    {"negative", negative_durations, 0, 0, RULE_COUNT, "%s durations were negative", "the clock of this machine is broken"},
    {"blocked", long_steps, 2, INFINITY, RULE_COUNT, "a task held all users up for more than 100 ms, %s times",
     "use cic_sleep and cic_blocking; the log names the task"},
    {"starved", starved_steps, 2, INFINITY, RULE_COUNT,
     "this machine left the generator without a processor for over 100 ms, %s times",
     "something else runs here; give the generator a processor of its own"},
};

static void write_value(const struct rule *rule, double value, char *out, size_t size)
{
    if (rule->unit == RULE_SHARE)
        snprintf(out, size, value < 9.995 ? "%.3g %%" : "%.0f %%", value * 100);
    else if (rule->unit == RULE_SECONDS)
        snprintf(out, size, "%.3g s", value);
    else
        snprintf(out, size, "%.0f", value);
}

static void add_reason(struct run_validity *out, const struct rule *rule, double value)
{
    bool invalid = value > rule->invalid;
    struct validity_reason *r = &out->reasons[out->count++];
    char shown[32], limit[32];
    int size;

    r->id = rule->id;
    r->level = invalid ? VALIDITY_INVALID : VALIDITY_DEGRADED;
    r->value = value;
    r->limit = invalid ? rule->invalid : rule->degraded;
    write_value(rule, value, shown, sizeof shown);
    write_value(rule, r->limit, limit, sizeof limit);
    size = snprintf(r->text, sizeof r->text, rule->what, shown);
    snprintf(r->text + size, sizeof r->text - (size_t)size, " (limit %s): %s", limit, rule->advice);
}

static int by_level(const void *left, const void *right)
{
    const struct validity_reason *a = left, *b = right;

    if (a->level != b->level)
        return a->level > b->level ? -1 : 1;
    return strcmp(a->id, b->id);
}

void validity_remember(struct validity_memory *m, const struct snapshot *s)
{
    if (m->taken_ns > 0) {
        double by_monotonic = (double)(s->taken_ns - m->taken_ns);
        double by_wall = (double)s->taken_wall_ns - (double)m->taken_wall_ns;

        m->clock_step_s = fmax(m->clock_step_s, fabs(by_wall - by_monotonic) / (double)NANOS_PER_SECOND);
    }
    m->taken_ns = s->taken_ns;
    m->taken_wall_ns = s->taken_wall_ns;
}

void validity_judge(const struct snapshot *s, const struct validity_memory *m, struct run_validity *out)
{
    _Static_assert(COUNT(rules) <= VALIDITY_REASONS_MAX, "a reason for each rule");

    *out = (struct run_validity){0};
    for (size_t i = 0; i < COUNT(rules); i++) {
        double value = rules[i].measure(s, m);

        if (value > rules[i].degraded)
            add_reason(out, &rules[i], value);
    }
    qsort(out->reasons, out->count, sizeof out->reasons[0], by_level);
    out->level = out->count > 0 ? out->reasons[0].level : VALIDITY_VALID;
}
