/* SPDX-License-Identifier: MIT */
/* output/capacity_text.c - see capacity_text.h */
#include "output/capacity_text.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>

#include "output/capacity_plot.h"
#include "output/check_table.h"
#include "output/number.h"
#include "output/summary_trouble.h"

#define LABEL       18 /* columns */
#define LOAD        16
#define VALUE       10
#define GROWS       0.25 /* of the growth of the load, as growth of the throughput: less means that something is used up */
#define RESULT_TEXT 4096

char *capacity_text_load(const struct capacity_report *r, double load, char out[CAPACITY_TEXT])
{
    char number[NUMBER_TEXT];

    if (load <= 0)
        snprintf(out, CAPACITY_TEXT, "-");
    else if (r->open)
        snprintf(out, CAPACITY_TEXT, "%.4g/s", load);
    else
        snprintf(out, CAPACITY_TEXT, "%s", number_of((uint64_t)load, "user", number));
    return out;
}

char *capacity_text_duration(double ns, char out[NUMBER_TEXT])
{
    return number_duration(isinf(ns) ? DURATION_UNBOUNDED : (uint64_t)fmax(ns, 0), !isnan(ns), out);
}

char *capacity_text_failed(const struct capacity_level *l, char out[NUMBER_TEXT])
{
    return number_share((uint64_t)llround(l->fail_ratio * (double)l->requests), l->requests, out);
}

void capacity_text_result(const struct capacity_report *r, const struct capacity_level *l, struct buffer *out)
{
    const char *before = "";

    for (size_t i = 0; i < r->slo_count && !l->generator; i++) {
        if (!(l->broken >> i & 1))
            continue;
        buffer_string(out, before);
        buffer_text(out, r->slos[i].check->text);
        before = ", ";
    }
    if (l->generator)
        buffer_string(out, "generator");
    else if (l->broken == 0)
        buffer_string(out, "holds");
}

void capacity_text_level(const struct capacity_report *r, const struct capacity_level *l, struct buffer *out)
{
    char load[CAPACITY_TEXT], rate[NUMBER_TEXT], late[NUMBER_TEXT], failed[NUMBER_TEXT];

    buffer_printf(out, "%s: %s requests/s, p95 %s, %s failed%s; ", capacity_text_load(r, l->load, load),
                  number_rate(l->rate, rate), capacity_text_duration(l->p95_ns, late), capacity_text_failed(l, failed),
                  l->steady ? "" : ", not steady");
    if (l->generator) {
        buffer_printf(out, "not usable: %s", l->reason);
        return;
    }
    if (l->broken)
        buffer_string(out, "breaks ");
    capacity_text_result(r, l, out);
}

/* ---- sentences ---- */

char *capacity_text_answer(const struct capacity_report *r, char out[CAPACITY_SENTENCE])
{
    char holds[CAPACITY_TEXT], breaks[CAPACITY_TEXT];
    const struct capacity_bracket *b = &r->all;

    capacity_text_load(r, b->holds, holds);
    capacity_text_load(r, b->breaks, breaks);
    out[0] = '\0';
    if (r->outcome == CAPACITY_FOUND)
        snprintf(out, CAPACITY_SENTENCE, "holds at %s (%u of %u measurements), breaks at %s (%u of %u)", holds, b->holds_for,
                 b->holds_of, breaks, b->breaks_for, b->breaks_of);
    else if (r->outcome == CAPACITY_NOTHING_HOLDS)
        snprintf(out, CAPACITY_SENTENCE,
                 "breaks at the lowest load already, %s (%u of %u measurements): begin lower with --start", breaks, b->breaks_for,
                 b->breaks_of);
    else if (r->outcome == CAPACITY_NOT_REACHED)
        snprintf(out, CAPACITY_SENTENCE, "holds at %s (%u of %u measurements), the largest load allowed: its limit lies beyond",
                 holds, b->holds_for, b->holds_of);
    else if (r->outcome == CAPACITY_GENERATOR && b->holds > 0)
        snprintf(out, CAPACITY_SENTENCE,
                 "holds at %s (%u of %u measurements); at %s this generator is the limit, so that of the service is not known",
                 holds, b->holds_for, b->holds_of, breaks);
    else if (r->outcome == CAPACITY_GENERATOR)
        snprintf(out, CAPACITY_SENTENCE, "this generator is the limit at %s already: nothing is known of the service", breaks);
    else if (r->outcome == CAPACITY_UNFINISHED)
        snprintf(out, CAPACITY_SENTENCE, "not finished (%s); so far: holds at %s, breaks at %s",
                 r->ended ? r->ended : "no reason", holds, breaks);
    return out;
}

char *capacity_text_knee(const struct capacity_report *r, char out[CAPACITY_SENTENCE])
{
    const struct scalability *law = &r->law;
    const char *of = r->open ? "requests in the system" : "users";

    if (law->outcome == SCALABILITY_FITTED)
        snprintf(out, CAPACITY_SENTENCE,
                 "at %.0f %s (95 %%: %.0f to %.0f): more load makes less throughput than %.1f/s (%.1f to %.1f); sigma %.3g, "
                 "kappa %.3g",
                 law->knee, of, law->knee_low, law->knee_high, law->peak, law->peak_low, law->peak_high, law->sigma, law->kappa);
    else if (law->outcome == SCALABILITY_NO_KNEE)
        snprintf(out, CAPACITY_SENTENCE, "none up to the highest load: throughput does not clearly fall; sigma %.3g, kappa %.3g",
                 law->sigma, law->kappa);
    else if (law->outcome == SCALABILITY_TOO_FEW)
        snprintf(out, CAPACITY_SENTENCE, "not known: that takes %d usable loads or more", SCALABILITY_LOADS_MIN);
    else
        snprintf(out, CAPACITY_SENTENCE, "not known: the levels follow no such law (residual %.0f %%)", law->residual * 100);
    return out;
}

/* Did the throughput follow the load up to where it broke? */
static bool throughput_grows(const struct capacity_report *r)
{
    const struct capacity_level *low = capacity_report_level(r, r->all.holds), *high = NULL;
    double load, rate;

    for (size_t i = 0; i < r->level_count; i++)
        if (!high || r->levels[i].load > high->load)
            high = &r->levels[i];
    if (!low || !high || high->load <= low->load || low->rate <= 0)
        return true;
    load = high->load / low->load - 1;
    rate = high->rate / low->rate - 1;
    return rate > GROWS * load;
}

char *capacity_text_resource(const struct capacity_report *r, char out[CAPACITY_SENTENCE])
{
    const struct capacity_level *l = r->all.breaks > 0 ? capacity_report_level(r, r->all.breaks) : NULL;

    out[0] = '\0';
    if (!l || r->outcome == CAPACITY_UNFINISHED)
        return out;
    if (r->outcome == CAPACITY_GENERATOR) {
        for (size_t i = 0; i < r->level_count; i++)
            if (r->levels[i].load == r->all.breaks && r->levels[i].generator)
                snprintf(out, CAPACITY_SENTENCE, "the generator: %s", r->levels[i].reason);
        return out;
    }
    snprintf(out, CAPACITY_SENTENCE, "the service%s: %s. The generator used %.0f %% of a core",
             l->busiest[0] ? " or its machine" : "",
             throughput_grows(r) ? "it answers more requests still, but too late or with failures"
                                 : "its throughput no longer grows with the load, so something in it is used up",
             l->cpu * 100);
    if (l->busiest[0])
        snprintf(out + strlen(out), CAPACITY_SENTENCE - strlen(out),
                 "; of what was watched, %s was the busiest with %.0f %% of a core", l->busiest, l->busiest_cpu * 100);
    return out;
}

/* ---- the page ---- */

static void draw_sentence(struct canvas *c, const char *label, enum style style, const char *sentence)
{
    if (!*sentence)
        return;
    canvas_cell(c, STYLE_PLAIN, LABEL, text_from(label));
    canvas_wrapped(c, style, LABEL, text_from(sentence));
}

static void draw_answer(const struct capacity_report *r, const struct run_info *info, struct canvas *c)
{
    enum style style = r->outcome == CAPACITY_FOUND || r->outcome == CAPACITY_NOT_REACHED ? STYLE_GREEN : STYLE_YELLOW;
    char sentence[CAPACITY_SENTENCE], low[NUMBER_TEXT], high[NUMBER_TEXT];

    canvas_printf(c, STYLE_BOLD, "Capacity of %s", info->title);
    if (output_names_host(info))
        canvas_printf(c, STYLE_PLAIN, " on %s", info->host);
    canvas_end(c);
    canvas_end(c);
    draw_sentence(c, "capacity", style, capacity_text_answer(r, sentence));
    if (r->rate.high > 0) {
        snprintf(sentence, sizeof sentence, "%s to %s requests/s, p95 ", number_rate(r->rate.low, low),
                 number_rate(r->rate.high, high));
        snprintf(sentence + strlen(sentence), sizeof sentence - strlen(sentence), "%s to %s",
                 capacity_text_duration(r->p95_ns.low, low), capacity_text_duration(r->p95_ns.high, high));
        draw_sentence(c, "  there", STYLE_PLAIN, sentence);
    }
    if (r->all.lowest_broken > 0 && r->all.lowest_broken < r->all.highest_holding) {
        char from[CAPACITY_TEXT], to[CAPACITY_TEXT];

        snprintf(sentence, sizeof sentence, "between %s and %s measurements disagree",
                 capacity_text_load(r, r->all.lowest_broken, from), capacity_text_load(r, r->all.highest_holding, to));
        draw_sentence(c, "  spread", STYLE_PLAIN, sentence);
    }
    draw_sentence(c, "knee", STYLE_PLAIN, capacity_text_knee(r, sentence));
    draw_sentence(c, "what ran out", STYLE_PLAIN, capacity_text_resource(r, sentence));
    canvas_end(c);
}

static void draw_slos(const struct capacity_report *r, struct canvas *c)
{
    unsigned room = c->columns - 2 * LOAD - 6;

    canvas_cell(c, STYLE_DIM, room, TEXT("limit"));
    canvas_right(c, STYLE_DIM, LOAD, "holds at");
    canvas_right(c, STYLE_DIM, LOAD, "breaks at");
    canvas_end(c);
    for (size_t i = 0; i < r->slo_count; i++) {
        const struct capacity_slo *slo = &r->slos[i];
        char load[CAPACITY_TEXT];

        canvas_cell(c, STYLE_PLAIN, room, slo->check->text);
        canvas_right(c, STYLE_PLAIN, LOAD, capacity_text_load(r, slo->bracket.holds, load));
        canvas_right(c, STYLE_PLAIN, LOAD,
                     slo->bracket.generator ? "generator" : capacity_text_load(r, slo->bracket.breaks, load));
        canvas_text(c, STYLE_DIM, slo->settled ? TEXT("") : TEXT("  ~"));
        canvas_end(c);
    }
    canvas_end(c);
}

static void draw_level(const struct capacity_report *r, const struct capacity_level *l, struct canvas *c)
{
    char text[CAPACITY_TEXT], number[NUMBER_TEXT];
    struct buffer result;

    canvas_right(c, STYLE_PLAIN, LOAD - 3, capacity_text_load(r, l->load, text));
    canvas_right(c, STYLE_PLAIN, VALUE, number_rate(l->rate, number));
    canvas_right(c, STYLE_PLAIN, VALUE, capacity_text_duration(l->p50_ns, number));
    canvas_right(c, STYLE_PLAIN, VALUE, capacity_text_duration(l->p95_ns, number));
    canvas_right(c, STYLE_PLAIN, VALUE, capacity_text_duration(l->p99_ns, number));
    canvas_right(c, STYLE_PLAIN, VALUE, capacity_text_failed(l, number));
    snprintf(number, sizeof number, "%.0f %%", l->cpu * 100);
    canvas_right(c, STYLE_PLAIN, VALUE - 4, number);
    canvas_text(c, STYLE_DIM, l->steady ? TEXT("  ") : TEXT("~ "));
    buffer_init(&result, RESULT_TEXT);
    capacity_text_result(r, l, &result);
    canvas_text(c, l->generator ? STYLE_YELLOW : l->broken ? STYLE_RED : STYLE_GREEN, buffer_view(&result));
    buffer_free(&result);
    canvas_end(c);
}

/* Of users who send one request after the other no more can be in the system than there are users. */
static void draw_littles_law(const struct capacity_report *r, struct canvas *c)
{
    char load[CAPACITY_TEXT];

    for (size_t i = 0; i < r->level_count && !r->open; i++) {
        bool consistent = true;

        capacity_level_between(&r->levels[i], &consistent);
        if (consistent)
            continue;
        canvas_printf(c, STYLE_YELLOW, "Little's law is broken at %s: more requests than they can have sent",
                      capacity_text_load(r, r->levels[i].load, load));
        canvas_end(c);
        return;
    }
}

static void draw_levels(const struct capacity_report *r, struct canvas *c)
{
    static const char *const headings[] = {"req/s", "p50", "p95", "p99", "failed"};
    const struct capacity_level *sorted[CAPACITY_LEVELS_MAX];
    bool moving = false;
    size_t count;

    canvas_right(c, STYLE_DIM, LOAD - 3, "load");
    for (size_t i = 0; i < COUNT(headings); i++)
        canvas_right(c, STYLE_DIM, VALUE, headings[i]);
    canvas_right(c, STYLE_DIM, VALUE - 4, "cpu");
    canvas_text(c, STYLE_DIM, TEXT("  result"));
    canvas_end(c);
    count = capacity_report_by_load(r, sorted);
    for (size_t i = 0; i < count; i++) {
        draw_level(r, sorted[i], c);
        moving |= !sorted[i]->steady;
    }
    if (moving) {
        canvas_text(c, STYLE_DIM, TEXT("~ rate or times had not settled yet"));
        canvas_end(c);
    }
    draw_littles_law(r, c);
    canvas_end(c);
}

void capacity_text_write(const struct capacity_report *r, const struct snapshot *s, const struct run_info *info,
                         const struct summary_look *look, struct buffer *out)
{
    struct canvas c;

    canvas_init(&c, out, look->columns, look->colour);
    canvas_end(&c);
    draw_answer(r, info, &c);
    if (r->level_count > 0) {
        draw_slos(r, &c);
        draw_levels(r, &c);
        capacity_plot_draw(r, &c);
    }
    summary_draw_errors(s, &c);
    summary_draw_causes(s, info, &c);
    summary_draw_files(look, &c);
}
