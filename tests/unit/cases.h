/* SPDX-License-Identifier: MIT */
/* cases.h - reads the text cases of tests/cases and compares what came out with what was wanted
 *
 * A case is a title, the lines that go in and the lines that must come out; tests/cases/README.md has the format. Whoever runs a
 * folder of cases gives a function that writes the outcome of one case as text; everything else is here, so that all kinds of
 * cases fail in the same way: file, line, title, wanted and got.
 */
#ifndef CICADA_TESTS_CASES_H
#define CICADA_TESTS_CASES_H

#include <dirent.h>

#include "base/arena.h"
#include "support.h"

#define CASE_LINES           64
#define CASE_FILE_MAXIMUM    (1024 * 1024)
#define CASE_OUTCOME_MAXIMUM (1024 * 1024)
#define NO_MARK              SIZE_MAX

struct case_line {
    char mark;        /* '>' goes in, '?' is about how, '<' must come out */
    struct text text; /* '>': escapes undone; else as written */
    size_t marked;    /* '>': the offset of the byte behind "\^", or NO_MARK */
};

struct test_case {
    const char *file; /* name without folders */
    unsigned line;    /* of the title */
    struct text title;
    struct case_line lines[CASE_LINES];
    size_t line_count;
};

/* Writes what came of the case to `out`, each line ended by \n. */
typedef void case_function(const struct test_case *c, void *context, struct buffer *out);

/* The bytes as one readable line, in the escapes of the format. */
static inline void case_escape(struct buffer *out, struct text t)
{
    for (size_t i = 0; i < t.size; i++) {
        char c = t.data[i];

        if (c == '\r' || c == '\n' || c == '\t')
            buffer_string(out, c == '\r' ? "\\r" : c == '\n' ? "\\n" : "\\t");
        else if (c == '\\')
            buffer_string(out, "\\\\");
        else if (c < ' ' || c > '~')
            buffer_printf(out, "\\x%02x", (unsigned char)c);
        else
            buffer_byte(out, c);
    }
}

static inline void case_unescape(struct buffer *out, struct text t, size_t *marked);

/* "\*3{ab}" is "ababab". Returns the size of the escape behind its backslash, 0 when it is none. */
static inline size_t case_repeat(struct buffer *out, struct text t)
{
    struct text rest = t;
    struct text count = text_cut(&rest, '{');
    struct text part = text_cut(&rest, '}');
    uint64_t times;

    if (!rest.data || !text_to_u64((struct text){count.data + 1, count.size - 1}, &times))
        return 0;
    while (times-- > 0)
        case_unescape(out, part, NULL);
    return (size_t)(part.data + part.size + 1 - t.data);
}

/* One escape, `t` beginning behind the backslash; returns its size, 0 when it is none. */
static inline size_t case_unescape_one(struct buffer *out, struct text t, size_t *marked)
{
    static const char names[] = "rnt0\\";
    static const char bytes[] = "\r\n\t\0\\";
    const char *found = t.size > 0 ? memchr(names, t.data[0], sizeof names - 1) : NULL;
    unsigned value;

    if (found) {
        buffer_byte(out, bytes[found - names]);
        return 1;
    }
    if (t.size >= 3 && t.data[0] == 'x' && sscanf(t.data + 1, "%2x", &value) == 1) {
        buffer_byte(out, (char)value);
        return 3;
    }
    if (t.size > 0 && t.data[0] == '^' && marked) {
        *marked = out->size;
        return 1;
    }
    return t.size > 0 && t.data[0] == '*' ? case_repeat(out, t) : 0;
}

/* Appends the bytes that `t` stands for; *marked is set to the size of `out` at the mark, if there is one. */
static inline void case_unescape(struct buffer *out, struct text t, size_t *marked)
{
    for (size_t i = 0; i < t.size; i++) {
        size_t size;

        if (t.data[i] != '\\') {
            buffer_byte(out, t.data[i]);
            continue;
        }
        size = case_unescape_one(out, (struct text){t.data + i + 1, t.size - i - 1}, marked);
        if (size == 0)
            fail_msg("unknown escape at \"%.*s\"", (int)MIN(t.size - i, (size_t)20), t.data + i);
        i += size;
    }
}

static inline struct case_line case_read_line(char mark, struct text raw, struct arena *arena)
{
    struct case_line line = {mark, raw, NO_MARK};
    struct buffer bytes;

    if (mark != '>')
        return line;
    buffer_init(&bytes, CASE_FILE_MAXIMUM);
    case_unescape(&bytes, raw, &line.marked);
    line.text = (struct text){arena_copy(arena, buffer_view(&bytes)), bytes.size};
    buffer_free(&bytes);
    return line;
}

/* True when the outcome is what the case wants; else prints both. */
static inline bool case_check(const struct test_case *c, case_function *run, void *context)
{
    struct buffer wanted, got;
    bool is_good;

    buffer_init(&wanted, CASE_OUTCOME_MAXIMUM);
    buffer_init(&got, CASE_OUTCOME_MAXIMUM);
    for (size_t i = 0; i < c->line_count; i++) {
        if (c->lines[i].mark == '<') {
            buffer_text(&wanted, c->lines[i].text);
            buffer_byte(&wanted, '\n');
        }
    }
    run(c, context, &got);
    is_good = text_equal(buffer_view(&wanted), buffer_view(&got)) && !wanted.overflowed && !got.overflowed;
    if (!is_good)
        fprintf(stderr, "%s:%u: %.*s\n--- wanted\n%s--- got\n%s", c->file, c->line, (int)c->title.size, c->title.data,
                buffer_cstring(&wanted), buffer_cstring(&got));
    buffer_free(&wanted);
    buffer_free(&got);
    return is_good;
}

static inline void case_add_line(struct test_case *c, struct text line, struct arena *arena)
{
    char mark = line.data[0];
    struct text rest = {line.data + MIN(line.size, (size_t)2), line.size - MIN(line.size, (size_t)2)};

    if (!strchr("><?", mark) || (line.size > 1 && line.data[1] != ' ') || c->title.size == 0)
        fail_msg("%s: a line of a case begins with \"= \", \"> \", \"< \" or \"? \": %.*s", c->file, (int)line.size, line.data);
    if (c->line_count == CASE_LINES)
        fail_msg("%s:%u: more than %d lines", c->file, c->line, CASE_LINES);
    c->lines[c->line_count++] = case_read_line(mark, rest, arena);
}

/* Runs the cases of one file; returns how many there were and adds those that failed to *failed. */
static inline size_t case_run_file(const char *path, const char *name, case_function *run, void *context, size_t *failed)
{
    struct arena arena = {0};
    struct test_case c = {.file = name};
    struct buffer content;
    struct text rest;
    size_t count = 0;
    unsigned number = 0;

    buffer_init(&content, CASE_FILE_MAXIMUM);
    test_read_file(&content, path);
    rest = buffer_view(&content);
    while (rest.data) {
        struct text line = text_cut(&rest, '\n');
        bool is_title = text_starts_with(line, TEXT("= "));

        number++;
        if ((is_title || !rest.data) && c.title.size > 0) {
            *failed += !case_check(&c, run, context);
            count++;
            arena_reset(&arena);
        }
        if (is_title)
            c = (struct test_case){.file = name, .line = number, .title = {line.data + 2, line.size - 2}};
        else if (line.size > 0 && line.data[0] != '#')
            case_add_line(&c, line, &arena);
    }
    buffer_free(&content);
    return count;
}

static inline int case_is_file(const struct dirent *entry)
{
    return text_ends_with(text_from(entry->d_name), TEXT(".txt"));
}

/* Runs all cases of tests/cases/FOLDER and fails if one does. Returns their number. */
static inline size_t cases_run(const char *folder, case_function *run, void *context)
{
    char path[PATH_MAX];
    struct dirent **files;
    size_t count = 0;
    size_t failed = 0;
    int file_count;

    snprintf(path, sizeof path, "%s/tests/cases/%s", TEST_SOURCE_ROOT, folder);
    file_count = scandir(path, &files, case_is_file, alphasort);
    if (file_count <= 0)
        fail_msg("no cases in %s", path);
    for (int i = 0; i < file_count; i++) {
        snprintf(path, sizeof path, "%s/tests/cases/%s/%s", TEST_SOURCE_ROOT, folder, files[i]->d_name);
        count += case_run_file(path, files[i]->d_name, run, context, &failed);
        free(files[i]);
    }
    free(files);
    if (failed > 0)
        fail_msg("%zu of %zu cases of tests/cases/%s failed", failed, count, folder);
    return count;
}

#endif
