/* SPDX-License-Identifier: MIT */
/* cli/runs_list.c - see runs_list.h */
#include "cli/runs_list.h"

#include <stdio.h>

#include "base/clock.h"
#include "output/canvas.h"
#include "output/number.h"

#define COLUMNS_MIN   60u
#define ID_COLUMNS    5
#define WHEN_COLUMNS  20
#define COUNT_COLUMNS 12
#define P95_COLUMNS   10
#define EXIT_COLUMNS  8
#define GAP           2
/* What is left of a line is shared by title and label. */
#define FIXED_COLUMNS (ID_COLUMNS + WHEN_COLUMNS + 3 * COUNT_COLUMNS + P95_COLUMNS + EXIT_COLUMNS + 4 * GAP)
#define TEXT_MIN      12u

static unsigned title_columns(const struct canvas *c)
{
    unsigned left = c->columns > FIXED_COLUMNS ? c->columns - FIXED_COLUMNS : 0;

    return MAX(left * 2 / 3, TEXT_MIN);
}

static void draw_headings(struct canvas *c)
{
    static const char *const numbers[] = {"users", "requests", "failures"};

    canvas_right(c, STYLE_DIM, ID_COLUMNS, "id");
    canvas_to(c, c->column + GAP);
    canvas_cell(c, STYLE_DIM, WHEN_COLUMNS, TEXT("when"));
    canvas_to(c, c->column + GAP);
    canvas_cell(c, STYLE_DIM, title_columns(c), TEXT("title"));
    for (size_t i = 0; i < COUNT(numbers); i++)
        canvas_right(c, STYLE_DIM, COUNT_COLUMNS, numbers[i]);
    canvas_right(c, STYLE_DIM, P95_COLUMNS, "p95");
    canvas_right(c, STYLE_DIM, EXIT_COLUMNS, "exit");
    canvas_to(c, c->column + GAP);
    canvas_text(c, STYLE_DIM, TEXT("label"));
    canvas_end(c);
}

static void draw_exit(const struct catalog_entry *e, struct canvas *c)
{
    char code[NUMBER_TEXT];

    snprintf(code, sizeof code, "%d", e->exit_code);
    if (e->ended)
        canvas_right(c, e->exit_code ? STYLE_RED : STYLE_GREEN, EXIT_COLUMNS, code);
    else
        canvas_right(c, e->silent ? STYLE_RED : STYLE_CYAN, EXIT_COLUMNS, e->silent ? "crashed" : "running");
}

static void draw_entry(const struct catalog_entry *e, struct canvas *c)
{
    const uint64_t numbers[] = {e->peak_users, e->requests, e->failures};
    char text[NUMBER_TEXT], when[CLOCK_TEXT];

    snprintf(text, sizeof text, "%" PRId64, e->id);
    canvas_right(c, STYLE_BOLD, ID_COLUMNS, text);
    canvas_to(c, c->column + GAP);
    canvas_cell(c, STYLE_PLAIN, WHEN_COLUMNS, text_from(clock_iso(e->start_wall_ns, when)));
    canvas_to(c, c->column + GAP);
    canvas_cell(c, STYLE_PLAIN, title_columns(c), text_from(e->title));
    for (size_t i = 0; i < COUNT(numbers); i++)
        canvas_right(c, STYLE_PLAIN, COUNT_COLUMNS, number_grouped(numbers[i], text));
    canvas_right(c, STYLE_PLAIN, P95_COLUMNS, number_duration(e->p95_ns, e->requests, text));
    draw_exit(e, c);
    canvas_to(c, c->column + GAP);
    canvas_text(c, STYLE_PLAIN, text_from(e->label));
    canvas_end(c);
}

void runs_list_write(const struct catalog_entry *entries, size_t count, unsigned columns, bool colour, struct buffer *out)
{
    struct canvas c;

    canvas_init(&c, out, MAX(columns, COLUMNS_MIN), colour);
    if (count == 0) {
        canvas_text(&c, STYLE_PLAIN, TEXT("There are no runs yet."));
        canvas_end(&c);
        return;
    }
    draw_headings(&c);
    for (size_t i = 0; i < count; i++)
        draw_entry(&entries[i], &c);
}

/* How it ended, under its name. */
static void draw_end(struct canvas *c, bool ended, int exit_code)
{
    canvas_end(c);
    if (ended)
        canvas_printf(c, STYLE_PLAIN, "exit code %d", exit_code);
    else
        canvas_text(c, STYLE_PLAIN, TEXT("its end was not recorded; these are the last numbers"));
    canvas_end(c);
    canvas_end(c);
}

void runs_list_heading(const struct stored_run *run, struct buffer *out)
{
    char when[CLOCK_TEXT];
    struct canvas c;

    canvas_init(&c, out, UINT32_MAX, false);
    canvas_printf(&c, STYLE_PLAIN, "run %" PRId64 " (%s) of %s", run->id, run->uuid,
                  clock_iso(run->snapshot.progress.start_wall_ns, when));
    if (run->label)
        canvas_printf(&c, STYLE_PLAIN, ": %s", run->label);
    draw_end(&c, run->ended, run->exit_code);
}

void runs_list_heading_of_file(const char *path, uint64_t start_wall_ns, bool ended, int exit_code, struct buffer *out)
{
    char when[CLOCK_TEXT];
    struct canvas c;

    canvas_init(&c, out, UINT32_MAX, false);
    canvas_text(&c, STYLE_PLAIN, text_from(path));
    canvas_printf(&c, STYLE_PLAIN, ": a run of %s", start_wall_ns > 0 ? clock_iso(start_wall_ns, when) : "an unknown time");
    draw_end(&c, ended, exit_code);
}
