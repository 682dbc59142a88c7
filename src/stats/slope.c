/* SPDX-License-Identifier: MIT */
/* stats/slope.c - see slope.h */
#include "stats/slope.h"

#include <math.h>

#define EFFECTIVE_MIN  4.0 /* points: below two degrees of freedom the series for t is no good any more */
#define DEPENDENCE_MAX 0.99

/* The 97.5 % point of Student's t, by its expansion round the normal one (Abramowitz and Stegun, 26.7.5): within 4 % from two
 * degrees of freedom on, within 1 % from three. */
static double student_t(double degrees)
{
    const double z = 1.959964, z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z;

    return z + (z3 + z) / (4 * degrees) + (5 * z5 + 16 * z3 + 3 * z) / (96 * degrees * degrees) +
           (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * degrees * degrees * degrees);
}

static double mean_of(const double *values, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return sum / (double)count;
}

struct line {
    double mean_second, mean_value, slope;
};

static double rest(const struct line *l, double second, double value)
{
    return value - l->mean_value - l->slope * (second - l->mean_second);
}

/* The sum of squares of what the line leaves over, and how many independent values it is worth. */
static double rests(const struct line *l, const double *seconds, const double *values, size_t count, double *effective)
{
    double squares = 0, products = 0, before = 0, n = (double)count, r;

    for (size_t i = 0; i < count; i++) {
        double now = rest(l, seconds[i], values[i]);

        squares += now * now;
        products += i > 0 ? now * before : 0;
        before = now;
    }
    r = squares > 0 ? products / squares : 0;
    r = fmin(fmax(r + (1 + 4 * r) / n, 0), DEPENDENCE_MAX);
    *effective = fmax(n * (1 - r) / (1 + r), EFFECTIVE_MIN);
    return squares;
}

struct slope slope_of(const double *seconds, const double *values, size_t count)
{
    double spread = 0, together = 0, effective, squares, margin;
    struct line l;

    if (count < SLOPE_POINTS_MIN)
        return (struct slope){0};
    l = (struct line){mean_of(seconds, count), mean_of(values, count), 0};
    for (size_t i = 0; i < count; i++) {
        double at = seconds[i] - l.mean_second;

        spread += at * at;
        together += at * (values[i] - l.mean_value);
    }
    if (!(spread > 0))
        return (struct slope){0};
    l.slope = together / spread;
    squares = rests(&l, seconds, values, count, &effective);
    margin = student_t(effective - 2) * sqrt(squares / (effective - 2) / spread);
    return (struct slope){true, l.slope, l.slope - margin, l.slope + margin};
}
