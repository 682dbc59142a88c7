/* SPDX-License-Identifier: MIT */
/* cli/option_set.c - from the text of a value to the member of the record, with a message when it does not fit */
#include <math.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/units.h"
#include "cli/option_table.h"

static bool wrong(char *problem, const char *as, const char *value, const char *what)
{
    snprintf(problem, OPTION_PROBLEM, "%s \"%.100s\": %s", as, value, what);
    return false;
}

static bool is_one_of(struct text value, const char *choices)
{
    struct text rest = text_from(choices);

    while (rest.data)
        if (text_equal_nocase(text_cut(&rest, '|'), value))
            return true;
    return false;
}

static bool set_flag(bool *flag, const char *as, const char *value, char *problem)
{
    bool on = !value || is_one_of(text_from(value), "true|yes|on|1");

    if (!on && !is_one_of(text_from(value), "false|no|off|0"))
        return wrong(problem, as, value, "write true or false");
    *flag = on;
    return true;
}

static bool set_count(uint32_t *count, uint64_t least, const char *as, const char *value, char *problem)
{
    uint64_t number;

    if (!text_to_u64(text_trim(text_from(value)), &number))
        return wrong(problem, as, value, "not a whole number");
    if (number < least || number > LIMIT_USERS)
        return wrong(problem, as, value, least ? "has to be from 1 to 10000000" : "has to be from 0 to 10000000");
    *count = (uint32_t)number;
    return true;
}

static bool set_double(double *to, double least, double most, const char *range, const char *as, const char *value, char *problem)
{
    double number;

    if (!text_to_double(text_trim(text_from(value)), &number))
        return wrong(problem, as, value, "not a number");
    if (!(number >= least && number <= most))
        return wrong(problem, as, value, range);
    *to = number;
    return true;
}

static bool set_text(struct cli_options *options, const struct option *o, const char **text, const char *as, const char *value, char *problem)
{
    if (o->choices && !is_one_of(text_from(value), o->choices)) {
        snprintf(problem, OPTION_PROBLEM, "%s \"%.100s\": choose from %s", as, value, o->choices);
        return false;
    }
    if (!value[0])
        return wrong(problem, as, value, "it is empty");
    *text = arena_strdup(&options->arena, value);
    return true;
}

static void append(struct cli_options *options, struct plan_list *list, const char *word)
{
    const char **words = arena_alloc(&options->arena, (list->count + 1) * sizeof *words);

    if (list->count)
        memcpy(words, list->at, list->count * sizeof *words);
    words[list->count] = arena_strdup(&options->arena, word);
    *list = (struct plan_list){words, list->count + 1};
}

bool option_set(struct cli_options *options, const struct option *o, const char *as, const char *value, char problem[OPTION_PROBLEM])
{
    void *member = (char *)options + o->offset;
    const char *sentence;

    switch (o->kind) {
    case OPTION_FLAG:
        return set_flag(member, as, value, problem);
    case OPTION_TEXT:
        return set_text(options, o, member, as, value, problem);
    case OPTION_COUNT:
        return set_count(member, 1, as, value, problem);
    case OPTION_LIMIT:
        return set_count(member, 0, as, value, problem);
    case OPTION_RATE:
        return set_double(member, 1e-6, 1e9, "has to be above 0 (users per second)", as, value, problem);
    case OPTION_CODE:
        return set_double(member, 0, 255, "has to be from 0 to 255", as, value, problem);
    case OPTION_DURATION:
        return units_read_duration(text_trim(text_from(value)), member, &sentence) || wrong(problem, as, value, sentence);
    case OPTION_SIZE:
        return units_read_size(text_trim(text_from(value)), member, &sentence) || wrong(problem, as, value, sentence);
    case OPTION_SEED:
        return text_to_u64(text_trim(text_from(value)), member) || wrong(problem, as, value, "not a whole number");
    case OPTION_WORDS:
    case OPTION_REPEATED:
        append(options, member, value);
        return true;
    case OPTION_REFUSED:
        snprintf(problem, OPTION_PROBLEM, "%s: %s", as, o->help);
        return false;
    case OPTION_ACTION:
        break;
    }
    return wrong(problem, as, value ? value : "", "takes no value");
}
