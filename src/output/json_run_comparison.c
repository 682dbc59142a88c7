/* SPDX-License-Identifier: MIT */
/* output/json_run_comparison.c - the counterpart of output/comparison_json.c: the comparison with the baseline
 *
 * Read are the metrics and the names with their words; the ranks and the number of each word are made anew.
 */
#include <math.h>

#include "base/limits.h"
#include "output/json_run_parts.h"
#include "verdict/comparison.h"

#define NAMES_MAX ((size_t)2 * LIMIT_NAMES) /* in any list of them */

static const struct json_place in_comparison = {NULL, "comparison", JSON_NO_ELEMENT};

/* ---- sides, notes ---- */

struct read_side {
    const char *label;
    uint64_t runs;
};

static bool read_side(struct json_reading *r, const json_t *object, const char *key, const char **label, size_t *runs)
{
    static const struct json_member members[] = {JSON_MUST(read_side, STRING, "label", label),
                                                 JSON_MUST(read_side, COUNT, "runs", runs)};
    struct json_place p = {&in_comparison, key, JSON_NO_ELEMENT};
    struct read_side side = {0};
    json_t *value;

    if (!json_reading_object(r, object, &in_comparison, key, true, &value) ||
        !json_reading_members(r, value, &p, members, COUNT(members), &side))
        return false;
    *label = side.label ? side.label : "";
    *runs = side.runs;
    return true;
}

static bool read_texts(struct json_reading *r, const json_t *object, const char *key, struct text **out, size_t *count)
{
    struct json_place p = {&in_comparison, key, 0};
    json_t *list;

    if (!json_reading_list(r, object, &in_comparison, key, false, NAMES_MAX, &list))
        return false;
    *out = arena_zalloc(r->arena, (json_array_size(list) + 1) * sizeof **out);
    for (; p.index < json_array_size(list); p.index++) {
        const char *text = json_string_value(json_array_get(list, p.index));

        if (!text)
            return json_reading_fail(r, &p, NULL, "is not a text");
        (*out)[p.index] = text_from(arena_strdup(r->arena, text));
    }
    *count = json_array_size(list);
    return true;
}

static bool read_notes(struct json_reading *r, const json_t *object, struct comparison *c)
{
    struct text *texts;

    if (!read_texts(r, object, "notes", &texts, &c->note_count))
        return false;
    c->notes = arena_alloc(r->arena, (c->note_count + 1) * sizeof *c->notes);
    for (size_t i = 0; i < c->note_count; i++)
        c->notes[i] = texts[i].data;
    return true;
}

/* ---- metrics ---- */

/* The name of a metric says all of it but its tolerance. */
static bool read_metric(struct json_reading *r, const json_t *object, const struct json_place *p, struct comparison_metrics *out)
{
    const char *name = json_string_value(json_object_get(object, "metric"));
    struct comparison_metrics one;
    struct check_problem problem;

    if (!name || !comparison_metrics_read(text_from(name), &one, &problem) || one.count != 1)
        return json_reading_fail(r, p, "metric", "is not a metric that this version knows");
    const struct json_member members[] = {
        {"relative", MEMBER_RATE, true, offsetof(struct comparison_metric, relative), sizeof(double)},
        {"absolute", comparison_metric_is_time(&one.at[0]) ? MEMBER_MEAN : MEMBER_RATE, true,
         offsetof(struct comparison_metric, absolute), sizeof(double)}};
    out->at[out->count] = one.at[0];
    return json_reading_members(r, object, p, members, COUNT(members), &out->at[out->count++]);
}

static bool read_metrics(struct json_reading *r, const json_t *object, struct comparison_metrics *out)
{
    struct json_place p = {&in_comparison, "tolerances", 0};
    json_t *list;

    if (!json_reading_list(r, object, &in_comparison, "tolerances", true, COMPARISON_METRICS_MAX, &list))
        return false;
    for (; p.index < json_array_size(list); p.index++)
        if (!read_metric(r, json_array_get(list, p.index), &p, out))
            return false;
    return true;
}

/* ---- names ---- */

/* What bounds nothing is null, as is what is not known. */
static void restore_bounds(double value, double *low, double *high)
{
    if (isnan(value))
        return;
    *low = isnan(*low) ? -INFINITY : *low;
    *high = isnan(*high) ? INFINITY : *high;
}

static bool read_compared(struct json_reading *r, const json_t *object, const struct json_place *p,
                          const struct comparison_metric *metric, struct compared_metric *out)
{
    enum json_member_kind kind = comparison_metric_is_time(metric) ? MEMBER_SIGNED_MEAN : MEMBER_SIGNED;
    const struct json_member values[] = {{"base", kind, true, offsetof(struct compared_metric, base), sizeof(double)},
                                         {"now", kind, true, offsetof(struct compared_metric, now), sizeof(double)},
                                         {"difference", kind, true, offsetof(struct compared_metric, difference), sizeof(double)},
                                         {"difference_low", kind, true, offsetof(struct compared_metric, low), sizeof(double)},
                                         {"difference_high", kind, true, offsetof(struct compared_metric, high), sizeof(double)}};
    static const struct json_member others[] = {
        JSON_MAY(compared_metric, STRING, "reason", reason), JSON_MUST(compared_metric, SIGNED, "relative", relative),
        JSON_MUST(compared_metric, SIGNED, "relative_low", relative_low),
        JSON_MUST(compared_metric, SIGNED, "relative_high", relative_high), JSON_MUST(compared_metric, SIGNED, "p", p)};
    const char *words[COMPARISON_WORDS];
    size_t word;

    for (size_t i = 0; i < COMPARISON_WORDS; i++)
        words[i] = comparison_word_name((enum comparison_word)i);
    out->metric = metric;
    if (!json_reading_members(r, object, p, values, COUNT(values), out) ||
        !json_reading_members(r, object, p, others, COUNT(others), out) ||
        !json_reading_word(r, object, p, "result", words, COUNT(words), "is no result of a comparison", &word))
        return false;
    out->word = (enum comparison_word)word;
    restore_bounds(out->difference, &out->low, &out->high);
    restore_bounds(out->relative, &out->relative_low, &out->relative_high);
    return true;
}

/* Of the whole run there is no stage. */
static bool read_stage(struct json_reading *r, const json_t *object, const struct json_place *p, struct compared_name *out)
{
    static const struct json_member members[] = {JSON_MUST(compared_name, TEXT, "stage", stage)};

    out->stage = (struct text){"", 0};
    return json_is_null(json_object_get(object, "stage")) || json_reading_members(r, object, p, members, COUNT(members), out);
}

static bool read_name(struct json_reading *r, const json_t *object, const struct json_place *p, const struct comparison *c,
                      struct compared_name *out)
{
    static const struct json_member members[] = {
        JSON_MUST(compared_name, TEXT, "method", method), JSON_MUST(compared_name, TEXT, "name", name),
        JSON_MUST(compared_name, COUNT, "base_requests", base_requests),
        JSON_MUST(compared_name, COUNT, "now_requests", now_requests), JSON_MUST(compared_name, SIGNED, "ks_distance", distance)};
    struct json_place at = {p, "metrics", 0};
    json_t *list;

    if (!json_reading_members(r, object, p, members, COUNT(members), out) || !read_stage(r, object, p, out) ||
        !json_reading_list(r, object, p, "metrics", true, c->metrics.count, &list))
        return false;
    if (json_array_size(list) != c->metrics.count)
        return json_reading_fail(r, p, "metrics", "are not those of \"tolerances\"");
    for (; at.index < c->metrics.count; at.index++)
        if (!read_compared(r, json_array_get(list, at.index), &at, &c->metrics.at[at.index], &out->at[at.index]))
            return false;
    return true;
}

static bool read_names(struct json_reading *r, const json_t *object, struct comparison *c)
{
    struct json_place p = {&in_comparison, "names", 0};
    json_t *list;

    if (!json_reading_list(r, object, &in_comparison, "names", true, NAMES_MAX, &list))
        return false;
    c->names = arena_zalloc(r->arena, (json_array_size(list) + 1) * sizeof *c->names);
    for (; p.index < json_array_size(list); p.index++)
        if (!read_name(r, json_array_get(list, p.index), &p, c, &c->names[p.index]))
            return false;
    c->name_count = json_array_size(list);
    return true;
}

bool json_run_read_comparison(struct json_reading *r, const json_t *document, struct json_run *run)
{
    struct comparison *c;
    json_t *object;

    if (!json_reading_object(r, document, NULL, "comparison", false, &object) || !object)
        return *r->problem == '\0';
    c = arena_zalloc(r->arena, sizeof *c);
    if (!read_side(r, object, "base", &c->base_label, &c->base_runs) ||
        !read_side(r, object, "now", &c->now_label, &c->now_runs) || !read_notes(r, object, c) ||
        !read_texts(r, object, "only_base", &c->only_base, &c->only_base_count) ||
        !read_texts(r, object, "only_now", &c->only_now, &c->only_now_count) || !read_metrics(r, object, &c->metrics) ||
        !read_names(r, object, c))
        return false;
    comparison_arrange(c, r->arena);
    run->info.comparison = c;
    return true;
}
