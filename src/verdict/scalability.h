/* SPDX-License-Identifier: MIT */
/* verdict/scalability.h - the Universal Scalability Law fitted to throughput over load: what saturation and what crosstalk costs
 *
 *   X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1))       (Gunther, "Guerrilla Capacity Planning", 2007)
 *
 * lambda is the throughput of one user, sigma the share of the work that queues for something shared, kappa what keeping each
 * other up to date costs. With kappa > 0 there is a knee, N* = sqrt((1 - sigma) / kappa), beyond which more load makes less
 * throughput. Fitted by least squares of the logarithms (errors of throughput are proportional to it), Levenberg and Marquardt,
 * with sigma and kappa not below nought. The intervals are those of a residual bootstrap (Efron, 1979), with a seed of its own:
 * the same points give the same interval.
 *
 * It makes no claim from fewer than six loads, and none about a knee that lies, or with its interval may lie, beyond the loads
 * that were measured: a service whose throughput only stops growing has none.
 */
#ifndef CICADA_VERDICT_SCALABILITY_H
#define CICADA_VERDICT_SCALABILITY_H

#include "base/base.h"

#define SCALABILITY_LOADS_MIN  6
#define SCALABILITY_POINTS_MAX 128 /* more are left out */

struct scalability_point {
    double load; /* users, or requests in the system: at least 1 */
    double rate; /* throughput, above 0 */
};

enum scalability_outcome {
    SCALABILITY_FITTED,       /* all members are known */
    SCALABILITY_NO_KNEE,      /* the law fits, but the throughput does not clearly fall up to the highest load */
    SCALABILITY_TOO_FEW,      /* fewer than six different loads */
    SCALABILITY_DOES_NOT_FIT, /* the points are farther than 20 % from any such curve */
};

struct scalability {
    enum scalability_outcome outcome;
    double lambda, sigma, kappa;      /* unless TOO_FEW, as is the next */
    double residual;                  /* root of the mean squared relative error of the fit: 0.02 is 2 % */
    double knee, knee_low, knee_high; /* N* with its 95 % interval; of FITTED, as are the next. INFINITY: not bounded */
    double peak, peak_low, peak_high; /* X(N*) with its own */
};

/* Points of the same load are welcome; points with a load below 1 or a rate of 0 are left out. */
void scalability_fit(const struct scalability_point *points, size_t count, struct scalability *out);

/* The throughput that the law expects. */
double scalability_rate(const struct scalability *s, double load);

#endif
