/* SPDX-License-Identifier: MIT */
/* cli/variables.c - see variables.h */
#include "cli/variables.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/caret.h"
#include "base/limits.h"

#define SHOWN_BEFORE 40 /* bytes of a text before the mistake in it, and from there on */
#define SHOWN_FROM   40

static bool is_name(struct text t)
{
    for (size_t i = 0; i < t.size; i++) {
        char c = t.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';

        if (!letter && !(i > 0 && c >= '0' && c <= '9'))
            return false;
    }
    return t.size > 0 && t.size <= LIMIT_VARIABLE_NAME;
}

static bool fail(struct variable_problem *problem, size_t at, size_t size, const char *sentence, const char *hint)
{
    problem->at = at;
    problem->size = MAX(size, (size_t)1);
    snprintf(problem->sentence, sizeof problem->sentence, "%s", sentence);
    snprintf(problem->hint, sizeof problem->hint, "%s", hint);
    return false;
}

static bool fail_unset(struct variable_problem *problem, size_t size, const char *name)
{
    snprintf(problem->sentence, sizeof problem->sentence, "the variable %.60s is not set", name);
    snprintf(problem->hint, sizeof problem->hint, "set it, or say what holds without it: ${%.50s:-VALUE}", name);
    problem->at = 0;
    problem->size = size;
    return false;
}

bool variable_take(struct text *rest, variable_lookup *look_up, void *context, struct buffer *out,
                   struct variable_problem *problem)
{
    struct text inside = {rest->data + 2, rest->size - 2}, name, otherwise = {0};
    ssize_t end = text_find(inside, '}'), colon;
    char zero_terminated[LIMIT_VARIABLE_NAME + 1];
    const char *value;

    if (end < 0)
        return fail(problem, 0, 2, "a reference to a variable does not end", "write ${NAME}, or $${ for the characters");
    inside.size = (size_t)end;
    name = inside;
    colon = text_find(inside, ':');
    if (colon >= 0) {
        name.size = (size_t)colon;
        otherwise = (struct text){inside.data + colon + 1, inside.size - (size_t)colon - 1};
        if (otherwise.size == 0 || otherwise.data[0] != '-')
            return fail(problem, 2 + name.size, 1, "only \":-\" may follow the name of a variable", "as in ${NAME:-200}");
        otherwise = (struct text){otherwise.data + 1, otherwise.size - 1};
    }
    if (!is_name(name))
        return fail(problem, 2, name.size, "not the name of a variable", "letters, digits and _, not beginning with a digit");
    snprintf(zero_terminated, sizeof zero_terminated, "%.*s", (int)name.size, name.data);
    value = look_up(context, zero_terminated);
    if (!value && !otherwise.data)
        return fail_unset(problem, inside.size + 3, zero_terminated);
    buffer_text(out, otherwise.data && (!value || !value[0]) ? otherwise : text_from(value));
    rest->data += inside.size + 3;
    rest->size -= inside.size + 3;
    return !out->overflowed || fail(problem, 0, 1, "the text is too long", "with the values of its variables");
}

bool variables_replace(struct text t, variable_lookup *look_up, void *context, struct buffer *out,
                       struct variable_problem *problem)
{
    struct text rest = t;

    while (rest.size) {
        size_t at = (size_t)(rest.data - t.data), step = 1;

        if (variable_begins(rest)) {
            if (!variable_take(&rest, look_up, context, out, problem)) {
                problem->at += at;
                return false;
            }
            continue;
        }
        if (text_starts_with(rest, TEXT("$${")))
            step = 3;
        buffer_append(out, step == 3 ? "${" : rest.data, step == 3 ? 2 : 1);
        rest.data += step;
        rest.size -= step;
    }
    return !out->overflowed || fail(problem, 0, 1, "the text is too long", "with the values of its variables");
}

static const char *look_up_environment(void *context, const char *name)
{
    return getenv(name);
}

/* Of a long text the piece round the mistake, cut between characters. */
static void show(struct text t, const struct variable_problem *problem, struct buffer *out)
{
    size_t begin = problem->at > SHOWN_BEFORE ? problem->at - SHOWN_BEFORE : 0;
    size_t end = MIN(t.size, problem->at + SHOWN_FROM);

    while (begin < problem->at && ((unsigned char)t.data[begin] & 0xC0) == 0x80)
        begin++;
    while (end > problem->at && end < t.size && ((unsigned char)t.data[end] & 0xC0) == 0x80)
        end--;
    buffer_printf(out, "%s\n", problem->sentence);
    caret_write((struct text){t.data + begin, end - begin}, problem->at - begin, problem->size, problem->hint, out);
}

const char *variables_expand(const char *text, struct arena *arena, char message[VARIABLES_PROBLEM])
{
    const char *result = text;
    struct variable_problem problem;
    struct buffer out;

    if (!strstr(text, "${"))
        return text;
    buffer_init(&out, LIMIT_CONFIG_FILE);
    if (variables_replace(text_from(text), look_up_environment, NULL, &out, &problem)) {
        result = arena_copy(arena, buffer_view(&out));
    } else {
        result = NULL;
        buffer_clear(&out);
        show(text_from(text), &problem, &out);
        snprintf(message, VARIABLES_PROBLEM, "%s", buffer_cstring(&out));
    }
    buffer_free(&out);
    return result;
}
