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
    uint64_t least; /* requests of a name that is drawn */
};

static int by_size(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

    return (left < right) - (left > right);
}

static uint64_t requests_of(const struct compared_name *n)
{
    return n->base_requests + n->now_requests;
}

/* The names with that many requests or more are drawn. */
static uint64_t least_drawn(const struct comparison *c)
{
    uint64_t *counts, least = 0;

    if (c->name_count <= NAMES_DRAWN)
        return 0;
    counts = mem_resize(NULL, c->name_count, sizeof *counts);
    for (size_t i = 0; i < c->name_count; i++)
        counts[i] = requests_of(&c->names[i]);
    qsort(counts, c->name_count, sizeof *counts, by_size);
    least = counts[NAMES_DRAWN - 1];
    mem_free(counts);
    return least;
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
        if (d->c->names[i].stage.size == 0 && d->c->names[i].method.size > 0 && requests_of(&d->c->names[i]) >= d->least)
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
    struct data d = {.c = c, .sides = sides, .least = least_drawn(c)};

    html_page_write(write_data, &d, out);
}
