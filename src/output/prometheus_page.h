/* SPDX-License-Identifier: MIT */
/* output/prometheus_page.h - families of metrics and their samples, written in one of the two forms of text
 *
 * Used by the two sets of metrics only (output/prometheus_locust.c, output/prometheus_own.c).
 *
 * The forms differ in little. OpenMetrics 1.0 names a family of counters without "_total", knows units and information, and ends
 * in "# EOF"; the text format 0.0.4 names it as its samples are called.
 */
#ifndef CICADA_OUTPUT_PROMETHEUS_PAGE_H
#define CICADA_OUTPUT_PROMETHEUS_PAGE_H

#include "base/limits.h"
#include "output/duration_buckets.h"
#include "output/exported_rows.h"
#include "output/number.h"
#include "output/prometheus.h"

struct prometheus_page {
    struct buffer *out;
    enum prometheus_form form;
    const struct snapshot *snapshot;
    const struct run_info *info;
    uint64_t scrapes;
    struct exported_rows rows;
    struct buffer valid, labels;               /* of the sample that is written */
    char bounds[DURATION_BOUNDS][NUMBER_TEXT]; /* of the buckets, as text */
};

/* Bytes of the labels of one sample: a scenario's texts are short, but nobody promised. What does not fit is left out. */
#define PROMETHEUS_LABELS_MAX (64 * KIB)

/* The first five members are set by the caller. */
void prometheus_page_open(struct prometheus_page *page);
void prometheus_page_close(struct prometheus_page *page);

enum prometheus_kind {
    PROMETHEUS_GAUGE,
    PROMETHEUS_COUNTER,
    PROMETHEUS_SUMMARY,
    PROMETHEUS_HISTOGRAM,
    PROMETHEUS_INFO, /* its labels are what it tells; the value is 1 */
};

struct prometheus_family {
    const char *name; /* with its unit, without "_total" and "_info" */
    enum prometheus_kind kind;
    const char *unit; /* "seconds": then the name ends in it; NULL: none */
    const char *help;
};

struct prometheus_label {
    const char *name;
    struct text value; /* any bytes: escaped, and made UTF-8 */
};

/* The lines before the samples of a family, which must follow each other. */
void prometheus_family(struct prometheus_page *page, const struct prometheus_family *f);

/* One sample of it; "_total" and "_info" are added. */
void prometheus_count(struct prometheus_page *page, const struct prometheus_family *f, const struct prometheus_label *labels,
                      size_t count, uint64_t value);
void prometheus_number(struct prometheus_page *page, const struct prometheus_family *f, const struct prometheus_label *labels,
                       size_t count, double value);

/* The samples of one histogram, or summary, with these labels. */
void prometheus_histogram(struct prometheus_page *page, const struct prometheus_family *f, const struct prometheus_label *labels,
                          size_t count, const struct histogram *h);
struct prometheus_quantile {
    const char *share; /* "0.5" */
    double value;
};
void prometheus_summary(struct prometheus_page *page, const struct prometheus_family *f, const struct prometheus_label *labels,
                        size_t count, const struct prometheus_quantile *quantiles, size_t quantile_count, double sum,
                        uint64_t observed);

/* A family of one sample without labels. */
void prometheus_single(struct prometheus_page *page, const struct prometheus_family *f, double value);

/* The two sets. */
void prometheus_write_locust(struct prometheus_page *page);
void prometheus_write_own(struct prometheus_page *page);

#endif
