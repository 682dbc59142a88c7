/* SPDX-License-Identifier: MIT */
/* cli/suite_service.c - see suite_service.h */
#include "cli/suite_service.h"

#define NAME "service"

void suite_service_watch(struct cli_options *options, pid_t process)
{
    const char **monitor;

    if (options->plan.monitors.count > 0)
        return;
    monitor = arena_alloc(&options->arena, sizeof *monitor);
    monitor[0] = arena_printf(&options->arena, NAME "=pid:%ld", (long)process);
    options->plan.monitors = (struct plan_list){monitor, 1};
}

static bool is_watched(const struct plan_list *monitors)
{
    for (size_t i = 0; i < monitors->count; i++)
        if (text_starts_with(text_from(monitors->at[i]), TEXT(NAME "=")))
            return true;
    return false;
}

bool suite_service_add_checks(struct cli_options *options, const struct suite *suite, char problem[OPTION_PROBLEM])
{
    struct cli_options of_service = {0};
    struct plan_list *checks = &options->checks, *more = &of_service.checks;
    const char **both;

    if (!is_watched(&options->plan.monitors))
        return true;
    if (!settings_apply(&suite->service_checks, &of_service, problem)) {
        arena_reset(&of_service.arena);
        return false;
    }
    both = arena_alloc(&options->arena, (checks->count + more->count + 1) * sizeof *both);
    for (size_t i = 0; i < checks->count; i++)
        both[i] = checks->at[i];
    for (size_t i = 0; i < more->count; i++)
        both[checks->count + i] = arena_strdup(&options->arena, more->at[i]);
    *checks = (struct plan_list){both, checks->count + more->count};
    arena_reset(&of_service.arena);
    return true;
}
