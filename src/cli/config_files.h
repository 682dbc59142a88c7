/* SPDX-License-Identifier: MIT */
/* cli/config_files.h - which configuration files are read, and which wins
 *
 * ~/.locust.conf, ./pyproject.toml ([tool.locust], then [tool.cicada]), ./locust.conf, ./cicada.conf, the file of --config: each
 * is read if it is there, and overrides those before it. It is the order of Locust's documentation; Locust itself lets
 * pyproject.toml win over locust.conf. The environment and the command line override all of them.
 *
 * Not here: the syntax of the files (cli/config_lines.h, cli/config_toml.h).
 */
#ifndef CICADA_CLI_CONFIG_FILES_H
#define CICADA_CLI_CONFIG_FILES_H

#include "cli/option_table.h"

/* `named` is the file of --config, which has to be there, or NULL. A name that ends in .toml is read as TOML. */
MUST_USE bool config_files_read(struct cli_options *options, const char *named, char problem[OPTION_PROBLEM]);

#endif
