/* SPDX-License-Identifier: MIT */
/* cli/toml_reader.c - tables, keys and values; see toml_reader.h */
#include "cli/toml_reader.h"

#include <stdio.h>

#include "base/limits.h"
#include "cli/toml_text.h"

#define PATH_MAX_SIZE 4096
#define DEPTH_MAX     64 /* of arrays and inline tables in each other */

struct reading {
    struct toml_text text;
    const struct toml_visitor *visitor;
    struct arena *arena;
    const char *label;
    struct buffer path;  /* of the table, and of the key while its value is read */
    struct buffer value; /* the one being read */
    const char **values; /* read so far, for a wanted member; LIMIT_OPTION_WORDS */
    size_t value_count;
    unsigned depth;
    char *problem;
};

static bool read_value(struct reading *r, bool keep);

static void cut_path(struct reading *r, size_t size)
{
    struct buffer *path = &r->path;

    path->size = size;
    if (path->data)
        path->data[size] = '\0';
}

static bool read_key_part(struct reading *r)
{
    char c = toml_peek(&r->text);
    bool fine = c == '"' || c == '\'' ? toml_string(&r->text, false, &r->path) : toml_word(&r->text, "_-", &r->path);

    buffer_byte(&r->path, '\n');
    return fine && (!r->path.overflowed || toml_fail(&r->text, "a key is too long"));
}

/* a.b."c d", onto the path. `*last` is where its last part begins there. */
static bool read_key(struct reading *r, size_t *last)
{
    do {
        toml_skip_blanks(&r->text);
        *last = r->path.size;
        if (!read_key_part(r))
            return false;
        toml_skip_blanks(&r->text);
    } while (toml_take(&r->text, "."));
    return true;
}

/* Hands the member over that was read; `last` is where its own name begins in the path. */
static bool give(struct reading *r, size_t last, unsigned line)
{
    struct toml_member member = {.table = {r->path.data, last},
                                 .key = {r->path.data + last, r->path.size - last - 1},
                                 .values = r->values,
                                 .count = r->value_count,
                                 .where = arena_printf(r->arena, "%s line %u", r->label, line)};

    return r->visitor->take(r->visitor->context, &member, r->problem);
}

/* key = value */
static bool read_pair(struct reading *r)
{
    size_t table = r->path.size, last;
    unsigned line = r->text.line;
    bool keep;

    if (!read_key(r, &last))
        return false;
    if (!toml_take(&r->text, "="))
        return toml_fail(&r->text, "\"=\" is missing");
    toml_skip_blanks(&r->text);
    keep = r->visitor->wants(r->visitor->context, (struct text){r->path.data, last});
    r->value_count = 0;
    if (!read_value(r, keep))
        return false;
    if (keep && !give(r, last, line))
        return false;
    cut_path(r, table);
    return true;
}

static bool read_array(struct reading *r, bool keep)
{
    for (;;) {
        toml_skip_lines(&r->text);
        if (toml_take(&r->text, "]"))
            return true;
        if (!read_value(r, keep))
            return false;
        toml_skip_lines(&r->text);
        if (!toml_take(&r->text, ",") && toml_peek(&r->text) != ']')
            return toml_fail(&r->text, "an array does not end");
    }
}

static bool read_inline_table(struct reading *r)
{
    for (;;) {
        toml_skip_lines(&r->text);
        if (toml_take(&r->text, "}"))
            return true;
        if (!read_pair(r))
            return false;
        toml_skip_lines(&r->text);
        if (!toml_take(&r->text, ",") && toml_peek(&r->text) != '}')
            return toml_fail(&r->text, "an inline table does not end");
    }
}

static bool read_scalar(struct reading *r, bool keep)
{
    char c = toml_peek(&r->text);

    buffer_clear(&r->value);
    if (c == '"' || c == '\'') {
        if (!toml_string(&r->text, true, &r->value))
            return false;
    } else {
        if (!toml_word(&r->text, "+-_.:", &r->value))
            return false;
        /* A date and its time may have a blank between them. */
        if (r->value.size == 10 && r->value.data[4] == '-' && r->text.rest.size > 1 && r->text.rest.data[0] == ' ' &&
            strchr("012", r->text.rest.data[1])) {
            toml_skip_blanks(&r->text);
            if (!toml_word(&r->text, "+-.:", &r->value))
                return false;
        }
    }
    if (!keep)
        return true;
    if (r->value_count == LIMIT_OPTION_WORDS)
        return toml_fail(&r->text, "a list is too long");
    r->values[r->value_count++] = arena_copy(r->arena, buffer_view(&r->value));
    return true;
}

static bool read_value(struct reading *r, bool keep)
{
    bool fine;

    if (r->depth == DEPTH_MAX)
        return toml_fail(&r->text, "nested too deep");
    r->depth++;
    if (toml_take(&r->text, "["))
        fine = read_array(r, keep);
    else if (toml_take(&r->text, "{"))
        fine = keep ? toml_fail(&r->text, "an option cannot be a table") : read_inline_table(r);
    else
        fine = read_scalar(r, keep);
    r->depth--;
    return fine;
}

/* [a.b] and [[a.b]] */
static bool read_heading(struct reading *r)
{
    bool array = toml_take(&r->text, "[");
    size_t last;

    cut_path(r, 0);
    if (!read_key(r, &last))
        return false;
    return toml_take(&r->text, array ? "]]" : "]") || toml_fail(&r->text, "\"]\" is missing");
}

static bool read_lines(struct reading *r)
{
    for (toml_skip_lines(&r->text); r->text.rest.size; toml_skip_lines(&r->text))
        if (!(toml_take(&r->text, "[") ? read_heading(r) : read_pair(r)) || !toml_end_line(&r->text))
            return false;
    return true;
}

bool toml_read(const char *label, struct text content, const struct toml_visitor *visitor, struct arena *arena,
               char problem[TOML_PROBLEM])
{
    struct reading r = {
        .text = {.rest = content, .line = 1}, .visitor = visitor, .arena = arena, .label = label, .problem = problem};
    bool fine;

    r.values = arena_alloc(arena, LIMIT_OPTION_WORDS * sizeof *r.values);
    buffer_init(&r.path, PATH_MAX_SIZE);
    buffer_init(&r.value, LIMIT_CONFIG_FILE);
    if (memchr(content.data, '\0', content.size))
        toml_fail(&r.text, "not a text file");
    fine = !r.text.problem && read_lines(&r);
    if (r.text.problem)
        snprintf(problem, TOML_PROBLEM, "%.200s line %u: %s", label, r.text.line, r.text.problem);
    buffer_free(&r.path);
    buffer_free(&r.value);
    return fine;
}
