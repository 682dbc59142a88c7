/* SPDX-License-Identifier: MIT */
/* output/prometheus_page.c - see prometheus_page.h
 *
 * Sources: Prometheus' "Exposition formats", text-based format 0.0.4; OpenMetrics 1.0.0, section "Text format".
 */
#include "output/prometheus_page.h"

#include <math.h>
#include <stdio.h>

#include "base/utf8.h"
#include "output/duration_buckets.h"
#include "output/number.h"

static const char *const kind_names[] = {
    [PROMETHEUS_GAUGE] = "gauge",         [PROMETHEUS_COUNTER] = "counter", [PROMETHEUS_SUMMARY] = "summary",
    [PROMETHEUS_HISTOGRAM] = "histogram", [PROMETHEUS_INFO] = "info",
};

static const char *const suffixes[] = {
    [PROMETHEUS_GAUGE] = "",     [PROMETHEUS_COUNTER] = "_total", [PROMETHEUS_SUMMARY] = "",
    [PROMETHEUS_HISTOGRAM] = "", [PROMETHEUS_INFO] = "_info",
};

void prometheus_family(struct prometheus_page *page, const struct prometheus_family *f)
{
    bool open = page->form == PROMETHEUS_OPENMETRICS;
    const char *suffix = open ? "" : suffixes[f->kind];
    const char *kind = !open && f->kind == PROMETHEUS_INFO ? "gauge" : kind_names[f->kind];

    buffer_printf(page->out, "# HELP %s%s %s\n# TYPE %s%s %s\n", f->name, suffix, f->help, f->name, suffix, kind);
    if (open && f->unit)
        buffer_printf(page->out, "# UNIT %s %s\n", f->name, f->unit);
}

static void write_escaped(struct buffer *out, struct text t)
{
    for (size_t i = 0; i < t.size; i++) {
        if (t.data[i] == '\n')
            buffer_string(out, "\\n");
        else if (t.data[i] == '\\' || t.data[i] == '"')
            buffer_printf(out, "\\%c", t.data[i]);
        else
            buffer_byte(out, t.data[i]);
    }
}

static void write_label(struct buffer *out, const struct prometheus_label *label, bool first)
{
    struct buffer valid;

    buffer_init(&valid, 3 * MAX(label->value.size, (size_t)1));
    utf8_repair(label->value, &valid);
    buffer_printf(out, "%s%s=\"", first ? "{" : ",", label->name);
    write_escaped(out, buffer_view(&valid));
    buffer_byte(out, '"');
    buffer_free(&valid);
}

/* Everything before the value. `last`, if it has a name, stands behind the labels. */
static void begin_sample(struct prometheus_page *page, const struct prometheus_family *f, const char *suffix,
                         const struct prometheus_label *labels, size_t count, struct prometheus_label last)
{
    buffer_string(page->out, f->name);
    buffer_string(page->out, suffix);
    for (size_t i = 0; i < count; i++)
        write_label(page->out, &labels[i], i == 0);
    if (last.name)
        write_label(page->out, &last, count == 0);
    buffer_string(page->out, count > 0 || last.name ? "} " : " ");
}

static void write_number(struct buffer *out, double value)
{
    char text[NUMBER_TEXT];

    if (isnan(value))
        buffer_string(out, "NaN\n");
    else if (isinf(value))
        buffer_string(out, value > 0 ? "+Inf\n" : "-Inf\n");
    else
        buffer_printf(out, "%s\n", number_repr(value, text));
}

static const struct prometheus_label no_label = {0};

void prometheus_count(struct prometheus_page *page, const struct prometheus_family *f, const struct prometheus_label *labels,
                      size_t count, uint64_t value)
{
    begin_sample(page, f, suffixes[f->kind], labels, count, no_label);
    buffer_printf(page->out, "%" PRIu64 "\n", value);
}

void prometheus_number(struct prometheus_page *page, const struct prometheus_family *f, const struct prometheus_label *labels,
                       size_t count, double value)
{
    begin_sample(page, f, suffixes[f->kind], labels, count, no_label);
    write_number(page->out, value);
}

void prometheus_single(struct prometheus_page *page, const struct prometheus_family *f, double value)
{
    prometheus_family(page, f);
    prometheus_number(page, f, NULL, 0, value);
}

static void write_end(struct prometheus_page *page, const struct prometheus_family *f, const struct prometheus_label *labels,
                      size_t count, double sum, uint64_t observed)
{
    begin_sample(page, f, "_sum", labels, count, no_label);
    write_number(page->out, sum);
    begin_sample(page, f, "_count", labels, count, no_label);
    buffer_printf(page->out, "%" PRIu64 "\n", observed);
}

void prometheus_histogram(struct prometheus_page *page, const struct prometheus_family *f, const struct prometheus_label *labels,
                          size_t count, const struct histogram *h)
{
    uint64_t in_bucket[DURATION_BOUNDS + 1], so_far = 0;

    duration_buckets_count(h, duration_bounds_ns, DURATION_BOUNDS, in_bucket);
    for (size_t i = 0; i <= DURATION_BOUNDS; i++) {
        char bound[NUMBER_TEXT] = "+Inf";

        if (i < DURATION_BOUNDS)
            number_repr((double)duration_bounds_ns[i] / (double)NANOS_PER_SECOND, bound);
        so_far += in_bucket[i];
        begin_sample(page, f, "_bucket", labels, count, (struct prometheus_label){"le", text_from(bound)});
        buffer_printf(page->out, "%" PRIu64 "\n", so_far);
    }
    write_end(page, f, labels, count, duration_sum_seconds(h), so_far);
}

void prometheus_summary(struct prometheus_page *page, const struct prometheus_family *f, const struct prometheus_label *labels,
                        size_t count, const struct prometheus_quantile *quantiles, size_t quantile_count, double sum,
                        uint64_t observed)
{
    for (size_t i = 0; i < quantile_count; i++) {
        begin_sample(page, f, "", labels, count, (struct prometheus_label){"quantile", text_from(quantiles[i].share)});
        write_number(page->out, quantiles[i].value);
    }
    write_end(page, f, labels, count, sum, observed);
}
