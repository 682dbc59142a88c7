/* SPDX-License-Identifier: MIT */
/* user/wait.c - the kinds of wait time */
#include "user/wait.h"

#include "base/clock.h"

static bool is_paced(const cic_wait *wait)
{
    return (wait->kind == CIC_WAIT_PACING && wait->a > 0) || (wait->kind == CIC_WAIT_THROUGHPUT && wait->a > 0);
}

void wait_begin(struct cic_user *u, const cic_wait *wait, uint64_t now_ns)
{
    u->pace_ns = is_paced(wait) ? now_ns : 0;
    u->due_ns = u->pace_ns;
}

static uint64_t pace(struct cic_user *u, double period, uint64_t now_ns)
{
    u->due_ns = clock_after(u->pace_ns ? u->pace_ns : now_ns, period);
    u->pace_ns = MAX(u->due_ns, now_ns);
    return u->pace_ns;
}

uint64_t wait_until(struct cic_user *u, const cic_wait *wait, uint64_t now_ns)
{
    u->due_ns = 0;
    switch (wait->kind) {
    case CIC_WAIT_BETWEEN:
        return clock_after(now_ns, random_uniform(&u->random, wait->a, wait->b));
    case CIC_WAIT_CONSTANT:
        return clock_after(now_ns, wait->a);
    case CIC_WAIT_PACING:
        return is_paced(wait) ? pace(u, wait->a, now_ns) : now_ns;
    case CIC_WAIT_THROUGHPUT:
        return is_paced(wait) ? pace(u, 1 / wait->a, now_ns) : now_ns;
    case CIC_WAIT_POISSON:
        return wait->a > 0 ? clock_after(now_ns, random_exponential(&u->random, 1 / wait->a)) : now_ns;
    case CIC_WAIT_OWN:
        return clock_after(now_ns, wait->seconds ? wait->seconds(u) : 0);
    default:
        return now_ns;
    }
}
