/* SPDX-License-Identifier: MIT */
/* cli/config_lines.h - the syntax of locust.conf and cicada.conf
 *
 * ConfigArgParse's: "key = value", "key: value", "key value", "--key value", or a bare "key" for a flag. Lines that begin with #,
 * ; or [ and lines of --- say nothing; so does what follows " #" or " ;". Quotes round a value are dropped. "[a, b]" and JSON
 * arrays are lists. Keys are long option names; unlike ConfigArgParse, one that is none is an error with its line.
 */
#ifndef CICADA_CLI_CONFIG_LINES_H
#define CICADA_CLI_CONFIG_LINES_H

#include "cli/settings.h"

/* `label` names the file in messages and in settings. The settings are copies in their arena. */
MUST_USE bool config_lines_read(struct settings *out, const char *label, struct text content, char problem[OPTION_PROBLEM]);

/* Adds a key with its values, for both kinds of files: one value, or several for an option that takes a list; none is a bare key.
 * `where` is "locust.conf line 3". */
MUST_USE bool config_add(struct settings *out, const char *where, struct text key, const char *const *values, size_t count,
                         char problem[OPTION_PROBLEM]);

#endif
