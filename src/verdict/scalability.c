/* SPDX-License-Identifier: MIT */
/* verdict/scalability.c - the fit and its bootstrap; see scalability.h */
#include "verdict/scalability.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/random.h"

#define PARAMETERS    3
#define ITERATIONS    200
#define CONVERGED     1e-12 /* relative change of the sum of squares */
#define REPLICATES    500
#define SEED          0x5CA1AB1E
#define RESIDUAL_MAX  0.20
#define DAMPING_FIRST 1e-3
#define DAMPING_MAX   1e12

/* In units in which all parameters are of the order of one: sigma and kappa times the highest load and its square. */
struct fit {
    double log_lambda, sigma, kappa;
    double sum; /* of the squared errors of the logarithms */
};

struct points {
    double load[SCALABILITY_POINTS_MAX], log_rate[SCALABILITY_POINTS_MAX];
    size_t count;
    double highest;
};

static double expected(const struct points *p, const struct fit *f, double load)
{
    double queueing = f->sigma * (load - 1) / p->highest, crosstalk = f->kappa * load * (load - 1) / (p->highest * p->highest);

    return f->log_lambda + log(load) - log1p(queueing + crosstalk);
}

static double squares(const struct points *p, const struct fit *f)
{
    double sum = 0;

    for (size_t i = 0; i < p->count; i++) {
        double error = p->log_rate[i] - expected(p, f, p->load[i]);

        sum += error * error;
    }
    return sum;
}

/* Solves the damped normal equations by elimination with pivots. False when they are singular. */
static bool solve(double a[PARAMETERS][PARAMETERS + 1], double x[PARAMETERS])
{
    for (size_t column = 0; column < PARAMETERS; column++) {
        size_t pivot = column;

        for (size_t row = column + 1; row < PARAMETERS; row++)
            if (fabs(a[row][column]) > fabs(a[pivot][column]))
                pivot = row;
        if (fabs(a[pivot][column]) < 1e-300)
            return false;
        for (size_t k = 0; k <= PARAMETERS; k++) {
            double kept = a[column][k];

            a[column][k] = a[pivot][k];
            a[pivot][k] = kept;
        }
        for (size_t row = 0; row < PARAMETERS; row++) {
            double factor = row == column ? 0 : a[row][column] / a[column][column];

            for (size_t k = 0; k <= PARAMETERS; k++)
                a[row][k] -= factor * a[column][k];
        }
    }
    for (size_t i = 0; i < PARAMETERS; i++)
        x[i] = a[i][PARAMETERS] / a[i][i];
    return true;
}

/* One step downhill from `f`; parameters that would fall below nought stay there. */
static bool try_step(const struct points *p, const struct fit *f, double damping, struct fit *out)
{
    double a[PARAMETERS][PARAMETERS + 1] = {{0}}, change[PARAMETERS];

    for (size_t i = 0; i < p->count; i++) {
        double load = p->load[i], error = p->log_rate[i] - expected(p, f, load);
        double queueing = (load - 1) / p->highest, crosstalk = queueing * load / p->highest;
        double divisor = 1 + f->sigma * queueing + f->kappa * crosstalk;
        double slope[PARAMETERS] = {1, -queueing / divisor, -crosstalk / divisor};

        for (size_t row = 0; row < PARAMETERS; row++) {
            for (size_t column = 0; column < PARAMETERS; column++)
                a[row][column] += slope[row] * slope[column];
            a[row][PARAMETERS] += slope[row] * error;
        }
    }
    for (size_t i = 0; i < PARAMETERS; i++)
        a[i][i] *= 1 + damping;
    if (!solve(a, change))
        return false;
    *out = (struct fit){f->log_lambda + change[0], fmax(f->sigma + change[1], 0), fmax(f->kappa + change[2], 0), 0};
    out->sum = squares(p, out);
    return isfinite(out->sum) && out->sum < f->sum;
}

/* The throughput of one user that fits best when the rest is given. */
static void set_lambda(const struct points *p, struct fit *f)
{
    double sum = 0;

    f->log_lambda = 0;
    for (size_t i = 0; i < p->count; i++)
        sum += p->log_rate[i] - expected(p, f, p->load[i]);
    f->log_lambda = sum / (double)p->count;
    f->sum = squares(p, f);
}

static struct fit descend(const struct points *p, struct fit f)
{
    double damping = DAMPING_FIRST;

    set_lambda(p, &f);
    for (unsigned i = 0; i < ITERATIONS && damping < DAMPING_MAX; i++) {
        struct fit next;

        if (!try_step(p, &f, damping, &next)) {
            damping *= 4;
            continue;
        }
        damping /= 3;
        if (f.sum - next.sum < CONVERGED * f.sum) {
            f = next;
            break;
        }
        f = next;
    }
    return f;
}

/* From several places, since the surface has more than one valley when a parameter is nought. */
static struct fit fit_best(const struct points *p)
{
    static const double places[] = {0, 0.03, 1, 30};
    struct fit best = {.sum = INFINITY};

    for (size_t i = 0; i < COUNT(places); i++) {
        for (size_t k = 0; k < COUNT(places); k++) {
            struct fit f = descend(p, (struct fit){.sigma = places[i], .kappa = places[k]});

            if (f.sum < best.sum)
                best = f;
        }
    }
    return best;
}

static double knee_of(const struct points *p, const struct fit *f)
{
    double sigma = f->sigma / p->highest, kappa = f->kappa / (p->highest * p->highest);

    if (sigma >= 1)
        return 1; /* one user is the best there is */
    return kappa > 0 ? fmax(sqrt((1 - sigma) / kappa), 1) : INFINITY;
}

/* ---- intervals ---- */

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return a < b ? -1 : a > b;
}

static void interval(double *values, double *low, double *high)
{
    qsort(values, REPLICATES, sizeof *values, by_value);
    *low = values[(size_t)(0.025 * REPLICATES)];
    *high = values[(size_t)(0.975 * REPLICATES)];
}

/* New points are made of the curve and errors that were seen, drawn with replacement; a little larger, for the fit has taken
 * three degrees of freedom out of them. */
static void bootstrap(const struct points *p, const struct fit *f, struct scalability *out)
{
    double *knees = mem_alloc(REPLICATES * sizeof *knees), *peaks = mem_alloc(REPLICATES * sizeof *peaks);
    double inflation = sqrt((double)p->count / (double)(p->count - PARAMETERS));
    struct points *drawn = MEM_NEW(struct points);
    struct random random;

    random_init(&random, SEED, p->count);
    *drawn = *p;
    for (size_t r = 0; r < REPLICATES; r++) {
        struct fit again;

        for (size_t i = 0; i < p->count; i++) {
            size_t k = random_below(&random, p->count);

            drawn->log_rate[i] = expected(p, f, p->load[i]) + inflation * (p->log_rate[k] - expected(p, f, p->load[k]));
        }
        again = descend(drawn, *f);
        knees[r] = knee_of(drawn, &again);
        peaks[r] = exp(expected(drawn, &again, isfinite(knees[r]) ? knees[r] : p->highest));
    }
    interval(knees, &out->knee_low, &out->knee_high);
    interval(peaks, &out->peak_low, &out->peak_high);
    mem_free(drawn);
    mem_free(peaks);
    mem_free(knees);
}

/* ---- all together ---- */

static size_t take_points(const struct scalability_point *from, size_t count, struct points *p)
{
    size_t different = 0;

    for (size_t i = 0; i < count && p->count < SCALABILITY_POINTS_MAX; i++) {
        bool seen = false;

        if (!(from[i].load >= 1 && from[i].rate > 0))
            continue;
        for (size_t k = 0; k < p->count && !seen; k++)
            seen = p->load[k] == from[i].load;
        different += !seen;
        p->load[p->count] = from[i].load;
        p->log_rate[p->count++] = log(from[i].rate);
        p->highest = fmax(p->highest, from[i].load);
    }
    return different;
}

void scalability_fit(const struct scalability_point *points, size_t count, struct scalability *out)
{
    struct points *p = MEM_NEW(struct points);
    struct fit f;

    *out = (struct scalability){.outcome = SCALABILITY_TOO_FEW};
    if (take_points(points, count, p) < SCALABILITY_LOADS_MIN)
        goto done;
    f = fit_best(p);
    out->lambda = exp(f.log_lambda);
    out->sigma = f.sigma / p->highest;
    out->kappa = f.kappa / (p->highest * p->highest);
    out->residual = sqrt(f.sum / (double)p->count);
    out->knee = knee_of(p, &f);
    if (out->residual > RESIDUAL_MAX) {
        out->outcome = SCALABILITY_DOES_NOT_FIT;
    } else if (out->knee > p->highest) { /* beyond what was measured it would be a guess */
        out->outcome = SCALABILITY_NO_KNEE;
    } else {
        out->peak = scalability_rate(out, out->knee);
        bootstrap(p, &f, out);
        out->outcome = out->knee_high > p->highest ? SCALABILITY_NO_KNEE : SCALABILITY_FITTED;
    }
done:
    mem_free(p);
}

double scalability_rate(const struct scalability *s, double load)
{
    return s->lambda * load / (1 + s->sigma * (load - 1) + s->kappa * load * (load - 1));
}
