/* SPDX-License-Identifier: MIT */
/* output/json.h - the JSON report at the end of a run, on stdout or in a file
 *
 * Not here: its content (output/json_document.h), Locust's form (output/locust_json.h).
 */
#ifndef CICADA_OUTPUT_JSON_H
#define CICADA_OUTPUT_JSON_H

#include "output/output.h"

/* In PREFIX.json, as Locust's --json-file names it; to stdout with NULL. Folders are made; the file appears whole. `prefix` need
 * not outlive the call. */
struct output *json_new(const char *prefix);

#endif
