/* SPDX-License-Identifier: MIT */
/* output/exported_rows.c - see exported_rows.h */
#include "output/exported_rows.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "stats/label.h"

#define REPAIRED_MAX (3 * LIMIT_NAME_SIZE) /* each byte may become U+FFFD */
#define ERROR_MAX    (3 * (LIMIT_ERROR_TEXT + LABEL_SLACK))
#define KEY_MAX      (3 * sizeof(size_t) + 2 * REPAIRED_MAX + ERROR_MAX)
#define STATUS_TEXT  12

const char *const status_class_names[STATUS_CLASSES] = {
    [STATUS_CLASS_NONE] = "none", [STATUS_CLASS_1XX] = "1xx", [STATUS_CLASS_2XX] = "2xx",   [STATUS_CLASS_3XX] = "3xx",
    [STATUS_CLASS_4XX] = "4xx",   [STATUS_CLASS_5XX] = "5xx", [STATUS_CLASS_ODD] = "other",
};

static enum status_class class_of(int status)
{
    if (status == 0)
        return STATUS_CLASS_NONE;
    return status >= 100 && status < 600 ? (enum status_class)(status / 100) : STATUS_CLASS_ODD;
}

static struct text repaired(struct arena *arena, struct text t)
{
    struct buffer out;
    struct text copy;

    buffer_init(&out, 3 * MAX(t.size, (size_t)1));
    utf8_repair(t, &out);
    copy = (struct text){arena_copy(arena, buffer_view(&out)), out.size};
    buffer_free(&out);
    return copy;
}

/* Several texts as one key: their sizes keep them apart, whatever bytes they have. */
static struct text key_of(struct buffer *key, const struct text *parts, size_t count)
{
    buffer_clear(key);
    for (size_t i = 0; i < count; i++) {
        buffer_append(key, &parts[i].size, sizeof parts[i].size);
        buffer_text(key, parts[i]);
    }
    return buffer_view(key);
}

static struct text key_of_name(struct buffer *key, struct text method, struct text name)
{
    const struct text parts[] = {method, name};

    return key_of(key, parts, COUNT(parts));
}

/* ---- "(other)" ---- */

static void add_durations(struct duration_summary *to, const struct duration_summary *from)
{
    uint64_t count = to->count + from->count;

    if (from->count == 0)
        return;
    to->mean_ns = (to->mean_ns * (double)to->count + from->mean_ns * (double)from->count) / (double)count;
    to->min_ns = to->count > 0 ? MIN(to->min_ns, from->min_ns) : from->min_ns;
    to->max_ns = MAX(to->max_ns, from->max_ns);
    to->count = count;
}

static void add_row(struct snapshot_row *to, const struct snapshot_row *from)
{
    snapshot_row_add_counts(to, from);
    add_durations(&to->response, &from->response);
    add_durations(&to->service, &from->service);
}

static void count_statuses(uint64_t responses[STATUS_CLASSES], const struct snapshot_row *from)
{
    for (size_t i = 0; i < from->status_count; i++)
        responses[class_of(from->statuses[i].status)] += from->statuses[i].count;
}

/* What the total has beyond the rows that are shown. So the cost does not grow with the names that are not. */
static struct histogram *rest_of(const struct exported_rows *r, size_t shown, const struct snapshot *s, bool service)
{
    const struct histogram *total = service ? s->total.service_histogram : s->total.response_histogram;
    struct histogram *rest;

    if (!total)
        return NULL;
    rest = histogram_copy(total);
    for (size_t i = 0; i < shown; i++) {
        const struct snapshot_row *row = &r->at[i].row;

        if (row->response_histogram && row->service_histogram)
            histogram_subtract(rest, service ? row->service_histogram : row->response_histogram);
    }
    return rest;
}

static void complete_other(struct exported_rows *r, const struct snapshot *s)
{
    size_t place = r->count - 1;
    struct snapshot_row *other = &r->at[place].row;

    r->response = rest_of(r, place, s, false);
    r->service = rest_of(r, place, s, true);
    other->response_histogram = r->response;
    other->service_histogram = r->service;
    if (!r->response || !r->service)
        return;
    other->response.quantile_ns[QUANTILE_50] = histogram_quantile(r->response, 0.5);
    other->service.quantile_ns[QUANTILE_50] = histogram_quantile(r->service, 0.5);
}

/* ---- all rows ---- */

static bool is_other(const struct snapshot_row *row)
{
    return row->method.size == 0 && text_equal(row->name, TEXT("(other)"));
}

static void show(struct exported_rows *r, const struct snapshot_row *row, struct text method, struct text name)
{
    struct exported_row *to = &r->at[r->count++];

    to->row = *row;
    to->row.method = method;
    to->row.name = name;
    count_statuses(to->responses, row);
}

/* Does the row get a set of labels of its own? Then it is shown. */
static bool try_show(struct exported_rows *r, const struct snapshot_row *row, struct map *labels, struct buffer *key)
{
    struct text method, name;

    if (row->number > LIMIT_EXPORTED_NAMES || r->count == LIMIT_EXPORTED_NAMES || is_other(row))
        return false;
    method = repaired(&r->arena, row->method);
    name = repaired(&r->arena, row->name);
    if (map_get(labels, key_of_name(key, method, name)))
        return false;
    show(r, row, method, name);
    map_put(labels, buffer_view(key), r);
    map_put(r->by_name, key_of_name(key, row->method, row->name), &r->at[r->count - 1]);
    return true;
}

void exported_rows_read(struct exported_rows *out, const struct snapshot *s)
{
    struct map *labels = map_new();
    struct exported_row other = {.row = {.name = TEXT("(other)")}};
    struct buffer key;

    *out = (struct exported_rows){.by_name = map_new()};
    out->at = mem_zalloc((LIMIT_EXPORTED_NAMES + 1) * sizeof out->at[0]);
    buffer_init(&key, KEY_MAX);
    for (size_t i = 0; i < s->row_count; i++) {
        if (try_show(out, &s->rows[i], labels, &key))
            continue;
        out->hidden++;
        add_row(&other.row, &s->rows[i]);
        count_statuses(other.responses, &s->rows[i]);
    }
    if (out->hidden > 0) {
        out->at[out->count++] = other;
        complete_other(out, s);
    }
    map_free(labels);
    buffer_free(&key);
}

void exported_rows_free(struct exported_rows *r)
{
    histogram_free(r->response);
    histogram_free(r->service);
    map_free(r->by_name);
    mem_free(r->at);
    arena_reset(&r->arena);
}

/* ---- failures ---- */

static struct text type_of(struct exported_rows *r, const struct snapshot_error *e)
{
    char status[STATUS_TEXT];

    if (e->error != ERROR_HTTP_STATUS)
        return text_from(error_id(e->error));
    snprintf(status, sizeof status, "%d", e->status);
    return text_from(arena_strdup(&r->arena, status));
}

static struct exported_error *list_errors(struct exported_rows *r, const struct snapshot *s, bool by_type, size_t *count)
{
    struct exported_error *list = arena_zalloc(&r->arena, (s->error_count + 1) * sizeof *list);
    struct map *known = map_new();
    struct buffer key;

    *count = 0;
    buffer_init(&key, KEY_MAX);
    for (size_t i = 0; i < s->error_count; i++) {
        const struct snapshot_error *e = &s->errors[i];
        const struct exported_row *shown = map_get(r->by_name, key_of_name(&key, e->method, e->name));
        const struct text parts[] = {shown ? shown->row.method : TEXT(""), shown ? shown->row.name : TEXT("(other)"),
                                     by_type ? type_of(r, e) : repaired(&r->arena, e->text)};
        struct exported_error *entry = map_get(known, key_of(&key, parts, COUNT(parts)));

        if (!entry) {
            entry = &list[(*count)++];
            *entry = (struct exported_error){parts[0], parts[1], parts[2], 0};
            map_put(known, buffer_view(&key), entry);
        }
        entry->count += e->occurrences;
    }
    map_free(known);
    buffer_free(&key);
    return list;
}

struct exported_error *exported_errors_by_text(struct exported_rows *r, const struct snapshot *s, size_t *count)
{
    return list_errors(r, s, false, count);
}

struct exported_error *exported_errors_by_type(struct exported_rows *r, const struct snapshot *s, size_t *count)
{
    return list_errors(r, s, true, count);
}
