/* SPDX-License-Identifier: MIT */
/* scenario/scenario.c - chooses the front end by what the plan names */
#include "scenario/scenario.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "scenario/c_file.h"
#include "scenario/url.h"

/* Compilers and linkers word a missing file in many ways; here it is said once. */
static bool is_readable(const char *file, char *problem)
{
    struct stat status;

    if (stat(file, &status) == 0 && access(file, R_OK) == 0) {
        if (S_ISREG(status.st_mode))
            return true;
        errno = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
    }
    snprintf(problem, SCENARIO_PROBLEM_SIZE, "Could not open the scenario %.500s: %m", file);
    return false;
}

static enum scenario_problem unknown_kind(const char *file, char *problem)
{
    bool python = text_ends_with(text_from(file), TEXT(".py"));

    snprintf(problem, SCENARIO_PROBLEM_SIZE,
             python ? "%.500s: locustfiles in Python are not supported by this version; write the scenario in C (.c)"
                    : "%.500s: a scenario is a C file (.c) or a compiled one (.so)",
             file);
    return SCENARIO_NOT_SUPPORTED;
}

enum scenario_problem scenario_open(struct scenario *s, const struct plan *plan, char *problem)
{
    const char *file = plan->scenario_file ? plan->scenario_file : "";
    bool compiled = text_ends_with(text_from(file), TEXT(".so"));

    *s = (struct scenario){0};
    if (plan->url.url)
        return url_open(s, &plan->url, problem);
    if (!is_readable(file, problem))
        return SCENARIO_NO_FILE;
    if (!compiled && !text_ends_with(text_from(file), TEXT(".c")))
        return unknown_kind(file, problem);
    return c_file_open(s, file, compiled, plan, problem);
}

void scenario_close(struct scenario *s)
{
    if (s->close)
        s->close(s);
    *s = (struct scenario){0};
}
