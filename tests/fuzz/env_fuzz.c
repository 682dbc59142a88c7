/* SPDX-License-Identifier: MIT */
/* .env files and texts with references to variables: what is refused is refused with a place, what is read stays within limits.
 */
#include "fuzz.h"

#include "base/limits.h"
#include "cli/env_file.h"
#include "cli/variables.h"

static void check_values(const struct env_values *values)
{
    struct text name;
    void *value;

    ensure(map_size(values->map) <= LIMIT_VARIABLES);
    for (size_t at = 0; map_next(values->map, &at, &name, &value);) {
        ensure(name.size > 0 && name.size <= LIMIT_VARIABLE_NAME && !memchr(name.data, '=', name.size));
        ensure(strlen(value) <= LIMIT_VARIABLE_VALUE);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text content = {(const char *)data, size};
    char problem[OPTION_PROBLEM] = "", message[VARIABLES_PROBLEM] = "";
    struct env_values values;
    struct arena arena = {0};
    const char *text = arena_copy(&arena, content), *expanded = variables_expand(text, &arena, message);

    ensure(expanded || strstr(message, "\n    "));
    ensure(!expanded || strstr(text, "${") || strcmp(expanded, text) == 0);
    env_values_init(&values, &arena);
    if (env_file_parse(&values, "the file", content, problem))
        check_values(&values);
    else
        ensure(text_starts_with(text_from(problem), TEXT("the file")));
    env_values_free(&values);
    arena_reset(&arena);
    return 0;
}
