/* SPDX-License-Identifier: MIT */
/* documented.h - holds a JSON document against the text that describes it */
#ifndef CICADA_TESTS_DOCUMENTED_H
#define CICADA_TESTS_DOCUMENTED_H

#include "support.h"

#include <jansson.h>

/* Members whose own members are data: numbers of statuses, names of classes and tasks. */
static inline bool documented_is_data(const char *key)
{
    return strcmp(key, "statuses") == 0 || strcmp(key, "tasks") == 0;
}

/* Fails on a member, at any depth, whose name does not stand in backquotes in `text`, which `file` names. */
static inline void assert_documented(const char *file, const char *text, json_t *value)
{
    const char *key;
    json_t *member;
    size_t i;

    json_array_foreach(value, i, member)
    {
        assert_documented(file, text, member);
    }
    json_object_foreach(value, key, member)
    {
        char quoted[80];

        snprintf(quoted, sizeof quoted, "`%s`", key);
        if (!strstr(text, quoted))
            fail_msg("%s does not explain %s", file, quoted);
        if (!documented_is_data(key))
            assert_documented(file, text, member);
    }
}
/* The same members at all depths; of lists the first elements are compared. Numbers may be null and whole. */
static inline void assert_same_shape(const char *where, json_t *example, json_t *made)
{
    const char *key;
    json_t *member;

    if (json_is_null(example) || json_is_null(made))
        return;
    if (json_is_number(example) ? !json_is_number(made) : json_typeof(example) != json_typeof(made))
        fail_msg("%s is of another type than in the example", where);
    if (json_array_size(example) > 0 && json_array_size(made) > 0)
        assert_same_shape(where, json_array_get(example, 0), json_array_get(made, 0));
    json_object_foreach(made, key, member)
    {
        if (!json_object_get(example, key))
            fail_msg("the example lacks %s in %s", key, where);
    }
    json_object_foreach(example, key, member)
    {
        if (!json_object_get(made, key))
            fail_msg("%s of the example is not in %s", key, where);
        assert_same_shape(key, member, json_object_get(made, key));
    }
}

/* The block of JSON with that number, from 0, in a text in Markdown. A new value. */
static inline json_t *documented_example(const char *markdown, size_t number)
{
    static const char begin[] = "```json\n";
    json_error_t error;
    json_t *value;

    for (size_t i = 0; markdown && i <= number; i++) {
        markdown = strstr(markdown, begin);
        markdown = markdown ? markdown + strlen(begin) : NULL;
    }
    if (!markdown)
        fail_msg("there is no example %zu", number);
    value = json_loadb(markdown, (size_t)(strstr(markdown, "```") - markdown), JSON_REJECT_DUPLICATES, &error);
    if (!value)
        fail_msg("example %zu, line %d: %s", number, error.line, error.text);
    return value;
}

#endif
