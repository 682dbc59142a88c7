/* SPDX-License-Identifier: MIT */
/* web/wishes.c - see wishes.h */
#include "web/wishes.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"

/* The single words, as both forms name them; NULL: Locust has no such field. */
static const struct word {
    const char *name, *locust;
    size_t offset; /* in struct web_wishes */
} words[] = {
    {"users", "user_count", offsetof(struct web_wishes, users)},
    {"spawn_rate", "spawn_rate", offsetof(struct web_wishes, spawn_rate)},
    {"host", "host", offsetof(struct web_wishes, host)},
    {"run_time", "run_time", offsetof(struct web_wishes, run_time)},
    {"stages", NULL, offsetof(struct web_wishes, stages)},
    {"rate", NULL, offsetof(struct web_wishes, rate)},
    {"arrivals", NULL, offsetof(struct web_wishes, arrivals)},
    {"max_users", NULL, offsetof(struct web_wishes, max_users)},
    {"warmup", NULL, offsetof(struct web_wishes, warmup)},
    {"iterations", NULL, offsetof(struct web_wishes, iterations)},
    {"profile", "profile", offsetof(struct web_wishes, profile)},
};

void wishes_complain(struct web_problem *problem, const char *field, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(problem->text, sizeof problem->text, format, arguments);
    va_end(arguments);
    snprintf(problem->field, sizeof problem->field, "%s", field);
    problem->position = -1;
}

static const char **word_of(struct web_wishes *wishes, const struct word *w)
{
    return (const char **)(void *)((char *)wishes + w->offset);
}

/* ---- JSON ---- */

json_t *wishes_read_body(struct text body, struct web_problem *problem)
{
    json_error_t error;
    json_t *value;

    if (body.size == 0)
        return json_object();
    value = json_loadb(body.data, body.size, JSON_REJECT_DUPLICATES, &error);
    if (json_is_object(value))
        return value;
    wishes_complain(problem, "", "the body is no JSON object%s%.100s", value ? "" : ": ", value ? "" : error.text);
    json_decref(value);
    return NULL;
}

/* What a user would have typed; NULL for null. False when it is a list or an object. */
static bool scalar(const json_t *value, struct arena *arena, const char **out)
{
    if (json_is_string(value))
        *out = json_string_value(value);
    else if (json_is_integer(value))
        *out = arena_printf(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        *out = arena_printf(arena, "%.15g", json_real_value(value));
    else if (json_is_boolean(value))
        *out = json_is_true(value) ? "true" : "false";
    else
        *out = NULL;
    return !value || !(json_is_array(value) || json_is_object(value));
}

static bool read_word(const json_t *object, const char *name, struct arena *arena, const char **out, struct web_problem *problem)
{
    if (scalar(json_object_get(object, name), arena, out))
        return true;
    wishes_complain(problem, name, "%s has to be a text or a number", name);
    return false;
}

/* A list of texts; `*given` says whether it is there. */
static bool read_list(const json_t *body, const char *name, struct arena *arena, bool *given, struct plan_list *out,
                      struct web_problem *problem)
{
    const json_t *list = json_object_get(body, name);
    const char **texts;

    *given = list && !json_is_null(list);
    if (!*given)
        return true;
    texts = arena_alloc(arena, (json_array_size(list) + 1) * sizeof *texts);
    *out = (struct plan_list){.at = texts, .count = json_array_size(list)};
    for (size_t i = 0; i < out->count; i++)
        texts[i] = json_string_value(json_array_get(list, i));
    for (size_t i = 0; i < out->count; i++)
        if (!texts[i])
            *given = false;
    if (*given && json_is_array(list) && out->count <= LIMIT_OPTION_WORDS)
        return true;
    wishes_complain(problem, name, "%s has to be a list of at most %d texts", name, LIMIT_OPTION_WORDS);
    return false;
}

static bool read_class(const json_t *row, struct arena *arena, struct web_class_wish *out, struct web_problem *problem)
{
    out->name = json_string_value(json_object_get(row, "name"));
    if (!out->name) {
        wishes_complain(problem, "class_settings", "each of class_settings needs the name of a class");
        return false;
    }
    return read_word(row, "weight", arena, &out->weight, problem) &&
           read_word(row, "fixed_count", arena, &out->fixed_count, problem) && read_word(row, "host", arena, &out->host, problem);
}

static bool read_classes(const json_t *body, struct arena *arena, struct web_wishes *out, struct web_problem *problem)
{
    const json_t *list = json_object_get(body, "class_settings");
    struct web_class_wish *classes;

    if (!list || json_is_null(list))
        return true;
    if (!json_is_array(list) || json_array_size(list) > LIMIT_USER_CLASSES) {
        wishes_complain(problem, "class_settings", "class_settings has to be a list of at most %d", LIMIT_USER_CLASSES);
        return false;
    }
    classes = arena_zalloc(arena, (json_array_size(list) + 1) * sizeof *classes);
    out->classes = classes;
    out->class_count = json_array_size(list);
    for (size_t i = 0; i < out->class_count; i++)
        if (!read_class(json_array_get(list, i), arena, &classes[i], problem))
            return false;
    return true;
}

/* One option with one value, or with a list of them. */
static bool read_option(const json_t *row, struct arena *arena, struct web_option_wish *options, size_t *count)
{
    const char *name = json_string_value(json_object_get(row, "name"));
    const json_t *value = json_object_get(row, "value");
    size_t values = json_is_array(value) ? json_array_size(value) : 1;

    if (!name || values > LIMIT_OPTION_WORDS - *count)
        return false;
    for (size_t i = 0; i < values; i++) {
        struct web_option_wish *o = &options[*count];

        o->name = name;
        if (!scalar(json_is_array(value) ? json_array_get(value, i) : value, arena, &o->value))
            return false;
        if (o->value)
            ++*count;
    }
    return true;
}

static bool read_options(const json_t *body, struct arena *arena, struct web_wishes *out, struct web_problem *problem)
{
    const json_t *list = json_object_get(body, "options");
    struct web_option_wish *options;

    if (!list || json_is_null(list))
        return true;
    options = arena_zalloc(arena, (LIMIT_OPTION_WORDS + 1) * sizeof *options);
    out->options = options;
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!read_option(json_array_get(list, i), arena, options, &out->option_count)) {
            wishes_complain(problem, "options", "each of options needs a name and a value, and there may be %d values",
                            LIMIT_OPTION_WORDS);
            return false;
        }
    }
    if (json_is_array(list))
        return true;
    wishes_complain(problem, "options", "options has to be a list of {name, value}");
    return false;
}

bool wishes_from_json(const json_t *body, struct arena *arena, struct web_wishes *out, struct web_problem *problem)
{
    *out = (struct web_wishes){0};
    for (size_t i = 0; i < COUNT(words); i++)
        if (!read_word(body, words[i].name, arena, word_of(out, &words[i]), problem))
            return false;
    return read_list(body, "user_classes", arena, &out->chooses_classes, &out->user_classes, problem) &&
           read_list(body, "checks", arena, &out->sets_checks, &out->checks, problem) &&
           read_classes(body, arena, out, problem) && read_options(body, arena, out, problem);
}

/* ---- forms ---- */

/* Locust takes these two out of a host. */
static const char *without_angles(const char *host, struct arena *arena)
{
    char *copy = arena_strdup(arena, host), *to = copy;

    for (const char *from = host; *from; from++)
        if (*from != '<' && *from != '>')
            *to++ = *from;
    *to = '\0';
    return copy;
}

static const struct word *word_in_form(const char *name)
{
    for (size_t i = 0; i < COUNT(words); i++)
        if (strcmp(name, words[i].name) == 0 || (words[i].locust && strcmp(name, words[i].locust) == 0))
            return &words[i];
    return NULL;
}

void wishes_from_form(const struct form *f, struct arena *arena, struct web_wishes *out)
{
    const char **classes = arena_alloc(arena, (f->count + 1) * sizeof *classes);
    struct web_option_wish *options = arena_zalloc(arena, (f->count + 1) * sizeof *options);

    *out = (struct web_wishes){.user_classes.at = classes, .options = options, .skips_unknown_options = true};
    for (size_t i = 0; i < f->count; i++) {
        const struct form_field *field = &f->fields[i];
        const struct word *word = word_in_form(field->name);

        if (word)
            *word_of(out, word) = field->value;
        else if (strcmp(field->name, "user_classes") == 0)
            classes[out->user_classes.count++] = field->value;
        else if (strcmp(field->name, "shape_class") != 0) /* a scenario has one shape at most: there is nothing to choose */
            options[out->option_count++] = (struct web_option_wish){.name = field->name, .value = field->value};
    }
    out->chooses_classes = out->user_classes.count > 0;
    if (out->host)
        out->host = without_angles(out->host, arena);
}
