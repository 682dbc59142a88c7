/* SPDX-License-Identifier: MIT */
/* output/json_run_times.c - the counterpart of output/json_times.c: distributions of rows, and their blocks of time */
#include <stdio.h>

#include "base/base64.h"
#include "base/limits.h"
#include "output/json_run_parts.h"
#include "stats/cells.h"
#include "stats/hdr_encoding.h"

#define SECOND_MAX (UINT32_MAX / 2)

struct times {
    struct json_reading *r;
    struct snapshot *snapshot;
    struct buffer bytes, cells; /* of the distribution being read */
};

/* The rows that a list of distributions is of: those of the run, or of a stage. */
struct owner {
    struct snapshot_row *total, *rows;
    size_t count;
};

static struct owner owner_of_run(struct snapshot *s)
{
    return (struct owner){&s->total, (struct snapshot_row *)(uintptr_t)s->rows, s->row_count}; /* ours, shown as constant */
}

static struct owner owner_of_stage(struct snapshot_stage *stage)
{
    return (struct owner){&stage->total, (struct snapshot_row *)(uintptr_t)stage->rows, stage->row_count}; /* the same */
}

/* The row that "request" names; NULL, with a problem, when there is none. */
static struct snapshot_row *row_at(const struct times *t, const json_t *object, const struct json_place *p,
                                   const struct owner *owner)
{
    const json_t *place = json_object_get(object, "request");
    uint64_t index;

    if (json_is_null(place))
        return owner->total;
    if (!json_reading_count(t->r, object, p, "request", UINT32_MAX, &index))
        return NULL;
    if (index < owner->count)
        return &owner->rows[index];
    json_reading_fail(t->r, p, "request", "is not a place in \"requests\"");
    return NULL;
}

/* The cells of a distribution, in t->cells, and how many values there are with those that have no cell. */
static bool read_cells(struct times *t, const json_t *object, const struct json_place *p, const char *key, uint64_t *too_long,
                       uint64_t *values)
{
    const json_t *value = json_object_get(object, key);
    char key_beyond[64];
    const char *problem;

    buffer_clear(&t->bytes);
    buffer_clear(&t->cells);
    if (!json_is_string(value))
        return json_reading_fail(t->r, p, key, value ? "is not a text" : "is missing");
    if (!base64_decode((struct text){json_string_value(value), json_string_length(value)}, &t->bytes))
        return json_reading_fail(t->r, p, key, "is not Base64");
    if (hdr_decode_cells(buffer_view(&t->bytes), &t->cells, values, &problem) != OK)
        return json_reading_fail(t->r, p, key, problem);
    snprintf(key_beyond, sizeof key_beyond, "%s_over_an_hour", key);
    *too_long = 0;
    if (json_object_get(object, key_beyond) && !json_reading_count(t->r, object, p, key_beyond, CELLS_VALUES_MAX, too_long))
        return false;
    *values += *too_long;
    return true;
}

static bool read_histogram(struct times *t, const json_t *object, const struct json_place *p, const char *key,
                           const struct duration_summary *measured, const struct histogram **out, uint64_t *values)
{
    uint64_t too_long = 0;

    if (!read_cells(t, object, p, key, &too_long, values))
        return false;
    if (*out)
        return json_reading_fail(t->r, p, "request", "was there before");
    *out = cells_histogram(buffer_view(&t->cells), too_long, measured->min_ns, measured->max_ns);
    return true;
}

static bool read_histograms(struct times *t, const json_t *object, const struct json_place *p, const struct owner *owner)
{
    struct snapshot_row *row = row_at(t, object, p, owner);
    uint64_t values = 0;

    if (!row || !read_histogram(t, object, p, "response", &row->response, &row->response_histogram, &values))
        return false;
    if (values != row->requests)
        return json_reading_fail(t->r, p, "response", "does not hold as many times as there were requests");
    if (!read_histogram(t, object, p, "service", &row->service, &row->service_histogram, &values))
        return false;
    return values <= row->requests || json_reading_fail(t->r, p, "service", "holds more times than there were requests");
}

static bool read_run_histograms(struct times *t, const json_t *object, const struct json_place *p)
{
    struct owner owner = owner_of_run(t->snapshot);

    return read_histograms(t, object, p, &owner);
}

static bool read_stage_histograms(struct times *t, const json_t *object, const struct json_place *p)
{
    struct snapshot_stage *stages = (struct snapshot_stage *)(uintptr_t)t->snapshot->stages; /* ours, shown as constant */
    struct owner owner;
    uint64_t number;

    if (!json_reading_count(t->r, object, p, "stage", t->snapshot->stage_count, &number))
        return false;
    if (number == 0)
        return json_reading_fail(t->r, p, "stage", "is not the number of a stage");
    owner = owner_of_stage(&stages[number - 1]);
    return read_histograms(t, object, p, &owner);
}

/* ---- blocks of time ---- */

static bool read_block_times(struct times *t, const json_t *object, const struct json_place *p, struct snapshot_block *b)
{
    uint64_t values = 0;

    if (!read_cells(t, object, p, "response", &b->response_too_long, &values))
        return false;
    if (values != b->requests)
        return json_reading_fail(t->r, p, "response", "does not hold as many times as there were requests");
    b->response = (struct text){arena_copy(t->r->arena, buffer_view(&t->cells)), t->cells.size};
    if (!read_cells(t, object, p, "service", &b->service_too_long, &values))
        return false;
    b->service = (struct text){arena_copy(t->r->arena, buffer_view(&t->cells)), t->cells.size};
    return values <= b->requests || json_reading_fail(t->r, p, "service", "holds more times than there were requests");
}

/* Those of a name stand together, so its list grows at the end of the arena. */
static bool append_block(struct times *t, struct snapshot_row *row, const struct json_place *p, const struct snapshot_block *b)
{
    size_t count = row->block_count;
    const struct snapshot_block *last = count > 0 ? &row->blocks[count - 1] : NULL;
    struct snapshot_block *list = (struct snapshot_block *)(uintptr_t)row->blocks; /* ours, shown as constant */

    if (last && b->second < last->second + last->seconds)
        return json_reading_fail(t->r, p, "second", "is not behind the block before");
    if (!list || (count & (count - 1)) == 0) /* full: its room doubles */
        list = arena_grow(t->r->arena, list, count * sizeof *list, MAX(2 * count, (size_t)1) * sizeof *list);
    list[count] = *b;
    row->blocks = list;
    row->block_count++;
    return true;
}

static bool read_block(struct times *t, const json_t *object, const struct json_place *p)
{
    struct owner owner = owner_of_run(t->snapshot);
    struct snapshot_row *row = row_at(t, object, p, &owner);
    struct snapshot_block b = {0};
    uint64_t second = 0, seconds = 0;

    if (!row || !json_reading_count(t->r, object, p, "second", SECOND_MAX, &second) ||
        !json_reading_count(t->r, object, p, "seconds", SECOND_MAX, &seconds) ||
        !json_reading_count(t->r, object, p, "requests", CELLS_VALUES_MAX, &b.requests) ||
        !json_reading_count(t->r, object, p, "failures", b.requests, &b.failures) || !read_block_times(t, object, p, &b))
        return false;
    if (seconds == 0)
        return json_reading_fail(t->r, p, "seconds", "is 0");
    b.second = (uint32_t)second;
    b.seconds = (uint32_t)seconds;
    return append_block(t, row, p, &b);
}

/* ---- all of them ---- */

static bool read_each(struct times *t, const json_t *document, const char *key, size_t most, bool *lacks,
                      bool (*read)(struct times *t, const json_t *object, const struct json_place *p))
{
    struct json_place p = {NULL, key, 0};
    json_t *list;

    if (!json_reading_list(t->r, document, NULL, key, false, most, &list))
        return false;
    *lacks = !list;
    for (; p.index < json_array_size(list); p.index++)
        if (!read(t, json_array_get(list, p.index), &p))
            return false;
    return true;
}

/* Every name that had requests has its distribution. */
static bool check_rows(struct json_reading *r, const struct snapshot *s)
{
    if (!s->total.response_histogram && s->total.requests > 0)
        return json_reading_fail(r, NULL, "histograms", "has nothing for the total");
    for (size_t i = 0; i < s->row_count; i++) {
        struct json_place p = {NULL, "requests", i};

        if (!s->rows[i].response_histogram && s->rows[i].requests > 0)
            return json_reading_fail(r, &p, "name", "has nothing in \"histograms\"");
    }
    return true;
}

bool json_run_read_times(struct json_reading *r, const json_t *document, struct json_run *run)
{
    struct snapshot *s = &run->snapshot;
    struct times t = {.r = r, .snapshot = s};
    bool fine;

    buffer_init(&t.bytes, HDR_ENCODED_MAX);
    buffer_init(&t.cells, HDR_ENCODED_MAX);
    fine = read_each(&t, document, "histograms", LIMIT_NAMES + 2, &run->lacks[JSON_RUN_HISTOGRAMS], read_run_histograms) &&
           (run->lacks[JSON_RUN_HISTOGRAMS] || check_rows(r, s)) &&
           read_each(&t, document, "stage_histograms", (size_t)LIMIT_STAGES * (LIMIT_NAMES + 2),
                     &run->lacks[JSON_RUN_STAGE_HISTOGRAMS], read_stage_histograms) &&
           read_each(&t, document, "blocks", LIMIT_BLOCKS_READ, &run->lacks[JSON_RUN_BLOCKS], read_block);
    run->lacks[JSON_RUN_STAGE_HISTOGRAMS] &= s->stage_count > 0;
    buffer_free(&t.bytes);
    buffer_free(&t.cells);
    return fine;
}
