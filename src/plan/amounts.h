/* SPDX-License-Identifier: MIT */
/* plan/amounts.h - what --rate and --iterations take: an amount for the run, or one for each of some user classes
 *
 *   500/s     30000/m     AuthUser=50/s, PaymentUser=10/s     100     AuthUser=100
 *
 * Pure: text in, list out. Not here: whether such a class exists (cli/load_options.h).
 */
#ifndef CICADA_PLAN_AMOUNTS_H
#define CICADA_PLAN_AMOUNTS_H

#include "base/arena.h"
#include "base/text.h"

enum plan_amount_kind {
    PLAN_RATE,  /* "500/s", "30000/m" or "2/h"; value in 1/s, above 0 */
    PLAN_COUNT, /* a whole number from 1 */
};

struct plan_amount {
    struct text class_name; /* part of the text that was read; empty: of the run */
    double value;
    size_t at, size; /* where the name (or the amount, without one) stands in the text */
};

struct plan_amounts {
    struct plan_amount *at; /* in the arena; either one without a name, or names of which each stands once */
    size_t count;
};

struct plan_amount_problem {
    const char *sentence, *hint; /* constant; the hint stands behind the carets */
    size_t at, size;             /* bytes of the text that are wrong */
};

/* False fills `problem`. At most LIMIT_OPTION_WORDS amounts. */
MUST_USE bool plan_amounts_read(struct text t, enum plan_amount_kind kind, struct arena *arena, struct plan_amounts *out,
                                struct plan_amount_problem *problem);

/* Three lines for people, the last without a line end. */
const char *plan_amounts_grammar(enum plan_amount_kind kind);

#endif
