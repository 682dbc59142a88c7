/* SPDX-License-Identifier: MIT */
/* output/json_document.h - the complete JSON report of a run
 *
 * Everything that is known: run, plan (secrets masked), users, totals, requests by name, errors, metrics, likely causes, the
 * generator's state, the series of seconds, and the distributions of each name, of the whole run and cut by time. docs/json.md
 * describes each member with its unit. "schema_version" grows when a member changes its meaning or goes away; new members may
 * come at any time.
 *
 * Not here: where it is written (output/json.h).
 */
#ifndef CICADA_OUTPUT_JSON_DOCUMENT_H
#define CICADA_OUTPUT_JSON_DOCUMENT_H

#include <stdio.h>

#include "output/output.h"

/* Write errors stay with the stream (ferror). */
void json_document_write(const struct snapshot *s, const struct run_info *info, int exit_code, FILE *out);

#endif
