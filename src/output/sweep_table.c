/* SPDX-License-Identifier: MIT */
/* output/sweep_table.c - see sweep_table.h; the four forms share the texts of the cells */
#include "output/sweep_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "output/escape.h"
#include "output/json_value.h"
#include "output/markdown.h"
#include "output/number.h"

#define VALUE_COLUMNS  24
#define CELL_COLUMNS   11
#define FOLDER_COLUMNS 200

enum { CELL_USERS, CELL_REQUESTS, CELL_RATE, CELL_P50, CELL_P95, CELL_P99, CELL_FAILED, CELL_CHECKS, CELL_VERDICT, CELL_CODE };
static const char *const headings[] = {"peak users", "requests", "req/s",  "p50",     "p95",
                                       "p99",        "failed",   "checks", "verdict", "exit"};
#define CELLS COUNT(headings)

static void write_time(double ms, char out[NUMBER_TEXT])
{
    number_duration(isfinite(ms) ? (uint64_t)(ms * (double)NANOS_PER_MILLI) : 0, isfinite(ms), out);
}

/* "3/3": passed of all. */
static void write_cells(const struct sweep_row *r, char cells[CELLS][NUMBER_TEXT])
{
    for (size_t i = 0; i < CELLS; i++)
        snprintf(cells[i], NUMBER_TEXT, "-");
    snprintf(cells[CELL_CODE], NUMBER_TEXT, "%d", r->exit_code);
    if (!r->measured)
        return;
    number_grouped(r->users, cells[CELL_USERS]);
    number_grouped(r->requests, cells[CELL_REQUESTS]);
    number_rate(r->requests_per_second, cells[CELL_RATE]);
    write_time(r->p50_ms, cells[CELL_P50]);
    write_time(r->p95_ms, cells[CELL_P95]);
    write_time(r->p99_ms, cells[CELL_P99]);
    number_share((uint64_t)llround(r->failure_ratio * (double)r->requests), r->requests, cells[CELL_FAILED]);
    if (r->checks > 0)
        snprintf(cells[CELL_CHECKS], NUMBER_TEXT, "%zu/%zu", r->checks - r->checks_failed, r->checks);
    snprintf(cells[CELL_VERDICT], NUMBER_TEXT, "%.20s", r->verdict);
}

static void write_missing(const struct sweep_table *t, struct buffer *out)
{
    if (t->count < t->planned)
        buffer_printf(out, "%zu of %zu runs were made.\n", t->count, t->planned);
}

void sweep_table_text(const struct sweep_table *t, struct buffer *out)
{
    char cells[CELLS][NUMBER_TEXT];

    escape_padded(text_from(t->option), VALUE_COLUMNS - CELL_COLUMNS, out);
    for (size_t c = 0; c < CELLS; c++)
        buffer_printf(out, "%*s", CELL_COLUMNS, headings[c]);
    buffer_byte(out, '\n');
    for (size_t i = 0; i < t->count; i++) {
        write_cells(&t->rows[i], cells);
        escape_padded(text_from(t->rows[i].value), VALUE_COLUMNS - CELL_COLUMNS, out);
        for (size_t c = 0; c < CELLS; c++)
            buffer_printf(out, "%*s", CELL_COLUMNS, cells[c]);
        buffer_byte(out, '\n');
    }
    write_missing(t, out);
}

static void write_number(double number, struct buffer *out)
{
    char text[NUMBER_TEXT];

    buffer_byte(out, ',');
    if (isfinite(number))
        buffer_string(out, number_repr(number, text));
}

void sweep_table_csv(const struct sweep_table *t, struct buffer *out)
{
    escape_csv(text_from(t->option), out);
    buffer_string(out, ",folder,exit_code,peak_users,requests,requests_per_second,failure_ratio,p50_ms,p95_ms,p99_ms,checks,"
                       "checks_failed,verdict\r\n");
    for (size_t i = 0; i < t->count; i++) {
        const struct sweep_row *r = &t->rows[i];

        escape_csv(text_from(r->value), out);
        buffer_byte(out, ',');
        escape_csv(text_from(r->folder), out);
        buffer_printf(out, ",%d", r->exit_code);
        if (!r->measured) {
            buffer_string(out, ",,,,,,,,,,\r\n");
            continue;
        }
        buffer_printf(out, ",%" PRIu32 ",%" PRIu64, r->users, r->requests);
        write_number(r->requests_per_second, out);
        write_number(r->failure_ratio, out);
        write_number(r->p50_ms, out);
        write_number(r->p95_ms, out);
        write_number(r->p99_ms, out);
        buffer_printf(out, ",%zu,%zu,", r->checks, r->checks_failed);
        escape_csv(text_from(r->verdict), out);
        buffer_string(out, "\r\n");
    }
}

static json_t *row_object(const struct sweep_row *r)
{
    json_t *row = json_value_object();

    json_value_put(row, "value", json_value_string(r->value));
    json_value_put(row, "folder", json_value_string(r->folder));
    json_value_put(row, "exit_code", json_value_number(r->exit_code));
    json_value_put(row, "measured", json_value_boolean(r->measured));
    if (!r->measured)
        return row;
    json_value_put(row, "peak_users", json_value_count(r->users));
    json_value_put(row, "requests", json_value_count(r->requests));
    json_value_put(row, "requests_per_second", json_value_number(r->requests_per_second));
    json_value_put(row, "failure_ratio", json_value_number(r->failure_ratio));
    json_value_put(row, "p50_ms", json_value_number(r->p50_ms));
    json_value_put(row, "p95_ms", json_value_number(r->p95_ms));
    json_value_put(row, "p99_ms", json_value_number(r->p99_ms));
    json_value_put(row, "checks", json_value_count(r->checks));
    json_value_put(row, "checks_failed", json_value_count(r->checks_failed));
    json_value_put(row, "verdict", json_value_string(r->verdict));
    return row;
}

void sweep_table_json(const struct sweep_table *t, struct buffer *out)
{
    json_t *document = json_value_object(), *rows = json_value_array();
    char *text;

    for (size_t i = 0; i < t->count; i++)
        json_value_append(rows, row_object(&t->rows[i]));
    json_value_put(document, "schema", json_value_string("cicada-sweep"));
    json_value_put(document, "schema_version", json_value_count(1));
    json_value_put(document, "option", json_value_string(t->option));
    json_value_put(document, "planned", json_value_count(t->planned));
    json_value_put(document, "runs", rows);
    text = json_dumps(document, JSON_INDENT(1));
    buffer_string(out, text ? text : "");
    buffer_byte(out, '\n');
    free(text); /* memory of a library */
    json_decref(document);
}

void sweep_table_markdown(const struct sweep_table *t, struct buffer *out)
{
    char cells[CELLS][NUMBER_TEXT];

    buffer_string(out, "| ");
    markdown_text(text_from(t->option), VALUE_COLUMNS, out);
    for (size_t c = 0; c < CELLS; c++)
        buffer_printf(out, " | %s", headings[c]);
    buffer_string(out, " | reports |\n|---");
    for (size_t c = 0; c < CELLS; c++)
        buffer_string(out, "|---:");
    buffer_string(out, "|---|\n");
    for (size_t i = 0; i < t->count; i++) {
        write_cells(&t->rows[i], cells);
        buffer_string(out, "| ");
        markdown_text(text_from(t->rows[i].value), VALUE_COLUMNS, out);
        for (size_t c = 0; c < CELLS; c++)
            buffer_printf(out, " | %s", cells[c]);
        buffer_string(out, " | ");
        markdown_code(text_from(t->rows[i].folder), FOLDER_COLUMNS, out);
        buffer_string(out, " |\n");
    }
    buffer_byte(out, '\n');
    write_missing(t, out);
}
