/* SPDX-License-Identifier: MIT */
/* cli/run_command.c - see run_command.h */
#include "cli/run_command.h"

#include "base/log.h"
#include "cli/complain.h"
#include "cli/read_options.h"
#include "cli/session.h"
#include "cli/show.h"

enum exit_code run_set_up_log(const struct cli_options *options)
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

enum exit_code run_with_options(struct cli_options *options)
{
    return show_is_wanted(options) ? show(options) : session_run(options);
}

enum exit_code run_command(struct cli_options *options, int count, char *const words[])
{
    char problem[OPTION_PROBLEM] = "";
    enum exit_code code = options_read(options, count, words, problem);

    if (code != EXIT_FINE) {
        complain_plainly(problem);
        return code;
    }
    if (options->action == ACTION_RUN)
        code = run_set_up_log(options);
    return code == EXIT_FINE ? run_with_options(options) : code;
}
