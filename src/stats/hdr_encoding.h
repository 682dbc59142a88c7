/* SPDX-License-Identifier: MIT */
/* stats/hdr_encoding.h - a histogram as bytes, in HdrHistogram's V2 encoding
 *
 * The form that the HdrHistogram libraries of Java, C, JavaScript, Go, Rust and Python read: a header, then the counts of the
 * cells from the first to the last that is not empty, as ZigZag LEB128 numbers (at most 9 bytes each), a run of empty cells as
 * one negative number. The compressed form is that as a zlib stream behind a header of 8 bytes. All numbers are big-endian.
 *
 * The header names lowest value 1 (ns), highest value HISTOGRAM_MAX_NS and three digits; then the cells of both sides are the
 * same, one to one. Values that were too long have no cell and are not encoded; exact minimum, maximum and mean are not either.
 *
 * Not here: Base64 and the lines of a log (output/hlog_lines.h).
 */
#ifndef CICADA_STATS_HDR_ENCODING_H
#define CICADA_STATS_HDR_ENCODING_H

#include "base/buffer.h"
#include "base/error.h"
#include "stats/histogram.h"

#define HDR_ENCODED_MAX (512 * 1024) /* bytes of one histogram, either form */

/* Turns histograms into bytes. Reusing one saves what zlib needs to start. */
struct hdr_encoder;
struct hdr_encoder *hdr_encoder_new(void);
void hdr_encoder_free(struct hdr_encoder *e); /* NULL is fine */

/* The bytes of `h`, valid until the next call. */
struct text hdr_encode(struct hdr_encoder *e, const struct histogram *h);
struct text hdr_encode_compressed(struct hdr_encoder *e, const struct histogram *h);
/* The same of cells alone (stats/cells.h). */
struct text hdr_encode_cells(struct hdr_encoder *e, struct text cells);
struct text hdr_encode_cells_compressed(struct hdr_encoder *e, struct text cells);

/* A new histogram of either form, in `*out`, owned by the caller. Values stand for the upper edge of their cell, so quantiles are
 * those of the encoded one, and minimum, maximum and mean at most 0.1 % above. Reads what others wrote for the same cells: lowest
 * value 1, three digits, any highest value; an empty cell may be the number 0 or a run of one.
 *
 * Anything else is ERROR_SYNTAX with a constant sentence in `*problem`: other digits or units, bytes that are missing or left
 * over, more cells than there are, counts beyond CELLS_VALUES_MAX, values beyond HISTOGRAM_MAX_NS. */
MUST_USE enum error hdr_decode(struct text bytes, struct histogram **out, const char **problem);
/* The same, without a histogram: appends the cells to `cells`, whose maximum must be at least HDR_ENCODED_MAX, and tells how many
 * values they hold. */
MUST_USE enum error hdr_decode_cells(struct text bytes, struct buffer *cells, uint64_t *values, const char **problem);

#endif
