/* SPDX-License-Identifier: MIT */
/* verdict/check_problem.c - shows what is wrong with a check, and where */
#include <stdio.h>

#include "base/limits.h"
#include "verdict/check.h"

#define INDENT "    "

static const char grammar[] =
    "A check is VALUE COMPARISON LIMIT, then as wanted: for SCOPE, for TIME, abort [after TIME].\n"
    "VALUE: p0...p100 avg min max (or service.p95 ...) rps count failures fail_ratio success_rate errors(CLASS) status(CODE) "
    "metric(\"NAME\").avg\n"
    "SCOPE: all, CLASS, \"GET /items\", \"GET /api/*\", tag NAME. Example: p95 < 200ms for AuthUser abort after 10s";

/* Each character becomes one column, so that carets stand where they should. */
static size_t show(struct text t, struct buffer *out)
{
    size_t columns = 0;

    for (size_t i = 0; i < t.size; i++) {
        unsigned char byte = (unsigned char)t.data[i];

        columns += (byte & 0xC0) != 0x80;
        buffer_byte(out, byte < ' ' || byte == 0x7F ? ' ' : (char)byte);
    }
    return columns;
}

static size_t columns_of(struct text t)
{
    struct buffer unused;
    size_t columns;

    buffer_init(&unused, 0);
    columns = show(t, &unused);
    buffer_free(&unused);
    return columns;
}

void check_problem_write(struct text t, const struct check_problem *problem, struct buffer *out)
{
    struct text shown = text_trim(t), before, wrong;

    shown.size = MIN(shown.size, (size_t)LIMIT_CHECK_TEXT);
    before = (struct text){shown.data, MIN(problem->at, shown.size)};
    wrong = (struct text){shown.data + before.size, MIN(problem->size, shown.size - before.size)};
    buffer_printf(out, "%s\n" INDENT, problem->sentence);
    show(shown, out);
    buffer_string(out, "\n" INDENT);
    for (size_t i = columns_of(before); i > 0; i--)
        buffer_byte(out, ' ');
    for (size_t i = MAX(columns_of(wrong), (size_t)1); i > 0; i--)
        buffer_byte(out, '^');
    buffer_printf(out, " %s\n%s", problem->hint, grammar);
}

void check_problem_of_scope(const struct check *c, const char *known, struct check_problem *problem)
{
    bool class = c->scope == CHECK_CLASS;

    problem->at = (size_t)(c->scope_text.data - c->text.data);
    problem->size = c->scope_text.size;
    snprintf(problem->sentence, sizeof problem->sentence, "there is no %s of this name", class ? "user class" : "tag");
    snprintf(problem->hint, sizeof problem->hint, "%s: %s", class ? "the scenario has" : "the tasks have",
             *known ? known : "none");
}
