/* SPDX-License-Identifier: MIT */
/* verdict/comparison_notes.c - see comparison_notes.h */
#include "verdict/comparison_notes.h"

#include <math.h>
#include <stdarg.h>

#include "base/units.h"
#include "verdict/validity.h"

#define NOTES_MAX     30
#define SAME_LOAD     0.01 /* share by which the load may differ */
#define SAME_DURATION 0.10
#define NOTE_SIZE     4096
#define LABELS_SHOWN  3
#define SCATTERS      3 /* standard deviations */

void comparison_note(struct comparison *c, const char *format, ...)
{
    va_list arguments;

    if (c->note_count == NOTES_MAX)
        return;
    if (!c->notes)
        c->notes = arena_alloc(&c->arena, NOTES_MAX * sizeof *c->notes);
    va_start(arguments, format);
    c->notes[c->note_count++] = arena_vprintf(&c->arena, format, arguments);
    va_end(arguments);
}

static bool differ(double a, double b, double tolerance)
{
    return fabs(a - b) > tolerance * fmax(fabs(a), fabs(b));
}

static bool is_invalid(const struct recording *r)
{
    return r->judged && r->level == VALIDITY_INVALID;
}

static bool is_degraded(const struct recording *r)
{
    return r->judged && r->level == VALIDITY_DEGRADED;
}

static bool is_cut_off(const struct recording *r)
{
    return !r->ended;
}

static bool is_empty(const struct recording *r)
{
    return r->total.requests == 0;
}

/* "SENTENCE: run 1, run 2 and 4 more", of the runs of both sides of which it is true. */
static void note_those(struct comparison *c, const struct comparison_side *const sides[2], bool (*is)(const struct recording *),
                       const char *sentence)
{
    struct buffer out;
    size_t count = 0;

    buffer_init(&out, NOTE_SIZE);
    for (size_t s = 0; s < 2; s++) {
        for (size_t i = 0; i < sides[s]->count; i++) {
            if (is(sides[s]->runs[i]) && count++ < LABELS_SHOWN)
                buffer_printf(&out, "%s%s", count > 1 ? ", " : "", sides[s]->labels[i]);
        }
    }
    if (count > LABELS_SHOWN)
        buffer_printf(&out, " and %zu more", count - LABELS_SHOWN);
    if (count > 0)
        comparison_note(c, "%s: %s", sentence, buffer_cstring(&out));
    buffer_free(&out);
}

/* A text that should be the same in all runs. */
static void note_text(struct comparison *c, const char *what, const char *first, const char *first_label, const char *other,
                      const char *other_label)
{
    if (strcmp(first, other) != 0)
        comparison_note(c, "another %s: \"%s\" in %s, \"%s\" in %s", what, first, first_label, other, other_label);
}

/* Requests per second that the plan asked for, whether they could be sent or not. */
static double offered_rate(const struct recording *r)
{
    return r->measured_s > 0 ? (double)(r->total.requests + r->total.dropped) / r->measured_s : 0;
}

/* By how much the rates of arrivals may differ by chance, those at random times at least. */
static double chance_of_rates(const struct recording *a, const struct recording *b)
{
    uint64_t least = MIN(a->total.requests + a->total.dropped, b->total.requests + b->total.dropped);

    return fmax(SAME_LOAD, SCATTERS / sqrt((double)MAX(least, 1ULL)));
}

static bool has_other_users(const struct recording *a, const struct recording *b)
{
    return a->peak_users > 0 && b->peak_users > 0 && differ(a->peak_users, b->peak_users, SAME_LOAD);
}

static void note_load(struct comparison *c, const struct recording *a, const char *a_label, const struct recording *b,
                      const char *b_label)
{
    char one[UNITS_TEXT], other[UNITS_TEXT];

    if (a->open != b->open)
        comparison_note(c, "another kind of load: %s in %s, %s in %s; requests per second are not judged",
                        a->open ? "arrivals" : "users", a_label, b->open ? "arrivals" : "users", b_label);
    else if (a->open && differ(offered_rate(a), offered_rate(b), chance_of_rates(a, b)))
        comparison_note(c, "another load: %s requests/s were planned in %s, %s in %s", units_write_count(offered_rate(a), one),
                        a_label, units_write_count(offered_rate(b), other), b_label);
    else if (!a->open && has_other_users(a, b))
        comparison_note(c, "another load: up to %u users in %s, %u in %s; requests per second are not judged", a->peak_users,
                        a_label, b->peak_users, b_label);
    if (differ(a->measured_s, b->measured_s, SAME_DURATION))
        comparison_note(c, "another length: %s in %s, %s in %s", units_write_span(a->measured_s, one), a_label,
                        units_write_span(b->measured_s, other), b_label);
}

/* Holds a run against the first one of the base. True when something was said. */
static bool note_differences(struct comparison *c, const struct recording *a, const char *a_label, const struct recording *b,
                             const char *b_label)
{
    size_t before = c->note_count;

    note_text(c, "scenario", a->title, a_label, b->title, b_label);
    note_text(c, "host", a->host, a_label, b->host, b_label);
    note_text(c, "generator machine", a->machine, a_label, b->machine, b_label);
    note_text(c, "version", a->version, a_label, b->version, b_label);
    note_load(c, a, a_label, b, b_label);
    return c->note_count > before;
}

static bool is_same_run(const struct recording *a, const struct recording *b)
{
    return a->start_wall_ns != 0 && a->start_wall_ns == b->start_wall_ns && strcmp(a->machine, b->machine) == 0 &&
           a->total.requests == b->total.requests;
}

static void note_repeated_runs(struct comparison *c, const struct comparison_side *base, const struct comparison_side *now)
{
    for (size_t i = 0; i < base->count + now->count; i++) {
        const struct recording *a = i < base->count ? base->runs[i] : now->runs[i - base->count];

        for (size_t j = i + 1; j < base->count + now->count; j++) {
            const struct recording *b = j < base->count ? base->runs[j] : now->runs[j - base->count];

            if (!is_same_run(a, b))
                continue;
            comparison_note(c, "the same run is there twice: %s",
                            i < base->count ? base->labels[i] : now->labels[i - base->count]);
            return;
        }
    }
}

static void note_numbers(struct comparison *c)
{
    if (c->base_runs == 1 && c->now_runs == 1)
        comparison_note(
            c, "one run on each side: this tells whether these runs differ, not how much runs of the same service differ");
    else if (rank_smallest_p(c->base_runs, c->now_runs) > 0.05)
        comparison_note(c, "%zu and %zu runs are too few to compare run by run: give 4 or more for each side, or one",
                        c->base_runs, c->now_runs);
}

void comparison_note_runs(struct comparison *c, const struct comparison_side *base, const struct comparison_side *now)
{
    const struct comparison_side *const sides[2] = {base, now};
    bool said = false;

    note_those(c, sides, is_invalid, "INVALID, the generator spoiled the numbers");
    note_those(c, sides, is_degraded, "DEGRADED, the generator may have spoiled the numbers");
    note_those(c, sides, is_cut_off, "did not end properly, so only what was kept is compared");
    note_those(c, sides, is_empty, "has no requests");
    note_repeated_runs(c, base, now);
    for (size_t i = 0; i < now->count && !said; i++)
        said = note_differences(c, base->runs[0], base->labels[0], now->runs[i], now->labels[i]);
    for (size_t i = 1; i < base->count && !said; i++)
        said = note_differences(c, base->runs[0], base->labels[0], base->runs[i], base->labels[i]);
    note_numbers(c);
}

static bool has_same_users(const struct recording *first, const struct comparison_side *side)
{
    for (size_t i = 0; i < side->count; i++)
        if (side->runs[i]->open || has_other_users(first, side->runs[i]))
            return false;
    return true;
}

bool comparison_rates_count(const struct comparison_side *base, const struct comparison_side *now)
{
    return has_same_users(base->runs[0], base) && has_same_users(base->runs[0], now);
}
