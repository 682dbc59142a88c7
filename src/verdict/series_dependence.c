/* SPDX-License-Identifier: MIT */
/* verdict/series_dependence.c - see series_dependence.h */
#include "verdict/series_dependence.h"

#include <math.h>

#define SERIES_MIN    5
#define FOR_INTERVALS 2    /* the rule weighs bias and scatter alike, but a variance with a bias spoils each interval */
#define MEMORY_MAX    0.97 /* a series that hardly forgets has no mean to speak of */

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

/* The same of an autoregression of order one. */
static double variance_of_memory(const double *covariance, size_t count)
{
    double n = (double)count, share = (n * covariance[1] / covariance[0] + 1) / (n - 3), factor;

    share = fmin(fmax(share, 0), MEMORY_MAX);
    factor = (1 + share) / (1 - share);
    return covariance[0] * factor / (1 - fmin(factor / n, 0.5));
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
        d.widening = fmax(1, variance_of_memory(covariance, count) / in_blocks);
    return d;
}
