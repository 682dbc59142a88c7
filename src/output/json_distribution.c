/* SPDX-License-Identifier: MIT */
/* output/json_distribution.c - see json_distribution.h */
#include "output/json_distribution.h"

#include <math.h>

#include "stats/histogram.h"

#define POINTS_PER_HALVING 5

/* The percentile of the next point behind one at `percent`. */
static double next_percent(double percent)
{
    double halvings = floor(log2(100 / (100 - percent))) + 1;

    return percent + 100 / (POINTS_PER_HALVING * exp2(halvings));
}

static void write_point(struct json_writer *w, double percent, uint64_t nanos, uint64_t count)
{
    json_write_array(w, NULL);
    json_write_number(w, NULL, percent);
    json_write_milliseconds(w, NULL, nanos);
    json_write_count(w, NULL, count);
    json_write_array_end(w);
}

/* The points within the cells; `seen`: how many values they hold together. Room is left for the first and the last point. */
static void write_cells(struct json_writer *w, const struct histogram *h, double all)
{
    uint64_t low, high, count, seen = 0;
    double wanted = 0;
    size_t points = 0;

    for (size_t at = 0; points < JSON_DISTRIBUTION_POINTS - 2 && histogram_next(h, &at, &low, &high, &count);) {
        double percent;

        seen += count;
        percent = 100 * (double)seen / all;
        if (percent < wanted || percent >= 100)
            continue;
        write_point(w, percent, MIN(high, histogram_max(h)), seen);
        points++;
        while (wanted <= percent)
            wanted = next_percent(wanted);
    }
}

static void write_curve(struct json_writer *w, const char *key, const struct histogram *h)
{
    uint64_t count = h ? histogram_count(h) : 0;

    json_write_array(w, key);
    if (count > 0) {
        write_point(w, 0, histogram_min(h), 0);
        write_cells(w, h, (double)count);
        write_point(w, 100, histogram_too_long(h) > 0 ? UINT64_MAX : histogram_max(h), count);
    }
    json_write_array_end(w);
}

void json_distribution(struct json_writer *w, const char *key, const struct snapshot_row *row)
{
    json_write_object(w, key);
    write_curve(w, "response", row->response_histogram);
    write_curve(w, "service", row->service_histogram);
    json_write_object_end(w);
}
