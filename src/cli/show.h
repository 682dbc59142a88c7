/* SPDX-License-Identifier: MIT */
/* cli/show.h - what is printed on standard output instead of a run: help, versions, the classes of a scenario */
#ifndef CICADA_CLI_SHOW_H
#define CICADA_CLI_SHOW_H

#include "cli/exit_codes.h"
#include "cli/options.h"

/* True when the options ask for something that is shown. */
bool show_is_wanted(const struct cli_options *options);

/* Shows it. */
enum exit_code show(struct cli_options *options);

#endif
