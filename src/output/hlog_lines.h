/* SPDX-License-Identifier: MIT */
/* output/hlog_lines.h - the text of a histogram log, format version 1.3 (HistogramLogWriter of HdrHistogram)
 *
 * A head of comments, then a line for each histogram: [Tag=TAG,]start,length,maximum,Base64 of the compressed encoding. Start and
 * length are seconds, the maximum is milliseconds. Readers without interest in tags add up the lines that have none, so these are
 * all requests; a tag is one request name. docs/logs.md says which tags there are.
 *
 * Pure functions. Not here: the file (output/hlog.h), the encoding (stats/hdr_encoding.h).
 */
#ifndef CICADA_OUTPUT_HLOG_LINES_H
#define CICADA_OUTPUT_HLOG_LINES_H

#include "base/buffer.h"
#include "stats/hdr_encoding.h"

#define HLOG_SERVICE_PREFIX "service:"

/* Times of lines count from `start_wall_ns`. `version` names who wrote it. */
void hlog_head(const char *version, uint64_t start_wall_ns, struct buffer *out);

/* A comment: the results leave out what came before this time. */
void hlog_warmup(double seconds, struct buffer *out);

/* "GET%20/items": method, blank and name, with each byte percent-encoded that is no letter, digit or one of -._~/ (a colon is,
 * so HLOG_SERVICE_PREFIX cannot come from a name). Without a method only the name. */
void hlog_tag(const char *prefix, struct text method, struct text name, struct buffer *out);

/* `tag` empty: none. NULL for no times at all. */
void hlog_line(struct text tag, uint64_t start_ns, uint64_t length_ns, const struct histogram *times, struct hdr_encoder *encoder,
               struct buffer *out);

#endif
