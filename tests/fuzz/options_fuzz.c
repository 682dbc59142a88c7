/* SPDX-License-Identifier: MIT */
/* Command lines: what is refused is refused with words; what is accepted is accepted again, and says the same, when each option
 * is written as --NAME=VALUE.
 */
#include "fuzz.h"

#include "cli/check_options.h"
#include "cli/parse_arguments.h"

#define WORDS_MAX 64

static void apply(const struct arguments *arguments)
{
    struct cli_options options = {0};
    char problem[OPTION_PROBLEM] = "";

    if (settings_apply(&arguments->settings, &options, problem))
        ensure(options_check(&options, problem) || problem[0]);
    else
        ensure(problem[0]);
    arena_reset(&options.arena);
}

/* The settings of `first` as words in normal form give the same settings. */
static void check_normal_form(const struct arguments *first, struct arena *arena)
{
    const char **words = arena_alloc(arena, (first->settings.count + 1) * sizeof *words);
    struct arguments again;
    char problem[OPTION_PROBLEM] = "";

    for (size_t i = 0; i < first->settings.count; i++) {
        const struct setting *s = &first->settings.at[i];

        words[i] = s->value ? arena_printf(arena, "--%s=%s", s->option->name, s->value)
                            : arena_printf(arena, "--%s", s->option->name);
    }
    ensure(arguments_parse(&again, arena, first->settings.count, words, problem));
    ensure(again.settings.count == first->settings.count && again.word_count == 0);
    for (size_t i = 0; i < again.settings.count; i++) {
        const struct setting *a = &first->settings.at[i], *b = &again.settings.at[i];

        ensure(a->option == b->option && !a->value == !b->value);
        ensure(!a->value || strcmp(a->value, b->value) == 0);
    }
}

/* The input is words, each ended by a line end. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text rest = {(const char *)data, size};
    const char *words[WORDS_MAX];
    char problem[OPTION_PROBLEM] = "";
    struct arguments arguments;
    struct arena arena = {0};
    size_t count = 0;

    while (rest.data && count < WORDS_MAX) {
        const char *copy = arena_copy(&arena, text_cut(&rest, '\n'));

        words[count++] = copy;
    }
    if (arguments_parse(&arguments, &arena, count, words, problem)) {
        ensure(arguments.settings.count + arguments.word_count <= WORDS_MAX * 8 + size);
        check_normal_form(&arguments, &arena);
        apply(&arguments);
    } else {
        ensure(problem[0]);
    }
    arena_reset(&arena);
    return 0;
}
