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

void prometheus_page_open(struct prometheus_page *page)
{
    buffer_init(&page->valid, PROMETHEUS_LABELS_MAX);
    buffer_init(&page->labels, PROMETHEUS_LABELS_MAX);
    exported_rows_read(&page->rows, page->snapshot);
    for (size_t i = 0; i < DURATION_BOUNDS; i++)
        number_repr((double)duration_bounds_ns[i] / (double)NANOS_PER_SECOND, page->bounds[i]);
}

void prometheus_page_close(struct prometheus_page *page)
{
    exported_rows_free(&page->rows);
    buffer_free(&page->valid);
    buffer_free(&page->labels);
}

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
    size_t plain = 0; /* where the bytes begin that stay as they are */

    for (size_t i = 0; i < t.size; i++) {
        char c = t.data[i];

        if (c != '\n' && c != '\\' && c != '"')
            continue;
        buffer_append(out, t.data + plain, i - plain);
        buffer_byte(out, '\\');
        buffer_byte(out, c == '\n' ? 'n' : c);
        plain = i + 1;
    }
    buffer_append(out, t.data + plain, t.size - plain);
}

/* The labels of a sample without the braces, made once for all lines of a histogram. */
static struct text write_labels(struct prometheus_page *page, const struct prometheus_label *labels, size_t count)
{
    struct buffer *valid = &page->valid, *out = &page->labels;

    buffer_clear(out);
    for (size_t i = 0; i < count; i++) {
        buffer_clear(valid);
        utf8_repair(labels[i].value, valid);
        if (i > 0)
            buffer_byte(out, ',');
        buffer_string(out, labels[i].name);
        buffer_string(out, "=\"");
        write_escaped(out, buffer_view(valid));
        buffer_byte(out, '"');
    }
    return buffer_view(out);
}

/* Everything before the value. `last_name`, unless NULL, is a label behind the others; its value needs no escaping. */
static void begin_sample(struct prometheus_page *page, const struct prometheus_family *f, const char *suffix, struct text labels,
                         const char *last_name, const char *last_value)
{
    struct buffer *out = page->out;

    buffer_string(out, f->name);
    buffer_string(out, suffix);
    if (labels.size > 0 || last_name) {
        buffer_byte(out, '{');
        buffer_text(out, labels);
    }
    if (last_name) {
        buffer_string(out, labels.size > 0 ? "," : "");
        buffer_string(out, last_name);
        buffer_string(out, "=\"");
        buffer_string(out, last_value);
        buffer_byte(out, '"');
    }
    buffer_string(out, labels.size > 0 || last_name ? "} " : " ");
}

static void write_count(struct buffer *out, uint64_t value)
{
    char digits[NUMBER_TEXT];
    size_t at = sizeof digits;

    digits[--at] = '\n';
    do
        digits[--at] = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    buffer_append(out, digits + at, sizeof digits - at);
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

void prometheus_count(struct prometheus_page *page, const struct prometheus_family *f, const struct prometheus_label *labels,
                      size_t count, uint64_t value)
{
    begin_sample(page, f, suffixes[f->kind], write_labels(page, labels, count), NULL, NULL);
    write_count(page->out, value);
}

void prometheus_number(struct prometheus_page *page, const struct prometheus_family *f, const struct prometheus_label *labels,
                       size_t count, double value)
{
    begin_sample(page, f, suffixes[f->kind], write_labels(page, labels, count), NULL, NULL);
    write_number(page->out, value);
}

void prometheus_single(struct prometheus_page *page, const struct prometheus_family *f, double value)
{
    prometheus_family(page, f);
    prometheus_number(page, f, NULL, 0, value);
}

static void write_end(struct prometheus_page *page, const struct prometheus_family *f, struct text labels, double sum,
                      uint64_t observed)
{
    begin_sample(page, f, "_sum", labels, NULL, NULL);
    write_number(page->out, sum);
    begin_sample(page, f, "_count", labels, NULL, NULL);
    write_count(page->out, observed);
}

void prometheus_histogram(struct prometheus_page *page, const struct prometheus_family *f, const struct prometheus_label *labels,
                          size_t count, const struct histogram *h)
{
    struct text written = write_labels(page, labels, count);
    uint64_t in_bucket[DURATION_BOUNDS + 1], so_far = 0;

    duration_buckets_count(h, duration_bounds_ns, DURATION_BOUNDS, in_bucket);
    for (size_t i = 0; i <= DURATION_BOUNDS; i++) {
        so_far += in_bucket[i];
        begin_sample(page, f, "_bucket", written, "le", i < DURATION_BOUNDS ? page->bounds[i] : "+Inf");
        write_count(page->out, so_far);
    }
    write_end(page, f, written, duration_sum_seconds(h), so_far);
}

void prometheus_summary(struct prometheus_page *page, const struct prometheus_family *f, const struct prometheus_label *labels,
                        size_t count, const struct prometheus_quantile *quantiles, size_t quantile_count, double sum,
                        uint64_t observed)
{
    struct text written = write_labels(page, labels, count);

    for (size_t i = 0; i < quantile_count; i++) {
        begin_sample(page, f, "", written, "quantile", quantiles[i].share);
        write_number(page->out, quantiles[i].value);
    }
    write_end(page, f, written, sum, observed);
}
