/* SPDX-License-Identifier: MIT */
/* output/html_selection.c - see html_selection.h */
#include "output/html_selection.h"

#include <stdlib.h>

#include "base/mem.h"
#include "stats/histogram.h"
#include "stats/summary.h"

#define TOGETHER_ROOM 2000 /* bytes of the row of those that stand together */

enum form { TOGETHER, BRIEF, WHOLE };

/* ---- the order ---- */

static int by_requests(const void *a, const void *b)
{
    const struct snapshot_row *left = *(const struct snapshot_row *const *)a, *right = *(const struct snapshot_row *const *)b;

    if (left->requests != right->requests)
        return left->requests < right->requests ? 1 : -1;
    return left < right ? -1 : left > right;
}

static int by_failures(const void *a, const void *b)
{
    const struct snapshot_row *left = *(const struct snapshot_row *const *)a, *right = *(const struct snapshot_row *const *)b;

    if (left->failed != right->failed)
        return left->failed < right->failed ? 1 : -1;
    return by_requests(a, b);
}

static const struct snapshot_row **sorted_rows(const struct snapshot *s, int (*order)(const void *a, const void *b))
{
    const struct snapshot_row **rows = mem_alloc((s->row_count + 1) * sizeof *rows);

    for (size_t i = 0; i < s->row_count; i++)
        rows[i] = &s->rows[i];
    qsort(rows, s->row_count, sizeof *rows, order);
    return rows;
}

/* The most important first: three with many requests, one with many failures, and so on. */
static size_t *important_rows(const struct snapshot *s)
{
    const struct snapshot_row **busy = sorted_rows(s, by_requests), **failing = sorted_rows(s, by_failures);
    size_t *order = mem_alloc((s->row_count + 1) * sizeof *order), count = 0, from_busy = 0, from_failing = 0;
    bool *taken = mem_zalloc(s->row_count + 1);

    while (count < s->row_count) {
        bool fails = count % 4 == 3 && from_failing < s->row_count && failing[from_failing]->failed > 0;
        const struct snapshot_row *row = fails ? failing[from_failing++] : busy[from_busy++];
        size_t place = (size_t)(row - s->rows);

        if (!taken[place])
            order[count++] = place;
        taken[place] = true;
    }
    mem_free(taken);
    mem_free(busy);
    mem_free(failing);
    return order;
}

/* ---- the choice ---- */

/* Rows that are whole take at most half of the room, unless the others leave more. */
static size_t choose_whole(const struct snapshot *s, size_t room, const struct html_sizes *sizes, const size_t *order,
                           enum form *forms)
{
    size_t brief = 0, used = 0, most;

    for (size_t i = 0; i < s->row_count && brief < room; i++)
        brief += sizes->brief(sizes->context, &s->rows[i]);
    most = s->row_count <= HTML_NAMES_MOST ? room : room - MIN(brief, room / 2);
    for (size_t i = 0; i < MIN(s->row_count, (size_t)HTML_NAMES_MOST); i++) {
        size_t size = sizes->whole(sizes->context, &s->rows[order[i]]);

        if (used + size > most)
            break;
        used += size;
        forms[order[i]] = WHOLE;
    }
    return used;
}

static void choose_brief(const struct snapshot *s, size_t room, const struct html_sizes *sizes, const size_t *order,
                         enum form *forms)
{
    size_t used = 0;

    for (size_t i = 0; i < s->row_count; i++) {
        if (forms[order[i]] == WHOLE)
            continue;
        used += sizes->brief(sizes->context, &s->rows[order[i]]);
        if (used + TOGETHER_ROOM > room)
            break;
        forms[order[i]] = BRIEF;
    }
}

/* ---- the rows ---- */

static void add_times(struct histogram *to, const struct histogram *from)
{
    if (from)
        histogram_merge(to, from);
}

static void add_row(struct snapshot_row *to, const struct snapshot_row *from, struct histogram *response,
                    struct histogram *service)
{
    snapshot_row_add_counts(to, from);
    add_times(response, from->response_histogram);
    add_times(service, from->service_histogram);
}

static struct snapshot_row row_together(const struct snapshot *s, const enum form *forms, size_t count, struct arena *arena)
{
    struct snapshot_row row = {.name = text_from(arena_printf(arena, "(%zu other requests together)", count))};
    struct histogram *response = histogram_new(), *service = histogram_new();

    for (size_t i = 0; i < s->row_count; i++)
        if (forms[i] == TOGETHER)
            add_row(&row, &s->rows[i], response, service);
    row.response = summary_of(response);
    row.service = summary_of(service);
    histogram_free(response);
    histogram_free(service);
    return row;
}

static void take_rows(struct html_selection *out, const struct snapshot *s, const enum form *forms)
{
    struct snapshot_row *rows = arena_alloc(&out->arena, (s->row_count + 1) * sizeof *rows);
    bool *whole = arena_zalloc(&out->arena, s->row_count + 1);

    for (size_t i = 0; i < s->row_count; i++) {
        out->together_count += forms[i] == TOGETHER;
        out->whole_count += forms[i] == WHOLE;
        if (forms[i] == TOGETHER)
            continue;
        whole[out->row_count] = forms[i] == WHOLE;
        rows[out->row_count++] = s->rows[i];
    }
    if (out->together_count > 0)
        rows[out->row_count++] = row_together(s, forms, out->together_count, &out->arena);
    out->rows = rows;
    out->whole = whole;
}

void html_selection_make(struct html_selection *out, const struct snapshot *s, size_t room, const struct html_sizes *sizes)
{
    size_t *order = important_rows(s), used;
    enum form *forms = mem_zalloc((s->row_count + 1) * sizeof *forms);

    *out = (struct html_selection){.row_count = 0};
    used = choose_whole(s, room, sizes, order, forms);
    choose_brief(s, room - used, sizes, order, forms);
    take_rows(out, s, forms);
    mem_free(forms);
    mem_free(order);
}

void html_selection_free(struct html_selection *selection)
{
    arena_reset(&selection->arena);
}
