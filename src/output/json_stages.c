/* SPDX-License-Identifier: MIT */
/* output/json_stages.c - see json_stages.h */
#include "output/json_stages.h"

#include "output/json_value.h"

void json_stage(struct json_writer *w, const struct snapshot_stage *stage, enum json_row_detail detail)
{
    json_write_object(w, NULL);
    json_write_count(w, "number", stage->number);
    json_write_text(w, "name", stage->aim.name);
    json_write_count(w, "wanted_users", stage->aim.users);
    json_write_number(w, "users_per_second", stage->aim.users_per_s);
    json_write_number(w, "arrivals_per_second", stage->aim.arrivals_per_s);
    json_write_count(w, "users", stage->users);
    json_write_number(w, "start_s", stage->start_s);
    json_write_number(w, "measured_s", stage->elapsed_s);
    json_write_boolean(w, "running", stage->running);
    json_row_request(w, "total", &stage->total, detail);
    if (detail != JSON_ROW_LIVE) {
        json_write_array(w, "requests");
        for (size_t i = 0; i < stage->row_count; i++)
            json_row_request(w, NULL, &stage->rows[i], detail);
        json_write_array_end(w);
    }
    json_write_object_end(w);
}

void json_warmup(struct json_writer *w, const char *key, const struct snapshot_warmup *warmup)
{
    if (!warmup->running && warmup->seconds <= 0) {
        json_write_null(w, key);
        return;
    }
    json_write_object(w, key);
    json_write_boolean(w, "running", warmup->running);
    json_write_number(w, "seconds", warmup->seconds);
    json_write_count(w, "requests", warmup->requests);
    json_write_count(w, "failures", warmup->failed);
    json_write_count(w, "dropped", warmup->dropped);
    json_write_count(w, "cancelled", warmup->cancelled);
    json_write_count(w, "cancelled_sent", warmup->cancelled_sent);
    json_write_object_end(w);
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
