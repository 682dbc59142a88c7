/* SPDX-License-Identifier: MIT */
/* stats/student.c - see stats/student.h */
#include "stats/student.h"

#include <math.h>

#define STEPS_MAX       300
#define CLOSE_ENOUGH    1e-12
#define TINY            1e-300 /* stands for 0 in a denominator (Lentz) */
#define FREEDOM_NORMAL  1e6    /* beyond it the normal distribution is the same to ten digits, and the fraction slow */
#define BISECTION_STEPS 200

static double not_zero(double value)
{
    return fabs(value) < TINY ? TINY : value;
}

/* The continued fraction of the incomplete beta function, by Lentz's method. Converges fast for x < (a + 1) / (a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 / not_zero(1 - (a + b) * x / (a + 1)), fraction = d;

    for (int m = 1; m <= STEPS_MAX; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        double change;

        d = 1 / not_zero(1 + even * d);
        c = not_zero(1 + even / c);
        fraction *= d * c;
        d = 1 / not_zero(1 + odd * d);
        c = not_zero(1 + odd / c);
        change = d * c;
        fraction *= change;
        if (fabs(change - 1) < CLOSE_ENOUGH)
            break;
    }
    return fraction;
}

/* `y` is 1 - x, which may be too small to be told from x. */
static double incomplete_beta(double a, double b, double x, double y)
{
    double front;

    if (x <= 0)
        return 0;
    if (y <= 0)
        return 1;
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(y));
    return x < (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a : 1 - front * beta_fraction(b, a, y) / b;
}

double student_two_sided(double t, double freedom)
{
    double square = t * t;

    if (isnan(t))
        return 1;
    if (isinf(square))
        return 0;
    if (freedom > FREEDOM_NORMAL)
        return erfc(fabs(t) / sqrt(2));
    return incomplete_beta(freedom / 2, 0.5, freedom / (freedom + square), square / (freedom + square));
}

double student_distance(double p, double freedom)
{
    double low = 0, high = 1;

    while (student_two_sided(high, freedom) > p && high < 1e300)
        high *= 2;
    for (int i = 0; i < BISECTION_STEPS && high - low > CLOSE_ENOUGH * high; i++) {
        double middle = low + (high - low) / 2;

        if (student_two_sided(middle, freedom) > p)
            low = middle;
        else
            high = middle;
    }
    return low + (high - low) / 2;
}
