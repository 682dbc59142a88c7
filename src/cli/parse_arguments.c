/* SPDX-License-Identifier: MIT */
/* cli/parse_arguments.c - one word after the other; see parse_arguments.h */
#include "cli/parse_arguments.h"

#include <stdio.h>

#include "base/buffer.h"
#include "base/limits.h"

struct reading {
    struct arguments *out;
    struct arena *arena;
    const char *const *next, *const *end;
    char *problem;
};

static bool fail(struct reading *r, const char *as, const char *what)
{
    snprintf(r->problem, OPTION_PROBLEM, "%.200s: %s", as, what);
    return false;
}

static bool fail_unknown(struct reading *r, const char *as, struct text name)
{
    const struct option *guess = option_guess(name);

    if (guess)
        snprintf(r->problem, OPTION_PROBLEM, "%.200s: unknown option. Did you mean '--%s'?", as, guess->name);
    else
        return fail(r, as, "unknown option; cicada --help shows those there are");
    return false;
}

/* "-" alone and negative numbers are values; "-4" and "-6" are options. */
static bool looks_like_option(const char *word)
{
    if (word[0] != '-' || word[1] == '\0')
        return false;
    return (word[1] < '0' || word[1] > '9') && word[1] != '.' ? true : option_find_short(word[1]) && word[2] == '\0';
}

static bool at_value(const struct reading *r)
{
    return r->next < r->end && !looks_like_option(*r->next);
}

/* The words up to the next option as one text, for OPTION_WORDS. */
static const char *take_words(struct reading *r)
{
    struct buffer all;
    const char *text;

    buffer_init(&all, LIMIT_CONFIG_FILE);
    while (at_value(r))
        buffer_printf(&all, " %s", *r->next++);
    text = all.overflowed ? NULL : arena_copy(r->arena, buffer_view(&all));
    buffer_free(&all);
    return text;
}

/* `given` is the value in the same word, or NULL. */
static bool take(struct reading *r, const struct option *o, const char *as, const char *given)
{
    struct settings *settings = &r->out->settings;

    if (o->kind == OPTION_ACTION) {
        if (given)
            return fail(r, as, "takes no value");
        r->out->action = (enum cli_action)o->offset;
        r->next = r->end;
        return true;
    }
    if (!given && o->kind == OPTION_WORDS) {
        given = take_words(r);
        if (!given)
            return fail(r, as, "too much text");
    } else if (!given && option_takes_value(o)) {
        if (!at_value(r)) {
            snprintf(r->problem, OPTION_PROBLEM, "%s: a value is missing (%s)", as, o->argument);
            return false;
        }
        given = *r->next++;
    }
    settings_add(settings, o, as, given);
    return true;
}

static bool read_long(struct reading *r, const char *word)
{
    struct text rest = text_from(word + 2);
    struct text name = text_cut(&rest, '=');
    const struct option *o = option_find(name);
    const char *as = arena_printf(r->arena, "--%.*s", (int)MIN(name.size, (size_t)200), name.data);

    return o ? take(r, o, as, rest.data) : fail_unknown(r, as, name);
}

static bool read_short(struct reading *r, const char *letters)
{
    while (*letters) {
        const struct option *o = option_find_short(*letters);
        const char *as = arena_printf(r->arena, "-%c", *letters), *given = NULL;

        if (!o)
            return fail_unknown(r, as, (struct text){letters, 1});
        letters++;
        if (*letters && (option_takes_value(o) || *letters == '=')) {
            given = letters + (*letters == '=');
            letters += strlen(letters);
        }
        if (!take(r, o, as, given))
            return false;
    }
    return true;
}

bool arguments_parse(struct arguments *out, struct arena *arena, size_t count, const char *const words[],
                     char problem[OPTION_PROBLEM])
{
    struct reading r = {.out = out, .arena = arena, .next = words, .end = words + count, .problem = problem};
    bool only_words = false;

    *out = (struct arguments){.settings = {.arena = arena}};
    out->words = arena_alloc(arena, (count + 1) * sizeof *out->words);
    while (r.next < r.end) {
        const char *word = *r.next++;

        if (only_words || word[0] != '-' || word[1] == '\0')
            out->words[out->word_count++] = word;
        else if (strcmp(word, "--") == 0)
            only_words = true;
        else if (!(word[1] == '-' ? read_long(&r, word) : read_short(&r, word + 1)))
            return false;
    }
    return true;
}
