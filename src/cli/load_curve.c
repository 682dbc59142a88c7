/* SPDX-License-Identifier: MIT */
/* cli/load_curve.c - see load_curve.h */
#include "cli/load_curve.h"

#include "base/limits.h"

#define SHOWN_S       60.0 /* of a run without an end */
#define SHOWN_OF_RAMP 1.25 /* at least */

_Static_assert(LOAD_CURVE_POINTS >= 2 * LIMIT_STAGES + 4, "a line has two points for each stage");

static void add(struct load_curve *c, double at_s, double value)
{
    if (c->count < LOAD_CURVE_POINTS)
        c->points[c->count++] = (struct load_point){at_s, value};
}

static void follow_stages(struct load_curve *c, const struct plan_stages *stages)
{
    double at_s = 0;

    add(c, 0, 0);
    for (size_t i = 0; i < stages->count; i++) {
        const struct plan_stage *stage = &stages->at[i];
        double value = stages->open ? stage->arrivals : stage->users;

        at_s += plan_stage_ramp(stages, i);
        add(c, at_s, value);
        at_s += stage->hold_s;
        add(c, at_s, value);
    }
}

static void follow_ramp(struct load_curve *c, const struct plan *plan)
{
    double ramp_s = plan->spawn_rate > 0 ? plan->users / plan->spawn_rate : 0;

    add(c, 0, 0);
    add(c, ramp_s, plan->users);
    add(c, plan->run_time_s > 0 ? MAX(plan->run_time_s, ramp_s) : MAX(SHOWN_S, ramp_s * SHOWN_OF_RAMP), plan->users);
}

static void follow_rate(struct load_curve *c, const struct plan *plan, double rate)
{
    add(c, 0, rate);
    add(c, plan->run_time_s > 0 ? plan->run_time_s : SHOWN_S, rate);
}

/* The run ends there, wherever the line is then. */
static void cut(struct load_curve *c, double end_s)
{
    for (size_t i = 1; i < c->count; i++) {
        struct load_point *from = &c->points[i - 1], *to = &c->points[i];

        if (to->at_s <= end_s)
            continue;
        to->value = from->value + (to->value - from->value) * (end_s - from->at_s) / (to->at_s - from->at_s);
        to->at_s = end_s;
        c->count = i + 1;
        return;
    }
}

void load_curve_make(struct load_curve *c, const struct plan *plan, const struct plan_stages *stages, double rate)
{
    *c = (struct load_curve){.open = stages->count > 0 ? stages->open : rate > 0};
    if (stages->count > 0)
        follow_stages(c, stages);
    else if (rate > 0)
        follow_rate(c, plan, rate);
    else
        follow_ramp(c, plan);
    if (plan->run_time_s > 0)
        cut(c, plan->run_time_s);
}

void load_curve_write(const struct load_curve *c, struct buffer *out)
{
    buffer_byte(out, '[');
    for (size_t i = 0; i < c->count; i++)
        buffer_printf(out, "%s[%.15g,%.15g]", i > 0 ? "," : "", c->points[i].at_s, c->points[i].value);
    buffer_byte(out, ']');
}
