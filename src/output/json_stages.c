/* SPDX-License-Identifier: MIT */
/* output/json_stages.c - see json_stages.h */
#include "output/json_stages.h"

#include "output/json_rows.h"

json_t *json_stage(const struct snapshot_stage *stage)
{
    json_t *object = json_value_object(), *requests = json_value_array();

    json_value_put(object, "number", json_value_count(stage->number));
    json_value_put(object, "name", json_value_text(stage->aim.name));
    json_value_put(object, "wanted_users", json_value_count(stage->aim.users));
    json_value_put(object, "users_per_second", json_value_number(stage->aim.users_per_s));
    json_value_put(object, "arrivals_per_second", json_value_number(stage->aim.arrivals_per_s));
    json_value_put(object, "users", json_value_count(stage->users));
    json_value_put(object, "start_s", json_value_number(stage->start_s));
    json_value_put(object, "measured_s", json_value_number(stage->elapsed_s));
    json_value_put(object, "running", json_value_boolean(stage->running));
    json_value_put(object, "total", json_row_request(&stage->total));
    for (size_t i = 0; i < stage->row_count; i++)
        json_value_append(requests, json_row_request(&stage->rows[i]));
    json_value_put(object, "requests", requests);
    return object;
}

json_t *json_warmup(const struct snapshot_warmup *w)
{
    json_t *object;

    if (!w->running && w->seconds <= 0)
        return json_value_string(NULL);
    object = json_value_object();
    json_value_put(object, "running", json_value_boolean(w->running));
    json_value_put(object, "seconds", json_value_number(w->seconds));
    json_value_put(object, "requests", json_value_count(w->requests));
    json_value_put(object, "failures", json_value_count(w->failed));
    json_value_put(object, "dropped", json_value_count(w->dropped));
    json_value_put(object, "cancelled", json_value_count(w->cancelled));
    json_value_put(object, "cancelled_sent", json_value_count(w->cancelled_sent));
    return object;
}

json_t *json_planned_stages(const struct plan_stages *stages)
{
    json_t *array = json_value_array();

    for (size_t i = 0; i < stages->count; i++) {
        const struct plan_stage *stage = &stages->at[i];
        json_t *object = json_value_object();

        json_value_put(object, "name", json_value_string(stage->name));
        json_value_put(object, "users", json_value_count(stage->users));
        json_value_put(object, "rate", json_value_number(stage->rate));
        json_value_put(object, "arrivals", json_value_number(stage->arrivals));
        json_value_put(object, "ramp_s", json_value_number(stage->ramp_s));
        json_value_put(object, "hold_s", json_value_number(stage->hold_s));
        json_value_append(array, object);
    }
    return array;
}
