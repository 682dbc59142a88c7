/* SPDX-License-Identifier: MIT */
/* output/json_run_plan.c - the counterpart of output/json_plan.c */
#include "base/limits.h"
#include "output/json_plan.h"
#include "output/json_run_parts.h"

static const struct json_place in_plan = {NULL, "plan", JSON_NO_ELEMENT};

struct list_member {
    const char *key;
    size_t offset;
};

/* An empty list may be absent, or a member of another version. */
static bool read_words(struct json_reading *r, const json_t *object, const struct json_place *in, const char *key,
                       struct plan_list *out)
{
    struct json_place p = {in, key, 0};
    const char **words;
    json_t *list;

    if (!json_reading_list(r, object, in, key, false, LIMIT_OPTION_WORDS, &list))
        return false;
    words = arena_alloc(r->arena, (json_array_size(list) + 1) * sizeof *words);
    for (p.index = 0; p.index < json_array_size(list); p.index++) {
        const char *word = json_string_value(json_array_get(list, p.index));

        if (!word)
            return json_reading_fail(r, &p, NULL, "is not a text");
        words[p.index] = arena_strdup(r->arena, word);
    }
    *out = (struct plan_list){words, json_array_size(list)};
    return true;
}

static bool read_lists(struct json_reading *r, const json_t *object, const struct json_place *in,
                       const struct list_member *members, size_t count, struct plan *plan)
{
    for (size_t i = 0; i < count; i++)
        if (!read_words(r, object, in, members[i].key, (struct plan_list *)(void *)((char *)plan + members[i].offset)))
            return false;
    return true;
}

static bool read_stages(struct json_reading *r, const json_t *object, struct plan_stages *out)
{
    static const struct json_member members[] = {
        JSON_MUST(plan_stage, STRING, "name", name),     JSON_MAY(plan_stage, COUNT_32, "users", users),
        JSON_MAY(plan_stage, RATE, "rate", rate),        JSON_MAY(plan_stage, RATE, "arrivals", arrivals),
        JSON_MAY(plan_stage, SECONDS, "ramp_s", ramp_s), JSON_MAY(plan_stage, SECONDS, "hold_s", hold_s)};
    struct plan_stage *stages;
    json_t *list, *element;
    size_t i;

    if (!json_reading_list(r, object, &in_plan, "stages", false, LIMIT_STAGES, &list))
        return false;
    stages = arena_zalloc(r->arena, (json_array_size(list) + 1) * sizeof *stages);
    json_array_foreach(list, i, element)
    {
        struct json_place p = {&in_plan, "stages", i};

        if (!json_reading_members(r, element, &p, members, COUNT(members), &stages[i]))
            return false;
        if (!stages[i].name)
            stages[i].name = "";
        out->open |= stages[i].arrivals > 0 || stages[i].ramp_s > 0;
    }
    out->at = stages;
    out->count = json_array_size(list);
    return true;
}

static bool read_http(struct json_reading *r, const json_t *object, struct plan *plan)
{
    static const struct json_member members[] = {JSON_MAY(plan_http, SECONDS, "timeout_s", timeout_s),
                                                 JSON_MAY(plan_http, SECONDS, "connect_timeout_s", connect_timeout_s),
                                                 JSON_MAY(plan_http, COUNT_32, "max_redirects", max_redirects),
                                                 JSON_MAY(plan_http, TRUTH, "no_redirects", no_redirects),
                                                 JSON_MAY(plan_http, TRUTH, "insecure", insecure),
                                                 JSON_MAY(plan_http, STRING, "ca_file", ca_file),
                                                 JSON_MAY(plan_http, STRING, "certificate_file", certificate_file),
                                                 JSON_MAY(plan_http, STRING, "ciphers", ciphers),
                                                 JSON_MAY(plan_http, TRUTH, "tls_resume", tls_resume),
                                                 JSON_MAY(plan_http, STRING, "dns_servers", dns_servers),
                                                 JSON_MAY(plan_http, INT, "ip_version", ip_version),
                                                 JSON_MAY(plan_http, STRING, "source_address", source_address),
                                                 JSON_MAY(plan_http, COUNT_32, "max_connections", max_connections),
                                                 JSON_MAY(plan_http, TRUTH, "no_keepalive", no_keepalive),
                                                 JSON_MAY(plan_http, TRUTH, "retry_stale", retry_stale),
                                                 JSON_MAY(plan_http, COUNT, "max_body", max_body),
                                                 JSON_MAY(plan_http, STRING, "user_agent", user_agent),
                                                 JSON_MAY(plan_http, TRUTH, "no_compression", no_compression)};
    static const struct list_member lists[] = {{"resolve", offsetof(struct plan, http.resolve)},
                                               {"headers", offsetof(struct plan, http.headers)}};
    static const struct json_place p = {&in_plan, "http", JSON_NO_ELEMENT};
    json_t *http;

    if (!json_reading_object(r, object, &in_plan, "http", false, &http))
        return false;
    return !http || (json_reading_members(r, http, &p, members, COUNT(members), &plan->http) &&
                     read_lists(r, http, &p, lists, COUNT(lists), plan));
}

/* How arrivals come, which is null without any. */
static bool read_arrivals(struct json_reading *r, const json_t *object, struct plan *plan)
{
    size_t place = 0;

    if (!json_is_string(json_object_get(object, "arrivals")))
        return true;
    if (!json_reading_word(r, object, &in_plan, "arrivals", json_plan_arrivals, COUNT(json_plan_arrivals),
                           "is neither \"constant\" nor \"poisson\"", &place))
        return false;
    plan->poisson = place == 1;
    if (!json_reading_word(r, object, &in_plan, "catch_up", json_plan_catch_up, COUNT(json_plan_catch_up),
                           "is neither \"all\", \"bounded\" nor \"skip\"", &place))
        return false;
    plan->catch_up = (enum plan_catch_up)place;
    return true;
}

/* A text, since not every reader of JSON knows numbers of that size. */
static bool read_seed(struct json_reading *r, const json_t *object, struct plan *plan)
{
    const json_t *seed = json_object_get(object, "seed");
    const char *text = json_string_value(seed);

    return !seed || (text && text_to_u64(text_from(text), &plan->seed)) ||
           json_reading_fail(r, &in_plan, "seed", "is not a number as a text");
}

bool json_run_read_plan(struct json_reading *r, const json_t *document, struct json_run *run)
{
    static const struct json_member members[] = {JSON_MAY(plan, STRING, "scenario_file", scenario_file),
                                                 JSON_MAY(plan, STRING, "url", url.url),
                                                 JSON_MAY(plan, STRING, "url_method", url.method),
                                                 JSON_MAY(plan, COUNT, "url_body_size", url.body_size),
                                                 JSON_MAY(plan, STRING, "host", host),
                                                 JSON_MUST(plan, COUNT_32, "users", users),
                                                 JSON_MAY(plan, RATE, "spawn_rate", spawn_rate),
                                                 JSON_MAY(plan, STRING, "rate", rate_text),
                                                 JSON_MAY(plan, COUNT_32, "max_users", max_users),
                                                 JSON_MAY(plan, STRING, "iterations_limit", iterations_text),
                                                 JSON_MAY(plan, SECONDS, "run_time_s", run_time_s),
                                                 JSON_MAY(plan, SECONDS, "warmup_s", warmup_s),
                                                 JSON_MAY(plan, TRUTH, "shaped", shaped),
                                                 JSON_MAY(plan, SECONDS, "stop_timeout_s", stop_timeout_s),
                                                 JSON_MAY(plan, TRUTH, "equal_weights", equal_weights),
                                                 JSON_MAY(plan, TRUTH, "reset_stats", reset_stats),
                                                 JSON_MAY(plan, STRING, "profile", profile)};
    static const struct list_member lists[] = {{"user_classes", offsetof(struct plan, user_classes)},
                                               {"tags", offsetof(struct plan, tags)},
                                               {"exclude_tags", offsetof(struct plan, exclude_tags)},
                                               {"monitors", offsetof(struct plan, monitors)},
                                               {"costs", offsetof(struct plan, costs)},
                                               {"settings", offsetof(struct plan, settings)}};
    struct plan *plan = &run->plan;
    json_t *object;

    return json_reading_object(r, document, NULL, "plan", true, &object) &&
           json_reading_members(r, object, &in_plan, members, COUNT(members), plan) &&
           read_lists(r, object, &in_plan, lists, COUNT(lists), plan) && read_arrivals(r, object, plan) &&
           read_seed(r, object, plan) && read_stages(r, object, &plan->stages) && read_http(r, object, plan);
}
