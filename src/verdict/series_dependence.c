/* SPDX-License-Identifier: MIT */
/* verdict/series_dependence.c - see series_dependence.h */
#include "verdict/series_dependence.h"

#include <math.h>

#define SERIES_MIN    5
#define FOR_INTERVALS 2    /* the rule weighs bias and scatter alike, but a variance with a bias spoils each interval */
#define MEMORY_MAX    0.97 /* a series that hardly forgets has no mean to speak of */
#define HIDDEN_MAX    0.95 /* the same of a memory that is told by small numbers */
#define HIDDEN_FROM   1.5  /* standard errors of the first autocorrelation: below, there is nothing to decay */

/* Autocovariances for lags 0 to count - 1, of which those up to `lags` are filled. */
static void autocovariances(const double *series, size_t count, size_t lags, double *out)
{
    double mean = 0;

    for (size_t i = 0; i < count; i++)
        mean += series[i] / (double)count;
    for (size_t lag = 0; lag <= lags; lag++) {
        out[lag] = 0;
        for (size_t i = lag; i < count; i++)
            out[lag] += (series[i] - mean) * (series[i - lag] - mean) / (double)count;
    }
}

/* The smallest lag behind which `run` autocorrelations in a row are no more than chance. */
static size_t last_lag_that_counts(const double *covariance, size_t count, size_t run, size_t lags)
{
    double chance = 2 * sqrt(log10((double)count) / (double)count) * covariance[0];
    size_t quiet = 0;

    for (size_t lag = 1; lag <= lags; lag++) {
        quiet = fabs(covariance[lag]) < chance ? quiet + 1 : 0;
        if (quiet == run)
            return lag - run;
    }
    return lags;
}

/* The flat-top kernel: 1 up to the middle, then falling to 0. */
static double weight(double t)
{
    return t <= 0.5 ? 1 : t < 1 ? 2 * (1 - t) : 0;
}

static size_t best_length(const double *covariance, size_t count, size_t lags, size_t run)
{
    double n = (double)count, g = covariance[0], slope = 0;
    size_t longest = (size_t)ceil(fmin(3 * sqrt(n), n / 3));
    size_t bandwidth = MIN(2 * MAX(last_lag_that_counts(covariance, count, run, lags), (size_t)1), lags);

    for (size_t lag = 1; lag <= bandwidth; lag++) {
        double part = 2 * weight((double)lag / (double)bandwidth) * covariance[lag];

        g += part;
        slope += (double)lag * part;
    }
    if (g <= 0) /* what goes up comes down at once: no dependence that widens anything */
        return 1;
    return (size_t)fmax(1, fmin(ceil(FOR_INTERVALS * cbrt(1.5 * n * slope * slope / (g * g))), (double)longest));
}

/* The variance of the sum of a long series, a value: what blocks of this length see of it. */
static double variance_in_blocks(const double *covariance, size_t count, size_t length)
{
    double sum = covariance[0];

    for (size_t lag = 1; lag < length; lag++)
        sum += 2 * (1 - (double)lag / (double)length) * covariance[lag];
    return sum * (double)count / (double)(count - length); /* the mean was taken from the same values */
}

static double memory_of(const double *covariance, double n)
{
    return fmin(fmax((n * covariance[1] / covariance[0] + 1) / (n - 3), 0), MEMORY_MAX);
}

/* The variance of a sum whose values are worth `factor` times less than independent ones; the mean was taken from the same
 * values. */
static double widened(const double *covariance, double n, double factor)
{
    return covariance[0] * factor / (1 - fmin(factor / n, 0.5));
}

/* The same of an autoregression of order one. */
static double variance_of_memory(const double *covariance, size_t count)
{
    double n = (double)count, share = memory_of(covariance, n);

    return widened(covariance, n, (1 + share) / (1 - share));
}

/* The same where noise lies over it: each autocovariance is then the same share of the one before, but for the first. All of them
 * are too small by about the variance of the mean. 0 when nothing can be told. */
static double variance_of_hidden_memory(const double *covariance, size_t count)
{
    double n = (double)count, lost = covariance[0] / n, share;

    if (covariance[1] < HIDDEN_FROM * covariance[0] / sqrt(n) || covariance[2] <= 0)
        return 0;
    share = (covariance[2] + lost + fmax(covariance[3] + lost, 0)) / (covariance[1] + covariance[2] + 2 * lost);
    share = fmin(fmax(share, memory_of(covariance, n)), HIDDEN_MAX);
    return widened(covariance, n, 1 + 2 * (covariance[1] + lost) / covariance[0] / (1 - share));
}

struct dependence series_dependence(const double *series, size_t count)
{
    struct dependence d = {1, 1};
    double covariance[DEPENDENT_SERIES_MAX], in_blocks;
    size_t run = (size_t)fmax(5, ceil(sqrt(log10((double)count + 1)))), lags;

    assert(count <= DEPENDENT_SERIES_MAX);
    if (count < SERIES_MIN)
        return d;
    lags = MIN((size_t)ceil(sqrt((double)count)) + run, count - 1);
    autocovariances(series, count, lags, covariance);
    if (covariance[0] <= 0)
        return d;
    d.block_length = best_length(covariance, count, lags, run);
    in_blocks = variance_in_blocks(covariance, count, d.block_length);
    if (in_blocks > 0)
        d.widening = fmax(in_blocks, fmax(variance_of_memory(covariance, count), variance_of_hidden_memory(covariance, count))) /
                     in_blocks;
    return d;
}
