/* SPDX-License-Identifier: MIT */
/* output/capacity_json.c - see capacity_json.h */
#include "output/capacity_json.h"

#include <math.h>

#include "output/capacity_text.h"
#include "output/json_judgement.h"

static json_t *load(double value)
{
    return json_value_number(value > 0 ? value : NAN);
}

static json_t *bracket(const struct capacity_bracket *b)
{
    json_t *object = json_value_object();

    json_value_put(object, "holds", load(b->holds));
    json_value_put(object, "holds_for", json_value_count(b->holds_for));
    json_value_put(object, "holds_of", json_value_count(b->holds_of));
    json_value_put(object, "breaks", load(b->breaks));
    json_value_put(object, "breaks_for", json_value_count(b->breaks_for));
    json_value_put(object, "breaks_of", json_value_count(b->breaks_of));
    json_value_put(object, "lowest_broken", load(b->lowest_broken));
    json_value_put(object, "highest_holding", load(b->highest_holding));
    json_value_put(object, "generator", json_value_boolean(b->generator));
    return object;
}

static json_t *slo(const struct capacity_slo *s)
{
    json_t *object = json_value_object();

    json_value_put(object, "check", json_value_text(s->check->text));
    json_value_put(object, "settled", json_value_boolean(s->settled));
    json_value_put(object, "load", bracket(&s->bracket));
    return object;
}

static json_t *slo_of_level(const struct capacity_report *r, const struct capacity_level *l, size_t i)
{
    const struct check *check = r->slos[i].check;
    json_t *object = json_value_object();

    json_value_put(object, "check", json_value_text(check->text));
    json_value_put(object, "value", json_judgement_in_unit(check, l->slos[i].known ? l->slos[i].value : NAN));
    json_value_put(object, "holds", json_value_boolean(!(l->broken >> i & 1)));
    return object;
}

static json_t *littles_law(const struct capacity_report *r, const struct capacity_level *l)
{
    json_t *object = json_value_object();
    bool consistent = true;
    double between = capacity_level_between(l, &consistent);

    json_value_put(object, "in_system", json_value_number(capacity_level_in_system(l)));
    json_value_put(object, "between_requests_s", json_value_number(r->open ? NAN : between));
    json_value_put(object, "consistent", json_value_boolean(r->open || consistent));
    return object;
}

static json_t *level(const struct capacity_report *r, const struct capacity_level *l)
{
    json_t *object = json_value_object(), *slos = json_value_array();

    json_value_put(object, "load", json_value_number(l->load));
    json_value_put(object, "start_s", json_value_number(l->start_s));
    json_value_put(object, "duration_s", json_value_number(l->seconds));
    json_value_put(object, "settled_s", json_value_number(l->settled_s));
    json_value_put(object, "steady", json_value_boolean(l->steady));
    json_value_put(object, "users", json_value_count(l->users));
    json_value_put(object, "requests", json_value_count(l->requests));
    json_value_put(object, "dropped", json_value_count(l->dropped));
    json_value_put(object, "requests_per_second", json_value_number(l->rate));
    json_value_put(object, "fail_ratio", json_value_number(l->fail_ratio));
    json_value_put(object, "mean_ms", json_value_mean(l->mean_ns));
    json_value_put(object, "p50_ms", json_value_mean(l->p50_ns));
    json_value_put(object, "p95_ms", json_value_mean(l->p95_ns));
    json_value_put(object, "p99_ms", json_value_mean(l->p99_ns));
    json_value_put(object, "generator_cpu", json_value_number(l->cpu));
    json_value_put(object, "busiest", json_value_string(*l->busiest ? l->busiest : NULL));
    json_value_put(object, "busiest_cpu", json_value_number(*l->busiest ? l->busiest_cpu : NAN));
    json_value_put(object, "littles_law", littles_law(r, l));
    for (size_t i = 0; i < r->slo_count; i++)
        json_value_append(slos, slo_of_level(r, l, i));
    json_value_put(object, "slos", slos);
    json_value_put(object, "holds", json_value_boolean(l->broken == 0 && !l->generator));
    json_value_put(object, "generator", json_value_boolean(l->generator));
    json_value_put(object, "reason", json_value_string(*l->reason ? l->reason : NULL));
    return object;
}

static json_t *spread(double low, double high)
{
    json_t *array = json_value_array();

    json_value_append(array, json_value_number(low));
    json_value_append(array, json_value_number(high));
    return array;
}

static json_t *law(const struct scalability *s)
{
    static const char *const names[] = {[SCALABILITY_FITTED] = "fitted",
                                        [SCALABILITY_NO_KNEE] = "no_knee",
                                        [SCALABILITY_TOO_FEW] = "too_few_loads",
                                        [SCALABILITY_DOES_NOT_FIT] = "does_not_fit"};
    bool parameters = s->outcome != SCALABILITY_TOO_FEW, knee = s->outcome == SCALABILITY_FITTED;
    json_t *object = json_value_object();

    json_value_put(object, "outcome", json_value_string(names[s->outcome]));
    json_value_put(object, "lambda", json_value_number(parameters ? s->lambda : NAN));
    json_value_put(object, "sigma", json_value_number(parameters ? s->sigma : NAN));
    json_value_put(object, "kappa", json_value_number(parameters ? s->kappa : NAN));
    json_value_put(object, "residual", json_value_number(parameters ? s->residual : NAN));
    json_value_put(object, "knee", json_value_number(knee ? s->knee : NAN));
    json_value_put(object, "knee_95", knee ? spread(s->knee_low, s->knee_high) : json_value_number(NAN));
    json_value_put(object, "peak", json_value_number(knee ? s->peak : NAN));
    json_value_put(object, "peak_95", knee ? spread(s->peak_low, s->peak_high) : json_value_number(NAN));
    return object;
}

static json_t *options(const struct capacity_report *r)
{
    json_t *object = json_value_object();

    json_value_put(object, "start", json_value_number(r->options.lowest));
    json_value_put(object, "max", json_value_number(r->options.highest));
    json_value_put(object, "max_time_s", json_value_number(r->max_time_s));
    json_value_put(object, "step_time_s", json_value_count(r->step_s));
    json_value_put(object, "precision", json_value_number(r->options.precision));
    json_value_put(object, "repeats", json_value_count(r->options.repeats));
    return object;
}

json_t *capacity_json(const struct capacity_report *r)
{
    json_t *object = json_value_object(), *slos = json_value_array(), *levels = json_value_array();
    char sentence[CAPACITY_SENTENCE];

    json_value_put(object, "outcome", json_value_string(capacity_outcome_name(r->outcome)));
    json_value_put(object, "ended", json_value_string(r->ended));
    json_value_put(object, "unit", json_value_string(r->open ? "arrivals_per_second" : "users"));
    json_value_put(object, "options", options(r));
    json_value_put(object, "load", bracket(&r->all));
    json_value_put(object, "requests_per_second", spread(r->rate.low, r->rate.high));
    json_value_put(object, "p95_ms", spread(r->p95_ns.low / 1e6, r->p95_ns.high / 1e6));
    json_value_put(object, "resource", json_value_string(*capacity_text_resource(r, sentence) ? sentence : NULL));
    for (size_t i = 0; i < r->slo_count; i++)
        json_value_append(slos, slo(&r->slos[i]));
    json_value_put(object, "slos", slos);
    json_value_put(object, "scalability", law(&r->law));
    for (size_t i = 0; i < r->level_count; i++)
        json_value_append(levels, level(r, &r->levels[i]));
    json_value_put(object, "levels", levels);
    return object;
}
