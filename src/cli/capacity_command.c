/* SPDX-License-Identifier: MIT */
/* cli/capacity_command.c - see capacity_command.h */
#include "cli/capacity_command.h"

#include "cli/complain.h"
#include "cli/read_options.h"
#include "cli/run_command.h"
#include "cli/subcommand.h"

static const char usage[] = "Usage\n"
                            "  cicada capacity -f FILE -H URL --slo CHECK ... --max-users N --max-time TIME\n"
                            "  cicada capacity -f FILE -H URL --slo CHECK ... --max-rate RATE --max-time TIME\n"
                            "  cicada capacity URL --slo CHECK ... --max-users N --max-time TIME\n"
                            "\n"
                            "  Raises the load until a limit breaks, narrows it down, measures the two loads\n"
                            "  that decide again, and tells the highest load that holds, where each limit\n"
                            "  breaks, and what ran out.\n"
                            "\n"
                            "  --slo CHECK        A limit to keep: \"p95 < 200ms\", \"fail_ratio < 1%\". May be\n"
                            "                     repeated. Unless one limits failures, fewer than 10 % of\n"
                            "                     the requests may fail\n"
                            "  --max-users N      Most users that the search may start\n"
                            "  --max-rate RATE    Search over arrivals per second instead of users, up to\n"
                            "                     this rate: 500/s\n"
                            "  --max-time TIME    Longest time for the search: 10m\n"
                            "  --step-time TIME   Measure each load for so many seconds, once it is steady.\n"
                            "                     Default: 20s\n"
                            "  --start LOAD       First load. Default: 1 user, or a hundredth of --max-rate\n"
                            "  --precision SHARE  How close to the limit to come. Default: 5%\n"
                            "  --repeats N        Measurements of each of the two loads that decide.\n"
                            "                     Default: 3\n"
                            "\n"
                            "  The options of a run say the rest: cicada --help-all. docs/capacity.md says\n"
                            "  more. Exit code: 0 found; 3 the lowest load breaks a limit already; 4 the\n"
                            "  generator is the limit; 15 no limit found, up to the largest load allowed or\n"
                            "  within the time.\n";

enum exit_code capacity_command(struct cli_options *options, int count, char *const words[])
{
    char problem[OPTION_PROBLEM] = "";
    enum exit_code code;

    options->capacity.wanted = true;
    code = options_read(options, count - 1, words + 1, problem);
    if (code != EXIT_FINE) {
        complain_plainly(problem);
        return code;
    }
    if (options->action == ACTION_HELP || options->action == ACTION_HELP_ALL)
        return subcommand_print(text_from(usage));
    if (options->action == ACTION_RUN) {
        options->command_line = arena_printf(&options->arena, "cicada %s", options->command_line);
        code = run_set_up_log(options);
    }
    return code == EXIT_FINE ? run_with_options(options) : code;
}
