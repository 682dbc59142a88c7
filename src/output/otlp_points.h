/* SPDX-License-Identifier: MIT */
/* output/otlp_points.h - metrics and their data points, encoded as OTLP has them
 *
 * Used by output/otlp_metrics.c only. Source: metrics.proto and common.proto of opentelemetry-proto 1.x.
 */
#ifndef CICADA_OUTPUT_OTLP_POINTS_H
#define CICADA_OUTPUT_OTLP_POINTS_H

#include "base/buffer.h"
#include "output/otlp_memory.h"

struct otlp_attribute {
    const char *key;
    struct text value; /* any bytes: made UTF-8. Without data: */
    uint64_t number;
};

struct otlp_writer {
    struct buffer *out;
    uint64_t start_ns;            /* of the sums; wall time */
    uint64_t before_ns;           /* of the last export, or the start: where differences begin */
    uint64_t now_ns;              /* wall time */
    struct otlp_memory *memory;   /* differences are wanted; NULL: sums */
    bool exponential;             /* buckets for histograms that grow by a factor */
    struct buffer series;         /* name of the series that is written */
    const struct otlp_metric *of; /* being written */
    size_t begun, begun_data;     /* of it */
};

enum { OTLP_SCOPE_METRICS = 2 }; /* the field of a metric in ScopeMetrics */

struct otlp_metric {
    const char *name, *unit, *description;
};

void otlp_write_attributes(struct buffer *out, unsigned field, const struct otlp_attribute *at, size_t count);

/* A metric of one kind: its points follow, then otlp_end. */
void otlp_begin_gauge(struct otlp_writer *w, const struct otlp_metric *m);
void otlp_begin_counter(struct otlp_writer *w, const struct otlp_metric *m);
void otlp_begin_up_down(struct otlp_writer *w, const struct otlp_metric *m); /* a sum that may fall: never a difference */
void otlp_begin_histogram(struct otlp_writer *w, const struct otlp_metric *m);
void otlp_end(struct otlp_writer *w);

/* A point of a gauge, or of a sum that may fall. */
void otlp_level(struct otlp_writer *w, const struct otlp_attribute *attributes, size_t count, double value);
/* A point of a counter; with differences none when nothing came. `per_unit`: 1, or how many there are in a unit (nanoseconds in a
 * second: then the value is a fraction). */
void otlp_count(struct otlp_writer *w, const struct otlp_attribute *attributes, size_t count, uint64_t value, uint64_t per_unit);
/* A point of a histogram; likewise. */
void otlp_times(struct otlp_writer *w, const struct otlp_attribute *attributes, size_t count, const struct histogram *h);

/* ---- exponential buckets, for tests ---- */

#define OTLP_EXPONENTIAL_BUCKETS 160 /* at most; the default of the specification */
#define OTLP_SCALE_MAX           20

struct otlp_exponential {
    int scale; /* bucket i holds what is above base^i and at most base^(i+1), where base is 2^(2^-scale); seconds */
    int64_t offset;
    size_t count;
    uint64_t zero; /* values of 0 */
    uint64_t buckets[OTLP_EXPONENTIAL_BUCKETS];
};

/* The finest buckets that hold all values; at their bounds as precise as duration_buckets_count. */
void otlp_exponential_of(const struct histogram *h, struct otlp_exponential *out);

#endif
