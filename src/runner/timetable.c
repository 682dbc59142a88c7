/* SPDX-License-Identifier: MIT */
/* runner/timetable.c - the integral of a piecewise linear rate, and its inverse */
#include "runner/timetable.h"

#include <math.h>

#include "base/clock.h"

static double gap(struct timetable *t)
{
    return t->poisson ? random_exponential(&t->random, 1) : 1;
}

void timetable_init(struct timetable *t, bool poisson, uint64_t seed, uint64_t stream)
{
    *t = (struct timetable){.poisson = poisson};
    random_init(&t->random, seed, stream);
    t->next = poisson ? gap(t) : 0; /* evenly spaced ones begin with the first at once */
}

static double seconds_since(uint64_t begin_ns, uint64_t now_ns)
{
    return now_ns > begin_ns ? (double)(now_ns - begin_ns) / (double)NANOS_PER_SECOND : 0;
}

double timetable_rate(const struct timetable *t, uint64_t now_ns)
{
    double s = seconds_since(t->begin_ns, now_ns);

    return s >= t->over_s ? t->to : t->from + (t->to - t->from) * s / t->over_s;
}

/* N at the end of the straight line, counted from its beginning. */
static double in_line(const struct timetable *t)
{
    return (t->from + t->to) / 2 * t->over_s;
}

static double expected_until(const struct timetable *t, uint64_t now_ns)
{
    double s = seconds_since(t->begin_ns, now_ns);

    if (s >= t->over_s)
        return t->past + in_line(t) + (s - t->over_s) * t->to;
    return t->past + (t->from + (t->to - t->from) * s / t->over_s / 2) * s;
}

void timetable_aim(struct timetable *t, double per_second, double over_s, uint64_t now_ns)
{
    double past = expected_until(t, now_ns), rate = timetable_rate(t, now_ns);

    t->past = past;
    t->before = t->from = rate;
    t->to = per_second;
    t->over_s = over_s;
    t->begin_ns = now_ns;
}

void timetable_put_off(struct timetable *t, uint64_t by_ns)
{
    t->begin_ns += by_ns;
}

/* Seconds after the beginning at which `more` arrivals are expected: the root of slope/2 s^2 + from s = more, in the form that
 * does not cancel when the slope is small. */
static double seconds_until(const struct timetable *t, double more)
{
    double slope, under_root;

    if (more >= in_line(t))
        return t->to > 0 ? t->over_s + (more - in_line(t)) / t->to : INFINITY;
    slope = (t->to - t->from) / t->over_s;
    under_root = fmax(t->from * t->from + 2 * slope * more, 0);
    return 2 * more / (t->from + sqrt(under_root));
}

uint64_t timetable_due(const struct timetable *t)
{
    double more = t->next - t->past, overdue_s;

    if (more >= 0) {
        double s = more > 0 ? seconds_until(t, more) : t->from > 0 || t->to > 0 ? 0 : INFINITY;

        return isfinite(s) ? clock_after(t->begin_ns, s) : NEVER;
    }
    overdue_s = t->before > 0 ? -more / t->before : 0;
    return t->begin_ns - MIN((uint64_t)(overdue_s * (double)NANOS_PER_SECOND), t->begin_ns);
}

void timetable_advance(struct timetable *t)
{
    t->next += gap(t);
}
