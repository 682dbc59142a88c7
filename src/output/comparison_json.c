/* SPDX-License-Identifier: MIT */
/* output/comparison_json.c - see comparison_json.h */
#include "output/comparison_json.h"

#include <math.h>

#include "output/json_stream.h"
#include "output/json_value.h"

#define SCHEMA         "cicada-comparison"
#define SCHEMA_VERSION 1

static const char *unit_of(const struct comparison_metric *m)
{
    return comparison_metric_is_time(m) ? "ms" : m->kind == COMPARISON_RATE ? "per_second" : "share";
}

static json_t *in_unit(const struct comparison_metric *m, double value)
{
    return comparison_metric_is_time(m) ? json_value_mean(value) : json_value_number(value);
}

static json_t *side(const char *label, size_t runs)
{
    json_t *object = json_value_object();

    json_value_put(object, "label", json_value_string(label));
    json_value_put(object, "runs", json_value_count(runs));
    return object;
}

static json_t *counts(const struct comparison *c)
{
    json_t *object = json_value_object();

    for (size_t word = 0; word < COMPARISON_WORDS; word++)
        json_value_put(object, comparison_word_name((enum comparison_word)word), json_value_count(c->words[word]));
    return object;
}

static json_t *tolerance(const struct comparison_metric *m)
{
    json_t *object = json_value_object();

    json_value_put(object, "metric", json_value_string(m->name));
    json_value_put(object, "unit", json_value_string(unit_of(m)));
    json_value_put(object, "relative", json_value_number(m->relative));
    json_value_put(object, "absolute", in_unit(m, m->absolute));
    return object;
}

static json_t *metric(const struct compared_metric *m)
{
    json_t *object = json_value_object();

    json_value_put(object, "metric", json_value_string(m->metric->name));
    json_value_put(object, "result", json_value_string(comparison_word_name(m->word)));
    json_value_put(object, "reason", json_value_string(m->reason));
    json_value_put(object, "unit", json_value_string(unit_of(m->metric)));
    json_value_put(object, "base", in_unit(m->metric, m->base));
    json_value_put(object, "now", in_unit(m->metric, m->now));
    json_value_put(object, "difference", in_unit(m->metric, m->difference));
    json_value_put(object, "difference_low", in_unit(m->metric, m->low));
    json_value_put(object, "difference_high", in_unit(m->metric, m->high));
    json_value_put(object, "relative", json_value_number(m->relative));
    json_value_put(object, "relative_low", json_value_number(m->relative_low));
    json_value_put(object, "relative_high", json_value_number(m->relative_high));
    json_value_put(object, "p", m->word == COMPARISON_NOT_ENOUGH ? json_value_number(NAN) : json_value_number(m->p));
    json_value_put(object, "visible", json_value_number(m->word == COMPARISON_NOT_ENOUGH ? NAN : comparison_visible(m)));
    return object;
}

json_t *comparison_json_name(const struct comparison *c, const struct compared_name *n)
{
    json_t *object = json_value_object(), *metrics = json_value_array();

    json_value_put(object, "stage", n->stage.size > 0 ? json_value_text(n->stage) : json_value_string(NULL));
    json_value_put(object, "method", json_value_text(n->method));
    json_value_put(object, "name", json_value_text(n->name));
    json_value_put(object, "base_requests", json_value_count(n->base_requests));
    json_value_put(object, "now_requests", json_value_count(n->now_requests));
    json_value_put(object, "ks_distance", json_value_number(n->distance));
    for (size_t i = 0; i < c->metrics.count; i++)
        json_value_append(metrics, metric(&n->at[i]));
    json_value_put(object, "metrics", metrics);
    return object;
}

static json_t *notes(const struct comparison *c)
{
    json_t *array = json_value_array();

    for (size_t i = 0; i < c->note_count; i++)
        json_value_append(array, json_value_string(c->notes[i]));
    return array;
}

/* The members but the names, in their order. */
static void each_member(const struct comparison *c, void (*put)(void *context, const char *key, json_t *value), void *context)
{
    json_t *tolerances = json_value_array();

    put(context, "schema", json_value_string(SCHEMA));
    put(context, "schema_version", json_value_count(SCHEMA_VERSION));
    put(context, "result", json_value_string(comparison_word_name(comparison_result(c))));
    put(context, "counts", counts(c));
    put(context, "base", side(c->base_label, c->base_runs));
    put(context, "now", side(c->now_label, c->now_runs));
    put(context, "notes", notes(c));
    put(context, "only_base", json_value_texts(c->only_base, c->only_base_count));
    put(context, "only_now", json_value_texts(c->only_now, c->only_now_count));
    for (size_t i = 0; i < c->metrics.count; i++)
        json_value_append(tolerances, tolerance(&c->metrics.at[i]));
    put(context, "tolerances", tolerances);
}

static void put_into_object(void *context, const char *key, json_t *value)
{
    json_value_put(context, key, value);
}

static void put_into_stream(void *context, const char *key, json_t *value)
{
    json_stream_member(context, key, value);
}

json_t *comparison_json(const struct comparison *c)
{
    json_t *object = json_value_object(), *names = json_value_array();

    each_member(c, put_into_object, object);
    for (size_t i = 0; i < c->name_count; i++)
        json_value_append(names, comparison_json_name(c, &c->names[i]));
    json_value_put(object, "names", names);
    return object;
}

void comparison_json_write(const struct comparison *c, FILE *out)
{
    struct json_stream stream;

    json_stream_object_begin(&stream, out);
    each_member(c, put_into_stream, &stream);
    json_stream_array_begin(&stream, "names");
    for (size_t i = 0; i < c->name_count; i++)
        json_stream_element(&stream, comparison_json_name(c, &c->names[i]));
    json_stream_array_end(&stream);
    json_stream_object_end(&stream);
}
