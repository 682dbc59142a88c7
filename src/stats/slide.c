/* SPDX-License-Identifier: MIT */
/* stats/slide.c - see stats/slide.h; the steps are a queue in an array that is moved to its front when it is full */
#include "stats/slide.h"

#include <string.h>

#include "base/mem.h"
#include "stats/histogram_layout.h"
#include "stats/rank.h"

struct cell_change {
    uint32_t cell;
    uint64_t times;
};

struct step {
    struct cell_change *changes;
    size_t count;
    uint64_t too_long;
    double sum_ns;
};

struct slide {
    uint64_t seen[CELL_COUNT]; /* cells at the last look */
    uint64_t seen_too_long;
    double seen_sum_ns;
    uint64_t left[CELL_COUNT]; /* sum of the steps */
    uint64_t count, too_long;  /* the too long ones are in `count` as well */
    double sum_ns;
    struct step *steps;
    size_t first, end, capacity;
};

struct slide *slide_new(void)
{
    return MEM_NEW(struct slide);
}

void slide_clear(struct slide *s)
{
    for (size_t i = s->first; i < s->end; i++)
        mem_free(s->steps[i].changes);
    mem_free(s->steps);
    memset(s, 0, sizeof *s);
}

void slide_free(struct slide *s)
{
    if (!s)
        return;
    slide_clear(s);
    mem_free(s);
}

static struct step *add_step(struct slide *s)
{
    if (s->end == s->capacity && s->first > s->capacity / 2) {
        memmove(s->steps, s->steps + s->first, (s->end - s->first) * sizeof *s->steps);
        s->end -= s->first;
        s->first = 0;
    }
    if (s->end == s->capacity) {
        s->capacity = MAX(2 * s->capacity, (size_t)16);
        s->steps = mem_resize(s->steps, s->capacity, sizeof *s->steps);
    }
    s->steps[s->end] = (struct step){0};
    return &s->steps[s->end++];
}

static void add_change(struct slide *s, struct step *step, size_t *capacity, uint32_t cell, uint64_t times)
{
    if (step->count == *capacity) {
        *capacity = MAX(2 * *capacity, (size_t)16);
        step->changes = mem_resize(step->changes, *capacity, sizeof *step->changes);
    }
    step->changes[step->count++] = (struct cell_change){cell, times};
    s->left[cell] += times;
    s->count += times;
}

void slide_step(struct slide *s, const struct histogram *so_far)
{
    struct step *step = add_step(s);
    size_t capacity = 0;
    uint64_t low, high, count;
    double sum = (double)so_far->totals.sum;

    for (size_t at = 0; histogram_next(so_far, &at, &low, &high, &count);) {
        if (count > s->seen[at - 1])
            add_change(s, step, &capacity, (uint32_t)(at - 1), count - s->seen[at - 1]);
        s->seen[at - 1] = count;
    }
    step->too_long = so_far->totals.too_long - s->seen_too_long;
    step->sum_ns = sum - s->seen_sum_ns;
    s->seen_too_long = so_far->totals.too_long;
    s->seen_sum_ns = sum;
    s->too_long += step->too_long;
    s->count += step->too_long;
    s->sum_ns += step->sum_ns;
}

void slide_forget(struct slide *s)
{
    struct step *step = &s->steps[s->first++];

    for (size_t i = 0; i < step->count; i++) {
        s->left[step->changes[i].cell] -= step->changes[i].times;
        s->count -= step->changes[i].times;
    }
    s->too_long -= step->too_long;
    s->count -= step->too_long;
    s->sum_ns -= step->sum_ns;
    mem_free(step->changes);
}

size_t slide_steps(const struct slide *s)
{
    return s->end - s->first;
}

uint64_t slide_count(const struct slide *s)
{
    return s->count;
}

double slide_mean(const struct slide *s)
{
    uint64_t measured = s->count - s->too_long;

    return measured > 0 ? s->sum_ns / (double)measured : 0;
}

uint64_t slide_quantile(const struct slide *s, double q)
{
    uint64_t passed = 0, rank;

    if (s->count == 0)
        return 0;
    rank = rank_of_share(q, s->count);
    for (uint32_t cell = 0; cell < CELL_COUNT; cell++) {
        passed += s->left[cell];
        if (passed >= rank)
            return histogram_cell_high(cell);
    }
    return UINT64_MAX;
}
