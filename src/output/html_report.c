/* SPDX-License-Identifier: MIT */
/* output/html_report.c - see html_report.h */
#include "output/html_report.h"

#include <string.h>

#include "base/buffer_stream.h"
#include "base/limits.h"
#include "output/capacity_text.h"
#include "output/comparison_short.h"
#include "output/final_report.h"
#include "output/html_errors.h"
#include "output/html_page.h"
#include "output/html_selection.h"
#include "output/json_course.h"
#include "output/json_distribution.h"
#include "output/json_document.h"
#include "output/json_value.h"
#include "output/report.h"

#define SERIES_POINTS   300   /* of the run and of each component */
#define TOTAL_POINTS    400   /* of the course of all requests */
#define COURSES_POINTS  12000 /* of all courses together */
#define COURSE_LEAST    30
#define COURSE_MOST     300
#define COMPARISON_MOST 600000 /* bytes of the comparison with the baseline */
#define QUANTILES_MORE  (JSON_COURSE_QUANTILES_USUAL | 1u << QUANTILE_90 | 1u << QUANTILE_999)

struct data {
    const struct snapshot *s;
    struct snapshot listed; /* the same, with lists of errors that are cut to size */
    const struct run_info *info;
    struct run_info shown; /* the same, with a comparison that is cut to size */
    int exit_code;
    struct html_selection selection;
    size_t points_max;     /* of a row's course */
    uint32_t quantiles;    /* of all courses */
    struct buffer measure; /* for the size of a row */
};

/* An element for the total and one for each row; null for a row that is not whole. */
static void write_each(const struct data *d, struct json_stream *stream, const char *name,
                       void (*write)(const struct data *d, struct json_writer *w, const struct snapshot_row *row))
{
    json_stream_array_begin(stream, name);
    for (size_t i = 0; i <= d->selection.row_count; i++) {
        struct json_writer *w = json_stream_begin_value(stream, NULL);

        if (i == 0 || d->selection.whole[i - 1])
            write(d, w, i == 0 ? &d->s->total : &d->selection.rows[i - 1]);
        else
            json_write_null(w, NULL);
        json_stream_end_value(stream);
    }
    json_stream_array_end(stream);
}

static void write_course(const struct data *d, struct json_writer *w, const struct snapshot_row *row)
{
    bool total = row == &d->s->total;

    json_course(w, NULL, row, total ? TOTAL_POINTS : d->points_max, d->quantiles, total);
}

static void write_distribution(const struct data *d, struct json_writer *w, const struct snapshot_row *row)
{
    json_distribution(w, NULL, row);
}

/* A text for each line, without the mark of a list. */
static void write_findings(const struct data *d, struct json_stream *stream)
{
    struct buffer text;
    struct text left, line;

    buffer_init(&text, LIMIT_REPORT_TEXT);
    report_write_findings(d->s, d->info, d->exit_code, &text);
    left = buffer_view(&text);
    json_stream_array_begin(stream, "findings");
    while (left.size > 0) {
        const char *end = memchr(left.data, '\n', left.size);

        line = (struct text){left.data, end ? (size_t)(end - left.data) : left.size};
        left = (struct text){left.data + line.size + (end ? 1 : 0), left.size - line.size - (end ? 1 : 0)};
        if (line.size > 2 && memcmp(line.data, "* ", 2) == 0)
            line = (struct text){line.data + 2, line.size - 2};
        json_stream_element(stream, json_value_text(line));
    }
    json_stream_array_end(stream);
    buffer_free(&text);
}

/* The sentences of a search for the capacity. */
static void write_capacity(const struct data *d, struct json_stream *stream)
{
    static const struct {
        const char *name;
        char *(*write)(const struct capacity_report *r, char out[CAPACITY_SENTENCE]);
    } sentences[] = {{"answer", capacity_text_answer}, {"knee", capacity_text_knee}, {"resource", capacity_text_resource}};
    char text[CAPACITY_SENTENCE];
    json_t *object;

    if (!d->info->capacity)
        return;
    object = json_value_object();
    for (size_t i = 0; i < COUNT(sentences); i++)
        json_value_put(object, sentences[i].name, json_value_string(sentences[i].write(d->info->capacity, text)));
    json_stream_member(stream, "capacity_words", object);
}

/* What is there of requests, errors and exceptions: needed where they are not all whole. */
static void write_selection(const struct data *d, struct json_stream *stream)
{
    const struct html_selection *selection = &d->selection;
    json_t *object = json_value_object();

    json_value_put(object, "names", json_value_count(d->s->row_count));
    json_value_put(object, "whole", json_value_count(selection->whole_count));
    json_value_put(object, "together", json_value_count(selection->together_count));
    json_value_put(object, "errors", json_value_count(d->s->error_count));
    json_value_put(object, "exceptions", json_value_count(d->s->exception_count));
    json_stream_member(stream, "selection", object);
}

static void write_more(void *context, struct json_stream *stream)
{
    const struct data *d = context;

    write_capacity(d, stream);
    write_selection(d, stream);
    write_each(d, stream, "courses", write_course);
    write_each(d, stream, "distributions", write_distribution);
    write_findings(d, stream);
}

static void write_data(void *context, FILE *out)
{
    struct data *d = context;
    struct json_document_rows rows = {d->selection.rows, d->selection.whole, d->selection.row_count};
    struct json_document_parts parts = {.detail = JSON_ROW_COUNTED,
                                        .rows = &rows,
                                        .listed = &d->listed,
                                        .points_max = SERIES_POINTS,
                                        .more = write_more,
                                        .context = d};

    json_document_write_parts(d->s, &d->shown, d->exit_code, &parts, out);
}

/* ---- what it takes ---- */

#define SEPARATORS 8 /* bytes around a value: the end of a line, or null where there is no course */

static size_t measured(const struct data *d)
{
    return html_page_data_size(buffer_view(&d->measure)) + SEPARATORS;
}

static size_t brief_size(void *context, const struct snapshot_row *row)
{
    struct data *d = context;
    struct json_writer w = json_writer_on(&d->measure);

    buffer_clear(&d->measure);
    json_row_request(&w, NULL, row, JSON_ROW_BRIEF);
    return measured(d) + 2 * SEPARATORS;
}

static size_t whole_size(void *context, const struct snapshot_row *row)
{
    struct data *d = context;
    struct json_writer w = json_writer_on(&d->measure);

    buffer_clear(&d->measure);
    json_row_request(&w, NULL, row, JSON_ROW_COUNTED);
    write_course(d, &w, row);
    write_distribution(d, &w, row);
    return measured(d) + 2 * SEPARATORS;
}

/* The file without any request but the total. */
static size_t bare_size(struct data *d)
{
    FILE *stream;

    buffer_clear(&d->measure);
    stream = buffer_stream(&d->measure);
    write_data(d, stream);
    fclose(stream); /* what it could not hold takes all the room */
    return html_page_size() + html_page_data_size(buffer_view(&d->measure));
}

/* Returns whether as many requests as may be are whole, and each of the others has a row. */
static bool select_with(struct data *d, uint32_t quantiles)
{
    const struct html_sizes sizes = {whole_size, brief_size, d};
    size_t bare;

    d->quantiles = quantiles;
    bare = bare_size(d);
    html_selection_make(&d->selection, d->s, bare < HTML_SIZE_MOST ? HTML_SIZE_MOST - bare : 0, &sizes);
    return d->selection.whole_count == MIN(d->s->row_count, (size_t)HTML_NAMES_MOST) && d->selection.together_count == 0;
}

/* More percentiles over time only where nothing is left out for them. */
static void select_requests(struct data *d)
{
    size_t whole = MIN(d->s->row_count, (size_t)HTML_NAMES_MOST);

    d->points_max = MAX(MIN(COURSES_POINTS / MAX(whole, (size_t)1), (size_t)COURSE_MOST), (size_t)COURSE_LEAST);
    buffer_init(&d->measure, LIMIT_REPORT_TEXT);
    if (!select_with(d, QUANTILES_MORE)) {
        html_selection_free(&d->selection);
        d->selection = (struct html_selection){.row_count = 0};
        select_with(d, JSON_COURSE_QUANTILES_USUAL);
    }
    buffer_free(&d->measure);
}

void html_report_write(const struct snapshot *s, const struct run_info *info, int exit_code, FILE *out)
{
    struct data d = {.s = s, .info = info, .shown = *info, .exit_code = exit_code};
    struct arena arena = {0};

    d.listed = html_errors_select(s, &arena);
    if (info->comparison)
        d.shown.comparison = comparison_short(info->comparison, COMPARISON_MOST, &arena);
    select_requests(&d);
    html_page_write(write_data, &d, out);
    html_selection_free(&d.selection);
    arena_reset(&arena);
}

static const struct output_ops ops = FINAL_REPORT_OPS("html");

struct output *html_report_new(const char *path)
{
    return final_report_new(&ops, html_report_write, path, "");
}
