/* SPDX-License-Identifier: MIT */
/* stats/slope.c - see slope.h */
#include "stats/slope.h"

#include <math.h>

#include "stats/student.h"

#define FREEDOM_MIN    2.0
#define DEPENDENCE_MAX 0.99

/* One stretch: where its values lie, and its mean. */
struct stretch {
    size_t from, to;
    double second, value;
};

/* The next stretch from `at` on that has enough values; false when there is none. */
static bool next_stretch(const uint32_t *stretches, const double *seconds, const double *values, size_t count, size_t at,
                         struct stretch *out)
{
    for (size_t from = at, to; from < count; from = to) {
        for (to = from + 1; to < count && stretches[to] == stretches[from]; to++)
            ;
        if (to - from < SLOPE_STRETCH_MIN)
            continue;
        *out = (struct stretch){.from = from, .to = to};
        for (size_t i = from; i < to; i++) {
            out->second += seconds[i];
            out->value += values[i];
        }
        out->second /= (double)(to - from);
        out->value /= (double)(to - from);
        return true;
    }
    return false;
}

struct sums {
    size_t points, stretches;
    double spread, together;  /* of the seconds; of seconds and values: around the means of their stretch */
    double squares, products; /* of what the lines leave over; of neighbours in it */
};

static void add_stretch(struct sums *sums, const struct stretch *s, const double *seconds, const double *values)
{
    sums->stretches++;
    sums->points += s->to - s->from;
    for (size_t i = s->from; i < s->to; i++) {
        double at = seconds[i] - s->second;

        sums->spread += at * at;
        sums->together += at * (values[i] - s->value);
    }
}

static void add_rests(struct sums *sums, const struct stretch *s, const double *seconds, const double *values, double slope)
{
    double before = 0;

    for (size_t i = s->from; i < s->to; i++) {
        double now = values[i] - s->value - slope * (seconds[i] - s->second);

        sums->squares += now * now;
        sums->products += i > s->from ? now * before : 0;
        before = now;
    }
}

/* Degrees of freedom: how many independent values those of the rests are worth, without what the lines took. The bias of the
 * autocorrelation is that of a stretch. */
static double freedom_of(const struct sums *s)
{
    double n = (double)s->points, lines = (double)s->stretches, r = s->squares > 0 ? s->products / s->squares : 0;

    r = fmin(fmax(r + (1 + 4 * r) * lines / n, 0), DEPENDENCE_MAX);
    return fmax(n * (1 - r) / (1 + r) - lines - 1, FREEDOM_MIN);
}

struct slope slope_of(const double *seconds, const double *values, const uint32_t *stretches, size_t count)
{
    struct sums sums = {0};
    struct stretch s;
    double slope, freedom, margin;

    for (size_t at = 0; next_stretch(stretches, seconds, values, count, at, &s); at = s.to)
        add_stretch(&sums, &s, seconds, values);
    if (sums.points < SLOPE_POINTS_MIN || !(sums.spread > 0))
        return (struct slope){0};
    slope = sums.together / sums.spread;
    for (size_t at = 0; next_stretch(stretches, seconds, values, count, at, &s); at = s.to)
        add_rests(&sums, &s, seconds, values, slope);
    freedom = freedom_of(&sums);
    margin = student_distance(0.05, freedom) * sqrt(sums.squares / freedom / sums.spread);
    return (struct slope){true, slope, slope - margin, slope + margin};
}
