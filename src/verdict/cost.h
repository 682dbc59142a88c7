/* SPDX-License-Identifier: MIT */
/* verdict/cost.h - what a run cost: prices of components, as users write them, times what was used
 *
 *   price = AMOUNT/TIME per [core of | GB of] COMPONENT          TIME = h | day | month (730 h)
 *
 * "0.12/h per api" is the price of the whole component, used or not; "0.04/h per core of api" that of the CPU time it used, "per
 * GB of" that of its mean memory (10^9 bytes). The currency is the user's: amounts have none. docs/monitor.md says what such a
 * figure means and what it does not.
 */
#ifndef CICADA_VERDICT_COST_H
#define CICADA_VERDICT_COST_H

#include "base/limits.h"
#include "plan/plan.h"
#include "stats/snapshot.h"
#include "verdict/check.h"

enum cost_basis { COST_WHOLE, COST_CORE, COST_GIGABYTE };

struct cost_price {
    struct text text; /* as written; the component is a part of it */
    struct text component;
    double per_hour;
    enum cost_basis basis;
};

/* The text is borrowed. False fills `problem`. */
MUST_USE bool cost_read(struct text t, struct cost_price *out, struct check_problem *problem);
/* Appends the sentence, the text with carets under the mistake, and the grammar. */
void cost_problem_write(struct text t, const struct check_problem *problem, struct buffer *out);
/* The component is not watched: `known` lists those that are. */
void cost_problem_of_component(const struct cost_price *price, const char *known, struct check_problem *problem);

struct cost_line {
    struct cost_price price;
    bool known; /* false: nothing was learned of what it is the price of */
    double amount;
};

struct cost_report {
    struct cost_line lines[LIMIT_COSTS];
    size_t count;
    double total;       /* of the known ones */
    double per_million; /* per million requests that succeeded; NAN without any */
    bool complete;      /* all lines are known */
};

/* Of the time measured (elapsed_s). Prices that cannot be read are left out. */
void cost_of_run(const struct plan_list *prices, const struct snapshot *s, struct cost_report *out);

#endif
