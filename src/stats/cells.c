/* SPDX-License-Identifier: MIT */
/* stats/cells.c - see stats/cells.h */
#include "stats/cells.h"

#include "stats/hdr_layout.h"
#include "stats/histogram_layout.h"

/* 7 bits a byte, lowest first; the ninth byte has 8, so that 64 bits fit. */
static void put_number(struct buffer *out, int64_t value)
{
    uint64_t rest = ((uint64_t)value << 1) ^ (uint64_t)(value >> 63);
    char bytes[HDR_NUMBER_BYTES];
    size_t size = 0;

    while (rest >= 0x80 && size < HDR_NUMBER_BYTES - 1) {
        bytes[size++] = (char)(rest | 0x80);
        rest >>= 7;
    }
    bytes[size++] = (char)rest;
    buffer_append(out, bytes, size);
}

/* False when the bytes end within it. */
static inline bool get_number(struct cells_walk *w, int64_t *value)
{
    uint64_t zigzag = 0;

    for (unsigned i = 0; i < HDR_NUMBER_BYTES; i++) {
        bool last = i == HDR_NUMBER_BYTES - 1;
        unsigned char byte;

        if (w->at == w->end)
            return false;
        byte = *w->at++;
        zigzag |= (uint64_t)(last ? byte : byte & 0x7f) << (7 * i);
        if (!(byte & 0x80))
            break;
    }
    *value = (int64_t)(zigzag >> 1 ^ -(zigzag & 1));
    return true;
}

bool cells_next(struct cells_walk *w)
{
    int64_t number;

    while (get_number(w, &number)) {
        if (number <= 0) {
            w->next += number < 0 ? (uint32_t)-number : 1;
            continue;
        }
        w->cell = w->next++;
        w->count = (uint64_t)number;
        w->low_ns = histogram_cell_low(w->cell);
        w->high_ns = MIN(histogram_cell_high(w->cell), (uint64_t)HISTOGRAM_MAX_NS);
        return true;
    }
    return false;
}

void cells_put(struct buffer *out, uint32_t *next, uint32_t cell, uint64_t count)
{
    if (cell > *next)
        put_number(out, -(int64_t)(cell - *next));
    put_number(out, (int64_t)count);
    *next = cell + 1;
}

void cells_append(struct buffer *out, const struct histogram *h)
{
    uint64_t low, high, count;
    uint32_t next = 0;

    for (size_t at = 0; histogram_next(h, &at, &low, &high, &count);)
        cells_put(out, &next, (uint32_t)at - 1, count);
}

void cells_merge(struct buffer *out, struct text a, struct text b)
{
    struct cells_walk left = cells_begin(a), right = cells_begin(b);
    bool has_left = cells_next(&left), has_right = cells_next(&right);
    uint32_t next = 0;

    while (has_left || has_right) {
        bool take_left = has_left && (!has_right || left.cell <= right.cell);
        bool take_right = has_right && (!has_left || right.cell <= left.cell);

        cells_put(out, &next, take_left ? left.cell : right.cell, (take_left ? left.count : 0) + (take_right ? right.count : 0));
        if (take_left)
            has_left = cells_next(&left);
        if (take_right)
            has_right = cells_next(&right);
    }
}

void cells_add_to(struct histogram *h, struct text cells)
{
    for (struct cells_walk w = cells_begin(cells); cells_next(&w);)
        histogram_record_many(h, w.high_ns, w.count);
}

struct histogram *cells_histogram(struct text cells, uint64_t too_long, uint64_t min_ns, uint64_t max_ns)
{
    struct histogram *h = histogram_new();
    struct cells_walk w = cells_begin(cells);
    bool first = true, more = cells_next(&w);

    while (more) {
        struct cells_walk cell = w;
        bool has_max, has_min = first && min_ns >= cell.low_ns && min_ns <= cell.high_ns;

        more = cells_next(&w);
        has_max = !more && max_ns >= cell.low_ns && max_ns <= cell.high_ns;
        if (has_min)
            histogram_record(h, min_ns);
        if (cell.count > has_min)
            histogram_record_many(h, has_max ? max_ns : has_min ? min_ns : cell.high_ns, cell.count - has_min);
        first = false;
    }
    if (too_long > 0)
        histogram_record_many(h, MAX(max_ns, (uint64_t)HISTOGRAM_MAX_NS + 1), too_long);
    return h;
}

static enum error refuse(const char **problem, const char *sentence)
{
    *problem = sentence;
    return ERROR_SYNTAX;
}

enum error cells_check(struct text cells, uint64_t *values, const char **problem)
{
    struct cells_walk w = cells_begin(cells);
    uint64_t cell = 0;

    *values = 0;
    while (w.at < w.end) {
        int64_t number;

        if (!get_number(&w, &number))
            return refuse(problem, "the last count is cut off");
        uint64_t taken = number < 0 ? 0 - (uint64_t)number : 1;
        if (taken > CELL_COUNT - cell)
            return refuse(problem, "more cells than the histogram has");
        if (number > 0) {
            if ((uint64_t)number > CELLS_VALUES_MAX - *values)
                return refuse(problem, "more values than can be added up");
            if (histogram_cell_low((uint32_t)cell) > HISTOGRAM_MAX_NS)
                return refuse(problem, "a value is longer than an hour");
            *values += (uint64_t)number;
        }
        cell += taken;
    }
    return OK;
}
