/* SPDX-License-Identifier: MIT */
/* json_place.h - a value of a JSON document by its place */
#ifndef CICADA_TESTS_JSON_PLACE_H
#define CICADA_TESTS_JSON_PLACE_H

#include "support.h"

#include <jansson.h>

#include "base/text.h"

/* The value at "run/title" or "requests/1/name"; the test fails where there is none. Borrowed from the document. */
static inline json_t *json_at(json_t *document, const char *where)
{
    json_t *value = document;
    struct text rest = text_from(where);

    while (rest.data) {
        char key[64];
        struct text word = text_cut(&rest, '/');
        uint64_t index;

        snprintf(key, sizeof key, "%.*s", (int)word.size, word.data);
        value = text_to_u64(word, &index) && json_is_array(value) ? json_array_get(value, index) : json_object_get(value, key);
        if (!value)
            fail_msg("nothing at %s", where);
    }
    return value;
}

#endif
