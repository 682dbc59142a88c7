/* SPDX-License-Identifier: MIT */
/* verdict/rank_test.c - see rank_test.h
 *
 * Ranks are doubled, so that those of ties (the middle of the places they share) are whole numbers. The exact probabilities come
 * from counting, for each sum, the ways to choose so many ranks with that sum: the values one after the other, each either taken
 * or not.
 */
#include "verdict/rank_test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define ONE_SIDE  0.025
#define NORMAL_95 1.959963984540054
#define SUM_MAX   ((size_t)RANK_EXACT_MAX * (RANK_EXACT_MAX + 1)) /* of all doubled ranks */
#define ROUNDING  1e-9                                            /* probabilities that differ by less are the same */

struct value {
    double value;
    bool first; /* of the first group */
};

/* How many ways there are to choose so many ranks with each sum. */
struct ways {
    double of_sum[RANK_EXACT_MAX + 1][SUM_MAX + 1]; /* [chosen][sum]; below 2^53, so exact */
    size_t sum_max;
    double *chosen; /* the line of those that were asked for */
    double all;
};

static int compare_values(const void *a, const void *b)
{
    double x = ((const struct value *)a)->value, y = ((const struct value *)b)->value;

    return x < y ? -1 : x > y;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

/* Doubled ranks of sorted values; `ties` becomes the sum of t^3 - t over the groups of t equal ones. */
static void give_ranks(const struct value *sorted, size_t count, unsigned *ranks, double *ties)
{
    *ties = 0;
    for (size_t begin = 0, end; begin < count; begin = end) {
        double same;

        for (end = begin + 1; end < count && sorted[end].value <= sorted[begin].value; end++)
            ;
        for (size_t i = begin; i < end; i++)
            ranks[i] = (unsigned)(begin + 1 + end);
        same = (double)(end - begin);
        *ties += same * same * same - same;
    }
}

static struct ways *count_ways(const unsigned *ranks, size_t count, size_t chosen)
{
    struct ways *w = MEM_NEW(struct ways);

    assert(count <= RANK_EXACT_MAX && chosen <= count);
    w->sum_max = count * (count + 1);
    w->chosen = w->of_sum[chosen];
    w->of_sum[0][0] = 1;
    for (size_t i = 0; i < count; i++)
        for (size_t n = MIN(i + 1, chosen); n > 0; n--)
            for (size_t sum = w->sum_max; sum >= ranks[i]; sum--)
                w->of_sum[n][sum] += w->of_sum[n - 1][sum - ranks[i]];
    for (size_t sum = 0; sum <= w->sum_max; sum++)
        w->all += w->chosen[sum];
    return w;
}

/* Both tails: all choices whose sum lies at least as far from the middle. */
static double exact_p(const unsigned *ranks, size_t count, size_t first_count, unsigned doubled_sum)
{
    struct ways *w = count_ways(ranks, count, first_count);
    double middle = (double)(first_count * (count + 1)), distance = fabs((double)doubled_sum - middle), p = 0;

    for (size_t sum = 0; sum <= w->sum_max; sum++)
        if (fabs((double)sum - middle) >= distance)
            p += w->chosen[sum] / w->all;
    mem_free(w);
    return p;
}

static double approximate_p(size_t count, size_t first_count, unsigned doubled_sum, double ties)
{
    double m = (double)first_count, n = (double)(count - first_count), all = (double)count;
    double variance = m * n / 12 * (all + 1 - ties / (all * (all - 1)));
    double distance = fabs((double)doubled_sum / 2 - m * (all + 1) / 2) - 0.5; /* continuity */

    return variance > 0 && distance > 0 ? erfc(distance / sqrt(2 * variance)) : 1;
}

static double p_of(const double *first, size_t first_count, const double *second, size_t second_count)
{
    struct value values[2 * RANK_VALUES_MAX];
    unsigned ranks[2 * RANK_VALUES_MAX], sum = 0;
    size_t count = first_count + second_count;
    double ties;

    for (size_t i = 0; i < count; i++)
        values[i] = (struct value){i < first_count ? first[i] : second[i - first_count], i < first_count};
    qsort(values, count, sizeof values[0], compare_values);
    give_ranks(values, count, ranks, &ties);
    for (size_t i = 0; i < count; i++)
        sum += values[i].first ? ranks[i] : 0;
    return count <= RANK_EXACT_MAX ? exact_p(ranks, count, first_count, sum) : approximate_p(count, first_count, sum, ties);
}

static double middle_of(const double *sorted, size_t count)
{
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
}

/* The ways to choose without ties. U is the sum of the ranks less its smallest value. */
static struct ways *count_ways_without_ties(size_t first_count, size_t second_count)
{
    unsigned ranks[RANK_EXACT_MAX];

    for (size_t i = 0; i < first_count + second_count; i++)
        ranks[i] = 2 * (unsigned)(i + 1);
    return count_ways(ranks, first_count + second_count, first_count);
}

size_t rank_critical_u(size_t first_count, size_t second_count)
{
    double m = (double)first_count, n = (double)second_count, p = 0;
    struct ways *w;
    size_t u = 0;

    if (first_count + second_count > RANK_EXACT_MAX) /* 0.5 for continuity, 1 for U = 0 */
        return (size_t)fmax(0, floor(m * n / 2 - NORMAL_95 * sqrt(m * n * (m + n + 1) / 12) - 0.5) + 1);
    w = count_ways_without_ties(first_count, second_count);
    while ((p += w->chosen[2 * u + first_count * (first_count + 1)] / w->all) <= ONE_SIDE + ROUNDING)
        u++;
    mem_free(w);
    return u;
}

double rank_smallest_p(size_t first_count, size_t second_count)
{
    double log_choices = lgamma((double)(first_count + second_count) + 1) - lgamma((double)first_count + 1) -
                         lgamma((double)second_count + 1);

    return MIN(1.0, 2 * exp(-log_choices));
}

struct rank_test rank_test(const double *first, size_t first_count, const double *second, size_t second_count)
{
    size_t pairs = first_count * second_count;
    double *differences = mem_alloc(pairs * sizeof *differences);
    struct rank_test result = {.p = p_of(first, first_count, second, second_count), .low = -INFINITY, .high = INFINITY};
    size_t outside = rank_critical_u(first_count, second_count);

    for (size_t i = 0; i < pairs; i++)
        differences[i] = second[i % second_count] - first[i / second_count];
    qsort(differences, pairs, sizeof *differences, compare_doubles);
    result.shift = middle_of(differences, pairs);
    if (outside > 0) {
        result.low = differences[outside - 1];
        result.high = differences[pairs - outside];
    }
    mem_free(differences);
    return result;
}
