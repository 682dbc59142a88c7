/* SPDX-License-Identifier: MIT */
/* cli/check_options.h - options that contradict each other, have no meaning together, or name a host that is none */
#ifndef CICADA_CLI_CHECK_OPTIONS_H
#define CICADA_CLI_CHECK_OPTIONS_H

#include "cli/option_table.h"

/* Looks at what was given, before defaults are filled in. */
MUST_USE bool options_check(const struct cli_options *options, char problem[OPTION_PROBLEM]);

#endif
