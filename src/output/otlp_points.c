/* SPDX-License-Identifier: MIT */
/* output/otlp_points.c - see otlp_points.h; the exponential buckets are in otlp_exponential.c */
#include "output/otlp_points.h"

#include "base/utf8.h"
#include "output/duration_buckets.h"
#include "output/protobuf.h"

enum { KEY_VALUE_KEY = 1, KEY_VALUE_VALUE = 2 };
enum { ANY_STRING = 1, ANY_INT = 3 };
enum {
    METRIC_NAME = 1,
    METRIC_DESCRIPTION = 2,
    METRIC_UNIT = 3,
    METRIC_GAUGE = 5,
    METRIC_SUM = 7,
    METRIC_HISTOGRAM = 9,
    METRIC_EXPONENTIAL = 10
};
enum { DATA_POINTS = 1, DATA_TEMPORALITY = 2, SUM_MONOTONIC = 3 };
enum { TEMPORALITY_DELTA = 1, TEMPORALITY_CUMULATIVE = 2 };
enum { POINT_START = 2, POINT_TIME = 3 }; /* of all kinds of points */
enum { NUMBER_DOUBLE = 4, NUMBER_INT = 6, NUMBER_ATTRIBUTES = 7 };
enum {
    HISTOGRAM_COUNT = 4,
    HISTOGRAM_SUM = 5,
    HISTOGRAM_BUCKETS = 6,
    HISTOGRAM_BOUNDS = 7,
    HISTOGRAM_ATTRIBUTES = 9,
    HISTOGRAM_MINIMUM = 11,
    HISTOGRAM_MAXIMUM = 12
};
enum {
    EXPONENTIAL_ATTRIBUTES = 1,
    EXPONENTIAL_COUNT = 4,
    EXPONENTIAL_SUM = 5,
    EXPONENTIAL_SCALE = 6,
    EXPONENTIAL_ZERO = 7,
    EXPONENTIAL_POSITIVE = 8,
    EXPONENTIAL_MINIMUM = 12,
    EXPONENTIAL_MAXIMUM = 13
};
enum { BUCKETS_OFFSET = 1, BUCKETS_COUNTS = 2 };

void otlp_write_attributes(struct buffer *out, unsigned field, const struct otlp_attribute *at, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t pair = protobuf_begin(out, field), value, string;

        protobuf_bytes(out, KEY_VALUE_KEY, text_from(at[i].key));
        value = protobuf_begin(out, KEY_VALUE_VALUE);
        if (at[i].value.data) {
            string = protobuf_begin(out, ANY_STRING);
            utf8_repair(at[i].value, out);
            protobuf_end(out, string);
        } else {
            protobuf_uint(out, ANY_INT, at[i].number);
        }
        protobuf_end(out, value);
        protobuf_end(out, pair);
    }
}

/* ---- metrics ---- */

static void begin(struct otlp_writer *w, const struct otlp_metric *m, unsigned kind)
{
    w->of = m;
    w->begun = protobuf_begin(w->out, OTLP_SCOPE_METRICS);
    protobuf_bytes(w->out, METRIC_NAME, text_from(m->name));
    protobuf_bytes(w->out, METRIC_DESCRIPTION, text_from(m->description));
    protobuf_bytes(w->out, METRIC_UNIT, text_from(m->unit));
    w->begun_data = protobuf_begin(w->out, kind);
}

static void write_temporality(struct otlp_writer *w)
{
    protobuf_uint(w->out, DATA_TEMPORALITY, w->memory ? TEMPORALITY_DELTA : TEMPORALITY_CUMULATIVE);
}

void otlp_begin_gauge(struct otlp_writer *w, const struct otlp_metric *m)
{
    begin(w, m, METRIC_GAUGE);
}

void otlp_begin_counter(struct otlp_writer *w, const struct otlp_metric *m)
{
    begin(w, m, METRIC_SUM);
    write_temporality(w);
    protobuf_uint(w->out, SUM_MONOTONIC, true);
}

void otlp_begin_up_down(struct otlp_writer *w, const struct otlp_metric *m)
{
    begin(w, m, METRIC_SUM);
    protobuf_uint(w->out, DATA_TEMPORALITY, TEMPORALITY_CUMULATIVE);
}

void otlp_begin_histogram(struct otlp_writer *w, const struct otlp_metric *m)
{
    begin(w, m, w->exponential ? METRIC_EXPONENTIAL : METRIC_HISTOGRAM);
    write_temporality(w);
}

void otlp_end(struct otlp_writer *w)
{
    protobuf_end(w->out, w->begun_data);
    protobuf_end(w->out, w->begun);
}

/* ---- points ---- */

/* The name of a series: metric and attributes, each with its size. */
static struct text series_of(struct otlp_writer *w, const struct otlp_attribute *attributes, size_t count)
{
    buffer_clear(&w->series);
    buffer_string(&w->series, w->of->name);
    for (size_t i = 0; i < count; i++) {
        buffer_printf(&w->series, "%c%s=%zu:%" PRIu64 ":", 0, attributes[i].key, attributes[i].value.size, attributes[i].number);
        buffer_text(&w->series, attributes[i].value);
    }
    return buffer_view(&w->series);
}

static void write_time(struct otlp_writer *w, bool difference)
{
    protobuf_fixed64(w->out, POINT_START, difference ? w->before_ns : w->start_ns);
    protobuf_fixed64(w->out, POINT_TIME, w->now_ns);
}

void otlp_level(struct otlp_writer *w, const struct otlp_attribute *attributes, size_t count, double value)
{
    size_t point = protobuf_begin(w->out, DATA_POINTS);

    write_time(w, false);
    protobuf_double(w->out, NUMBER_DOUBLE, value);
    otlp_write_attributes(w->out, NUMBER_ATTRIBUTES, attributes, count);
    protobuf_end(w->out, point);
}

void otlp_count(struct otlp_writer *w, const struct otlp_attribute *attributes, size_t count, uint64_t value, uint64_t per_unit)
{
    size_t point;

    if (w->memory) {
        otlp_memory_counts(w->memory, series_of(w, attributes, count), &value, 1);
        if (value == 0)
            return;
    }
    point = protobuf_begin(w->out, DATA_POINTS);
    write_time(w, w->memory);
    if (per_unit == 1)
        protobuf_fixed64(w->out, NUMBER_INT, value);
    else
        protobuf_double(w->out, NUMBER_DOUBLE, (double)value / (double)per_unit);
    otlp_write_attributes(w->out, NUMBER_ATTRIBUTES, attributes, count);
    protobuf_end(w->out, point);
}

static void write_ends(struct otlp_writer *w, const struct histogram *h, unsigned minimum, unsigned maximum)
{
    if (w->memory) /* those of a difference are not known */
        return;
    protobuf_double(w->out, minimum, (double)histogram_min(h) / (double)NANOS_PER_SECOND);
    protobuf_double(w->out, maximum, (double)histogram_max(h) / (double)NANOS_PER_SECOND);
}

/* Fixed bounds: what has to be remembered for differences are the counts of the buckets, and the sum. */
static void write_explicit(struct otlp_writer *w, const struct otlp_attribute *attributes, size_t count,
                           const struct histogram *h)
{
    enum { BUCKETS = DURATION_BOUNDS_ADVISED + 1 };
    const uint64_t *bounds = duration_bounds_ns + DURATION_BOUNDS_FINE;
    uint64_t values[BUCKETS + 1], *sum_ns = &values[BUCKETS], total = 0;
    size_t point, packed;

    duration_buckets_count(h, bounds, DURATION_BOUNDS_ADVISED, values);
    *sum_ns = (uint64_t)(duration_sum_seconds(h) * (double)NANOS_PER_SECOND);
    if (w->memory)
        otlp_memory_counts(w->memory, series_of(w, attributes, count), values, COUNT(values));
    for (size_t i = 0; i < BUCKETS; i++)
        total += values[i];
    if (total == 0)
        return;
    point = protobuf_begin(w->out, DATA_POINTS);
    write_time(w, w->memory);
    protobuf_fixed64(w->out, HISTOGRAM_COUNT, total);
    protobuf_double(w->out, HISTOGRAM_SUM, (double)*sum_ns / (double)NANOS_PER_SECOND);
    packed = protobuf_begin(w->out, HISTOGRAM_BUCKETS);
    for (size_t i = 0; i < BUCKETS; i++)
        protobuf_packed_fixed64(w->out, values[i]);
    protobuf_end(w->out, packed);
    packed = protobuf_begin(w->out, HISTOGRAM_BOUNDS);
    for (size_t i = 0; i < DURATION_BOUNDS_ADVISED; i++)
        protobuf_packed_double(w->out, (double)bounds[i] / (double)NANOS_PER_SECOND);
    protobuf_end(w->out, packed);
    write_ends(w, h, HISTOGRAM_MINIMUM, HISTOGRAM_MAXIMUM);
    otlp_write_attributes(w->out, HISTOGRAM_ATTRIBUTES, attributes, count);
    protobuf_end(w->out, point);
}

static void write_exponential(struct otlp_writer *w, const struct otlp_attribute *attributes, size_t count,
                              const struct histogram *h)
{
    struct otlp_exponential e;
    size_t point, buckets, packed;

    if (w->memory)
        h = otlp_memory_histogram(w->memory, series_of(w, attributes, count), h);
    if (histogram_count(h) == 0)
        return;
    otlp_exponential_of(h, &e);
    point = protobuf_begin(w->out, DATA_POINTS);
    write_time(w, w->memory);
    protobuf_fixed64(w->out, EXPONENTIAL_COUNT, histogram_count(h));
    protobuf_double(w->out, EXPONENTIAL_SUM, duration_sum_seconds(h));
    protobuf_sint(w->out, EXPONENTIAL_SCALE, e.scale);
    protobuf_fixed64(w->out, EXPONENTIAL_ZERO, e.zero);
    buckets = protobuf_begin(w->out, EXPONENTIAL_POSITIVE);
    protobuf_sint(w->out, BUCKETS_OFFSET, e.offset);
    packed = protobuf_begin(w->out, BUCKETS_COUNTS);
    for (size_t i = 0; i < e.count; i++)
        protobuf_packed_varint(w->out, e.buckets[i]);
    protobuf_end(w->out, packed);
    protobuf_end(w->out, buckets);
    write_ends(w, h, EXPONENTIAL_MINIMUM, EXPONENTIAL_MAXIMUM);
    otlp_write_attributes(w->out, EXPONENTIAL_ATTRIBUTES, attributes, count);
    protobuf_end(w->out, point);
}

void otlp_times(struct otlp_writer *w, const struct otlp_attribute *attributes, size_t count, const struct histogram *h)
{
    if (w->exponential)
        write_exponential(w, attributes, count, h);
    else
        write_explicit(w, attributes, count, h);
}
