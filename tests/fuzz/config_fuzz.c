/* SPDX-License-Identifier: MIT */
/* Configuration files in both syntaxes: what is refused is refused with words and a place; what is read can be applied, with the
 * place in the message when a value does not fit.
 */
#include "fuzz.h"

#include "cli/config_lines.h"
#include "cli/config_toml.h"

static void check(bool fine, const struct settings *settings, const char *problem)
{
    struct cli_options options = {0};
    char wrong[OPTION_PROBLEM] = "";

    ensure(fine || text_starts_with(text_from(problem), TEXT("the file")));
    for (size_t i = 0; i < settings->count; i++) {
        const struct setting *s = &settings->at[i];

        ensure(s->option && text_starts_with(text_from(s->as), TEXT("the file line ")));
        ensure(s->value || !option_takes_value(s->option));
    }
    if (fine && !settings_apply(settings, &options, wrong))
        ensure(text_starts_with(text_from(wrong), TEXT("the file line ")));
    arena_reset(&options.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text content = {(const char *)data, size};
    struct arena arena = {0};
    struct settings lines = {.arena = &arena}, toml = {.arena = &arena};
    char problem[OPTION_PROBLEM] = "";
    bool fine = config_lines_read(&lines, "the file", content, problem);

    check(fine, &lines, problem);
    problem[0] = '\0';
    fine = config_toml_read(&toml, "the file", content, "locust", problem);
    check(fine, &toml, problem);
    arena_reset(&arena);
    return 0;
}
