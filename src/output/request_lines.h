/* SPDX-License-Identifier: MIT */
/* output/request_lines.h - one request as one entry of a log: CSV with all that is known, JSON lines with the same, JMeter's JTL
 *
 * docs/logs.md defines the columns. JTL is JMeter's CSV with its default columns, as Taurus and Jenkins read it.
 *
 * Pure functions, written for speed: an entry costs each request of the run. Not here: the file (output/request_log.h).
 */
#ifndef CICADA_OUTPUT_REQUEST_LINES_H
#define CICADA_OUTPUT_REQUEST_LINES_H

#include "base/buffer.h"
#include "stats/sample.h"

enum request_log_format { REQUEST_LOG_CSV, REQUEST_LOG_JSON_LINES, REQUEST_LOG_JTL };

/* The first line; nothing for JSON lines. */
void request_lines_heading(enum request_log_format format, struct buffer *out);

/* `start_wall_ns` is the wall time at which it was due or, without a due time, at which it started. */
void request_lines_entry(enum request_log_format format, const struct sample_origin *origin, const struct sample *sample,
                         uint64_t start_wall_ns, struct buffer *out);

#endif
