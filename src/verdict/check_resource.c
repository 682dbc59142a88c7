/* SPDX-License-Identifier: MIT */
/* verdict/check_resource.c - see check_resource.h */
#include "verdict/check_resource.h"

#include <math.h>
#include <stdio.h>

#include "base/units.h"

#define IN_WORD "_-."
#define MEASURES \
    "cpu, memory, rss_slope, fds, fds_slope, threads, received, sent, disk_read, disk_write, connections, cache_hit_rate"

/* ---- reading ---- */

struct measure_word {
    const char *word;
    enum resource_measure measure;
    enum check_aggregate usual;
};

static const struct measure_word measure_words[] = {
    {"cpu", RESOURCE_CPU, CHECK_RESOURCE_MEAN},
    {"memory", RESOURCE_MEMORY, CHECK_RESOURCE_MAX},
    {"rss", RESOURCE_MEMORY, CHECK_RESOURCE_MAX},
    {"memory_slope", RESOURCE_MEMORY, CHECK_RESOURCE_SLOPE},
    {"rss_slope", RESOURCE_MEMORY, CHECK_RESOURCE_SLOPE},
    {"fds", RESOURCE_DESCRIPTORS, CHECK_RESOURCE_MAX},
    {"fds_slope", RESOURCE_DESCRIPTORS, CHECK_RESOURCE_SLOPE},
    {"threads", RESOURCE_THREADS, CHECK_RESOURCE_MAX},
    {"threads_slope", RESOURCE_THREADS, CHECK_RESOURCE_SLOPE},
    {"received", RESOURCE_RECEIVED, CHECK_RESOURCE_MEAN},
    {"sent", RESOURCE_SENT, CHECK_RESOURCE_MEAN},
    {"disk_read", RESOURCE_READ, CHECK_RESOURCE_MEAN},
    {"disk_write", RESOURCE_WRITTEN, CHECK_RESOURCE_MEAN},
    {"connections", RESOURCE_CONNECTIONS, CHECK_RESOURCE_MAX},
    {"connections_slope", RESOURCE_CONNECTIONS, CHECK_RESOURCE_SLOPE},
    {"cache_lookups", RESOURCE_LOOKUPS, CHECK_RESOURCE_MEAN},
    {"cache_hit_rate", RESOURCE_HIT_RATE, CHECK_RESOURCE_MEAN},
};

static const struct {
    const char *word;
    enum check_aggregate aggregate;
} aggregate_words[] = {
    {"avg", CHECK_RESOURCE_MEAN},  {"mean", CHECK_RESOURCE_MEAN}, {"max", CHECK_RESOURCE_MAX},
    {"last", CHECK_RESOURCE_LAST}, {"p95", CHECK_RESOURCE_P95},
};

static const struct measure_word *find_measure(struct text word)
{
    for (size_t i = 0; i < COUNT(measure_words); i++)
        if (text_equal(word, text_from(measure_words[i].word)))
            return &measure_words[i];
    return NULL;
}

static bool find_aggregate(struct text word, enum check_aggregate *out)
{
    for (size_t i = 0; i < COUNT(aggregate_words); i++) {
        if (!text_equal(word, text_from(aggregate_words[i].word)))
            continue;
        *out = aggregate_words[i].aggregate;
        return true;
    }
    return false;
}

/* A measure, or a word before something in parentheses that is meant to be one. */
bool check_resource_is_ahead(const struct check_cursor *c)
{
    struct check_cursor ahead = *c;
    struct text word = check_take_word(&ahead, IN_WORD);
    enum check_aggregate unused;

    if (find_measure(word))
        return true;
    if (!find_aggregate(word, &unused))
        return false;
    check_skip_blanks(&ahead);
    return find_measure(check_take_word(&ahead, IN_WORD)) || check_next_byte(&ahead) == '(';
}

static enum check_unit unit_of(const struct check_resource *r)
{
    static const enum check_unit units[] = {
        [RESOURCE_UNIT_SHARE] = CHECK_SHARE,           [RESOURCE_UNIT_BYTES] = CHECK_BYTES,
        [RESOURCE_UNIT_COUNT] = CHECK_NUMBER,          [RESOURCE_UNIT_BYTES_PER_SECOND] = CHECK_BYTES_PER_SECOND,
        [RESOURCE_UNIT_PER_SECOND] = CHECK_PER_SECOND,
    };
    enum check_unit unit = units[resource_unit(r->measure)];

    if (r->aggregate != CHECK_RESOURCE_SLOPE)
        return unit;
    return unit == CHECK_BYTES ? CHECK_BYTES_PER_SECOND : CHECK_PER_SECOND;
}

static bool unknown_measure(struct check_cursor *c, struct text word)
{
    const char *words[COUNT(measure_words)], *close;
    char hint[sizeof c->problem->hint];

    for (size_t i = 0; i < COUNT(measure_words); i++)
        words[i] = measure_words[i].word;
    close = check_closest(word, words, COUNT(words));
    snprintf(hint, sizeof hint, close ? "did you mean %s?" : "use " MEASURES, close);
    return check_wrong(c, check_place(c, word), word.size, "unknown value", hint);
}

bool check_resource_read(struct check_cursor *c, struct check *out)
{
    struct text word = check_take_word(c, IN_WORD);
    const struct measure_word *measure = find_measure(word);
    bool chosen = !measure && find_aggregate(word, &out->resource.aggregate);
    size_t begin = c->at - word.size;

    if (chosen) {
        check_skip_blanks(c);
        word = check_take_word(c, IN_WORD);
        measure = find_measure(word);
    }
    if (!measure)
        return unknown_measure(c, word);
    if (chosen && measure->usual == CHECK_RESOURCE_SLOPE)
        return check_wrong(c, begin, c->at - begin, "a slope is one number", "leave the word before it out");
    if (!chosen)
        out->resource.aggregate = measure->usual;
    out->resource.measure = measure->measure;
    out->metric = CHECK_RESOURCE;
    out->unit = unit_of(&out->resource);
    if (!check_take_byte(c, '('))
        return check_wrong(c, c->at, 1, "of which component?", "write cpu(api), with a name from --monitor, or cpu(generator)");
    out->name = check_take_word(c, IN_WORD);
    if (out->name.size == 0)
        return check_wrong(c, c->at, 1, "a name is missing", "write cpu(api), with a name from --monitor, or cpu(generator)");
    return check_take_byte(c, ')') || check_wrong(c, c->at, 1, "\")\" is missing", "write cpu(api)");
}

static double seconds_of(struct text word)
{
    static const struct {
        struct text name;
        double seconds;
    } times[] = {{TEXT("s"), 1}, {TEXT("min"), 60}, {TEXT("m"), 60}, {TEXT("h"), 3600}};

    for (size_t i = 0; i < COUNT(times); i++)
        if (text_equal(word, times[i].name))
            return times[i].seconds;
    return 0;
}

double check_resource_unit(struct text word, enum check_unit unit)
{
    struct text time = word, size = text_cut(&time, '/');
    const char *unused;
    char one[32];
    double seconds = time.data ? seconds_of(time) : 0;
    uint64_t bytes;

    if (unit == CHECK_PER_SECOND)
        return size.size == 0 && seconds > 0 ? 1 / seconds : 0;
    if ((unit == CHECK_BYTES_PER_SECOND) != (time.data != NULL) || size.size == 0 || strchr("0123456789.", size.data[0]))
        return 0;
    if (snprintf(one, sizeof one, "1%.*s", (int)size.size, size.data) >= (int)sizeof one ||
        !units_read_size(text_from(one), &bytes, &unused))
        return 0;
    if (unit == CHECK_BYTES)
        return (double)bytes;
    return seconds > 0 ? (double)bytes / seconds : 0;
}

/* ---- values ---- */

static const struct snapshot_resource *find(const struct check *c, const struct snapshot *s)
{
    for (size_t i = 0; i < s->resource_count; i++)
        if (text_equal(s->resources[i].component.name, c->name))
            return &s->resources[i];
    return NULL;
}

static double slope_that_decides(const struct check *c, const struct resource_summary *r)
{
    switch (c->comparison) {
    case CHECK_BELOW:
    case CHECK_AT_MOST:
        return r->slope_low;
    case CHECK_ABOVE:
    case CHECK_AT_LEAST:
        return r->slope_high;
    default:
        return r->slope;
    }
}

struct check_value check_resource_value(const struct check *c, const struct snapshot *s)
{
    const struct snapshot_resource *of = find(c, s);
    const struct resource_summary *r = of ? &of->summary[c->resource.measure] : NULL;
    struct check_value v = {.known = r && r->count > 0, .samples = r ? r->count : 0};

    if (!v.known)
        return v;
    switch (c->resource.aggregate) {
    case CHECK_RESOURCE_MEAN:
        v.value = r->mean;
        break;
    case CHECK_RESOURCE_MAX:
        v.value = r->max;
        break;
    case CHECK_RESOURCE_LAST:
        v.value = r->last;
        break;
    case CHECK_RESOURCE_P95:
        v.value = r->p95;
        break;
    case CHECK_RESOURCE_SLOPE:
        v.known = r->has_slope;
        v.value = slope_that_decides(c, r);
    }
    return v;
}

/* The mean of a hit rate is that of its lookups. */
static double weight_of(const struct check *c, const struct resource_point *p)
{
    double seconds = (double)p->seconds, lookups = (double)p->value[RESOURCE_LOOKUPS];

    return c->resource.measure == RESOURCE_HIT_RATE && !isnan(lookups) ? seconds * lookups : seconds;
}

bool check_resource_window(const struct check *c, const struct snapshot *s, double seconds, struct check_value *out)
{
    const struct snapshot_resource *of = find(c, s);
    double covered = 0, weight = 0, sum = 0, max = -INFINITY, last = NAN;

    *out = (struct check_value){0};
    if (!of)
        return false;
    for (size_t i = of->point_count; i > 0 && covered < seconds && covered < (double)of->seconds; i--) {
        const struct resource_point *p = &of->points[i - 1];
        double value = (double)p->value[c->resource.measure];

        covered += p->seconds;
        if (isnan(value))
            continue;
        out->samples += p->seconds;
        weight += weight_of(c, p);
        sum += weight_of(c, p) * value;
        max = fmax(max, value);
        last = isnan(last) ? value : last;
    }
    out->known = out->samples > 0 && (c->resource.aggregate != CHECK_RESOURCE_MEAN || weight > 0);
    if (out->known)
        out->value = c->resource.aggregate == CHECK_RESOURCE_MEAN   ? sum / weight
                     : c->resource.aggregate == CHECK_RESOURCE_LAST ? last
                                                                    : max;
    return covered >= seconds;
}
