/* SPDX-License-Identifier: MIT */
/* output/capacity_plot.c - a grid of characters; see capacity_plot.h */
#include "output/capacity_plot.h"

#include <math.h>
#include <stdio.h>

#include "output/capacity_text.h"
#include "output/number.h"

#define ROWS        9
#define COLUMNS_MAX 64
#define SCALE       11 /* columns of the numbers on either side */
#define LOADS_MIN   3
#define MARK_RATE   '*'
#define MARK_LATE   '+'
#define MARK_BOTH   '#'
#define LATE_FLOOR  1e3 /* ns; a scale by factors has no nought */

struct range {
    double low, high;
};

struct plot {
    char cells[ROWS][COLUMNS_MAX];
    size_t columns;
    struct range load, rate, late;
    size_t loads;
};

static void widen(struct range *r, double value)
{
    if (!isfinite(value) || value <= 0)
        return;
    r->low = r->high > 0 ? fmin(r->low, value) : value;
    r->high = fmax(r->high, value);
}

/* 0 to 1; by factors when the range does not begin at nought. */
static double share_of(const struct range *r, double value)
{
    if (r->high <= r->low)
        return 0;
    return r->low > 0 ? log(value / r->low) / log(r->high / r->low) : value / r->high;
}

static size_t place(double share, size_t count)
{
    double at = round(share * (double)(count - 1));

    return at <= 0 ? 0 : MIN((size_t)at, count - 1);
}

static void mark(struct plot *p, double load, double height, char with)
{
    char *cell = &p->cells[ROWS - 1 - place(height, ROWS)][place(share_of(&p->load, load), p->columns)];

    *cell = *cell == ' ' || *cell == with ? with : MARK_BOTH;
}

static bool is_first_of_load(const struct capacity_report *r, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (r->levels[i].load == r->levels[at].load)
            return false;
    return true;
}

static void measure(const struct capacity_report *r, struct plot *p)
{
    for (size_t i = 0; i < r->level_count; i++) {
        const struct capacity_level *l = &r->levels[i];

        p->loads += is_first_of_load(r, i);
        widen(&p->load, l->load);
        widen(&p->rate, l->rate);
        widen(&p->late, fmax(l->p95_ns, LATE_FLOOR));
    }
    p->rate.low = 0;
}

static void fill(const struct capacity_report *r, struct plot *p)
{
    memset(p->cells, ' ', sizeof p->cells);
    for (size_t i = 0; i < r->level_count; i++) {
        const struct capacity_level *l = is_first_of_load(r, i) ? capacity_report_level(r, r->levels[i].load) : NULL;

        if (!l)
            continue;
        mark(p, l->load, share_of(&p->rate, l->rate), MARK_RATE);
        if (isfinite(l->p95_ns))
            mark(p, l->load, share_of(&p->late, fmax(l->p95_ns, LATE_FLOOR)), MARK_LATE);
    }
}

static void draw_row(const struct plot *p, size_t row, struct canvas *c)
{
    char number[NUMBER_TEXT], left[NUMBER_TEXT + 4] = "";

    if (row == 0)
        snprintf(left, sizeof left, "%s/s", number_rate(p->rate.high, number));
    else if (row == ROWS - 1)
        snprintf(left, sizeof left, "0/s");
    canvas_right(c, STYLE_DIM, SCALE, left);
    canvas_text(c, STYLE_DIM, TEXT(" |"));
    for (size_t i = 0; i < p->columns; i++) {
        char cell = p->cells[row][i];

        canvas_text(c, cell == MARK_RATE ? STYLE_CYAN : cell == MARK_LATE ? STYLE_YELLOW : STYLE_PLAIN, (struct text){&cell, 1});
    }
    canvas_text(c, STYLE_DIM, TEXT("| "));
    if (row == 0 || row == ROWS - 1)
        canvas_text(c, STYLE_DIM, text_from(number_duration((uint64_t)(row == 0 ? p->late.high : p->late.low), 1, number)));
    canvas_end(c);
}

void capacity_plot_draw(const struct capacity_report *r, struct canvas *c)
{
    char low[CAPACITY_TEXT], high[CAPACITY_TEXT];
    struct plot p = {.columns = MIN((size_t)COLUMNS_MAX, (size_t)(c->columns - 2 * SCALE - 4))};

    measure(r, &p);
    if (p.loads < LOADS_MIN || p.rate.high <= 0 || p.late.high <= 0)
        return;
    fill(r, &p);
    for (size_t row = 0; row < ROWS; row++)
        draw_row(&p, row, c);
    capacity_text_load(r, p.load.low, low);
    capacity_text_load(r, p.load.high, high);
    canvas_to(c, SCALE + 2);
    canvas_text(c, STYLE_DIM, text_from(low));
    canvas_right(c, STYLE_DIM, (unsigned)(p.columns - strlen(low)), high);
    canvas_end(c);
    canvas_to(c, SCALE + 2);
    canvas_text(c, STYLE_CYAN, TEXT("* requests/s (left)"));
    canvas_text(c, STYLE_PLAIN, TEXT("   "));
    canvas_text(c, STYLE_YELLOW, TEXT("+ p95 (right, by factors)"));
    canvas_end(c);
    canvas_end(c);
}
