/* SPDX-License-Identifier: MIT */
/* output/html_comparison.c - see html_comparison.h */
#include "output/html_comparison.h"

#include <stdlib.h>

#include "base/mem.h"
#include "output/comparison_json.h"
#include "output/html_page.h"
#include "output/json_distribution.h"
#include "output/json_stream.h"
#include "output/json_value.h"
#include "stats/histogram.h"

#define SCHEMA      "cicada-comparison-report"
#define NAMES_DRAWN 100 /* besides all requests together */

struct data {
    const struct comparison *c;
    const struct comparison_side *sides;
    bool *drawn; /* by name */
};

static uint64_t requests_of(const struct compared_name *n)
{
    return n->base_requests + n->now_requests;
}

static int by_requests(const void *a, const void *b)
{
    uint64_t left = requests_of(*(const struct compared_name *const *)a),
             right = requests_of(*(const struct compared_name *const *)b);

    return (left < right) - (left > right);
}

/* The busiest names of the whole run; those of stages and the one of all requests have no curves of their own. */
static bool *choose_drawn(const struct comparison *c)
{
    const struct compared_name **names = mem_resize(NULL, c->name_count + 1, sizeof *names);
    bool *drawn = mem_zalloc((c->name_count + 1) * sizeof *drawn);
    size_t count = 0;

    for (size_t i = 0; i < c->name_count; i++)
        if (c->names[i].stage.size == 0 && c->names[i].method.size > 0)
            names[count++] = &c->names[i];
    qsort(names, count, sizeof *names, by_requests);
    for (size_t i = 0; i < MIN(count, (size_t)NAMES_DRAWN); i++)
        drawn[names[i] - c->names] = true;
    mem_free(names);
    return drawn;
}

/* NULL for a name that the run does not have. */
static const struct recorded_name *find(const struct recording *r, struct text method, struct text name)
{
    if (method.size == 0)
        return &r->total;
    for (size_t i = 0; i < r->name_count; i++)
        if (text_equal(r->names[i].name, name) && text_equal(r->names[i].method, method))
            return &r->names[i];
    return NULL;
}

static void write_name(struct json_stream *stream, const struct comparison_side *side, struct text method, struct text name)
{
    struct histogram *response = histogram_new(), *service = histogram_new();
    struct snapshot_row row = {.response_histogram = response, .service_histogram = service};
    struct json_writer *w = json_stream_begin_value(stream, NULL);

    for (size_t i = 0; i < side->count; i++) {
        const struct recorded_name *n = find(side->runs[i], method, name);

        if (!n)
            continue;
        histogram_merge(response, n->response);
        histogram_merge(service, n->service);
    }
    json_write_object(w, NULL);
    json_write_text(w, "method", method);
    json_write_text(w, "name", name);
    json_distribution(w, "points", &row);
    json_write_object_end(w);
    json_stream_end_value(stream);
    histogram_free(response);
    histogram_free(service);
}

static void write_side(const struct data *d, struct json_stream *stream, const char *member, const struct comparison_side *side)
{
    json_stream_array_begin(stream, member);
    write_name(stream, side, TEXT(""), TEXT("Aggregated"));
    for (size_t i = 0; i < d->c->name_count; i++)
        if (d->drawn[i])
            write_name(stream, side, d->c->names[i].method, d->c->names[i].name);
    json_stream_array_end(stream);
}

static void write_data(void *context, FILE *out)
{
    const struct data *d = context;
    struct json_stream stream;

    json_stream_object_begin(&stream, out);
    json_stream_member(&stream, "schema", json_value_string(SCHEMA));
    json_stream_member(&stream, "version", json_value_string("cicada " CICADA_VERSION));
    json_stream_member(&stream, "comparison", comparison_json(d->c));
    write_side(d, &stream, "base", &d->sides[0]);
    write_side(d, &stream, "now", &d->sides[1]);
    json_stream_object_end(&stream);
}

void html_comparison_write(const struct comparison *c, const struct comparison_side sides[2], FILE *out)
{
    struct data d = {.c = c, .sides = sides, .drawn = choose_drawn(c)};

    html_page_write(write_data, &d, out);
    mem_free(d.drawn);
}
