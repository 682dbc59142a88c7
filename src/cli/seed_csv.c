/* SPDX-License-Identifier: MIT */
/* cli/seed_csv.c - see seed_csv.h */
#include "cli/seed_csv.h"

#include <string.h>

#include "base/folders.h"

static void write_cell(FILE *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

enum error seed_csv_open(struct seed_csv *csv, const char *path, const struct seed_column *columns, size_t count)
{
    *csv = (struct seed_csv){.columns = columns, .count = count};
    if (!path)
        return OK;
    if (folders_make_above(path, 0777) != OK || report_file_open(&csv->file, path) != OK)
        return ERROR_IO;
    for (size_t i = 0; i < count; i++) {
        fputs(i ? "," : "", csv->file.stream);
        write_cell(csv->file.stream, columns[i].name);
    }
    fputc('\n', csv->file.stream);
    return OK;
}

bool seed_csv_take(void *context, const struct seed_value *values)
{
    struct seed_csv *csv = context;

    if (!csv->file.stream)
        return true;
    for (size_t i = 0; i < csv->count; i++) {
        fputs(i ? "," : "", csv->file.stream);
        write_cell(csv->file.stream, values[i].plain ? values[i].plain : "");
    }
    return fputc('\n', csv->file.stream) != EOF;
}
