/* SPDX-License-Identifier: MIT */
/* output/html_errors.c - see html_errors.h */
#include "output/html_errors.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "output/html_page.h"
#include "output/json_rows.h"

#define SEPARATORS 8 /* bytes around an element of a list */

/* An element of one of the lists. */
struct entry {
    size_t place;
    uint64_t count;
    bool kept;
};

typedef void write_entry(struct json_writer *w, const struct snapshot *s, size_t place);

static void write_error(struct json_writer *w, const struct snapshot *s, size_t place)
{
    json_row_error(w, s, &s->errors[place]);
}

static void write_exception(struct json_writer *w, const struct snapshot *s, size_t place)
{
    struct snapshot one = {.exceptions = &s->exceptions[place], .exception_count = 1};

    json_row_exceptions(w, NULL, &one);
}

static int by_count(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;

    if (left->count != right->count)
        return left->count < right->count ? 1 : -1;
    return left->place < right->place ? -1 : left->place > right->place;
}

static int by_place(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;

    return left->place < right->place ? -1 : left->place > right->place;
}

/* The most frequent ones, up to the first that does not fit. The entries keep their order. */
static void keep_frequent(struct entry *entries, size_t count, size_t most, const struct snapshot *s, write_entry *write)
{
    struct buffer measure;
    size_t used = 0;

    buffer_init(&measure, LIMIT_REPORT_TEXT);
    qsort(entries, count, sizeof *entries, by_count);
    for (size_t i = 0; i < count; i++) {
        struct json_writer w = json_writer_on(&measure);

        buffer_clear(&measure);
        write(&w, s, entries[i].place);
        used += html_page_data_size(buffer_view(&measure)) + SEPARATORS;
        if (used > most)
            break;
        entries[i].kept = true;
    }
    qsort(entries, count, sizeof *entries, by_place);
    buffer_free(&measure);
}

static void select_errors(struct snapshot *out, const struct snapshot *s, struct arena *arena)
{
    struct entry *entries = mem_zalloc((s->error_count + 1) * sizeof *entries);
    struct snapshot_error *kept = arena_alloc(arena, (s->error_count + 1) * sizeof *kept);

    for (size_t i = 0; i < s->error_count; i++)
        entries[i] = (struct entry){.place = i, .count = s->errors[i].occurrences};
    keep_frequent(entries, s->error_count, HTML_ERRORS_MOST, s, write_error);
    out->errors = kept;
    out->error_count = 0;
    for (size_t i = 0; i < s->error_count; i++)
        if (entries[i].kept)
            kept[out->error_count++] = s->errors[i];
    mem_free(entries);
}

static void select_exceptions(struct snapshot *out, const struct snapshot *s, struct arena *arena)
{
    struct entry *entries = mem_zalloc((s->exception_count + 1) * sizeof *entries);
    struct snapshot_exception *kept = arena_alloc(arena, (s->exception_count + 1) * sizeof *kept);

    for (size_t i = 0; i < s->exception_count; i++)
        entries[i] = (struct entry){.place = i, .count = s->exceptions[i].count};
    keep_frequent(entries, s->exception_count, HTML_EXCEPTIONS_MOST, s, write_exception);
    out->exceptions = kept;
    out->exception_count = 0;
    for (size_t i = 0; i < s->exception_count; i++)
        if (entries[i].kept)
            kept[out->exception_count++] = s->exceptions[i];
    mem_free(entries);
}

struct snapshot html_errors_select(const struct snapshot *s, struct arena *arena)
{
    struct snapshot out = *s;

    select_errors(&out, s, arena);
    select_exceptions(&out, s, arena);
    return out;
}
