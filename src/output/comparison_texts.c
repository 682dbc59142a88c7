/* SPDX-License-Identifier: MIT */
/* output/comparison_texts.c - see comparison_texts.h */
#include "output/comparison_texts.h"

#include <math.h>
#include <stdio.h>

#include "base/units.h"
#include "output/number.h"

#define LEAST_VISIBLE 0.00005 /* 0.005 %, below which it would read as 0 */
#define MANY_TIMES    10      /* a change by this factor and more is told as a factor */

char *comparison_text_value(const struct comparison_metric *m, double value, char out[COMPARISON_TEXT])
{
    char text[NUMBER_TEXT];

    if (!isfinite(value) || value < 0)
        snprintf(out, COMPARISON_TEXT, "-");
    else if (comparison_metric_is_time(m))
        units_write_nanos((uint64_t)value, out);
    else if (m->kind == COMPARISON_FAIL_RATIO)
        snprintf(out, COMPARISON_TEXT, "%.3g %%", 100 * value);
    else
        snprintf(out, COMPARISON_TEXT, "%s/s", number_rate(value, text));
    return out;
}

static bool is_share(const struct compared_metric *m)
{
    return m->metric->kind == COMPARISON_FAIL_RATIO;
}

/* "+25.8", in percent or percentage points. */
static void write_signed(double share, char out[NUMBER_TEXT])
{
    double percent = 100 * share;

    snprintf(out, NUMBER_TEXT, fabs(percent) < 100 ? "%+.3g" : "%+.0f", fabs(percent) < 0.005 ? 0 : percent);
}

/* One end of an interval with its unit: "+20.1 %", or the factor where a share would be a long number. */
static void write_end(const struct compared_metric *m, double share, char out[NUMBER_TEXT + 4])
{
    char text[NUMBER_TEXT];

    write_signed(share, text);
    if (!is_share(m) && share >= MANY_TIMES - 1)
        snprintf(out, NUMBER_TEXT + 4, "x %.3g", share + 1);
    else
        snprintf(out, NUMBER_TEXT + 4, "%s %s", text, is_share(m) ? "pp" : "%");
}

char *comparison_text_change(const struct compared_metric *m, char out[COMPARISON_TEXT])
{
    double change = is_share(m) ? m->difference : m->relative;
    char text[NUMBER_TEXT + 4] = "-";

    if (isfinite(change))
        write_end(m, change, text);
    snprintf(out, COMPARISON_TEXT, "%s", text);
    return out;
}

char *comparison_text_remark(const struct compared_metric *m, char out[COMPARISON_TEXT])
{
    const char *unit = is_share(m) ? "pp" : "%";
    char low[NUMBER_TEXT + 4], high[NUMBER_TEXT + 4];

    if (m->reason) {
        snprintf(out, COMPARISON_TEXT, "%s", m->reason);
    } else if (m->word == COMPARISON_NO_DIFFERENCE && comparison_visible(m) < LEAST_VISIBLE) {
        snprintf(out, COMPARISON_TEXT, "none at all");
    } else if (m->word == COMPARISON_NO_DIFFERENCE && isfinite(comparison_visible(m))) {
        snprintf(out, COMPARISON_TEXT, "none above %.2g %s", 100 * comparison_visible(m), unit);
    } else if (!isfinite(comparison_visible(m))) {
        snprintf(out, COMPARISON_TEXT, "-");
    } else {
        write_end(m, is_share(m) ? m->low : m->relative_low, low);
        write_end(m, is_share(m) ? m->high : m->relative_high, high);
        snprintf(out, COMPARISON_TEXT, "%s to %s", low, high);
    }
    return out;
}

void comparison_text_name(const struct compared_name *n, struct buffer *out)
{
    buffer_text(out, n->method);
    buffer_string(out, n->method.size > 0 ? " " : "");
    buffer_text(out, n->name);
    if (n->stage.size > 0)
        buffer_printf(out, " (stage %.*s)", (int)n->stage.size, n->stage.data);
}

static void write_worst(const struct comparison_rank *r, struct buffer *out)
{
    char base[COMPARISON_TEXT], now[COMPARISON_TEXT], change[COMPARISON_TEXT];

    buffer_printf(out, "%s of ", r->metric->metric->name);
    comparison_text_name(r->name, out);
    buffer_printf(out, ": %s -> %s (%s)", comparison_text_value(r->metric->metric, r->metric->base, base),
                  comparison_text_value(r->metric->metric, r->metric->now, now), comparison_text_change(r->metric, change));
}

void comparison_text_result(const struct comparison *c, struct buffer *out)
{
    enum comparison_word result = comparison_result(c);
    size_t judged = c->ranked_count - c->words[COMPARISON_NOT_ENOUGH] - c->words[COMPARISON_NOT_JUDGED];

    buffer_printf(out, "%s: ", comparison_word_name(result));
    switch (result) {
    case COMPARISON_REGRESSION:
    case COMPARISON_IMPROVEMENT:
        buffer_printf(out, "%zu of %zu numbers got %s, most of all ", c->words[result], judged,
                      result == COMPARISON_REGRESSION ? "worse" : "better");
        write_worst(&c->ranked[0], out);
        break;
    case COMPARISON_NO_DIFFERENCE:
        buffer_printf(out, "%zu numbers were compared", judged);
        break;
    default:
        buffer_printf(out, c->ranked_count > 0 ? "none of %zu numbers could be judged" : "there is nothing to compare",
                      c->ranked_count);
        break;
    }
    if (c->words[COMPARISON_NOT_ENOUGH] > 0 && judged > 0)
        buffer_printf(out, "; not enough data for %zu more", c->words[COMPARISON_NOT_ENOUGH]);
}
