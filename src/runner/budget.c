/* SPDX-License-Identifier: MIT */
/* runner/budget.c - see runner/budget.h */
#include "runner/budget.h"

#include "base/mem.h"

void budget_init(struct budget *b, uint64_t limit_of_run, const struct user_classes *classes)
{
    *b = (struct budget){.run.limit = limit_of_run, .count = classes->count, .limited = limit_of_run > 0};
    b->classes = mem_zalloc((classes->count + 1) * sizeof *b->classes);
    for (size_t i = 0; i < classes->count; i++) {
        b->classes[i].limit = classes->at[i].iterations;
        b->limited |= classes->at[i].iterations > 0;
    }
}

void budget_free(struct budget *b)
{
    mem_free(b->classes);
}

static void restart(struct allowance *a)
{
    a->taken = a->ended = 0;
}

void budget_restart(struct budget *b)
{
    restart(&b->run);
    for (size_t i = 0; i < b->count; i++)
        restart(&b->classes[i]);
}

bool budget_take(struct budget *b, size_t class)
{
    if (!budget_has_left(&b->run) || !budget_has_left(&b->classes[class]))
        return false;
    b->run.taken++;
    b->classes[class].taken++;
    return true;
}

void budget_give_back(struct budget *b, size_t class)
{
    b->run.taken--;
    b->classes[class].taken--;
}

void budget_end(struct budget *b, size_t class)
{
    b->run.ended++;
    b->classes[class].ended++;
}

static bool is_done(const struct allowance *a)
{
    return a->limit == 0 || a->ended >= a->limit;
}

bool budget_is_done(const struct budget *b)
{
    bool classes_done = true, classes_limited = false;

    for (size_t i = 0; i < b->count; i++) {
        classes_done &= is_done(&b->classes[i]);
        classes_limited |= b->classes[i].limit > 0;
    }
    return (b->run.limit > 0 && is_done(&b->run)) || (classes_limited && classes_done);
}

uint64_t budget_planned(const struct budget *b)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < b->count; i++)
        sum += b->classes[i].limit;
    if (b->run.limit == 0)
        return sum;
    return sum > 0 ? MIN(sum, b->run.limit) : b->run.limit;
}
