/* SPDX-License-Identifier: MIT */
/* output/json_iterations.c - see output/json_iterations.h */
#include "output/json_iterations.h"

#include "output/json_rows.h"

static json_t *counts(const struct iteration_counts *n)
{
    json_t *object = json_value_object();

    json_value_put(object, "planned", json_value_count(n->planned));
    json_value_put(object, "begun", json_value_count(n->begun));
    json_value_put(object, "waiting", json_value_count(n->waiting));
    json_value_put(object, "running", json_value_count(n->running));
    json_value_put(object, "finished", json_value_count(n->finished));
    json_value_put(object, "interrupted", json_value_count(n->interrupted));
    json_value_put(object, "dropped_no_user", json_value_count(n->dropped_no_user));
    json_value_put(object, "dropped_late", json_value_count(n->dropped_late));
    return object;
}

static json_t *classes(const struct snapshot *s)
{
    json_t *array = json_value_array();

    for (size_t i = 0; i < s->iterations.class_count && i < s->progress.class_count; i++) {
        json_t *object = counts(&s->iterations.classes[i]);

        json_value_put(object, "name", json_value_text(s->progress.classes[i].name));
        json_value_append(array, object);
    }
    return array;
}

/* How far a run of so many iterations came: "done", "not done"; null without a limit. */
static json_t *limit_state(const struct run_progress *p)
{
    if (p->iterations_planned == 0)
        return json_value_string(NULL);
    return json_value_string(p->iterations_done ? "done" : "not done");
}

json_t *json_iterations(const struct snapshot *s, const struct run_info *info)
{
    const struct snapshot_iterations *i = &s->iterations;
    json_t *object = counts(&i->total);

    json_value_put(object, "arrivals", json_value_boolean(info->plan->max_users > 0));
    json_value_put(object, "limit", json_value_count(s->progress.iterations_planned));
    json_value_put(object, "limit_state", limit_state(&s->progress));
    json_value_put(object, "drop_share", json_value_number(s->drop_share));
    json_value_put(object, "generator_lag_ms", json_row_durations(&i->own_lag, NULL));
    json_value_put(object, "user_lag_ms", json_row_durations(&i->user_lag, NULL));
    json_value_put(object, "classes", classes(s));
    return object;
}
