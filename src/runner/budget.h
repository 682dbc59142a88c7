/* SPDX-License-Identifier: MIT */
/* runner/budget.h - how many iterations are still to be begun (--iterations); private to runner/
 *
 * An iteration is taken before it begins, and counted as ended when it has. So their number is exact: whoever asks when none is
 * left gets none, and the run is done when the last one that was taken has ended. Limits may be set for the run, for classes, or
 * both.
 */
#ifndef CICADA_RUNNER_BUDGET_H
#define CICADA_RUNNER_BUDGET_H

#include "user/class.h"

struct allowance {
    uint64_t limit; /* 0: none */
    uint64_t taken, ended;
};

struct budget {
    struct allowance run;
    struct allowance *classes;
    size_t count;
    bool limited; /* any limit at all */
};

void budget_init(struct budget *b, uint64_t limit_of_run, const struct user_classes *classes);
void budget_free(struct budget *b);
void budget_restart(struct budget *b); /* nothing taken */

static inline bool budget_has_left(const struct allowance *a)
{
    return a->limit == 0 || a->taken < a->limit;
}

/* Takes one for a user of the class; false: none is left for it. */
MUST_USE bool budget_take(struct budget *b, size_t class);
/* It was taken and did not begin: somebody else may. */
void budget_give_back(struct budget *b, size_t class);
void budget_end(struct budget *b, size_t class);

/* All that has a limit has reached it and ended. False without limits. */
bool budget_is_done(const struct budget *b);

/* Iterations planned in all, 0 without a limit for the run or for each class. */
uint64_t budget_planned(const struct budget *b);

#endif
