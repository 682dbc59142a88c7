/* SPDX-License-Identifier: MIT */
/* output/json_plan.c - see json_plan.h */
#include "output/json_plan.h"

#include <stdio.h>

#include "output/json_stages.h"
#include "output/json_value.h"

#define SEED_TEXT 24

const char *const json_plan_arrivals[2] = {"constant", "poisson"};
const char *const json_plan_catch_up[] = {
    [PLAN_CATCH_UP_ALL] = "all", [PLAN_CATCH_UP_BOUNDED] = "bounded", [PLAN_CATCH_UP_SKIP] = "skip"};

static json_t *list(struct plan_list l)
{
    json_t *array = json_value_array();

    for (size_t i = 0; i < l.count; i++)
        json_value_append(array, json_value_masked(l.at[i]));
    return array;
}

static json_t *http(const struct plan_http *h)
{
    json_t *object = json_value_object();

    json_value_put(object, "timeout_s", json_value_number(h->timeout_s));
    json_value_put(object, "connect_timeout_s", json_value_number(h->connect_timeout_s));
    json_value_put(object, "max_redirects", json_value_count(h->max_redirects));
    json_value_put(object, "no_redirects", json_value_boolean(h->no_redirects));
    json_value_put(object, "insecure", json_value_boolean(h->insecure));
    json_value_put(object, "ca_file", json_value_string(h->ca_file));
    json_value_put(object, "certificate_file", json_value_string(h->certificate_file));
    json_value_put(object, "ciphers", json_value_string(h->ciphers));
    json_value_put(object, "tls_resume", json_value_boolean(h->tls_resume));
    json_value_put(object, "resolve", list(h->resolve));
    json_value_put(object, "dns_servers", json_value_string(h->dns_servers));
    json_value_put(object, "ip_version", json_value_count((uint64_t)h->ip_version));
    json_value_put(object, "source_address", json_value_string(h->source_address));
    json_value_put(object, "max_connections", json_value_count(h->max_connections));
    json_value_put(object, "no_keepalive", json_value_boolean(h->no_keepalive));
    json_value_put(object, "retry_stale", json_value_boolean(h->retry_stale));
    json_value_put(object, "max_body", json_value_count(h->max_body));
    json_value_put(object, "user_agent", json_value_string(h->user_agent));
    json_value_put(object, "headers", list(h->headers));
    json_value_put(object, "no_compression", json_value_boolean(h->no_compression));
    return object;
}

json_t *json_plan(const struct plan *plan)
{
    json_t *object = json_value_object();
    char seed[SEED_TEXT];

    snprintf(seed, sizeof seed, "%" PRIu64, plan->seed); /* as text: readers that know only doubles would round it */
    json_value_put(object, "scenario_file", json_value_string(plan->scenario_file));
    json_value_put(object, "url", json_value_masked(plan->url.url));
    json_value_put(object, "url_method", json_value_string(plan->url.method));
    json_value_put(object, "url_body_size", json_value_count(plan->url.body_size));
    json_value_put(object, "host", json_value_masked(plan->host));
    json_value_put(object, "users", json_value_count(plan->users));
    json_value_put(object, "spawn_rate", json_value_number(plan->spawn_rate));
    json_value_put(object, "rate", json_value_string(plan->rate_text));
    json_value_put(object, "arrivals", json_value_string(plan->max_users == 0 ? NULL : json_plan_arrivals[plan->poisson]));
    json_value_put(object, "catch_up", json_value_string(plan->max_users == 0 ? NULL : json_plan_catch_up[plan->catch_up]));
    json_value_put(object, "max_users", json_value_count(plan->max_users));
    json_value_put(object, "iterations_limit", json_value_string(plan->iterations_text));
    json_value_put(object, "run_time_s", json_value_number(plan->run_time_s));
    json_value_put(object, "warmup_s", json_value_number(plan->warmup_s));
    json_value_put(object, "stages", json_planned_stages(&plan->stages));
    json_value_put(object, "shaped", json_value_boolean(plan->shaped));
    json_value_put(object, "stop_timeout_s", json_value_number(plan->stop_timeout_s));
    json_value_put(object, "user_classes", list(plan->user_classes));
    json_value_put(object, "tags", list(plan->tags));
    json_value_put(object, "exclude_tags", list(plan->exclude_tags));
    json_value_put(object, "equal_weights", json_value_boolean(plan->equal_weights));
    json_value_put(object, "seed", json_value_string(seed));
    json_value_put(object, "reset_stats", json_value_boolean(plan->reset_stats));
    json_value_put(object, "profile", json_value_string(plan->profile));
    json_value_put(object, "monitors", list(plan->monitors));
    json_value_put(object, "costs", list(plan->costs));
    json_value_put(object, "settings", list(plan->settings));
    json_value_put(object, "http", http(&plan->http));
    return object;
}
