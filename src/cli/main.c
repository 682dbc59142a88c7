/* SPDX-License-Identifier: MIT */
/* cli/main.c - the program: finds out which command it is */
#include <signal.h>
#include <stdio.h>

#include "base/log.h"
#include "cli/complain.h"
#include "cli/fault_handler.h"
#include "cli/run_command.h"
#include "cli/subcommand.h"

/* What was said by printf may still wait to be written. */
static enum exit_code flush_output(enum exit_code code)
{
    if (code != EXIT_FINE || (fflush(stdout) == 0 && !ferror(stdout)))
        return code;
    complain_plainly("cannot write to standard output");
    return EXIT_REPORT_NOT_WRITTEN;
}

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
    code = flush_output(code);
    log_close();
    arena_reset(&options.arena);
    return code;
}
