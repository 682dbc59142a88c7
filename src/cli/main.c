/* SPDX-License-Identifier: MIT */
/* cli/main.c - the program: finds out which command it is */
#include <signal.h>

#include "base/log.h"
#include "cli/fault_handler.h"
#include "cli/run_command.h"
#include "cli/subcommand.h"

int main(int count, char *words[])
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, usual = {.sa_handler = SIG_DFL};
    subcommand_run *subcommand = subcommand_find(count, words);
    struct cli_options options = {0};
    enum exit_code code;

    sigaction(SIGPIPE, &ignore, NULL); /* a reader that left is an error of writing, not the end */
    sigaction(SIGXFSZ, &ignore, NULL); /* and so is a file that may not grow (ulimit -f) */
    sigaction(SIGCHLD, &usual, NULL);  /* where a parent's choice to ignore it is inherited, no child could be waited for */
    fault_handler_install();
    code = subcommand ? subcommand(&options, count, words) : run_command(&options, count, words);
    log_close();
    arena_reset(&options.arena);
    return code;
}
