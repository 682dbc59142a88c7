/* SPDX-License-Identifier: MIT */
/* output/json_judgement.c - see json_judgement.h */
#include "output/json_judgement.h"

#include <math.h>

#include "stats/confidence.h"

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

json_t *json_judgement_check(const struct check_result *r)
{
    static const char *const results[] = {[CHECK_WAITS] = "wait", [CHECK_PASSES] = "pass", [CHECK_FAILS] = "fail"};
    json_t *object = json_value_object();

    json_value_put(object, "check", json_value_text(r->check->text));
    json_value_put(object, "result", json_value_string(results[r->state]));
    json_value_put(object, "value", r->value.known ? json_judgement_in_unit(r->check, r->value.value) : json_value_number(NAN));
    json_value_put(object, "limit", json_judgement_in_unit(r->check, r->check->limit));
    json_value_put(object, "unit", json_value_string(unit_name(r->check)));
    json_value_put(object, "margin", json_value_number(r->margin));
    json_value_put(object, "samples", json_value_count(r->value.samples));
    json_value_put(object, "samples_needed",
                   json_value_count(check_is_of_times(r->check) && r->check->metric == CHECK_QUANTILE
                                        ? confidence_samples_needed(r->check->share)
                                        : 0));
    json_value_put(object, "ended_run", json_value_boolean(r->aborted));
    return object;
}

json_t *json_judgement_validity(const struct run_validity *v)
{
    json_t *object = json_value_object(), *reasons = json_value_array();

    for (size_t i = 0; i < v->count; i++) {
        json_t *reason = json_value_object();

        json_value_put(reason, "id", json_value_string(v->reasons[i].id));
        json_value_put(reason, "level", json_value_string(validity_name(v->reasons[i].level)));
        json_value_put(reason, "value", json_value_number(v->reasons[i].value));
        json_value_put(reason, "limit", json_value_number(v->reasons[i].limit));
        json_value_put(reason, "text", json_value_string(v->reasons[i].text));
        json_value_append(reasons, reason);
    }
    json_value_put(object, "level", json_value_string(validity_name(v->level)));
    json_value_put(object, "reasons", reasons);
    return object;
}
