/* SPDX-License-Identifier: MIT */
/* output/json_judgement.c - see json_judgement.h */
#include "output/json_judgement.h"

#include <math.h>

#include "stats/confidence.h"

const char *const json_judgement_results[] = {[CHECK_WAITS] = "wait", [CHECK_PASSES] = "pass", [CHECK_FAILS] = "fail"};

json_t *json_judgement_in_unit(const struct check *c, double value)
{
    return c->unit == CHECK_NANOSECONDS ? json_value_mean(value) : json_value_number(value);
}

static const char *unit_name(const struct check *c)
{
    static const char *const names[] = {
        [CHECK_NANOSECONDS] = "ms", [CHECK_SHARE] = "share", [CHECK_PER_SECOND] = "per_second",
        [CHECK_NUMBER] = "number",  [CHECK_BYTES] = "bytes", [CHECK_BYTES_PER_SECOND] = "bytes_per_second"};

    return names[c->unit];
}

static void write_in_unit(struct json_writer *w, const char *key, const struct check *c, double value)
{
    if (c->unit == CHECK_NANOSECONDS)
        json_write_mean(w, key, value);
    else
        json_write_number(w, key, value);
}

static uint64_t samples_needed(const struct check *c)
{
    return check_is_of_times(c) && c->metric == CHECK_QUANTILE ? confidence_samples_needed(c->share) : 0;
}

void json_judgement_check(struct json_writer *w, const struct check_result *r)
{
    json_write_object(w, NULL);
    json_write_text(w, "check", r->check->text);
    json_write_string(w, "result", json_judgement_results[r->state]);
    write_in_unit(w, "value", r->check, r->value.known ? r->value.value : NAN);
    write_in_unit(w, "limit", r->check, r->check->limit);
    json_write_string(w, "unit", unit_name(r->check));
    json_write_number(w, "margin", r->margin);
    json_write_count(w, "samples", r->value.samples);
    json_write_count(w, "samples_needed", samples_needed(r->check));
    json_write_boolean(w, "ended_run", r->aborted);
    json_write_boolean(w, "unbounded", r->value.known && isinf(r->value.value));
    json_write_object_end(w);
}

void json_judgement_validity(struct json_writer *w, const char *key, const struct run_validity *v)
{
    json_write_object(w, key);
    json_write_string(w, "level", validity_name(v->level));
    json_write_array(w, "reasons");
    for (size_t i = 0; i < v->count; i++) {
        json_write_object(w, NULL);
        json_write_string(w, "id", v->reasons[i].id);
        json_write_string(w, "level", validity_name(v->reasons[i].level));
        json_write_number(w, "value", v->reasons[i].value);
        json_write_number(w, "limit", v->reasons[i].limit);
        json_write_string(w, "text", v->reasons[i].text);
        json_write_object_end(w);
    }
    json_write_array_end(w);
    json_write_object_end(w);
}
