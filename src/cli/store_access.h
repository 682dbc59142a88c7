/* SPDX-License-Identifier: MIT */
/* cli/store_access.h - the store of past runs for commands that read it: which one is meant, and opening it
 *
 * Not here: keeping a run that goes on (cli/store_output.h).
 */
#ifndef CICADA_CLI_STORE_ACCESS_H
#define CICADA_CLI_STORE_ACCESS_H

#include "cli/exit_codes.h"
#include "cli/option_table.h"
#include "store/store.h"

/* What files and environment say about the store, for a command that reads no other option from them; the command line is applied
 * over it. */
MUST_USE bool store_access_read(struct cli_options *options, char problem[OPTION_PROBLEM]);

/* Opens the store that the options name, or the default one; it is not made when it is not there (ERROR_NOT_FOUND). */
MUST_USE enum error store_access_try(struct store **out, const struct cli_options *options, char problem[STORE_PROBLEM]);

/* The same, and says itself what is wrong. */
enum exit_code store_access_open(struct store **out, const struct cli_options *options);

#endif
