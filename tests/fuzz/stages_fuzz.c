/* SPDX-License-Identifier: MIT */
/* Lists of stages: what is accepted holds the limits and its numbers make sense; what is refused says where and why. */
#include "fuzz.h"

#include <math.h>

#include "base/limits.h"
#include "plan/stages.h"

static void check_accepted(const struct plan_stages *s)
{
    ensure(s->count > 0 && s->count <= LIMIT_STAGES);
    for (size_t i = 0; i < s->count; i++) {
        const struct plan_stage *stage = &s->at[i];

        ensure(plan_stages_find(s, text_from(stage->name)) == stage);
        ensure(stage->users <= LIMIT_USERS && stage->rate >= 0 && stage->arrivals >= 0 && stage->ramp_s >= 0);
        ensure(stage->hold_s >= 0 && stage->hold_s <= LIMIT_DURATION_SECONDS);
        ensure(s->open ? stage->users == 0 && stage->rate == 0 : stage->arrivals == 0 && stage->ramp_s == 0);
        ensure(isfinite(plan_stage_ramp(s, i)) && plan_stage_ramp(s, i) >= 0);
    }
    ensure(isfinite(plan_stages_duration(s)) && isfinite(plan_stages_peak(s)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text t = {(const char *)data, size};
    struct stages_problem problem = {.at = SIZE_MAX};
    struct arena arena = {0};
    struct plan_stages stages;
    struct buffer shown;

    if (plan_stages_read(t, &arena, &stages, &problem)) {
        check_accepted(&stages);
        arena_reset(&arena);
        return 0;
    }
    ensure(problem.at <= size && problem.size > 0 && problem.sentence[0] && problem.hint[0]);
    buffer_init(&shown, 4000);
    plan_stages_problem_write(t, &problem, &shown);
    ensure(!shown.overflowed && memchr(shown.data, '^', shown.size));
    buffer_free(&shown);
    arena_reset(&arena);
    return 0;
}
