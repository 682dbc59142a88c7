/* SPDX-License-Identifier: MIT */
/* user/own_options.c - see user/own_options.h */
#include "user/own_options.h"

#include <math.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"

#define LOGGER      "cicada.scenario"
#define MASK        "***"
#define VALUE_SHOWN 100 /* bytes of a value in a message */

static struct process_options {
    struct own_option *at;
    size_t count;
    bool complained; /* about a name that is not there */
} options;

/* ---- a value ---- */

static bool is_any_text(const cic_option_entry *e)
{
    return e->kind == CIC_OPTION_TEXT && !e->choices;
}

/* Blanks around what is no free text mean nothing. */
static struct text cleaned(const cic_option_entry *e, struct text value)
{
    return is_any_text(e) ? value : text_trim(value);
}

static bool is_one_of(struct text value, const char *const *words)
{
    while (*words && !text_equal_nocase(value, text_from(*words)))
        words++;
    return *words;
}

static bool is_choice(struct text value, const char *const *choices)
{
    while (*choices && !text_equal(value, text_from(*choices)))
        choices++;
    return *choices;
}

static void write_choices(const char *const *choices, struct buffer *out)
{
    buffer_string(out, "choose from");
    for (size_t i = 0; choices[i]; i++)
        buffer_printf(out, "%s %s", i == 0 ? "" : choices[i + 1] ? "," : " or", choices[i]);
}

static const char *const words_of_true[] = {"true", "yes", "on", "1", NULL};
static const char *const words_of_false[] = {"false", "no", "off", "0", NULL};

/* Appends what is wrong with it; nothing when it fits. */
static void judge_value(const cic_option_entry *e, struct text value, struct buffer *out)
{
    double number;

    if (value.size > LIMIT_OWN_OPTION)
        buffer_printf(out, "longer than %d bytes", LIMIT_OWN_OPTION);
    else if (e->kind == CIC_OPTION_NUMBER && (!text_to_double(value, &number) || !isfinite(number)))
        buffer_string(out, "not a number");
    else if (e->kind == CIC_OPTION_BOOL && !is_one_of(value, words_of_true) && !is_one_of(value, words_of_false))
        buffer_string(out, "write true or false");
    else if (e->choices && !is_choice(value, e->choices))
        write_choices(e->choices, out);
}

/* The value fits, or is empty. */
static void assign(struct own_option *o, struct text value)
{
    o->number = 0;
    if (o->declared->kind == CIC_OPTION_BOOL)
        value = is_one_of(value, words_of_true) ? TEXT("true") : TEXT("false");
    else if (o->declared->kind == CIC_OPTION_NUMBER && value.size > 0 && !text_to_double(value, &o->number))
        o->number = 0;
    mem_free(o->value);
    o->value = mem_strndup(value.size > 0 ? value.data : "", value.size);
}

static struct text default_of(const cic_option_entry *e)
{
    return cleaned(e, text_from(e->value ? e->value : ""));
}

/* ---- lists ---- */

/* Of the same options, with their defaults; owned by the caller. */
static struct own_option *list_new(size_t count, const cic_option_entry *declared)
{
    struct own_option *list = mem_zalloc(count * sizeof *list);

    for (size_t i = 0; i < count; i++) {
        list[i].declared = &declared[i];
        assign(&list[i], default_of(&declared[i]));
    }
    return list;
}

static void list_free(struct own_option *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        mem_free(list[i].value);
    mem_free(list);
}

static struct own_option *find(struct own_option *list, size_t count, struct text name)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(text_from(list[i].declared->name), name))
            return &list[i];
    return NULL;
}

/* ---- what the scenario declares ---- */

static bool is_name(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char others[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    size_t size = strlen(name);

    return size > 0 && size <= LIMIT_OWN_OPTION_NAME && strspn(name, letters) > 0 && strspn(name, others) == size;
}

/* Appends what is wrong with the one at `number`. */
static void judge_declaration(const cic_option_entry *list, size_t number, struct buffer *out)
{
    const cic_option_entry *e = &list[number];

    for (size_t i = 0; i < number && out->size == 0; i++)
        if (strcmp(list[i].name, e->name) == 0)
            buffer_string(out, "its .name is that of one before");
    if (out->size > 0)
        return;
    if (number >= LIMIT_OWN_OPTIONS)
        buffer_printf(out, "there are more than %d", LIMIT_OWN_OPTIONS);
    else if (!is_name(e->name))
        buffer_printf(out, ".name has to be a letter, then letters, digits, _ and -, and at most %d", LIMIT_OWN_OPTION_NAME);
    else if (e->kind < CIC_OPTION_TEXT || e->kind > CIC_OPTION_BOOL)
        buffer_string(out, ".kind has to be CIC_OPTION_TEXT, CIC_OPTION_NUMBER or CIC_OPTION_BOOL");
    else if (e->choices && (e->kind == CIC_OPTION_BOOL || !e->choices[0]))
        buffer_string(out,
                      e->choices[0] ? ".choices of CIC_OPTION_BOOL are true and false: leave them out" : ".choices is empty");
    else if (e->secret && (e->choices || e->kind == CIC_OPTION_BOOL)) /* a form that may not show it would change it */
        buffer_string(out, ".secret goes with a text or a number without .choices");
    else if (default_of(e).size > 0)
        judge_value(e, default_of(e), out);
}

bool own_options_declare(const cic_option_entry *list, struct own_option_problem *problem)
{
    struct buffer mistake;
    size_t count = 0;

    own_options_close();
    buffer_init(&mistake, sizeof problem->text);
    for (; list && list[count].name && mistake.size == 0; count++) {
        judge_declaration(list, count, &mistake);
        snprintf(problem->name, sizeof problem->name, "%s", list[count].name);
        snprintf(problem->text, sizeof problem->text, "%s", buffer_cstring(&mistake));
    }
    if (mistake.size == 0) {
        options.at = list_new(count, list);
        options.count = count;
    }
    count = mistake.size;
    buffer_free(&mistake);
    return count == 0;
}

void own_options_close(void)
{
    list_free(options.at, options.count);
    options = (struct process_options){0};
}

/* ---- their values ---- */

static bool refuse(struct own_option_problem *problem, struct text name, struct text value, bool shown, const char *what)
{
    struct buffer cut;

    buffer_init(&cut, VALUE_SHOWN);
    buffer_text(&cut, (struct text){value.data, MIN(value.size, (size_t)VALUE_SHOWN)});
    snprintf(problem->name, sizeof problem->name, "%.*s", (int)MIN(name.size, (size_t)LIMIT_OWN_OPTION_NAME), name.data);
    if (shown)
        snprintf(problem->text, sizeof problem->text, " \"%s\": %s", buffer_cstring(&cut), what);
    else
        snprintf(problem->text, sizeof problem->text, ": %s", what);
    buffer_free(&cut);
    return false;
}

static bool refuse_name(struct own_option_problem *problem, struct text name)
{
    struct buffer known;

    buffer_init(&known, sizeof problem->text);
    buffer_string(&known, options.count ? "the scenario has no such option. It has:" : "the scenario has no options");
    for (size_t i = 0; i < options.count; i++)
        buffer_printf(&known, "%s %s", i ? "," : "", options.at[i].declared->name);
    refuse(problem, name, TEXT(""), false, buffer_cstring(&known));
    buffer_free(&known);
    return false;
}

static bool set_one(struct own_option *list, struct text word, struct own_option_problem *problem)
{
    ssize_t equals = text_find(word, '=');
    struct text name = text_trim((struct text){word.data, equals < 0 ? 0 : (size_t)equals}), value;
    struct own_option *o = find(list, options.count, name);
    struct buffer mistake;
    bool fine;

    if (equals < 0)
        return refuse(problem, TEXT("NAME=VALUE"), TEXT(""), false, "an option of the scenario is set as in tenant=acme");
    if (!o)
        return refuse_name(problem, name);
    value = cleaned(o->declared, (struct text){word.data + equals + 1, word.size - (size_t)equals - 1});
    if (value.size == 0 && !is_any_text(o->declared)) {
        assign(o, default_of(o->declared));
        return true;
    }
    buffer_init(&mistake, sizeof problem->text);
    judge_value(o->declared, value, &mistake);
    fine = mistake.size == 0;
    if (fine)
        assign(o, value);
    else
        refuse(problem, name, value, !o->declared->secret, buffer_cstring(&mistake));
    buffer_free(&mistake);
    return fine;
}

static bool is_complete(const struct own_option *list, struct own_option_problem *problem)
{
    for (size_t i = 0; i < options.count; i++)
        if (list[i].declared->required && !*list[i].value)
            return refuse(problem, text_from(list[i].declared->name), TEXT(""), false,
                          "the scenario needs a value of this option");
    return true;
}

bool own_options_use(const struct plan_list *set, bool may_lack, struct own_option_problem *problem)
{
    struct own_option *list = list_new(options.count, options.count ? options.at[0].declared : NULL);
    bool fine = true;

    for (size_t i = 0; i < set->count && fine; i++)
        fine = set_one(list, text_from(set->at[i]), problem);
    if (fine && !may_lack)
        fine = is_complete(list, problem);
    if (!fine) {
        list_free(list, options.count);
        return false;
    }
    list_free(options.at, options.count);
    options.at = list;
    return true;
}

const struct own_option *own_options(size_t *count)
{
    *count = options.count;
    return options.at;
}

struct plan_list own_options_settings(struct arena *arena)
{
    const char **words = arena_alloc(arena, (options.count + 1) * sizeof *words);

    for (size_t i = 0; i < options.count; i++) {
        const struct own_option *o = &options.at[i];

        words[i] = arena_printf(arena, "%s=%s", o->declared->name, o->declared->secret && *o->value ? MASK : o->value);
    }
    return (struct plan_list){words, options.count};
}

/* ---- of cicada.h ---- */

static const struct own_option *asked(const char *name)
{
    const struct own_option *o = name ? find(options.at, options.count, text_from(name)) : NULL;

    if (!o && !options.complained)
        log_error(LOGGER, "cic_option: the scenario has no option \"%s\"; .options has to name it", name ? name : "(NULL)");
    options.complained |= !o;
    return o;
}

const char *cic_option(const char *name)
{
    const struct own_option *o = asked(name);

    return o ? o->value : "";
}

double cic_option_number(const char *name)
{
    const struct own_option *o = asked(name);

    return o ? o->number : 0;
}

bool cic_option_bool(const char *name)
{
    const struct own_option *o = asked(name);

    return o && o->declared->kind == CIC_OPTION_BOOL && strcmp(o->value, "true") == 0;
}
