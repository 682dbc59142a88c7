/* SPDX-License-Identifier: MIT */
/* output/html_report.c - see html_report.h */
#include "output/html_report.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "output/capacity_text.h"
#include "output/final_report.h"
#include "output/html_page.h"
#include "output/json_course.h"
#include "output/json_distribution.h"
#include "output/json_document.h"
#include "output/json_value.h"
#include "output/report.h"

#define SERIES_POINTS  300   /* of the run and of each component */
#define TOTAL_POINTS   400   /* of the course of all requests */
#define NAMES_DRAWN    100   /* requests with a course and a distribution */
#define COURSES_POINTS 12000 /* of all courses together */
#define COURSE_LEAST   30
#define COURSE_MOST    300

struct data {
    const struct snapshot *s;
    const struct run_info *info;
    int exit_code;
    bool *drawn;       /* by row */
    size_t points_max; /* of a row's course */
};

static int by_requests(const void *a, const void *b)
{
    const struct snapshot_row *left = *(const struct snapshot_row *const *)a, *right = *(const struct snapshot_row *const *)b;

    return (left->requests < right->requests) - (left->requests > right->requests);
}

/* The busiest rows. */
static void choose_drawn(struct data *d)
{
    const struct snapshot *s = d->s;
    const struct snapshot_row **rows = mem_resize(NULL, MAX(s->row_count, (size_t)1), sizeof *rows);
    size_t count = MIN(s->row_count, (size_t)NAMES_DRAWN);

    for (size_t i = 0; i < s->row_count; i++)
        rows[i] = &s->rows[i];
    qsort(rows, s->row_count, sizeof *rows, by_requests);
    d->drawn = mem_zalloc(MAX(s->row_count, (size_t)1) * sizeof *d->drawn);
    for (size_t i = 0; i < count; i++)
        d->drawn[rows[i] - s->rows] = true;
    d->points_max = MAX(MIN(COURSES_POINTS / MAX(count, (size_t)1), (size_t)COURSE_MOST), (size_t)COURSE_LEAST);
    mem_free(rows);
}

/* An element for the total and one for each row; null for a row that is not drawn. */
static void write_each(const struct data *d, struct json_stream *stream, const char *name,
                       void (*write)(const struct data *d, struct json_writer *w, const struct snapshot_row *row))
{
    json_stream_array_begin(stream, name);
    for (size_t i = 0; i <= d->s->row_count; i++) {
        struct json_writer *w = json_stream_begin_value(stream, NULL);

        if (i == 0 || d->drawn[i - 1])
            write(d, w, i == 0 ? &d->s->total : &d->s->rows[i - 1]);
        else
            json_write_null(w, NULL);
        json_stream_end_value(stream);
    }
    json_stream_array_end(stream);
}

static void write_course(const struct data *d, struct json_writer *w, const struct snapshot_row *row)
{
    bool total = row == &d->s->total;

    json_course(w, NULL, row, total ? TOTAL_POINTS : d->points_max, JSON_COURSE_QUANTILES_USUAL, total);
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

static void write_more(void *context, struct json_stream *stream)
{
    const struct data *d = context;

    write_capacity(d, stream);
    write_each(d, stream, "courses", write_course);
    write_each(d, stream, "distributions", write_distribution);
    write_findings(d, stream);
}

static void write_data(void *context, FILE *out)
{
    struct data *d = context;

    json_document_write_parts(
        d->s, d->info, d->exit_code,
        &(struct json_document_parts){.detail = JSON_ROW_COUNTED, .points_max = SERIES_POINTS, .more = write_more, .context = d},
        out);
}

void html_report_write(const struct snapshot *s, const struct run_info *info, int exit_code, FILE *out)
{
    struct data d = {.s = s, .info = info, .exit_code = exit_code};

    choose_drawn(&d);
    html_page_write(write_data, &d, out);
    mem_free(d.drawn);
}

static const struct output_ops ops = FINAL_REPORT_OPS("html");

struct output *html_report_new(const char *path)
{
    return final_report_new(&ops, html_report_write, path, "");
}
