/* SPDX-License-Identifier: MIT */
/* cli/env_file.c - a line at a time; see env_file.h */
#include "cli/env_file.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/caret.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/read_file.h"
#include "cli/variables.h"

struct line {
    struct env_values *values;
    struct text all, rest; /* the line, and what is not read of it yet */
    struct text name;
    struct buffer value;
    struct variable_problem problem;
};

void env_values_init(struct env_values *v, struct arena *arena)
{
    *v = (struct env_values){.arena = arena, .map = map_new()};
}

void env_values_free(struct env_values *v)
{
    map_free(v->map);
}

static const char *look_up(void *context, const char *name)
{
    const struct env_values *v = context;
    const char *value = getenv(name);

    return value ? value : map_get(v->map, text_from(name));
}

static bool fail(struct line *l, size_t size, const char *sentence, const char *hint)
{
    l->problem = (struct variable_problem){.at = (size_t)(l->rest.data - l->all.data), .size = size};
    snprintf(l->problem.sentence, sizeof l->problem.sentence, "%s", sentence);
    snprintf(l->problem.hint, sizeof l->problem.hint, "%s", hint);
    return false;
}

static void step(struct line *l, size_t size)
{
    l->rest.data += size;
    l->rest.size -= size;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_blanks(struct line *l)
{
    while (l->rest.size && is_blank(l->rest.data[0]))
        step(l, 1);
}

static bool take_reference(struct line *l)
{
    size_t at = (size_t)(l->rest.data - l->all.data);

    if (variable_take(&l->rest, look_up, l->values, &l->value, &l->problem))
        return true;
    l->problem.at += at;
    return false;
}

/* $${ stands for ${ */
static bool take_literal_brace(struct line *l)
{
    if (!text_starts_with(l->rest, TEXT("$${")))
        return false;
    buffer_string(&l->value, "${");
    step(l, 3);
    return true;
}

static bool is_name_byte(char c, bool first)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (!first && c >= '0' && c <= '9');
}

/* [export] NAME = */
static bool read_name(struct line *l)
{
    size_t size = 0;

    if (text_starts_with(l->rest, TEXT("export ")) || text_starts_with(l->rest, TEXT("export\t"))) {
        step(l, sizeof "export");
        skip_blanks(l);
    }
    while (size < l->rest.size && is_name_byte(l->rest.data[size], size == 0))
        size++;
    if (size == 0 || size > LIMIT_VARIABLE_NAME)
        return fail(l, 1, "the name of a variable is missing, or too long", "write NAME=VALUE; a comment begins with #");
    l->name = (struct text){l->rest.data, size};
    step(l, size);
    skip_blanks(l);
    if (l->rest.size == 0 || l->rest.data[0] != '=')
        return fail(l, 1, "\"=\" is missing", "write NAME=VALUE");
    step(l, 1);
    skip_blanks(l);
    return true;
}

/* Behind the backslash. */
static bool read_escape(struct line *l)
{
    static const char letters[] = "nrt\"\\$", meanings[] = "\n\r\t\"\\$";
    char letter = l->rest.size ? l->rest.data[0] : '\0';
    const char *at = letter ? strchr(letters, letter) : NULL;

    if (!at)
        return fail(l, 1, "an unknown escape", "there are \\n \\r \\t \\\" \\\\ and \\$; in single quotes \\ is itself");
    buffer_byte(&l->value, meanings[at - letters]);
    step(l, 1);
    return true;
}

static bool read_quoted(struct line *l, char quote)
{
    struct text from_quote = l->rest;

    step(l, 1);
    while (l->rest.size) {
        char c = l->rest.data[0];

        if (c == quote) {
            step(l, 1);
            return true;
        }
        if (quote == '"' && variable_begins(l->rest)) {
            if (!take_reference(l))
                return false;
            continue;
        }
        if (quote == '"' && take_literal_brace(l))
            continue;
        step(l, 1);
        if (quote == '"' && c == '\\') {
            if (!read_escape(l))
                return false;
        } else {
            buffer_byte(&l->value, c);
        }
    }
    l->rest = from_quote;
    return fail(l, 1, "a quote does not end in its line", "close it; in double quotes a line end is written \\n");
}

/* Up to a comment or the end, without the blanks before it. */
static bool read_plain(struct line *l)
{
    size_t size = 0; /* of the value up to its last byte that is not a blank */

    while (l->rest.size) {
        char c = l->rest.data[0];

        if (c == '#' && is_blank(l->rest.data[-1]))
            break;
        if (variable_begins(l->rest)) {
            if (!take_reference(l))
                return false;
            size = l->value.size;
            continue;
        }
        if (take_literal_brace(l)) {
            size = l->value.size;
            continue;
        }
        buffer_byte(&l->value, c);
        size = is_blank(c) ? size : l->value.size;
        step(l, 1);
    }
    l->value.size = size;
    return true;
}

static bool read_value(struct line *l)
{
    char first = l->rest.size ? l->rest.data[0] : '\0';

    if (first != '"' && first != '\'')
        return read_plain(l);
    if (!read_quoted(l, first))
        return false;
    skip_blanks(l);
    if (l->rest.size == 0 || (l->rest.data[0] == '#' && is_blank(l->rest.data[-1])))
        return true;
    return fail(l, 1, "something follows the closing quote", "a comment needs a blank before its #");
}

/* Of the line only the name and what is wrong. */
static void write_problem(const struct line *l, const char *label, unsigned number, char problem[OPTION_PROBLEM])
{
    size_t end = MIN(l->problem.at + l->problem.size, l->all.size);
    struct buffer shown, out;

    while (end < l->all.size && ((unsigned char)l->all.data[end] & 0xC0) == 0x80)
        end++; /* no half characters */
    buffer_init(&shown, LIMIT_CONFIG_FILE);
    buffer_init(&out, OPTION_PROBLEM - 1);
    for (size_t i = 0; i < end; i++) {
        const char *at = l->all.data + i;
        bool of_name = l->name.data && at <= l->name.data + l->name.size;

        buffer_byte(&shown, of_name || i >= l->problem.at ? *at : '*');
    }
    buffer_printf(&out, "%.150s line %u: %s\n", label, number, l->problem.sentence);
    caret_write(buffer_view(&shown), l->problem.at, l->problem.size, l->problem.hint, &out);
    snprintf(problem, OPTION_PROBLEM, "%s", buffer_cstring(&out));
    buffer_free(&shown);
    buffer_free(&out);
}

static bool read_line(struct line *l)
{
    if (!read_name(l) || !read_value(l))
        return false;
    if (l->value.overflowed)
        return fail(l, 1, "the value is longer than 64 KiB", "put it into a file of its own");
    if (map_size(l->values->map) >= LIMIT_VARIABLES && !map_get(l->values->map, l->name))
        return fail(l, 1, "there are more than 1000 variables", "leave out what the run does not need");
    (void)map_put(l->values->map, l->name, arena_copy(l->values->arena, buffer_view(&l->value)));
    return true;
}

bool env_file_parse(struct env_values *v, const char *label, struct text content, char problem[OPTION_PROBLEM])
{
    struct text rest = content;
    bool fine = true;

    if (memchr(content.data, '\0', content.size)) {
        snprintf(problem, OPTION_PROBLEM, "%.200s: not a text file", label);
        return false;
    }
    for (unsigned number = 1; rest.data && fine; number++) {
        struct text all = text_trim(text_cut(&rest, '\n'));
        struct line l = {.values = v, .all = all, .rest = all};

        if (all.size == 0 || all.data[0] == '#')
            continue;
        buffer_init(&l.value, LIMIT_VARIABLE_VALUE);
        fine = read_line(&l);
        if (!fine)
            write_problem(&l, label, number, problem);
        buffer_free(&l.value);
    }
    return fine;
}

bool env_file_read(struct env_values *v, const char *path, bool needed, char problem[OPTION_PROBLEM])
{
    struct text content;
    enum error e = file_read(path, LIMIT_CONFIG_FILE, v->arena, &content);

    if (e == ERROR_NOT_FOUND && !needed)
        return true;
    if (e == ERROR_TOO_LARGE)
        snprintf(problem, OPTION_PROBLEM, "%.200s: larger than 1 MiB", path);
    else if (e != OK)
        snprintf(problem, OPTION_PROBLEM, "%.200s: %m", path);
    return e == OK && env_file_parse(v, path, content, problem);
}

void env_values_apply(const struct env_values *v)
{
    struct text name;
    void *value;

    for (size_t at = 0; map_next(v->map, &at, &name, &value);)
        if (setenv(name.data, value, 0) != 0)
            mem_exhausted(0); /* the only way for it to fail with a name that was checked */
}
