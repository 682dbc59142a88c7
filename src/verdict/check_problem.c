/* SPDX-License-Identifier: MIT */
/* verdict/check_problem.c - shows what is wrong with a check, and where */
#include <stdio.h>

#include "base/caret.h"
#include "base/limits.h"
#include "verdict/check.h"

static const char grammar[] =
    "A check is VALUE COMPARISON LIMIT, then as wanted: for SCOPE, for stage NAME, for TIME, abort [after TIME].\n"
    "VALUE: p0...p100 avg min max (or service.p95 ...) rps count failures fail_ratio success_rate errors(CLASS) status(CODE) "
    "metric(\"NAME\").avg cpu(COMPONENT) memory(...) rss_slope(...) fds(...) connections(...) cache_hit_rate(...)\n"
    "SCOPE: all, CLASS, \"GET /items\", \"GET /api/*\", tag NAME. Example: p95 < 200ms for AuthUser abort after 10s";

void check_problem_write(struct text t, const struct check_problem *problem, struct buffer *out)
{
    struct text shown = text_trim(t);

    shown.size = MIN(shown.size, (size_t)LIMIT_CHECK_TEXT);
    buffer_printf(out, "%s\n", problem->sentence);
    caret_write(shown, problem->at, problem->size, problem->hint, out);
    buffer_printf(out, "\n%s", grammar);
}

static void be_about(const struct check *c, struct text part, struct check_problem *problem)
{
    problem->at = (size_t)(part.data - c->text.data);
    problem->size = part.size;
}

void check_problem_of_scope(const struct check *c, const char *known, struct check_problem *problem)
{
    bool class = c->scope == CHECK_CLASS;

    be_about(c, c->scope_text, problem);
    snprintf(problem->sentence, sizeof problem->sentence, "there is no %s of this name", class ? "user class" : "tag");
    snprintf(problem->hint, sizeof problem->hint, "%s: %s", class ? "the scenario has" : "the tasks have",
             *known ? known : "none");
}

void check_problem_of_stage(const struct check *c, const char *known, struct check_problem *problem)
{
    be_about(c, c->stage, problem);
    snprintf(problem->sentence, sizeof problem->sentence, "there is no stage of this name");
    snprintf(problem->hint, sizeof problem->hint, "the run has: %s", *known ? known : "none; give it some with --stages");
}

void check_problem_of_component(const struct check *c, const char *known, struct check_problem *problem)
{
    be_about(c, c->name, problem);
    snprintf(problem->sentence, sizeof problem->sentence, "there is no component of this name");
    snprintf(problem->hint, sizeof problem->hint, "watch it with --monitor %.*s=pid:N; there is %s",
             (int)MIN(c->name.size, (size_t)64), c->name.data, known);
}
