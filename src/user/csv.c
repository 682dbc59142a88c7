/* SPDX-License-Identifier: MIT */
/* user/csv.c - see user/csv.h; one pass over the bytes, writing behind the reading position */
#include "user/csv.h"

#include <string.h>

#include "base/mem.h"

struct reader {
    const char *at, *end; /* what is not read yet */
    char *to;             /* where the next byte of a value goes; never beyond `at` */
    size_t line;
    const char *problem;
};

enum field_end { FIELD_NEXT, FIELD_LAST, FIELD_BROKEN };

static enum field_end broken(struct reader *r, const char *problem)
{
    r->problem = problem;
    return FIELD_BROKEN;
}

/* Ends a value: it is followed by a comma, by the end of its line or by the end of the text. */
static enum field_end end_field(struct reader *r)
{
    bool at_end = r->at == r->end;
    char c = at_end ? '\n' : *r->at++;

    if (c == '\r') {
        if (r->at == r->end || *r->at != '\n')
            return broken(r, "a carriage return without a line feed");
        c = *r->at++;
    }
    *r->to++ = '\0';
    if (c == ',')
        return FIELD_NEXT;
    r->line++;
    return FIELD_LAST;
}

static enum field_end read_quoted(struct reader *r)
{
    size_t line = r->line;

    for (r->at++; r->at < r->end; r->at++) {
        if (*r->at == '"') {
            if (r->at + 1 == r->end || r->at[1] != '"')
                break;
            r->at++;
        }
        if (*r->at == '\0')
            return broken(r, "a zero byte: the file has to be text in UTF-8");
        r->line += *r->at == '\n';
        *r->to++ = *r->at;
    }
    if (r->at == r->end) {
        r->line = line;
        return broken(r, "a quote is opened here and never closed");
    }
    r->at++;
    if (r->at < r->end && *r->at != ',' && *r->at != '\n' && *r->at != '\r')
        return broken(r, "something follows a closing quote: a quote inside of a value is written twice");
    return end_field(r);
}

static enum field_end read_field(struct reader *r)
{
    if (r->at < r->end && *r->at == '"')
        return read_quoted(r);
    for (; r->at < r->end && *r->at != ',' && *r->at != '\n' && *r->at != '\r'; r->at++) {
        if (*r->at == '"')
            return broken(r, "a quote inside of a value: put the value into quotes and write the quote twice");
        if (*r->at == '\0')
            return broken(r, "a zero byte: the file has to be text in UTF-8");
        *r->to++ = *r->at;
    }
    return end_field(r);
}

/* Reads a row and counts its values. */
static bool read_row(struct reader *r, const char **row, size_t *count)
{
    enum field_end end;

    *row = r->to;
    *count = 0;
    do {
        end = read_field(r);
        *count += 1;
    } while (end == FIELD_NEXT);
    return end == FIELD_LAST;
}

static void skip_empty_lines(struct reader *r)
{
    while (r->at < r->end && (*r->at == '\n' || (*r->at == '\r' && r->at + 1 < r->end && r->at[1] == '\n'))) {
        r->at += *r->at == '\n' ? 1 : 2;
        r->line++;
    }
}

static bool read_header(struct reader *r, struct csv *out)
{
    skip_empty_lines(r);
    if (r->at == r->end) {
        r->problem = "the file is empty: its first line has to name the columns";
        return false;
    }
    if (!read_row(r, &out->names, &out->columns))
        return false;
    for (size_t i = 1; i < out->columns; i++)
        if (csv_column(out, csv_value(out->names, i)) < i) {
            r->line--;
            r->problem = "two columns have the same name";
            return false;
        }
    return true;
}

static bool read_rows(struct reader *r, struct csv *out)
{
    const char **rows = NULL;
    size_t count = 0, capacity = 0;

    for (skip_empty_lines(r); r->at < r->end; skip_empty_lines(r)) {
        size_t line = r->line, columns;

        if (count == capacity) {
            capacity = MAX(capacity * 2, (size_t)64);
            rows = mem_resize(rows, capacity, sizeof *rows);
            out->rows = rows;
        }
        if (!read_row(r, &rows[count], &columns))
            return false;
        if (columns != out->columns) {
            r->line = line;
            r->problem = columns < out->columns ? "there are fewer values than columns in the header"
                                                : "there are more values than columns in the header";
            return false;
        }
        out->count = ++count;
    }
    return true;
}

bool csv_read(struct csv *out, char *text, size_t size, size_t *line, const char **problem)
{
    size_t mark = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    struct reader r = {.at = text + mark, .end = text + size, .to = text, .line = 1};

    *out = (struct csv){0};
    if (read_header(&r, out) && read_rows(&r, out))
        return true;
    *line = r.line;
    *problem = r.problem;
    csv_free(out);
    return false;
}

void csv_free(struct csv *csv)
{
    mem_free((void *)(uintptr_t)csv->rows);
    *csv = (struct csv){0};
}

const char *csv_value(const char *row, size_t column)
{
    while (column-- > 0)
        row += strlen(row) + 1;
    return row;
}

size_t csv_column(const struct csv *csv, const char *name)
{
    const char *at = csv->names;

    for (size_t i = 0; i < csv->columns; i++, at += strlen(at) + 1)
        if (strcmp(at, name) == 0)
            return i;
    return csv->columns;
}
