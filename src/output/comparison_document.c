/* SPDX-License-Identifier: MIT */
/* output/comparison_document.c - see comparison_document.h */
#include "output/comparison_document.h"

#include "base/limits.h"
#include "output/document.h"
#include "output/json_value.h"

#define NAMES_MAX (2 * LIMIT_NAMES) /* in any list of them; more are damage */

#define OF_COMPARISON(kind, member) DOCUMENT_MEMBER(comparison, kind, member)
static const struct document_member comparison_members[] = {OF_COMPARISON(SIZE, base_runs), OF_COMPARISON(SIZE, now_runs),
                                                            OF_COMPARISON(STRING, base_label), OF_COMPARISON(STRING, now_label)};

#define OF_TOLERANCE(kind, member) DOCUMENT_MEMBER(comparison_metric, kind, member)
static const struct document_member tolerance_members[] = {OF_TOLERANCE(LINE, name), OF_TOLERANCE(REAL, relative),
                                                           OF_TOLERANCE(REAL, absolute)};

#define OF_NAME(kind, member) DOCUMENT_MEMBER(compared_name, kind, member)
static const struct document_member name_members[] = {OF_NAME(TEXT, stage),       OF_NAME(TEXT, method),
                                                      OF_NAME(TEXT, name),        OF_NAME(U64, base_requests),
                                                      OF_NAME(U64, now_requests), OF_NAME(REAL, distance)};

#define OF_METRIC(kind, member) DOCUMENT_MEMBER(compared_metric, kind, member)
static const struct document_member metric_members[] = {
    OF_METRIC(STRING, reason),      OF_METRIC(REAL, base), OF_METRIC(REAL, now),      OF_METRIC(REAL, difference),
    OF_METRIC(REAL, low),           OF_METRIC(REAL, high), OF_METRIC(REAL, relative), OF_METRIC(REAL, relative_low),
    OF_METRIC(REAL, relative_high), OF_METRIC(REAL, p)};

/* ---- writing ---- */

static json_t *name_object(const struct comparison *c, const struct compared_name *n)
{
    json_t *object = document_object(name_members, COUNT(name_members), n), *metrics = json_value_array();

    for (size_t i = 0; i < c->metrics.count; i++) {
        json_t *metric = document_object(metric_members, COUNT(metric_members), &n->at[i]);

        json_value_put(metric, "word", json_value_string(comparison_word_name(n->at[i].word)));
        json_value_append(metrics, metric);
    }
    json_value_put(object, "metrics", metrics);
    return object;
}

const char *comparison_document_write(const struct comparison *c, struct arena *arena)
{
    json_t *object = document_object(comparison_members, COUNT(comparison_members), c);
    json_t *metrics = json_value_array(), *names = json_value_array(), *notes = json_value_array();

    for (size_t i = 0; i < c->metrics.count; i++)
        json_value_append(metrics, document_object(tolerance_members, COUNT(tolerance_members), &c->metrics.at[i]));
    for (size_t i = 0; i < c->name_count; i++)
        json_value_append(names, name_object(c, &c->names[i]));
    for (size_t i = 0; i < c->note_count; i++)
        json_value_append(notes, json_value_string(c->notes[i]));
    json_value_put(object, "metrics", metrics);
    json_value_put(object, "names", names);
    json_value_put(object, "notes", notes);
    json_value_put(object, "only_base", json_value_texts(c->only_base, c->only_base_count));
    json_value_put(object, "only_now", json_value_texts(c->only_now, c->only_now_count));
    return document_text(object, arena);
}

/* ---- reading ---- */

static bool read_texts(const json_t *list, struct text **out, size_t *count, struct arena *arena)
{
    if (!json_is_array(list) || json_array_size(list) > NAMES_MAX)
        return false;
    *out = arena_alloc(arena, (json_array_size(list) + 1) * sizeof **out);
    for (*count = 0; *count < json_array_size(list); (*count)++) {
        const json_t *value = json_array_get(list, *count);

        if (!json_is_string(value))
            return false;
        (*out)[*count] = text_from(arena_strdup(arena, json_string_value(value)));
    }
    return true;
}

/* The name of a metric says all of it but its tolerance. */
static bool read_metrics(const json_t *list, struct comparison_metrics *out, struct arena *arena)
{
    if (json_array_size(list) == 0 || json_array_size(list) > COMPARISON_METRICS_MAX)
        return false;
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct comparison_metric read;
        struct comparison_metrics one;
        struct check_problem problem;

        if (!document_read(json_array_get(list, i), tolerance_members, COUNT(tolerance_members), &read, arena) ||
            !comparison_metrics_read(text_from(read.name), &one, &problem) || one.count != 1)
            return false;
        one.at[0].relative = read.relative;
        one.at[0].absolute = read.absolute;
        out->at[out->count++] = one.at[0];
    }
    return true;
}

static bool read_word(const json_t *value, enum comparison_word *out)
{
    const char *word = json_string_value(value);

    for (int i = 0; word && i < COMPARISON_WORDS; i++) {
        if (strcmp(word, comparison_word_name((enum comparison_word)i)) != 0)
            continue;
        *out = (enum comparison_word)i;
        return true;
    }
    return false;
}

static bool read_name(const json_t *object, const struct comparison *c, struct compared_name *out, struct arena *arena)
{
    const json_t *metrics = json_object_get(object, "metrics");

    if (!document_read(object, name_members, COUNT(name_members), out, arena) || json_array_size(metrics) != c->metrics.count)
        return false;
    for (size_t i = 0; i < c->metrics.count; i++) {
        const json_t *metric = json_array_get(metrics, i);

        out->at[i].metric = &c->metrics.at[i];
        if (!document_read(metric, metric_members, COUNT(metric_members), &out->at[i], arena) ||
            !read_word(json_object_get(metric, "word"), &out->at[i].word))
            return false;
    }
    return true;
}

static bool read_names(const json_t *list, struct comparison *c, struct arena *arena)
{
    if (!json_is_array(list) || json_array_size(list) > NAMES_MAX)
        return false;
    c->names = arena_zalloc(arena, (json_array_size(list) + 1) * sizeof *c->names);
    for (; c->name_count < json_array_size(list); c->name_count++)
        if (!read_name(json_array_get(list, c->name_count), c, &c->names[c->name_count], arena))
            return false;
    return true;
}

static bool read_notes(const json_t *list, struct comparison *c, struct arena *arena)
{
    struct text *texts;

    if (!read_texts(list, &texts, &c->note_count, arena))
        return false;
    c->notes = arena_alloc(arena, (c->note_count + 1) * sizeof *c->notes);
    for (size_t i = 0; i < c->note_count; i++)
        c->notes[i] = texts[i].data;
    return true;
}

static bool read_comparison(const json_t *object, struct comparison *c, struct arena *arena)
{
    if (!document_read(object, comparison_members, COUNT(comparison_members), c, arena) || !c->base_label || !c->now_label)
        return false;
    return read_metrics(json_object_get(object, "metrics"), &c->metrics, arena) &&
           read_names(json_object_get(object, "names"), c, arena) && read_notes(json_object_get(object, "notes"), c, arena) &&
           read_texts(json_object_get(object, "only_base"), &c->only_base, &c->only_base_count, arena) &&
           read_texts(json_object_get(object, "only_now"), &c->only_now, &c->only_now_count, arena);
}

const struct comparison *comparison_document_read(const char *text, struct arena *arena)
{
    json_t *object = document_of_text(text);
    struct comparison *c = arena_zalloc(arena, sizeof *c);
    bool fine = object && read_comparison(object, c, arena);

    json_decref(object);
    if (!fine)
        return NULL;
    comparison_arrange(c, arena);
    return c;
}
