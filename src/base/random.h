/* SPDX-License-Identifier: MIT */
/* base/random.h - repeatable random numbers, one generator a user
 *
 * xoshiro256** (Blackman and Vigna, prng.di.unimi.it) seeded through splitmix64. Each user has its own, derived from the seed
 * of the run and the user's number, so what a user does depends neither on timing nor on the other users. Not for secrets.
 */
#ifndef CICADA_BASE_RANDOM_H
#define CICADA_BASE_RANDOM_H

#include "base/base.h"

struct random {
    uint64_t state[4];
};

/* Different (seed, stream) pairs give independent sequences. */
void random_init(struct random *r, uint64_t seed, uint64_t stream);
uint64_t random_u64(struct random *r);

/* Uniform in [0, bound), without bias (Lemire, "Fast Random Integer Generation in an Interval", 2019); bound 0 gives 0. */
uint64_t random_below(struct random *r, uint64_t bound);
int64_t random_between(struct random *r, int64_t low, int64_t high); /* both ends included; swapped if in the wrong order */
double random_unit(struct random *r);                                /* uniform in [0, 1), 53 bits */
double random_uniform(struct random *r, double low, double high);
double random_exponential(struct random *r, double mean);
double random_normal(struct random *r, double mean, double deviation);
double random_lognormal(struct random *r, double median, double sigma); /* exp(N(ln median, sigma)) */
double random_pareto(struct random *r, double minimum, double alpha);
uint64_t random_zipf(struct random *r, uint64_t n,
                     double exponent); /* 1..n, rank k with weight k^-exponent; rejection-inversion */

/* A seed from the system, for runs that were given none. */
uint64_t random_system_seed(void);

#endif
