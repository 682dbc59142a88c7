/* SPDX-License-Identifier: MIT */
/* cli/main.c - the program: reads the options, sets the log up, shows something or runs */
#include <signal.h>

#include "base/log.h"
#include "cli/complain.h"
#include "cli/fault_handler.h"
#include "cli/read_options.h"
#include "cli/session.h"
#include "cli/show.h"
#include "cli/subcommand.h"

static enum exit_code set_up_log(const struct cli_options *options)
{
    enum log_level level = LOG_INFO;

    if (options->skip_log_setup)
        return EXIT_FINE;
    if (options->log_level && !log_parse_level(options->log_level, &level))
        return EXIT_WRONG_OPTIONS;
    log_set_level(level);
    if (!options->log_file)
        return EXIT_FINE;
    if (log_open(options->log_file) != OK) {
        complain("--logfile \"%s\": %m", options->log_file);
        return EXIT_REPORT_NOT_WRITTEN;
    }
    complain_beside_log();
    return EXIT_FINE;
}

static enum exit_code run(struct cli_options *options, int count, char *words[])
{
    char problem[OPTION_PROBLEM] = "";
    enum exit_code code = options_read(options, count, words, problem);

    if (code != EXIT_FINE) {
        complain_plainly(problem);
        return code;
    }
    if (options->action == ACTION_RUN)
        code = set_up_log(options);
    if (code != EXIT_FINE)
        return code;
    return show_is_wanted(options) ? show(options) : session_run(options);
}

int main(int count, char *words[])
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    subcommand_run *subcommand = subcommand_find(count, words);
    struct cli_options options = {0};
    enum exit_code code;

    sigaction(SIGPIPE, &ignore, NULL); /* a reader that left is an error of writing, not the end */
    fault_handler_install();
    code = subcommand ? subcommand(&options, count, words) : run(&options, count, words);
    log_close();
    arena_reset(&options.arena);
    return code;
}
