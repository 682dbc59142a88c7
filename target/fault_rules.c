/* SPDX-License-Identifier: MIT */
/* fault_rules.c - see fault_rules.h
 *
 * Words become JSON first, so that there is one reader: "PATTERN a=1 b=2" is {"path": "PATTERN", "a": 1, "b": 2}.
 */
#include "fault_rules.h"

#include "base/mem.h"
#include "base/text.h"

struct member {
    const char *name;
    size_t offset; /* of a double */
    double low, high, usual;
};

#define RULE_MEMBER(name, low, high, usual)                        \
    {                                                              \
#name, offsetof(struct fault_rule, name), low, high, usual \
    }
#define STALL_MEMBER(name, high)                              \
    {                                                         \
#name, offsetof(struct fault_stall, name), 0, high, 0 \
    }

static const struct member rule_members[] = {
    RULE_MEMBER(latency_ms, 0, LIMIT_DELAY_MS, 0),
    RULE_MEMBER(jitter_ms, 0, LIMIT_DELAY_MS, 0),
    RULE_MEMBER(workers, 0, LIMIT_FAULT_WORKERS, 0),
    RULE_MEMBER(error_rate, 0, 1, 0),
    RULE_MEMBER(error_status, 400, 599, 503),
    RULE_MEMBER(reset_rate, 0, 1, 0),
    RULE_MEMBER(close_early_rate, 0, 1, 0),
    RULE_MEMBER(slow_body_bytes, 0, 1e9, 0),
    RULE_MEMBER(slow_body_interval_ms, 0, LIMIT_DELAY_MS, 100),
    RULE_MEMBER(cpu_ms, 0, LIMIT_BURN_MS, 0),
    RULE_MEMBER(leak_bytes, 0, LIMIT_LEAK_BYTES, 0),
    RULE_MEMBER(body_size, -1, (double)LIMIT_REPLY_BYTES, -1),
};

static const struct member stall_members[] = {
    STALL_MEMBER(for_ms, LIMIT_STALL_MS),
    STALL_MEMBER(every_ms, LIMIT_DELAY_MS),
};

static double *place(void *record, const struct member *m)
{
    return (double *)(void *)((char *)record + m->offset);
}

static double value_of(const void *record, const struct member *m)
{
    return *(const double *)(const void *)((const char *)record + m->offset);
}

static const struct member *member_named(const struct member *members, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(members[i].name, name) == 0)
            return &members[i];
    }
    return NULL;
}

static bool read_number(void *record, const struct member *m, const json_t *value, char *problem, size_t room)
{
    double number = json_is_number(value) ? json_number_value(value) : m->low - 1;

    if (!(number >= m->low && number <= m->high)) {
        snprintf(problem, room, "'%s' must be a number from %g to %g", m->name, m->low, m->high);
        return false;
    }
    *place(record, m) = number;
    return true;
}

static bool read_text(char **to, const char *name, const json_t *value, char *problem, size_t room)
{
    if (!json_is_string(value)) {
        snprintf(problem, room, "'%s' must be text", name);
        return false;
    }
    mem_free(*to);
    *to = mem_strdup(json_string_value(value));
    return true;
}

static bool read_rule_member(struct fault_rule *rule, const char *name, const json_t *value, char *problem, size_t room)
{
    const struct member *m = member_named(rule_members, COUNT(rule_members), name);

    if (m)
        return read_number(rule, m, value, problem, room);
    if (strcmp(name, "path") == 0)
        return read_text(&rule->path, name, value, problem, room);
    if (strcmp(name, "method") == 0)
        return json_is_null(value) || read_text(&rule->method, name, value, problem, room);
    snprintf(problem, room, "unknown member '%.100s' of a rule; see docs/target.md", name);
    return false;
}

bool fault_rule_from_json(struct fault_rule *rule, const json_t *value, char *problem, size_t room)
{
    const char *name;
    json_t *member;

    *rule = (struct fault_rule){0};
    for (size_t i = 0; i < COUNT(rule_members); i++)
        *place(rule, &rule_members[i]) = rule_members[i].usual;
    if (!json_is_object(value)) {
        snprintf(problem, room, "a rule must be an object");
        return false;
    }
    json_object_foreach((json_t *)(uintptr_t)value, name, member)
    {
        if (!read_rule_member(rule, name, member, problem, room))
            goto malformed;
    }
    if (rule->reset_rate + rule->close_early_rate + rule->error_rate > 1) {
        snprintf(problem, room, "reset_rate, close_early_rate and error_rate add up to more than 1");
        goto malformed;
    }
    if (rule->workers > 0 && rule->latency_ms <= 0) {
        snprintf(problem, room, "'workers' needs latency_ms: how long a worker takes for a request");
        goto malformed;
    }
    if (!rule->path)
        rule->path = mem_strdup("*");
    return true;

malformed:
    fault_rule_free(rule);
    return false;
}

void fault_rule_free(struct fault_rule *rule)
{
    mem_free(rule->path);
    mem_free(rule->method);
    rule->path = rule->method = NULL;
}

json_t *fault_rule_json(const struct fault_rule *rule)
{
    json_t *value = json_pack("{s:o, s:s?}", "path", json_string(rule->path), "method", rule->method);

    for (size_t i = 0; i < COUNT(rule_members); i++)
        json_object_set_new(value, rule_members[i].name, json_real(value_of(rule, &rule_members[i])));
    return value;
}

bool fault_stall_from_json(struct fault_stall *stall, const json_t *value, char *problem, size_t room)
{
    const char *name;
    json_t *member;

    *stall = (struct fault_stall){0};
    if (!json_is_object(value)) {
        snprintf(problem, room, "'stall' must be an object");
        return false;
    }
    json_object_foreach((json_t *)(uintptr_t)value, name, member)
    {
        const struct member *m = member_named(stall_members, COUNT(stall_members), name);

        if (m && !read_number(stall, m, member, problem, room))
            return false;
        if (!m && strcmp(name, "now") != 0) {
            snprintf(problem, room, "unknown member '%.100s' of 'stall'; known: for_ms, every_ms, now", name);
            return false;
        }
    }
    stall->now = json_is_true(json_object_get(value, "now"));
    if (stall->every_ms > 0 && stall->every_ms <= stall->for_ms) {
        snprintf(problem, room, "every_ms must be longer than for_ms");
        return false;
    }
    return true;
}

json_t *fault_stall_json(const struct fault_stall *stall)
{
    return json_pack("{s:f, s:f}", "for_ms", stall->for_ms, "every_ms", stall->every_ms);
}

static json_t *word_value(struct text word)
{
    double number;

    if (text_to_double(word, &number))
        return json_real(number);
    if (text_equal(word, TEXT("true")))
        return json_true();
    return json_stringn(word.data, word.size);
}

/* A reference to a JSON object, or NULL when a word is no key=value. */
static json_t *words_to_json(struct text words, bool path_first, char *problem, size_t room)
{
    json_t *object = json_object();

    while (words.data) {
        struct text word = text_cut(&words, ' ');

        if (word.size == 0)
            continue;
        struct text name = TEXT("path"), value = word;

        if (!path_first)
            name = text_cut(&value, '=');
        path_first = false;
        if (!value.data || json_object_setn_new(object, name.data, name.size, word_value(value)) < 0) {
            snprintf(problem, room, "'%.*s' is not of the form name=value", (int)MIN(word.size, (size_t)100), word.data);
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

bool fault_rule_from_text(struct fault_rule *rule, const char *text, char *problem, size_t room)
{
    json_t *object = words_to_json(text_from(text), true, problem, room);
    bool fine = object && fault_rule_from_json(rule, object, problem, room);

    json_decref(object);
    return fine;
}

bool fault_stall_from_text(struct fault_stall *stall, const char *text, char *problem, size_t room)
{
    json_t *object = words_to_json(text_from(text), false, problem, room);
    bool fine = object && fault_stall_from_json(stall, object, problem, room);

    json_decref(object);
    return fine;
}
