/* SPDX-License-Identifier: MIT */
/* cli/config_lines.c - see config_lines.h */
#include "cli/config_lines.h"

#include <jansson.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/limits.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct text skip_blanks(struct text t)
{
    while (t.size && is_blank(t.data[0])) {
        t.data++;
        t.size--;
    }
    return t;
}

/* What is left when a comment, which needs a blank before it, is taken off the end. */
static struct text without_comment(struct text t)
{
    for (size_t i = 0; i + 1 < t.size; i++)
        if (is_blank(t.data[i]) && (t.data[i + 1] == '#' || t.data[i + 1] == ';'))
            return text_trim((struct text){t.data, i});
    return text_trim(t);
}

/* The value of a line: the text in quotes when nothing but a comment follows them, else all but the comment. */
static struct text read_value(struct text t)
{
    struct text value = skip_blanks(t);
    char quote = value.size ? value.data[0] : '\0';

    if (quote == '"' || quote == '\'') {
        struct text inside = {value.data + 1, value.size - 1};
        ssize_t end = text_find(inside, quote);

        if (end >= 0) {
            struct text behind = {inside.data + end + 1, inside.size - (size_t)end - 1};

            if (text_trim(behind).size == 0 || (is_blank(behind.data[0]) && without_comment(behind).size == 0))
                return (struct text){inside.data, (size_t)end};
        }
    }
    return without_comment(t);
}

static bool complain(const char *where, const char *key, const char *what, char *problem)
{
    snprintf(problem, OPTION_PROBLEM, "%.200s: %.100s: %s", where, key, what);
    return false;
}

bool config_add(struct settings *out, const char *where, struct text key, const char *const *values, size_t count,
                char problem[OPTION_PROBLEM])
{
    const struct option *o = option_find(key), *guess = o ? NULL : option_guess(key);
    const char *name = arena_copy(out->arena, key), *as = arena_printf(out->arena, "%s: %.200s", where, name);

    if (!o) {
        snprintf(problem, OPTION_PROBLEM,
                 guess ? "%.200s: unknown option '%.100s'. Did you mean '%s'?" : "%.200s: unknown option '%.100s'", where, name,
                 guess ? guess->name : "");
        return false;
    }
    if (strcmp(o->name, "config") == 0 || strcmp(o->name, "env-file") == 0)
        return complain(where, name, "works only on the command line", problem);
    if (count == 0 && option_takes_value(o))
        return complain(where, name, "a value is missing", problem);
    if (count > 1 && o->kind != OPTION_REPEATED && o->kind != OPTION_WORDS)
        return complain(where, name, "takes one value, not a list", problem);
    if (o->kind == OPTION_WORDS) {
        struct buffer words;

        buffer_init(&words, LIMIT_CONFIG_FILE);
        for (size_t i = 0; i < count; i++)
            buffer_printf(&words, "%s ", values[i]);
        settings_add(out, o, as, arena_strdup(out->arena, buffer_cstring(&words)));
        buffer_free(&words);
        return true;
    }
    settings_add(out, o, as, count ? arena_strdup(out->arena, values[0]) : NULL);
    for (size_t i = 1; i < count; i++)
        settings_add(out, o, as, arena_strdup(out->arena, values[i]));
    return true;
}

/* "[a, b]" as JSON, else split at the commas. The result is owned by the caller. */
static json_t *read_list(struct text t)
{
    json_t *list = json_loadb(t.data, t.size, 0, NULL);
    struct text rest = {t.data + 1, t.size - 2};

    if (json_is_array(list))
        return list;
    json_decref(list);
    list = json_array();
    while (rest.data) {
        struct text word = text_trim(text_cut(&rest, ','));

        json_array_append_new(list, json_stringn_nocheck(word.data, word.size)); /* bytes as they are */
    }
    return list;
}

static bool add_list(struct settings *out, const char *where, struct text key, struct text value, char *problem)
{
    const char *values[LIMIT_OPTION_WORDS];
    json_t *list = read_list(value), *element;
    const char *wrong = NULL;
    size_t i, count = 0;
    bool fine;

    json_array_foreach(list, i, element)
    {
        if (count == COUNT(values))
            wrong = "the list is too long";
        else if (!json_is_string(element))
            wrong = "the elements of a list have to be texts";
        if (wrong)
            break;
        values[count++] = json_string_value(element);
    }
    if (wrong)
        snprintf(problem, OPTION_PROBLEM, "%.200s: %s", where, wrong);
    fine = !wrong && config_add(out, where, key, values, count, problem);
    json_decref(list);
    return fine;
}

static bool read_line(struct settings *out, const char *where, struct text line, char *problem)
{
    struct text key = {line.data, 0}, rest;
    const char *value;

    if (text_starts_with(line, TEXT("--"))) {
        line.data += 2;
        line.size -= 2;
        key.data = line.data;
    }
    while (key.size < line.size && !strchr(":=;# \t", line.data[key.size]))
        key.size++;
    rest = skip_blanks((struct text){line.data + key.size, line.size - key.size});
    if (key.size == 0 || (rest.size && rest.data == key.data + key.size && !strchr(":=", rest.data[0]))) {
        snprintf(problem, OPTION_PROBLEM, "%.200s: write it as \"option = value\"", where);
        return false;
    }
    if (without_comment((struct text){line.data + key.size, line.size - key.size}).size == 0)
        return config_add(out, where, key, NULL, 0, problem);
    if (rest.data[0] == ':' || rest.data[0] == '=')
        rest = (struct text){rest.data + 1, rest.size - 1};
    rest = read_value(rest);
    if (rest.size >= 2 && rest.data[0] == '[' && rest.data[rest.size - 1] == ']')
        return add_list(out, where, key, rest, problem);
    value = arena_copy(out->arena, rest);
    return config_add(out, where, key, &value, 1, problem);
}

bool config_lines_read(struct settings *out, const char *label, struct text content, char problem[OPTION_PROBLEM])
{
    struct text rest = content;

    if (memchr(content.data, '\0', content.size)) {
        snprintf(problem, OPTION_PROBLEM, "%.200s: not a text file", label);
        return false;
    }
    for (unsigned number = 1; rest.data; number++) {
        struct text line = text_trim(text_cut(&rest, '\n'));

        if (line.size == 0 || strchr("#;[", line.data[0]) || text_starts_with(line, TEXT("---")))
            continue;
        if (!read_line(out, arena_printf(out->arena, "%s line %u", label, number), line, problem))
            return false;
    }
    return true;
}
