/* SPDX-License-Identifier: MIT */
/* output/json_course.c - see json_course.h
 *
 * A walk over the blocks fills plain columns, then they are written. A point of one block, the usual case, is read where it lies;
 * blocks that share a point are merged first.
 */
#include "output/json_course.h"

#include <math.h>

#include "base/limits.h"
#include "base/mem.h"
#include "output/json_rows.h"
#include "stats/cells.h"

#define CELLS_BYTES (512 * KIB) /* more than all cells of a histogram take */

static const double steps_per_decade[] = {20, 10, 5, 4, 3}; /* of the bounds; with 3 a nanosecond to an hour take 39 rows */

struct point {
    uint64_t second, seconds;
    uint64_t requests, failures;
    uint64_t nanos[QUANTILE_COUNT];
};

struct heat {
    uint32_t width; /* seconds of a column */
    uint32_t column_count;
    size_t row_count;
    double bounds_ms[JSON_COURSE_HEAT_ROWS + 1];
    uint64_t counts[JSON_COURSE_HEAT_COLUMNS][JSON_COURSE_HEAT_ROWS];
};

static uint32_t widest(const struct snapshot_row *row)
{
    uint32_t seconds = 1;

    for (size_t i = 0; i < row->block_count; i++)
        seconds = MAX(seconds, row->blocks[i].seconds);
    return seconds;
}

static uint64_t end_of(const struct snapshot_row *row)
{
    const struct snapshot_block *last = row->block_count > 0 ? &row->blocks[row->block_count - 1] : NULL;

    return last ? (uint64_t)last->second + last->seconds : 0;
}

/* Seconds that share a place so that there are at most `places`: whole blocks, so that none is divided. */
static uint32_t shared_seconds(const struct snapshot_row *row, size_t places)
{
    uint32_t block = widest(row);
    uint64_t blocks = (end_of(row) + block - 1) / block;

    return (uint32_t)MIN(block * MAX((blocks + places - 1) / places, (uint64_t)1), (uint64_t)UINT32_MAX);
}

/* ---- the points ---- */

/* Nearest rank, as histogram_quantile has it; UINT64_MAX where the rank lies beyond an hour. */
static void find_quantiles(struct text cells, uint64_t too_long, uint64_t nanos[QUANTILE_COUNT])
{
    uint64_t all = too_long, seen = 0;
    size_t q = 0;

    for (struct cells_walk w = cells_begin(cells); cells_next(&w);)
        all += w.count;
    for (struct cells_walk w = cells_begin(cells); q < QUANTILE_COUNT && cells_next(&w);) {
        seen += w.count;
        while (q < QUANTILE_COUNT && (double)seen >= ceil(nextafter(quantile_shares[q], 0) * (double)all))
            nanos[q++] = w.high_ns;
    }
    while (q < QUANTILE_COUNT)
        nanos[q++] = all > 0 ? UINT64_MAX : 0;
}

static struct point point_of(const struct snapshot_block *blocks, size_t count, struct buffer merged[2])
{
    struct point p = {.second = blocks[0].second, .requests = blocks[0].requests, .failures = blocks[0].failures};
    struct text cells = blocks[0].response;
    uint64_t too_long = blocks[0].response_too_long;

    for (size_t i = 1; i < count; i++) {
        struct buffer *out = &merged[i % 2];

        buffer_clear(out);
        cells_merge(out, cells, blocks[i].response);
        cells = buffer_view(out);
        p.requests += blocks[i].requests;
        p.failures += blocks[i].failures;
        too_long += blocks[i].response_too_long;
    }
    p.seconds = blocks[count - 1].second + blocks[count - 1].seconds - p.second;
    find_quantiles(cells, too_long, p.nanos);
    return p;
}

static size_t make_points(const struct snapshot_row *row, size_t points_max, struct point *points)
{
    uint32_t shared = shared_seconds(row, points_max);
    struct buffer merged[2];
    size_t count = 0;

    for (size_t i = 0; i < COUNT(merged); i++)
        buffer_init(&merged[i], CELLS_BYTES);
    for (size_t i = 0, end; i < row->block_count && count < points_max; i = end) {
        for (end = i + 1; end < row->block_count && row->blocks[end].second / shared == row->blocks[i].second / shared;)
            end++;
        points[count++] = point_of(&row->blocks[i], end - i, merged);
    }
    for (size_t i = 0; i < COUNT(merged); i++)
        buffer_free(&merged[i]);
    return count;
}

static void write_points(struct json_writer *w, const struct point *points, size_t count, uint32_t quantiles)
{
    static const struct {
        const char *key;
        size_t offset; /* of a uint64_t */
    } columns[] = {{"seconds", offsetof(struct point, second)},
                   {"width", offsetof(struct point, seconds)},
                   {"requests", offsetof(struct point, requests)},
                   {"failures", offsetof(struct point, failures)}};

    for (size_t c = 0; c < COUNT(columns); c++) {
        json_write_array(w, columns[c].key);
        for (size_t i = 0; i < count; i++)
            json_write_count(w, NULL, *(const uint64_t *)(const void *)((const char *)&points[i] + columns[c].offset));
        json_write_array_end(w);
    }
    for (size_t q = 0; q < QUANTILE_COUNT; q++) {
        if (!(quantiles & 1u << q))
            continue;
        json_write_array(w, json_quantile_keys[q]);
        for (size_t i = 0; i < count; i++)
            json_write_milliseconds(w, NULL, points[i].nanos[q]);
        json_write_array_end(w);
    }
}

/* ---- the heat map ---- */

/* The shortest and the longest time that has a cell; both 0 without any. */
static void find_extremes(const struct snapshot_row *row, uint64_t *low_ns, uint64_t *high_ns)
{
    *low_ns = UINT64_MAX;
    *high_ns = 0;
    for (size_t i = 0; i < row->block_count; i++) {
        for (struct cells_walk w = cells_begin(row->blocks[i].response); cells_next(&w);) {
            *low_ns = MIN(*low_ns, w.high_ns);
            *high_ns = MAX(*high_ns, w.high_ns);
        }
    }
    *low_ns = MIN(*low_ns, *high_ns);
}

static int step_below(uint64_t nanos, double steps)
{
    return (int)floor(log10((double)MAX(nanos, 1UL) / NANOS_PER_MILLI) * steps);
}

/* The finest bounds that hold the times in JSON_COURSE_HEAT_ROWS rows. */
static void choose_bounds(struct heat *heat, const struct snapshot_row *row)
{
    uint64_t low_ns, high_ns;
    double steps = 0;
    int first = 0;

    find_extremes(row, &low_ns, &high_ns);
    for (size_t i = 0; i < COUNT(steps_per_decade); i++) {
        steps = steps_per_decade[i];
        first = step_below(low_ns, steps);
        heat->row_count = (size_t)(step_below(high_ns, steps) - first) + 1;
        if (heat->row_count <= JSON_COURSE_HEAT_ROWS)
            break;
    }
    heat->row_count = MIN(heat->row_count, (size_t)JSON_COURSE_HEAT_ROWS);
    for (size_t i = 0; i <= heat->row_count; i++)
        heat->bounds_ms[i] = pow(10, (first + (double)i) / steps);
}

static void fill_heat(struct heat *heat, const struct snapshot_row *row)
{
    heat->width = shared_seconds(row, JSON_COURSE_HEAT_COLUMNS);
    heat->column_count = (uint32_t)((end_of(row) + heat->width - 1) / heat->width);
    choose_bounds(heat, row);
    for (size_t i = 0; i < row->block_count; i++) {
        uint64_t *counts = heat->counts[MIN(row->blocks[i].second / heat->width, JSON_COURSE_HEAT_COLUMNS - 1)];
        size_t at = 0;

        for (struct cells_walk w = cells_begin(row->blocks[i].response); cells_next(&w);) {
            while (at + 1 < heat->row_count && (double)w.high_ns >= heat->bounds_ms[at + 1] * NANOS_PER_MILLI)
                at++;
            counts[at] += w.count;
        }
    }
}

static void write_heat(struct json_writer *w, const struct heat *heat)
{
    json_write_object(w, "heat");
    json_write_array(w, "seconds");
    for (uint32_t i = 0; i < heat->column_count; i++)
        json_write_count(w, NULL, i * heat->width);
    json_write_array_end(w);
    json_write_count(w, "width", heat->width);
    json_write_array(w, "bounds_ms");
    for (size_t i = 0; i <= heat->row_count && heat->column_count > 0; i++)
        json_write_number(w, NULL, heat->bounds_ms[i]);
    json_write_array_end(w);
    json_write_array(w, "counts");
    for (uint32_t i = 0; i < heat->column_count; i++) {
        json_write_array(w, NULL);
        for (size_t j = 0; j < heat->row_count; j++)
            json_write_count(w, NULL, heat->counts[i][j]);
        json_write_array_end(w);
    }
    json_write_array_end(w);
    json_write_object_end(w);
}

static int place_of(struct text word)
{
    for (int q = 0; q < QUANTILE_COUNT; q++)
        if (text_equal(word, text_from(json_quantile_keys[q])))
            return q;
    return -1;
}

uint32_t json_course_quantiles(struct text words)
{
    uint32_t set = 0;

    while (words.data) {
        int q = place_of(text_cut(&words, ','));

        if (q < 0)
            return 0;
        set |= 1u << q;
    }
    return set;
}

void json_course(struct json_writer *w, const char *key, const struct snapshot_row *row, size_t points_max, uint32_t quantiles,
                 bool heat)
{
    struct point *points = mem_resize(NULL, points_max, sizeof *points);
    struct heat *map;

    json_write_object(w, key);
    write_points(w, points, make_points(row, points_max, points), quantiles);
    mem_free(points);
    if (heat) {
        map = MEM_NEW(struct heat);
        fill_heat(map, row);
        write_heat(w, map);
        mem_free(map);
    }
    json_write_object_end(w);
}
