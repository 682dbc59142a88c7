/* SPDX-License-Identifier: MIT */
/* verdict/block_length.c - see block_length.h */
#include "verdict/block_length.h"

#include <math.h>

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

size_t block_length(const double *series, size_t count)
{
    double covariance[BLOCK_SERIES_MAX], n = (double)count, g, slope = 0, length;
    size_t run = (size_t)fmax(5, ceil(sqrt(log10(n + 1)))), longest = (size_t)ceil(fmin(3 * sqrt(n), n / 3));
    size_t lags = MIN((size_t)ceil(sqrt(n)) + run, count > 0 ? count - 1 : 0), bandwidth;

    assert(count <= BLOCK_SERIES_MAX);
    if (count < 3)
        return 1;
    autocovariances(series, count, lags, covariance);
    if (covariance[0] <= 0)
        return 1;
    bandwidth = MIN(2 * MAX(last_lag_that_counts(covariance, count, run, lags), (size_t)1), lags);
    g = covariance[0];
    for (size_t lag = 1; lag <= bandwidth; lag++) {
        double part = 2 * weight((double)lag / (double)bandwidth) * covariance[lag];

        g += part;
        slope += (double)lag * part;
    }
    if (g <= 0) /* what goes up comes down at once: no dependence that widens anything */
        return 1;
    length = cbrt(2 * slope * slope / (4.0 / 3 * g * g)) * cbrt(n);
    return (size_t)fmax(1, fmin(ceil(length), (double)longest));
}
