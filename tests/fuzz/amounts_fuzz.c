/* SPDX-License-Identifier: MIT */
/* Rates and numbers of iterations: what is accepted holds the limits; what is refused says where and why. */
#include "fuzz.h"

#include "base/limits.h"
#include "plan/amounts.h"

static void check_accepted(struct text t, enum plan_amount_kind kind, const struct plan_amounts *a)
{
    ensure(a->count > 0 && a->count <= LIMIT_OPTION_WORDS);
    for (size_t i = 0; i < a->count; i++) {
        const struct plan_amount *amount = &a->at[i];

        ensure(amount->value > 0 && amount->value <= (kind == PLAN_RATE ? LIMIT_ARRIVAL_RATE : (double)LIMIT_ITERATIONS));
        ensure(amount->at + amount->size <= t.size);
        ensure(amount->class_name.size > 0 || a->count == 1);
        for (size_t k = 0; k < i; k++)
            ensure(!text_equal(a->at[k].class_name, amount->class_name));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text t = {(const char *)data, size};
    struct arena arena = {0};

    for (enum plan_amount_kind kind = PLAN_RATE; kind <= PLAN_COUNT; kind++) {
        struct plan_amount_problem problem = {.at = SIZE_MAX};
        struct plan_amounts amounts;

        if (plan_amounts_read(t, kind, &arena, &amounts, &problem))
            check_accepted(t, kind, &amounts);
        else
            ensure(problem.at <= size && problem.at + problem.size <= size && problem.sentence[0] && problem.hint[0]);
    }
    arena_reset(&arena);
    return 0;
}
