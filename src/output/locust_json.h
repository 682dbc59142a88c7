/* SPDX-License-Identifier: MIT */
/* output/locust_json.h - the JSON that Locust's --json and --json-file write, for tools that read it
 *
 * An array of one object a name, without "Aggregated" and without percentiles (locust/stats.py, StatsEntry.serialize). Times are
 * milliseconds, response_times are Locust's two-digit buckets. num_reqs_per_sec and num_fail_per_sec are empty: Cicada keeps no
 * seconds by name; its own report (output/json.h) has the seconds of all requests.
 */
#ifndef CICADA_OUTPUT_LOCUST_JSON_H
#define CICADA_OUTPUT_LOCUST_JSON_H

#include "output/output.h"

/* As json_new. */
struct output *locust_json_new(const char *prefix);

#endif
