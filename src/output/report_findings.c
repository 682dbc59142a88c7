/* SPDX-License-Identifier: MIT */
/* output/report_findings.c - what to do next, in the written report: a list of rules, each with a condition on a number
 *
 * A rule whose condition holds writes one point, with the numbers on which it rests and what to look at. The rules stand in the
 * order in which one would act: first what makes the numbers doubtful, then what was broken, then what may come to be.
 * docs/report.md lists them with their limits.
 */
#include <math.h>

#include "base/limits.h"
#include "base/units.h"
#include "output/check_table.h"
#include "output/comparison_texts.h"
#include "output/markdown.h"
#include "output/report.h"
#include "output/report_sections.h"
#include "stats/confidence.h"
#include "stats/histogram.h"

#define SHORT_SECONDS      30  /* of steady state */
#define UNEVEN             0.3 /* variation of the rate */
#define FALLING            0.1 /* of the rate from the first to the last third */
#define RISING             1.5 /* p95 of the last third against the first */
#define RISING_LEAST_NS    (5 * NANOS_PER_MILLI)
#define LONG_TAIL          20 /* p99 against p50 */
#define LONG_TAIL_LEAST_NS (50 * NANOS_PER_MILLI)
#define MANY_CONNECTIONS   0.5 /* new ones a request */
#define TIGHT              0.1 /* margin of a check that was kept */
#define BUSY_GENERATOR     0.7 /* of a core, in the busiest second */
#define FAILURES           0.01
#define CHECKS_MAX         20
#define TEXT_COLUMNS       300

/* ---- the measurement ---- */

static void spoiled(const struct report *r)
{
    const struct judgement *j = r->judgement;

    if (!j || j->validity.level == VALIDITY_VALID || j->validity.count == 0)
        return;
    buffer_printf(r->out, "* **Measure again** before deciding anything: the verdict is %s, for ",
                  validity_name(j->validity.level));
    markdown_text(text_from(j->validity.reasons[0].text), TEXT_COLUMNS, r->out);
    buffer_string(r->out, "\n");
}

static void without_limits(const struct report *r)
{
    if (r->judgement && r->judgement->check_count > 0)
        return;
    buffer_string(r->out,
                  "* **Set limits**: 0 checks were given, so nothing can pass or fail. `--check \"p95 < 200ms\"` sets one\n");
}

static void too_short(const struct report *r)
{
    if (r->course.steady.seconds >= SHORT_SECONDS || r->s->stage_count > 0 || r->s->total.requests == 0)
        return;
    buffer_printf(r->out,
                  "* **Run longer**: the steady state lasted %" PRIu32 " s, and %d s are the least in which a trend shows\n",
                  r->course.steady.seconds, SHORT_SECONDS);
}

static bool lacks_more(const struct check_result *a, const struct check_result *b)
{
    return a->check->share > b->check->share || (a->check->share >= b->check->share && a->value.samples < b->value.samples);
}

/* The checks whose percentile rests on too few requests, by the one that needs most. */
static void too_few_samples(const struct report *r)
{
    const struct check_result *worst = NULL;
    char needed[NUMBER_TEXT], there[NUMBER_TEXT];

    for (size_t i = 0; r->judgement && i < r->judgement->check_count; i++) {
        const struct check_result *c = &r->judgement->checks[i];

        if (c->few_samples && c->value.known && (!worst || lacks_more(c, worst)))
            worst = c;
    }
    if (!worst)
        return;
    buffer_string(r->out, "* **Measure more requests** for ");
    markdown_text(worst->check->text, TEXT_COLUMNS, r->out);
    buffer_printf(r->out, ": it rests on %s of the %s that are needed to be sure\n", number_grouped(worst->value.samples, there),
                  number_grouped(confidence_samples_needed(worst->check->share), needed));
}

static void busy_generator(const struct report *r)
{
    float busiest = 0;

    for (size_t i = 0; i < r->s->series_count; i++)
        busiest = MAX(busiest, r->s->series[i].cpu);
    if (busiest < BUSY_GENERATOR)
        return;
    buffer_printf(
        r->out,
        "* **Give the generator room** before raising the load: its busiest second took %.0f %% of a core, and above %.0f "
        "%% its own delays come into the numbers\n",
        (double)busiest * 100, 100 * BUSY_GENERATOR);
}

/* ---- what was broken ---- */

/* The name that has most of the requests beyond a limit of all requests. */
static const struct snapshot_row *slowest_share(const struct report *r, uint64_t limit_ns, bool service, uint64_t *beyond,
                                                uint64_t *all_beyond)
{
    const struct snapshot_row *most = NULL;

    *beyond = *all_beyond = 0;
    for (size_t i = 0; i < r->s->row_count; i++) {
        const struct snapshot_row *row = &r->s->rows[i];
        const struct histogram *h = service ? row->service_histogram : row->response_histogram;
        uint64_t count = h ? histogram_count(h) - histogram_count_up_to(h, limit_ns) : 0;

        *all_beyond += count;
        if (count <= *beyond)
            continue;
        *beyond = count;
        most = row;
    }
    return most;
}

static void name_slowest(const struct report *r, const struct check *c)
{
    uint64_t beyond, all;
    const struct snapshot_row *row;
    char share[NUMBER_TEXT];

    if (!check_is_of_times(c) || c->comparison > CHECK_AT_MOST || c->scope != CHECK_ALL ||
        !(c->limit >= 0 && c->limit < (double)HISTOGRAM_MAX_NS))
        return;
    row = slowest_share(r, (uint64_t)c->limit, c->service, &beyond, &all);
    if (!row || r->s->row_count < 2)
        return;
    buffer_string(r->out, "; look first at ");
    report_name(r, row);
    buffer_printf(r->out, ", which has %s of the requests beyond it", number_share(beyond, all, share));
}

static void broken_checks(const struct report *r)
{
    char value[CHECK_TEXT], limit[CHECK_TEXT], margin[CHECK_TEXT];
    size_t shown = 0;

    for (size_t i = 0; r->judgement && i < r->judgement->check_count && shown < CHECKS_MAX; i++) {
        const struct check_result *c = &r->judgement->checks[i];

        if (c->state != CHECK_FAILS || !c->value.known)
            continue;
        shown++;
        buffer_string(r->out, "* **Bring within its limit**: ");
        markdown_text(c->check->text, TEXT_COLUMNS, r->out);
        buffer_printf(r->out, " was %s, allowed %s, margin %s", check_table_value(c->check, c->value.value, true, value),
                      check_table_value(c->check, c->check->limit, true, limit), check_table_margin(c, margin));
        name_slowest(r, c->check);
        buffer_byte(r->out, '\n');
    }
}

static void checks_without_a_value(const struct report *r)
{
    size_t shown = 0;

    for (size_t i = 0; r->judgement && i < r->judgement->check_count && shown < CHECKS_MAX; i++) {
        const struct check_result *c = &r->judgement->checks[i];

        if (c->state != CHECK_FAILS || c->value.known)
            continue;
        shown++;
        buffer_string(r->out, "* **Make sure that this can be judged**: ");
        markdown_text(c->check->text, TEXT_COLUMNS, r->out);
        buffer_printf(r->out, " counts as broken: %s\n", check_table_missing(c->check));
    }
}

static void regression(const struct report *r)
{
    const struct comparison *c = r->info->comparison;
    struct buffer sentence;

    if (!c || comparison_result(c) != COMPARISON_REGRESSION)
        return;
    buffer_init(&sentence, LIMIT_REPORT_ROW);
    comparison_text_result(c, &sentence);
    buffer_string(r->out, "* **Find out what changed** since ");
    markdown_text(text_from(c->base_label), TEXT_COLUMNS, r->out);
    buffer_string(r->out, ": ");
    markdown_text(buffer_view(&sentence), TEXT_COLUMNS, r->out);
    buffer_byte(r->out, '\n');
    buffer_free(&sentence);
}

static void failures(const struct report *r)
{
    const struct snapshot_row *t = &r->s->total, *most = NULL;
    char share[NUMBER_TEXT], of_failures[NUMBER_TEXT];

    if (t->requests == 0 || (double)t->failed < FAILURES * (double)t->requests || t->failed == 0)
        return;
    for (size_t i = 0; i < r->s->row_count; i++)
        if (!most || r->s->rows[i].failed > most->failed)
            most = &r->s->rows[i];
    buffer_printf(r->out, "* **Find out why requests fail**: %s of them did", number_share(t->failed, t->requests, share));
    if (most && most->failed > 0) {
        buffer_printf(r->out, ", %s of these at ", number_share(most->failed, t->failed, of_failures));
        report_name(r, most);
    }
    buffer_string(r->out, "; the likely causes stand under Errors\n");
}

/* ---- what may come to be ---- */

/* How much of what a kept check allows is left, from 0 to 1; NAN when that cannot be said. A success of 99 % is nearly the whole
 * way above a limit of 95 %, though only 4 % more: what counts is how many of the failures that it allows were there. */
static double room_left(const struct check_result *c)
{
    const struct check *k = c->check;
    bool of_whole = k->metric == CHECK_SUCCESS_RATE || (k->metric == CHECK_RESOURCE && k->resource.measure == RESOURCE_HIT_RATE);

    if (of_whole && (k->comparison == CHECK_ABOVE || k->comparison == CHECK_AT_LEAST))
        return k->limit < 1 ? (c->value.value - k->limit) / (1 - k->limit) : NAN;
    return c->margin;
}

static void tight_checks(const struct report *r)
{
    char value[CHECK_TEXT], margin[CHECK_TEXT];
    size_t shown = 0;

    for (size_t i = 0; r->judgement && i < r->judgement->check_count && shown < CHECKS_MAX; i++) {
        const struct check_result *c = &r->judgement->checks[i];

        if (c->state != CHECK_PASSES || !(room_left(c) >= 0 && room_left(c) < TIGHT))
            continue;
        shown++;
        buffer_string(r->out, "* **Watch** ");
        markdown_text(c->check->text, TEXT_COLUMNS, r->out);
        buffer_printf(r->out, ": it was kept with %s, a margin of %s; less than %.0f %% of what it allows is left\n",
                      check_table_value(c->check, c->value.value, c->value.known, value), check_table_margin(c, margin),
                      100 * TIGHT);
    }
}

static void rising_times(const struct report *r)
{
    const struct report_course *c = &r->course;
    char first[NUMBER_TEXT], last[NUMBER_TEXT];

    if (c->first.seconds == 0 || c->last_p95_ns < RISING_LEAST_NS || c->first_p95_ns == 0 ||
        (double)c->last_p95_ns < RISING * (double)c->first_p95_ns)
        return;
    buffer_printf(r->out,
                  "* **Look for something that fills up** in the service (queues, memory, connections): the p95 of a second rose "
                  "from %s in the first third to %s in the last, with the same users\n",
                  number_duration(c->first_p95_ns, 1, first), number_duration(c->last_p95_ns, 1, last));
}

static void falling_rate(const struct report *r)
{
    const struct report_course *c = &r->course;
    char first[NUMBER_TEXT], last[NUMBER_TEXT];

    if (!(c->first.requests_per_second > 0) || c->last.requests_per_second > (1 - FALLING) * c->first.requests_per_second)
        return;
    buffer_printf(
        r->out,
        "* **Find out what slows the service down**: the rate fell from %s to %s requests a second, with the same users\n",
        number_rate(c->first.requests_per_second, first), number_rate(c->last.requests_per_second, last));
}

static void uneven_rate(const struct report *r)
{
    char peak[NUMBER_TEXT], least[NUMBER_TEXT];

    if (!(r->course.variation > UNEVEN) || r->s->stage_count > 0)
        return;
    buffer_printf(
        r->out,
        "* **Look at the single seconds**: the rate varied by %.0f %%, between %s and %s requests a second; pauses of the "
        "service (garbage collection, locks, jobs at fixed times) look like this, and so do few users with long waits\n",
        100 * r->course.variation, number_rate(r->course.least_rate, least), number_rate(r->course.peak_rate, peak));
}

static void long_tail(const struct report *r)
{
    const struct duration_summary *d = &r->s->total.response;
    uint64_t p50 = d->quantile_ns[QUANTILE_50], p99 = d->quantile_ns[QUANTILE_99], beyond, all;
    const struct snapshot_row *row;
    char middle[NUMBER_TEXT], late[NUMBER_TEXT], share[NUMBER_TEXT];

    if (d->count == 0 || p99 < LONG_TAIL_LEAST_NS || p99 < LONG_TAIL * p50 || !confidence_is_enough(0.99, d->count))
        return;
    buffer_printf(r->out, "* **Look at the slowest hundredth**: p99 (%s) is %.0f times p50 (%s)", number_duration(p99, 1, late),
                  (double)p99 / (double)MAX(p50, (uint64_t)1), number_duration(p50, 1, middle));
    row = slowest_share(r, p99 - p99 / 100, false, &beyond, &all);
    if (row && r->s->row_count > 1) {
        buffer_printf(r->out, "; %s of it is ", number_share(beyond, all, share));
        report_name(r, row);
    }
    buffer_byte(r->out, '\n');
}

static void many_connections(const struct report *r)
{
    const struct snapshot_row *t = &r->s->total;
    char connections[NUMBER_TEXT], requests[NUMBER_TEXT], each[NUMBER_TEXT];

    if (t->requests < 100 || r->info->plan->http.no_keepalive ||
        (double)t->new_connections < MANY_CONNECTIONS * (double)t->requests)
        return;
    buffer_printf(r->out, "* **Keep connections alive**: %s were opened for %s requests",
                  number_grouped(t->new_connections, connections), number_grouped(t->requests, requests));
    if (t->connect.count > 0)
        buffer_printf(r->out, ", each in %s", number_duration(t->connect.sum_ns / t->connect.count, 1, each));
    buffer_string(r->out, "; the service, or a proxy before it, closes them\n");
}

/* Of the service's components: the generator keeps what it measures. */
static void leaks(const struct report *r)
{
    char low[UNITS_TEXT], now[UNITS_TEXT];

    for (size_t i = 0; i < r->s->resource_count; i++) {
        const struct snapshot_resource *c = &r->s->resources[i];
        const struct resource_summary *memory = &c->summary[RESOURCE_MEMORY];

        if (text_equal(c->component.name, TEXT(RESOURCE_GENERATOR)) || memory->count == 0 || !memory->has_slope ||
            !(memory->slope_low > 0) || memory->slope_low * 60 < 0.01 * memory->last)
            continue;
        buffer_string(r->out, "* **Look for a leak** in ");
        markdown_text(c->component.name, REPORT_NAME_COLUMNS, r->out);
        buffer_printf(r->out,
                      ": its memory, %s at the end, grew by at least %s a minute while the users stood still (95 %% sure)\n",
                      units_write_bytes(memory->last, now), units_write_bytes(60 * memory->slope_low, low));
    }
}

static void (*const rules[])(const struct report *r) = {
    spoiled,         without_limits,   regression,     broken_checks, checks_without_a_value, failures,
    too_few_samples, too_short,        busy_generator, rising_times,  falling_rate,           leaks,
    tight_checks,    many_connections, long_tail,      uneven_rate,
};

static void write_points(const struct report *r)
{
    size_t before = r->out->size;

    for (size_t i = 0; i < COUNT(rules); i++)
        rules[i](r);
    if (r->out->size == before)
        buffer_printf(r->out, "None of the %zu rules applies.\n", COUNT(rules));
}

void report_findings(const struct report *r)
{
    buffer_string(r->out, "## Recommendations\n\n");
    write_points(r);
}

void report_write_findings(const struct snapshot *s, const struct run_info *info, int exit_code, struct buffer *out)
{
    struct report r;

    report_init(&r, s, info, exit_code, out);
    write_points(&r);
}
