/* SPDX-License-Identifier: MIT */
/* output/json_iterations.h - what became of arrivals and iterations, for the JSON report */
#ifndef CICADA_OUTPUT_JSON_ITERATIONS_H
#define CICADA_OUTPUT_JSON_ITERATIONS_H

#include "output/json_write.h"
#include "output/output.h"

void json_iterations(struct json_writer *w, const char *key, const struct snapshot *s, const struct run_info *info);

#endif
