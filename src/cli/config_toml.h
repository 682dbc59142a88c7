/* SPDX-License-Identifier: MIT */
/* cli/config_toml.h - options in a table of a TOML file: [tool.locust] and [tool.cicada] of pyproject.toml
 *
 * Not here: the syntax (cli/toml_reader.h).
 */
#ifndef CICADA_CLI_CONFIG_TOML_H
#define CICADA_CLI_CONFIG_TOML_H

#include "cli/settings.h"

/* Adds the members of the table "tool.NAME". `label` names the file in messages and in settings. */
MUST_USE bool config_toml_read(struct settings *out, const char *label, struct text content, const char *name,
                               char problem[OPTION_PROBLEM]);

#endif
