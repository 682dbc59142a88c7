/* SPDX-License-Identifier: MIT */
/* output/request_table.c - see request_table.h; columns are a table of heading, width and the canvas from which they fit */
#include "output/request_table.h"

#include "output/number.h"

#define METHOD_COLUMNS   8
#define NAME_COLUMNS_MAX 60

typedef char *write_cell(const struct snapshot_row *row, char out[NUMBER_TEXT]);

static char *write_requests(const struct snapshot_row *row, char out[NUMBER_TEXT])
{
    return number_grouped(row->requests, out);
}

static char *write_failures(const struct snapshot_row *row, char out[NUMBER_TEXT])
{
    return number_grouped(row->failed, out);
}

static char *write_rate(const struct snapshot_row *row, char out[NUMBER_TEXT])
{
    return number_rate(row->requests_per_second, out);
}

static char *write_current_rate(const struct snapshot_row *row, char out[NUMBER_TEXT])
{
    return number_rate(row->current_requests_per_second, out);
}

static char *write_50(const struct snapshot_row *row, char out[NUMBER_TEXT])
{
    return number_short_duration(row->response.quantile_ns[QUANTILE_50], row->response.count, out);
}

static char *write_95(const struct snapshot_row *row, char out[NUMBER_TEXT])
{
    return number_short_duration(row->response.quantile_ns[QUANTILE_95], row->response.count, out);
}

static char *write_99(const struct snapshot_row *row, char out[NUMBER_TEXT])
{
    return number_short_duration(row->response.quantile_ns[QUANTILE_99], row->response.count, out);
}

static char *write_max(const struct snapshot_row *row, char out[NUMBER_TEXT])
{
    return number_duration(row->response.max_ns, row->response.count, out);
}

static const struct column {
    const char *heading;
    write_cell *write;
    unsigned width;
    unsigned from; /* columns of the canvas below which it is left out */
} columns[] = {
    {"requests", write_requests, 11, 0},
    {"failed", write_failures, 9, 0},
    {"req/s", write_rate, 10, 72},
    {"p50", write_50, 8, 80},
    {"p95", write_95, 8, 0},
    {"p99", write_99, 8, 80},
    {"max", write_max, 8, 96},
};

static unsigned name_columns(const struct canvas *c)
{
    unsigned used = METHOD_COLUMNS;

    for (size_t i = 0; i < COUNT(columns); i++)
        used += c->columns >= columns[i].from ? columns[i].width : 0;
    return MIN(c->columns - used, (unsigned)NAME_COLUMNS_MAX);
}

static void draw_heading(struct canvas *c)
{
    canvas_cell(c, STYLE_DIM, METHOD_COLUMNS, TEXT("method"));
    canvas_cell(c, STYLE_DIM, name_columns(c), TEXT("name"));
    for (size_t i = 0; i < COUNT(columns); i++)
        if (c->columns >= columns[i].from)
            canvas_right(c, STYLE_DIM, columns[i].width, columns[i].heading);
    canvas_end(c);
}

static void draw_row(const struct snapshot_row *row, bool current, struct canvas *c)
{
    char text[NUMBER_TEXT];

    canvas_cell(c, STYLE_PLAIN, METHOD_COLUMNS - 1, row->method);
    canvas_to(c, METHOD_COLUMNS);
    canvas_cell(c, STYLE_PLAIN, name_columns(c), row->name);
    for (size_t i = 0; i < COUNT(columns); i++) {
        bool red = columns[i].write == write_failures && row->failed > 0;
        write_cell *write = columns[i].write == write_rate && current ? write_current_rate : columns[i].write;

        if (c->columns >= columns[i].from)
            canvas_right(c, red ? STYLE_RED : STYLE_PLAIN, columns[i].width, write(row, text));
    }
    canvas_end(c);
}

void request_table_draw(const struct snapshot *s, bool current, unsigned lines, struct canvas *c)
{
    size_t shown;

    if (lines < 2 || s->row_count == 0)
        return;
    shown = s->row_count <= lines - 1 ? s->row_count : lines - 2;
    draw_heading(c);
    for (size_t i = 0; i < shown; i++)
        draw_row(&s->rows[i], current, c);
    if (shown < s->row_count) {
        canvas_printf(c, STYLE_DIM, "... %zu more", s->row_count - shown);
        canvas_end(c);
    }
}
