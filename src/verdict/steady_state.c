/* SPDX-License-Identifier: MIT */
/* verdict/steady_state.c - see steady_state.h */
#include "verdict/steady_state.h"

/* Sums of nearly equal numbers leave a rest where the truth is nought; less than this share of the mean is none. */
#define ROUNDING 1e-12

static double mean_of(const double *values, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return count > 0 ? sum / (double)count : 0;
}

/* The squared standard error of the batches from `first` on, but for a constant: their squared distances from their mean, divided
 * by the square of their number. */
static double error_of(const double *values, size_t batches, size_t batch, size_t first)
{
    double mean = mean_of(values + first * batch, (batches - first) * batch), sum = 0;
    double left = (double)(batches - first);

    for (size_t i = first; i < batches; i++) {
        double distance = mean_of(values + i * batch, batch) - mean;

        if (distance > ROUNDING * mean || distance < -ROUNDING * mean)
            sum += distance * distance;
    }
    return sum / (left * left);
}

struct steady_state steady_state_find(const double *values, size_t count, size_t batch)
{
    size_t batches = batch > 0 ? count / batch : 0, rest = count - batches * batch, best = 0;
    struct steady_state found = {.mean = mean_of(values, count)};
    double least;

    if (batches < STEADY_STATE_BATCHES_MIN)
        return found;
    least = error_of(values + rest, batches, batch, 0);
    for (size_t first = 1; first <= batches / 2; first++) {
        double error = error_of(values + rest, batches, batch, first);

        if (error >= least)
            continue;
        least = error;
        best = first;
    }
    if (best == batches / 2)
        return found;
    found.steady = true;
    found.cut = best > 0 || rest > 0 ? rest + best * batch : 0;
    found.mean = mean_of(values + found.cut, count - found.cut);
    return found;
}
