/* SPDX-License-Identifier: MIT */
/* cli/capacity_options.h - the options of a search for the capacity: what it needs, what contradicts it, what it takes by default
 */
#ifndef CICADA_CLI_CAPACITY_OPTIONS_H
#define CICADA_CLI_CAPACITY_OPTIONS_H

#include "cli/option_table.h"
#include "user/class.h"

/* Refuses options of the search where none is wanted, and those that have no meaning in one where it is. Says what is missing,
 * all of it at once. */
MUST_USE bool capacity_options_check(const struct cli_options *options, char problem[OPTION_PROBLEM]);

/* Fills in what was left open; the check came before. */
void capacity_options_complete(struct cli_options *options);

/* What the classes say of their load is the search's to say. */
void capacity_options_settle(struct user_classes *classes);

#endif
