/* SPDX-License-Identifier: MIT */
/* stats/locust_buckets.c - see stats/locust_buckets.h */
#include "stats/locust_buckets.h"

#include <math.h>

#include "base/mem.h"
#include "stats/histogram_layout.h"

/* As Python's round(x, -digits) of a float: to the nearest multiple of `unit`, halves to the even one. Python decides on the
 * exact binary value; fmod is exact, and so are the difference and the halves of 1, 10, 100 and 1000, whereas x / unit would
 * round. */
static double round_to(double x, double unit)
{
    double rest = fmod(x, unit);
    double below = x - rest;
    bool up = rest > unit / 2 || (rest == unit / 2 && fmod(below, 2 * unit) != 0);

    return up ? below + unit : below;
}

uint64_t locust_bucket(double milliseconds)
{
    double unit = milliseconds < 100 ? 1 : milliseconds < 1000 ? 10 : milliseconds < 10000 ? 100 : 1000;

    if (!(milliseconds > 0))
        return 0;
    if (milliseconds >= 0x1p63)
        return (uint64_t)1 << 63;
    return (uint64_t)round_to(milliseconds, unit);
}

struct bucket_list {
    struct locust_bucket *buckets;
    size_t count, capacity;
};

static void add_bucket(struct bucket_list *list, double nanoseconds, uint64_t count)
{
    uint64_t milliseconds = locust_bucket(nanoseconds / (double)NANOS_PER_MILLI);

    if (list->count > 0 && list->buckets[list->count - 1].milliseconds == milliseconds) {
        list->buckets[list->count - 1].count += count;
        return;
    }
    if (list->count == list->capacity) {
        list->capacity = MAX(2 * list->capacity, (size_t)64);
        list->buckets = mem_resize(list->buckets, list->capacity, sizeof(list->buckets[0]));
    }
    list->buckets[list->count++] = (struct locust_bucket){.milliseconds = milliseconds, .count = count};
}

struct locust_bucket *locust_buckets(const struct histogram *h, size_t *count)
{
    struct bucket_list list = {0};
    uint64_t low, high, in_cell;

    for (size_t at = 0; histogram_next(h, &at, &low, &high, &in_cell);)
        add_bucket(&list, (double)low + (double)(high - low) / 2, in_cell);
    if (h->totals.too_long > 0)
        add_bucket(&list, (double)h->totals.too_long_sum / (double)h->totals.too_long, h->totals.too_long);
    *count = list.count;
    return list.buckets;
}
