/* SPDX-License-Identifier: MIT */
/* verdict/comparison_metric.c - see comparison_metric.h; the cutting into words is that of the checks */
#include "verdict/comparison_metric.h"

#include <stdio.h>

#include "base/caret.h"
#include "base/limits.h"
#include "verdict/check_words.h"

#define IN_WORD   "_."
#define ALL_TIMES "times"

/* Tolerances unless others are given. Far percentiles scatter more, from run to run too. */
#define TIME_RELATIVE     0.03
#define FAR_TIME_RELATIVE 0.05
#define FAR               0.99 /* from this percentile on */
#define TIME_ABSOLUTE_NS  (200 * NANOS_PER_MICRO)
#define RATE_RELATIVE     0.03
#define SHARE_ABSOLUTE    0.001

static const char default_metrics[] = "p50,p90,p95,p99,mean,rps,fail_ratio";

static const char grammar[] =
    "Metrics are METRIC, METRIC ...; tolerances are METRIC=LIMIT or METRIC=LIMIT and LIMIT, with commas between them.\n"
    "METRIC: p0...p100 mean service.p95 service.mean rps fail_ratio; in tolerances also times, which means all times\n"
    "LIMIT: 5% of the value of the base, or an amount: 2ms, 10/s. Example: p95=10% and 2ms, fail_ratio=0.5%";

static bool unknown_metric(struct check_cursor *c, struct text word)
{
    static const char *const words[] = {"mean", "rps", "fail_ratio", "service.mean", "service.p50", "service.p95", "times"};
    const char *close = check_closest(word, words, COUNT(words));
    char hint[sizeof c->problem->hint];

    snprintf(hint, sizeof hint, close ? "did you mean %s?" : "use p50, p99.9, mean, service.p95, rps or fail_ratio", close);
    return check_wrong(c, check_place(c, word), word.size, word.size > 0 ? "unknown metric" : "a metric is missing", hint);
}

static bool read_quantile(struct check_cursor *c, struct text word, double *share)
{
    double percent;

    if (!text_to_double((struct text){word.data + 1, word.size - 1}, &percent) || !(percent >= 0 && percent <= 100))
        return check_wrong(c, check_place(c, word), word.size, "not a percentile", "p0 to p100, also p99.9");
    *share = percent / 100;
    return true;
}

static void set_default_tolerance(struct comparison_metric *m)
{
    if (m->kind == COMPARISON_FAIL_RATIO) {
        m->absolute = SHARE_ABSOLUTE;
    } else if (m->kind == COMPARISON_RATE) {
        m->relative = RATE_RELATIVE;
    } else {
        m->relative = m->kind == COMPARISON_QUANTILE && m->share >= FAR ? FAR_TIME_RELATIVE : TIME_RELATIVE;
        m->absolute = TIME_ABSOLUTE_NS;
    }
}

/* Takes the name of one metric. */
static bool take_metric(struct check_cursor *c, struct comparison_metric *out)
{
    struct text word = check_take_word(c, IN_WORD), statistic = word;

    *out = (struct comparison_metric){.service = text_starts_with(word, TEXT("service."))};
    if (out->service)
        statistic = (struct text){word.data + strlen("service."), word.size - strlen("service.")};
    if (statistic.size > 1 && statistic.data[0] == 'p' && statistic.data[1] >= '0' && statistic.data[1] <= '9') {
        out->kind = COMPARISON_QUANTILE;
        if (!read_quantile(c, statistic, &out->share))
            return false;
    } else if (text_equal(statistic, TEXT("mean")) || text_equal(statistic, TEXT("avg"))) {
        out->kind = COMPARISON_MEAN;
        statistic = TEXT("mean");
    } else if (text_equal(word, TEXT("rps"))) {
        out->kind = COMPARISON_RATE;
    } else if (text_equal(word, TEXT("fail_ratio"))) {
        out->kind = COMPARISON_FAIL_RATIO;
    } else {
        return unknown_metric(c, word);
    }
    if (word.size >= sizeof out->name)
        return check_wrong(c, check_place(c, word), word.size, "too long", "p99.9 or service.p99.99 tell enough");
    snprintf(out->name, sizeof out->name, "%s%.*s", out->service ? "service." : "", (int)statistic.size, statistic.data);
    set_default_tolerance(out);
    return true;
}

static struct comparison_metric *find(struct comparison_metrics *m, const char *name)
{
    for (size_t i = 0; i < m->count; i++)
        if (strcmp(m->at[i].name, name) == 0)
            return &m->at[i];
    return NULL;
}

static bool begin(struct check_cursor *c, struct text t, struct check_problem *problem)
{
    *c = (struct check_cursor){.all = text_trim(t), .problem = problem};
    return c->all.size <= LIMIT_CHECK_TEXT || check_wrong(c, LIMIT_CHECK_TEXT, 1, "too long", "at most 2000 bytes");
}

/* After one part of a list: is there another? `*more` tells; false when neither a comma nor the end follows. */
static bool take_comma(struct check_cursor *c, const char *hint, bool *more)
{
    check_skip_blanks(c);
    *more = check_take_byte(c, ',');
    check_skip_blanks(c);
    return *more || check_at_end(c) ||
           check_wrong(c, c->at, MAX(check_peek_word(c, IN_WORD).size, (size_t)1), "unexpected", hint);
}

bool comparison_metrics_read(struct text t, struct comparison_metrics *out, struct check_problem *problem)
{
    struct check_cursor c;
    bool more = true;

    out->count = 0;
    if (!begin(&c, t, problem))
        return false;
    while (more) {
        size_t at = c.at;
        struct comparison_metric m;

        if (!take_metric(&c, &m))
            return false;
        if (find(out, m.name))
            return check_wrong(&c, at, c.at - at, "a second time", "once is enough");
        if (out->count == COMPARISON_METRICS_MAX)
            return check_wrong(&c, at, c.at - at, "too many metrics", "at most 16");
        out->at[out->count++] = m;
        if (!take_comma(&c, "put a comma between metrics", &more))
            return false;
    }
    return true;
}

void comparison_metrics_default(struct comparison_metrics *out)
{
    struct check_problem problem;
    bool fine = comparison_metrics_read(text_from(default_metrics), out, &problem);

    assert(fine);
    (void)fine;
}

struct amount {
    const char *unit;
    enum comparison_kind kind; /* COMPARISON_MEAN stands for all times */
    double factor;
};

static const struct amount amounts[] = {
    {"us", COMPARISON_MEAN, 1e3}, {"ms", COMPARISON_MEAN, 1e6}, {"s", COMPARISON_MEAN, 1e9}, {"/s", COMPARISON_RATE, 1}};

static const char *hint_for(const struct comparison_metric *m)
{
    return comparison_metric_is_time(m)       ? "a time changes by 5%, 2ms or \"5% and 2ms\""
           : m->kind == COMPARISON_FAIL_RATIO ? "a share of the requests: 0.5%"
                                              : "a rate changes by 5% or 10/s";
}

/* One limit, for a metric like `m`. */
static bool take_limit(struct check_cursor *c, struct comparison_metric *m)
{
    size_t begin = c->at;
    enum comparison_kind kind = comparison_metric_is_time(m) ? COMPARISON_MEAN : m->kind;
    struct text unit;
    double number;

    if (!check_take_number(c, &number))
        return check_wrong(c, begin, check_peek_word(c, IN_WORD).size, "a limit is missing", hint_for(m));
    check_skip_blanks(c);
    unit = check_take_word(c, "%/");
    if (number < 0)
        return check_wrong(c, begin, c->at - begin, "it is never below 0", hint_for(m));
    if (text_equal(unit, TEXT("%"))) {
        *(kind == COMPARISON_FAIL_RATIO ? &m->absolute : &m->relative) = number / 100;
        return true;
    }
    for (size_t i = 0; i < COUNT(amounts); i++) {
        if (amounts[i].kind != kind || !text_equal(unit, text_from(amounts[i].unit)))
            continue;
        m->absolute = number * amounts[i].factor;
        return true;
    }
    return check_wrong(c, unit.size > 0 ? check_place(c, unit) : c->at, unit.size,
                       unit.size > 0 ? "this unit does not fit" : "the unit is missing", hint_for(m));
}

/* "10%", "2ms", "10% and 2ms". What is given takes the place of both defaults. */
static bool take_limits(struct check_cursor *c, struct comparison_metric *m)
{
    check_skip_blanks(c);
    m->relative = m->absolute = 0;
    if (!take_limit(c, m))
        return false;
    check_skip_blanks(c);
    if (!text_equal(check_peek_word(c, IN_WORD), TEXT("and")))
        return true;
    c->at += strlen("and");
    check_skip_blanks(c);
    return take_limit(c, m);
}

static bool take_tolerance(struct check_cursor *c, struct comparison_metrics *all)
{
    bool times = text_equal(check_peek_word(c, IN_WORD), TEXT(ALL_TIMES));
    struct comparison_metric m = {.kind = COMPARISON_MEAN}, *one;
    size_t begin = c->at;

    if (times)
        c->at += strlen(ALL_TIMES);
    else if (!take_metric(c, &m))
        return false;
    one = times ? NULL : find(all, m.name);
    if (!times && !one)
        return check_wrong(c, begin, c->at - begin, "this metric is not compared", "name it with --metrics too");
    check_skip_blanks(c);
    if (!check_take_byte(c, '='))
        return check_wrong(c, c->at, 1, "\"=\" is missing", "write p95=10%");
    if (!take_limits(c, &m))
        return false;
    for (size_t i = 0; i < all->count; i++) {
        if (&all->at[i] != one && !(times && comparison_metric_is_time(&all->at[i])))
            continue;
        all->at[i].relative = m.relative;
        all->at[i].absolute = m.absolute;
    }
    return true;
}

bool comparison_tolerance_read(struct text t, struct comparison_metrics *m, struct check_problem *problem)
{
    struct check_cursor c;
    bool more = true;

    if (!begin(&c, t, problem))
        return false;
    while (more)
        if (!take_tolerance(&c, m) || !take_comma(&c, "put a comma between tolerances", &more))
            return false;
    return true;
}

void comparison_problem_write(struct text t, const struct check_problem *problem, struct buffer *out)
{
    struct text shown = text_trim(t);

    shown.size = MIN(shown.size, (size_t)LIMIT_CHECK_TEXT);
    buffer_printf(out, "%s\n", problem->sentence);
    caret_write(shown, problem->at, problem->size, problem->hint, out);
    buffer_printf(out, "\n%s", grammar);
}
