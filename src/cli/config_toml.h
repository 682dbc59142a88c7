/* SPDX-License-Identifier: MIT */
/* cli/config_toml.h - options in a table of a TOML file: [tool.locust] and [tool.cicada] of pyproject.toml
 *
 * TOML 1.0 as far as it is needed to walk past everything else in such a file: tables, dotted and quoted keys, all kinds of
 * strings, arrays, inline tables. Numbers, booleans and dates are taken as the words they are written with; that a table is
 * defined twice is not noticed.
 */
#ifndef CICADA_CLI_CONFIG_TOML_H
#define CICADA_CLI_CONFIG_TOML_H

#include "cli/settings.h"

/* Adds the members of the table "tool.NAME". `label` names the file in messages and in settings. */
MUST_USE bool config_toml_read(struct settings *out, const char *label, struct text content, const char *name,
                               char problem[OPTION_PROBLEM]);

#endif
