/* SPDX-License-Identifier: MIT */
/* output/html_page.c - see html_page.h */
#include "output/html_page.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define PLACE "@DATA@" /* in the page, where the data goes */

/* tools/embed makes them of the built page. */
extern const char report_page_data[];
extern const size_t report_page_size;

/* UTF-8 of U+2028 and U+2029, which JavaScript once took for ends of lines: E2 80 A8 and E2 80 A9. */
static bool is_line_separator(const char *at, size_t left)
{
    return left >= 3 && memcmp(at, "\xe2\x80", 2) == 0 && (at[2] == '\xa8' || at[2] == '\xa9');
}

/* "<" and the separators occur within strings only, where an escape stands for them. */
static void write_escaped(struct text json, FILE *out)
{
    size_t plain = 0; /* written up to here */

    for (size_t i = 0; i < json.size; i++) {
        bool separator = is_line_separator(json.data + i, json.size - i);

        if (json.data[i] != '<' && !separator)
            continue;
        fwrite(json.data + plain, 1, i - plain, out);
        fputs(!separator ? "\\u003c" : json.data[i + 2] == '\xa8' ? "\\u2028" : "\\u2029", out);
        i += separator ? 2 : 0;
        plain = i + 1;
    }
    fwrite(json.data + plain, 1, json.size - plain, out);
}

size_t html_page_size(void)
{
    return report_page_size - strlen(PLACE);
}

size_t html_page_data_size(struct text json)
{
    size_t size = json.size;

    for (size_t i = 0; i < json.size; i++)
        size += json.data[i] == '<' ? strlen("\\u003c") - 1 : is_line_separator(json.data + i, json.size - i) ? 3 : 0;
    return size;
}

static void write_data(html_page_data *write, void *context, FILE *out)
{
    char *data = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&data, &size);

    if (!memory)
        mem_exhausted(BUFSIZ);
    write(context, memory);
    if (fclose(memory) != 0)
        mem_exhausted(size);
    write_escaped((struct text){data, size}, out);
    free(data); /* memory of a library */
}

void html_page_write(html_page_data *write, void *context, FILE *out)
{
    const char *place = memmem(report_page_data, report_page_size, PLACE, strlen(PLACE));
    size_t before, after;

    assert(place); /* the page that was built has it */
    before = (size_t)(place - report_page_data);
    after = before + strlen(PLACE);
    fwrite(report_page_data, 1, before, out);
    write_data(write, context, out);
    fwrite(report_page_data + after, 1, report_page_size - after, out);
}
