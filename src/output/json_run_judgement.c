/* SPDX-License-Identifier: MIT */
/* output/json_run_judgement.c - the counterpart of output/json_judgement.c: checks and verdict */
#include <math.h>

#include "base/limits.h"
#include "output/json_judgement.h"
#include "output/json_run_parts.h"

/* The places that results and levels have in their lists are those of their enums. */
static bool read_level(struct json_reading *r, const json_t *object, const struct json_place *p, enum validity *out)
{
    const char *names[VALIDITY_INVALID + 1];
    size_t level;

    for (size_t i = 0; i < COUNT(names); i++)
        names[i] = validity_name((enum validity)i);
    if (!json_reading_word(r, object, p, "level", names, COUNT(names), "is neither VALID, DEGRADED nor INVALID", &level))
        return false;
    *out = (enum validity)level;
    return true;
}

static bool read_reasons(struct json_reading *r, const json_t *object, const struct json_place *in, struct run_validity *out)
{
    static const struct json_member members[] = {
        JSON_MUST(validity_reason, STRING, "id", id), JSON_MAY(validity_reason, SIGNED, "value", value),
        JSON_MAY(validity_reason, SIGNED, "limit", limit), JSON_MUST(validity_reason, LINE, "text", text)};
    struct json_place p = {in, "reasons", 0};
    json_t *list;

    if (!json_reading_list(r, object, in, "reasons", false, VALIDITY_REASONS_MAX, &list))
        return false;
    for (; p.index < json_array_size(list); p.index++) {
        struct validity_reason *reason = &out->reasons[out->count++];
        const json_t *element = json_array_get(list, p.index);

        if (!json_reading_members(r, element, &p, members, COUNT(members), reason) || !read_level(r, element, &p, &reason->level))
            return false;
        if (!reason->id)
            return json_reading_fail(r, &p, "id", "is not a text");
    }
    return true;
}

/* A duration in milliseconds, all else as it is. */
static bool read_value(struct json_reading *r, const json_t *object, const struct json_place *p, struct check_result *out)
{
    bool of_times = out->check->unit == CHECK_NANOSECONDS, unbounded = false;
    const struct json_member value = {"value", of_times ? MEMBER_SIGNED_MEAN : MEMBER_SIGNED, true, 0, sizeof(double)};
    static const struct json_member beyond = {"unbounded", MEMBER_TRUTH, false, 0, sizeof(bool)};
    double *to = &out->value.value;

    if (!json_reading_members(r, object, p, &value, 1, to) || !json_reading_members(r, object, p, &beyond, 1, &unbounded))
        return false;
    if (of_times && *to < 0)
        return json_reading_fail(r, p, "value", "is not a number that can be");
    if (unbounded)
        *to = INFINITY;
    out->value.known = !isnan(*to);
    if (!out->value.known)
        *to = 0;
    return true;
}

static bool read_check(struct json_reading *r, const json_t *object, const struct json_place *p, struct check_result *out)
{
    static const struct json_member members[] = {JSON_MAY(check_result, COUNT, "samples", value.samples),
                                                 JSON_MAY(check_result, SIGNED, "margin", margin),
                                                 JSON_MAY(check_result, TRUTH, "ended_run", aborted)};
    const char *text = json_string_value(json_object_get(object, "check"));
    struct check *check = arena_zalloc(r->arena, sizeof *check);
    struct check_problem problem;
    size_t state;

    if (!text || !check_read(text_from(arena_strdup(r->arena, text)), check, &problem))
        return json_reading_fail(r, p, "check", "is not a check that this version knows");
    *out = (struct check_result){.check = check, .margin = NAN};
    if (!json_reading_word(r, object, p, "result", json_judgement_results, COUNT(json_judgement_results),
                           "is neither \"pass\", \"fail\" nor \"wait\"", &state) ||
        !json_reading_members(r, object, p, members, COUNT(members), out) || !read_value(r, object, p, out))
        return false;
    out->state = (enum check_state)state;
    out->few_samples = check_has_few_samples(check, &out->value);
    return true;
}

static bool read_checks(struct json_reading *r, const json_t *document, struct judgement *out)
{
    struct json_place p = {NULL, "checks", 0};
    struct check_result *results;
    json_t *list;

    if (!json_reading_list(r, document, NULL, "checks", false, LIMIT_CHECKS, &list))
        return false;
    results = arena_zalloc(r->arena, (json_array_size(list) + 1) * sizeof *results);
    for (; p.index < json_array_size(list); p.index++) {
        if (!read_check(r, json_array_get(list, p.index), &p, &results[p.index]))
            return false;
        out->failed += results[p.index].state == CHECK_FAILS;
    }
    out->checks = results;
    out->check_count = json_array_size(list);
    return true;
}

/* Without a verdict nobody judged. */
bool json_run_read_judgement(struct json_reading *r, const json_t *document, struct json_run *run)
{
    static const struct json_place p = {NULL, "verdict", JSON_NO_ELEMENT};
    struct judgement *judgement;
    json_t *verdict;

    if (!json_reading_object(r, document, NULL, "verdict", false, &verdict) || !verdict)
        return *r->problem == '\0';
    judgement = arena_zalloc(r->arena, sizeof *judgement);
    run->info.judgement = judgement;
    return read_level(r, verdict, &p, &judgement->validity.level) && read_reasons(r, verdict, &p, &judgement->validity) &&
           read_checks(r, document, judgement);
}
