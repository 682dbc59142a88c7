/* SPDX-License-Identifier: MIT */
/* output/request_log.h - a line for each finished request, or for every N-th
 *
 * An output like the others, which besides is given each sample. The file is written by a thread of its own (output/line_file.h);
 * what a request costs is the making of its line.
 *
 * Not here: what stands in a line (output/request_lines.h).
 */
#ifndef CICADA_OUTPUT_REQUEST_LOG_H
#define CICADA_OUTPUT_REQUEST_LOG_H

#include "output/output.h"
#include "output/request_lines.h"

/* By the ending of `path`: .jtl, .jsonl and .ndjson; anything else is CSV. */
enum request_log_format request_log_format_of(const char *path);

/* `every`: 1 for all requests, N for the first of each N. */
struct output *request_log_new(const char *path, enum request_log_format format, uint32_t every);

/* Between start and stop; afterwards nothing happens. */
void request_log_take(struct output *o, const struct sample_origin *origin, const struct sample *sample);

#endif
