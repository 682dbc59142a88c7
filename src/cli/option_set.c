/* SPDX-License-Identifier: MIT */
/* cli/option_set.c - from the text of a value to the member of the record, with a message when it does not fit */
#include <stdio.h>

#include "base/caret.h"
#include "base/limits.h"
#include "base/units.h"
#include "cli/option_table.h"
#include "plan/amounts.h"

#define RATE_MIN 1e-6 /* per second */
#define RATE_MAX 1e9

/* Of words. ConfigArgParse wants lists as [a,b] or as JSON; neither classes nor tags have such characters in them. */
#define SEPARATORS " ,\t[]\"'"

static bool wrong(char *problem, const char *as, const char *value, const char *what)
{
    snprintf(problem, OPTION_PROBLEM, "%s \"%.100s\": %s", as, value, what);
    return false;
}

/* The one of the choices that `value` is in either case; without data when it is none. */
static struct text choose(struct text value, const char *choices)
{
    struct text rest = text_from(choices);

    while (rest.data) {
        struct text choice = text_cut(&rest, '|');

        if (text_equal_nocase(choice, value))
            return choice;
    }
    return (struct text){0};
}

static bool is_one_of(const char *value, const char *choices)
{
    return choose(text_from(value), choices).data;
}

static bool set_flag(bool *flag, const char *as, const char *value, char *problem)
{
    bool on = !value || is_one_of(value, "true|yes|on|1");

    if (!on && !is_one_of(value, "false|no|off|0"))
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

static bool set_code(uint8_t *code, const char *as, const char *value, char *problem)
{
    uint64_t number;

    if (!text_to_u64(text_trim(text_from(value)), &number) || number > UINT8_MAX)
        return wrong(problem, as, value, "has to be a whole number from 0 to 255");
    *code = (uint8_t)number;
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

/* "choose from a, b or c" */
static void write_choices(const char *choices, char *out, size_t size)
{
    struct text rest = text_from(choices);
    const char *before = "choose from";

    while (rest.data) {
        struct text choice = text_cut(&rest, '|');
        int written = snprintf(out, size, "%s %.*s", before, (int)choice.size, choice.data);

        out += MIN((size_t)written, size);
        size -= MIN((size_t)written, size);
        before = memchr(rest.data ? rest.data : "", '|', rest.size) ? "," : " or";
    }
}

static bool set_text(struct cli_options *options, const struct option *o, const char **text, const char *as, const char *value,
                     char *problem)
{
    struct text chosen = o->choices ? choose(text_from(value), o->choices) : text_from(value);
    char sentence[200];

    if (!chosen.data) {
        write_choices(o->choices, sentence, sizeof sentence);
        return wrong(problem, as, value, sentence);
    }
    if (chosen.size == 0)
        return wrong(problem, as, value, "it is empty");
    *text = arena_copy(&options->arena, chosen);
    return true;
}

static bool append(struct cli_options *options, struct plan_list *list, struct text word, const char *as, char *problem)
{
    const char **words;

    if (list->count == LIMIT_OPTION_WORDS) {
        snprintf(problem, OPTION_PROBLEM, "%s: more than %d values", as, LIMIT_OPTION_WORDS);
        return false;
    }
    words = arena_alloc(&options->arena, (list->count + 1) * sizeof *words);
    if (list->count)
        memcpy(words, list->at, list->count * sizeof *words);
    words[list->count] = arena_copy(&options->arena, word);
    *list = (struct plan_list){words, list->count + 1};
    return true;
}

static bool set_words(struct cli_options *options, struct plan_list *list, const char *as, const char *value, char *problem)
{
    const char *at = value;

    *list = (struct plan_list){0};
    while (*at) {
        size_t size = strcspn(at, SEPARATORS);

        if (size && !append(options, list, (struct text){at, size}, as, problem))
            return false;
        at += size + strspn(at + size, SEPARATORS);
    }
    return true;
}

/* A configuration shared with Locust may switch off what is not here. */
static bool refuse(const struct option *o, const char *as, const char *value, char *problem)
{
    if (value && (!value[0] || is_one_of(value, "false|no|off|0")))
        return true;
    snprintf(problem, OPTION_PROBLEM, "%s: %s", as, o->help);
    return false;
}

static bool set_stages(struct cli_options *options, struct plan_stages *stages, const char *as, const char *value, char *problem)
{
    struct text list = text_trim(text_from(value));
    struct stages_problem mistake;
    struct buffer shown;

    if (plan_stages_read(list, &options->arena, stages, &mistake))
        return true;
    buffer_init(&shown, OPTION_PROBLEM);
    plan_stages_problem_write(list, &mistake, &shown);
    snprintf(problem, OPTION_PROBLEM, "%s: %s", as, buffer_cstring(&shown));
    buffer_free(&shown);
    return false;
}

/* Only its text is kept: classes are known later. */
static bool set_amounts(struct cli_options *options, enum plan_amount_kind kind, const char **text, const char *as,
                        const char *value, char *problem)
{
    struct text list = text_trim(text_from(value));
    struct plan_amount_problem mistake;
    struct plan_amounts unused;
    struct buffer shown;

    if (plan_amounts_read(list, kind, &options->arena, &unused, &mistake)) {
        *text = arena_copy(&options->arena, list);
        return true;
    }
    buffer_init(&shown, OPTION_PROBLEM);
    caret_write(list, mistake.at, mistake.size, mistake.hint, &shown);
    snprintf(problem, OPTION_PROBLEM, "%s: %s\n%s\n%s", as, mistake.sentence, buffer_cstring(&shown), plan_amounts_grammar(kind));
    buffer_free(&shown);
    return false;
}

static bool set_per_second(double *to, const char *as, const char *value, char *problem)
{
    const char *sentence;
    double rate;

    if (!units_read_rate(text_from(value), &rate, &sentence))
        return wrong(problem, as, value, sentence);
    if (!(rate >= RATE_MIN && rate <= RATE_MAX))
        return wrong(problem, as, value, "has to be above 0, and at most 1000000000/s");
    *to = rate;
    return true;
}

static bool set_share(double *to, const char *as, const char *value, char *problem)
{
    struct text t = text_trim(text_from(value));
    bool percent = text_ends_with(t, TEXT("%"));
    double number;

    t.size -= percent;
    if (!text_to_double(text_trim(t), &number))
        return wrong(problem, as, value, "not a share; write 5% or 0.05");
    number /= percent ? 100 : 1;
    if (!(number > 0 && number < 1))
        return wrong(problem, as, value, "has to be above 0 and below 100 %");
    *to = number;
    return true;
}

static bool set_member(struct cli_options *options, const struct option *o, const char *as, const char *value, char *problem)
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
        return set_double(member, RATE_MIN, RATE_MAX, "has to be above 0 (users per second)", as, value, problem);
    case OPTION_CODE:
        return set_code(member, as, value, problem);
    case OPTION_PER_SECOND:
        return set_per_second(member, as, value, problem);
    case OPTION_SHARE:
        return set_share(member, as, value, problem);
    case OPTION_DURATION:
        return units_read_duration(text_trim(text_from(value)), member, &sentence) || wrong(problem, as, value, sentence);
    case OPTION_SIZE:
        return units_read_size(text_trim(text_from(value)), member, &sentence) || wrong(problem, as, value, sentence);
    case OPTION_SEED:
        return text_to_u64(text_trim(text_from(value)), member) || wrong(problem, as, value, "not a whole number");
    case OPTION_WORDS:
        return set_words(options, member, as, value, problem);
    case OPTION_REPEATED:
        return append(options, member, text_from(value), as, problem);
    case OPTION_RATES:
        return set_amounts(options, PLAN_RATE, member, as, value, problem);
    case OPTION_COUNTS:
        return set_amounts(options, PLAN_COUNT, member, as, value, problem);
    case OPTION_STAGES:
        return set_stages(options, member, as, value, problem);
    case OPTION_REFUSED:
        return refuse(o, as, value, problem);
    case OPTION_ACTION:
        break;
    }
    snprintf(problem, OPTION_PROBLEM, "%s: works only on the command line", as);
    return false;
}

bool option_set(struct cli_options *options, const struct option *o, const char *as, const char *value,
                char problem[OPTION_PROBLEM])
{
    if (!set_member(options, o, as, value, problem))
        return false;
    options->given[o - option_table] = as;
    return true;
}

static size_t size_of_member(enum option_kind kind)
{
    switch (kind) {
    case OPTION_FLAG:
        return sizeof(bool);
    case OPTION_COUNT:
    case OPTION_LIMIT:
        return sizeof(uint32_t);
    case OPTION_RATE:
    case OPTION_PER_SECOND:
    case OPTION_SHARE:
    case OPTION_DURATION:
        return sizeof(double);
    case OPTION_SIZE:
    case OPTION_SEED:
        return sizeof(uint64_t);
    case OPTION_CODE:
        return sizeof(uint8_t);
    case OPTION_WORDS:
    case OPTION_REPEATED:
        return sizeof(struct plan_list);
    case OPTION_STAGES:
        return sizeof(struct plan_stages);
    case OPTION_TEXT:
    case OPTION_RATES:
    case OPTION_COUNTS:
        return sizeof(const char *);
    case OPTION_REFUSED:
    case OPTION_ACTION:
        break;
    }
    return 0;
}

void option_clear(struct cli_options *options, const struct option *o)
{
    memset((char *)options + o->offset, 0, size_of_member(o->kind));
    options->given[o - option_table] = NULL;
}
