/* SPDX-License-Identifier: MIT */
/* output/traffic_table.c - see traffic_table.h */
#include "output/traffic_table.h"

#include <stdlib.h>

#include "base/mem.h"
#include "output/number.h"

#define NAME_COLUMNS  44
#define COUNT_COLUMNS 11
#define CLASSES_MAX   50
#define ENDPOINTS_MAX 20

static void draw_heading(struct canvas *c, const char *const *titles, size_t count)
{
    canvas_cell(c, STYLE_DIM, NAME_COLUMNS, text_from(titles[0]));
    for (size_t i = 1; i < count; i++)
        canvas_right(c, STYLE_DIM, COUNT_COLUMNS, titles[i]);
    canvas_end(c);
}

static void draw_number(struct canvas *c, enum style style, uint64_t number)
{
    char text[NUMBER_TEXT];

    canvas_right(c, number > 0 ? style : STYLE_DIM, COUNT_COLUMNS, number_grouped(number, text));
}

void traffic_table_draw_classes(const struct snapshot *s, struct canvas *c)
{
    static const char *const titles[] = {"user class", "requests", "share", "failed"};
    const struct run_progress *p = &s->progress;
    char text[NUMBER_TEXT];

    if (p->class_count < 2 || s->total.requests == 0)
        return;
    draw_heading(c, titles, COUNT(titles));
    for (size_t i = 0; i < MIN(p->class_count, (size_t)CLASSES_MAX); i++) {
        const struct class_count *class = &p->classes[i];

        canvas_cell(c, STYLE_PLAIN, NAME_COLUMNS, class->name);
        draw_number(c, STYLE_PLAIN, class->requests);
        canvas_right(c, STYLE_PLAIN, COUNT_COLUMNS, number_share(class->requests, s->total.requests, text));
        draw_number(c, STYLE_RED, class->failed);
        canvas_end(c);
    }
    if (p->class_count > CLASSES_MAX) {
        canvas_printf(c, STYLE_DIM, "... %zu more classes", p->class_count - CLASSES_MAX);
        canvas_end(c);
    }
    canvas_end(c);
}

struct answers {
    const struct snapshot_row *row;
    uint64_t fine, client, limited, server, none;
};

static struct answers answers_of(const struct snapshot_row *row)
{
    struct answers a = {.row = row};

    for (size_t i = 0; i < row->status_count; i++) {
        int status = row->statuses[i].status;
        uint64_t *count = status == 0     ? &a.none
                          : status == 429 ? &a.limited
                          : status >= 500 ? &a.server
                          : status >= 400 ? &a.client
                                          : &a.fine;

        *count += row->statuses[i].count;
    }
    return a;
}

static uint64_t not_fine(const struct answers *a)
{
    return a->client + a->limited + a->server + a->none;
}

/* Most of them first, else as the rows are sorted. */
static int compare_answers(const void *one, const void *other)
{
    const struct answers *a = one, *b = other;
    uint64_t in_a = not_fine(a), in_b = not_fine(b);

    return in_a != in_b ? (in_a < in_b) - (in_a > in_b) : (a->row > b->row) - (a->row < b->row);
}

static void draw_answers(const struct answers *a, struct canvas *c)
{
    struct buffer name;

    buffer_init(&name, a->row->method.size + a->row->name.size + 1);
    buffer_text(&name, a->row->method);
    buffer_byte(&name, ' ');
    buffer_text(&name, a->row->name);
    canvas_cell(c, STYLE_PLAIN, NAME_COLUMNS, buffer_view(&name));
    buffer_free(&name);
    draw_number(c, STYLE_PLAIN, a->fine);
    draw_number(c, STYLE_RED, a->client);
    draw_number(c, STYLE_YELLOW, a->limited);
    draw_number(c, STYLE_RED, a->server);
    draw_number(c, STYLE_RED, a->none);
    canvas_end(c);
}

void traffic_table_draw_answers(const struct snapshot *s, struct canvas *c)
{
    static const char *const titles[] = {"answers by endpoint", "below 400", "4xx", "429", "5xx", "none"};
    struct answers *all = mem_alloc((s->row_count + 1) * sizeof *all);
    size_t count = 0;

    for (size_t i = 0; i < s->row_count; i++) {
        all[count] = answers_of(&s->rows[i]);
        count += not_fine(&all[count]) > 0;
    }
    qsort(all, count, sizeof *all, compare_answers);
    if (count > 0)
        draw_heading(c, titles, COUNT(titles));
    for (size_t i = 0; i < MIN(count, (size_t)ENDPOINTS_MAX); i++)
        draw_answers(&all[i], c);
    if (count > ENDPOINTS_MAX) {
        canvas_printf(c, STYLE_DIM, "... %zu more endpoints", count - ENDPOINTS_MAX);
        canvas_end(c);
    }
    if (count > 0)
        canvas_end(c);
    mem_free(all);
}
