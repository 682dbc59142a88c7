/* SPDX-License-Identifier: MIT */
/* cli/subcommand.c - a table of commands; see subcommand.h */
#include "cli/subcommand.h"

#include <stdio.h>

#include "cli/capacity_command.h"
#include "cli/compare_command.h"
#include "cli/complain.h"
#include "cli/runs_command.h"
#include "cli/schedule_command.h"
#include "cli/seed_command.h"
#include "cli/suite_command.h"
#include "cli/sweep_command.h"

static const struct {
    struct subcommand_text text;
    subcommand_run *run;
} subcommands[] = {
    {{"suite", "[TEAM [RUN]] [OPTION ...]", "the load tests that a team describes in one file, by name"}, suite_command},
    {{"capacity", "-f FILE --slo CHECK --max-users N --max-time TIME", "the highest load that keeps its limits"},
     capacity_command},
    {{"sweep", "--users N,N,... -- OPTION ...", "the same run with several loads, and one table"}, sweep_command},
    {{"compare", "BASE NEW", "did anything get worse? With confidence intervals"}, compare_command},
    {{"runs", "[list|show|label|export|delete ...]", "the runs that were kept"}, runs_command},
    {{"report", "RUN [OPTION ...]", "any report of a run that was kept"}, runs_command},
    {{"seed", "--database URL --table TABLE --column NAME=KIND ...", "test data into a database, and away again"}, seed_command},
    {{"schedule", "NAME --at HH:MM -- OPTION ...", "what systemd or cron needs for a nightly run"}, schedule_command},
};

const struct subcommand_text *subcommand_text_at(size_t i)
{
    return i < COUNT(subcommands) ? &subcommands[i].text : NULL;
}

subcommand_run *subcommand_find(int count, char *const words[])
{
    for (size_t i = 0; count > 1 && i < COUNT(subcommands); i++)
        if (strcmp(subcommands[i].text.name, words[1]) == 0)
            return subcommands[i].run;
    return NULL;
}

static bool is_among(const char *name, const char *const allowed[SUBCOMMAND_OPTIONS_MAX])
{
    for (size_t i = 0; i < SUBCOMMAND_OPTIONS_MAX && allowed[i]; i++)
        if (strcmp(allowed[i], name) == 0)
            return true;
    return false;
}

bool subcommand_allows(const struct arguments *arguments, const char *const allowed[SUBCOMMAND_OPTIONS_MAX], const char *usage,
                       char problem[OPTION_PROBLEM])
{
    for (size_t i = 0; i < arguments->settings.count; i++) {
        const struct setting *s = &arguments->settings.at[i];

        if (is_among(s->option->name, allowed))
            continue;
        snprintf(problem, OPTION_PROBLEM, "%s: has no meaning for \"cicada %s\"", s->as, usage);
        return false;
    }
    return true;
}

size_t subcommand_end_of_own(int count, char *const words[])
{
    size_t end = 2;

    while (end < (size_t)count && strcmp(words[end], "--") != 0)
        end++;
    return end;
}

enum exit_code subcommand_print(struct text text)
{
    if (fwrite(text.data, 1, text.size, stdout) == text.size && fflush(stdout) == 0)
        return EXIT_FINE;
    complain_plainly("cannot write to standard output");
    return EXIT_REPORT_NOT_WRITTEN;
}
