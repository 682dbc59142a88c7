/* SPDX-License-Identifier: MIT */
/* base/random.c - xoshiro256** and the distributions drawn from it; see random.h */
#include "base/random.h"

#include <math.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/clock.h"

#define GOLDEN 0x9e3779b97f4a7c15ULL /* 2^64 / the golden ratio: the step of splitmix64 */

/* The output function of splitmix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014). */
static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

static uint64_t rotate(uint64_t x, int bits)
{
    return (x << bits) | (x >> (64 - bits));
}

void random_init(struct random *r, uint64_t seed, uint64_t stream)
{
    for (uint64_t i = 0; i < COUNT(r->state); i++) {
        uint64_t step = (i + 1) * GOLDEN;

        /* The seed is mixed once more than the stream, so that exchanging the two gives another sequence. */
        r->state[i] = mix(mix(seed + step)) ^ mix(stream + step);
    }
    if ((r->state[0] | r->state[1] | r->state[2] | r->state[3]) == 0)
        r->state[0] = GOLDEN; /* the one state that only repeats itself */
}

uint64_t random_u64(struct random *r)
{
    uint64_t *s = r->state;
    uint64_t result = rotate(s[1] * 5, 7) * 9;
    uint64_t shifted = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 45);
    return result;
}

uint64_t random_below(struct random *r, uint64_t bound)
{
    unsigned __int128 product = (unsigned __int128)random_u64(r) * bound;

    if ((uint64_t)product < bound) {
        uint64_t too_many = -bound % bound; /* 2^64 mod bound: so many low halves would make some results likelier */

        while ((uint64_t)product < too_many)
            product = (unsigned __int128)random_u64(r) * bound;
    }
    return (uint64_t)(product >> 64);
}

int64_t random_between(struct random *r, int64_t low, int64_t high)
{
    uint64_t from = (uint64_t)MIN(low, high);
    uint64_t span = (uint64_t)MAX(low, high) - from + 1;

    return (int64_t)(from + (span == 0 ? random_u64(r) : random_below(r, span))); /* 0: all of int64_t */
}

double random_unit(struct random *r)
{
    return (double)(random_u64(r) >> 11) * 0x1p-53;
}

double random_uniform(struct random *r, double low, double high)
{
    return low + (high - low) * random_unit(r);
}

double random_exponential(struct random *r, double mean)
{
    return -mean * log1p(-random_unit(r));
}

/* Box and Muller, 1958. The second number of each pair is given up: a generator holds no state but xoshiro's. */
double random_normal(struct random *r, double mean, double deviation)
{
    double distance = sqrt(-2 * log1p(-random_unit(r)));

    return mean + deviation * distance * cos(2 * M_PI * random_unit(r));
}

double random_lognormal(struct random *r, double median, double sigma)
{
    return median * exp(random_normal(r, 0, sigma));
}

double random_pareto(struct random *r, double minimum, double alpha)
{
    return minimum * pow(1 - random_unit(r), -1 / alpha);
}

/* The integral of x^-s from 1 to x. With expm1 it stays exact near s = 1, where the textbook form is 0 / 0. */
static double zipf_area(double x, double s)
{
    double logarithm = log(x);
    double power = (1 - s) * logarithm;

    return fabs(power) < 1e-12 ? logarithm : expm1(power) / (1 - s);
}

static double zipf_area_inverse(double area, double s)
{
    double power = MAX(area * (1 - s), -1.0); /* rounding may step over the pole */

    return fabs(power) < 1e-12 ? exp(area) : exp(log1p(power) / (1 - s));
}

/* Rejection-inversion (Hoermann and Derflinger, 1996): inverts the integral of x^-s, rounds, and rejects what the integral has
 * too much of. Constant time for any n; about 1.1 tries a draw. */
uint64_t random_zipf(struct random *r, uint64_t n, double exponent)
{
    double s = exponent > 0 ? exponent : 0;
    double count = (double)n;
    double lowest, highest, sure;

    if (n <= 1 || s > 100) /* the second rank would come once in 2^100 draws */
        return MIN(n, (uint64_t)1);
    lowest = zipf_area(1.5, s) - 1;
    highest = zipf_area(count + 0.5, s);
    sure = 2 - zipf_area_inverse(zipf_area(2.5, s) - pow(2, -s), s); /* x this close below its rank needs no test */

    for (;;) {
        double area = highest + random_unit(r) * (lowest - highest);
        double x = zipf_area_inverse(area, s);
        double rank = MAX(1.0, MIN(round(x), count));

        if (rank - x <= sure || area >= zipf_area(rank + 0.5, s) - pow(rank, -s))
            return rank < count ? (uint64_t)rank : n; /* (double)n may be above n */
    }
}

uint64_t random_system_seed(void)
{
    uint64_t seed;

    if (getrandom(&seed, sizeof seed, 0) == (ssize_t)sizeof seed)
        return seed;
    return mix(clock_wall() ^ mix((uint64_t)getpid())); /* a kernel or sandbox without getrandom; nothing here is secret */
}
