/* SPDX-License-Identifier: MIT */
/* output/escape.h - text that others chose, made harmless for the place where it is shown
 *
 * Names and error texts may come from a server. On a terminal they must not move the cursor, retitle the window or turn the
 * writing direction; in a spreadsheet they must not become formulas.
 *
 * Not here: hiding secrets (output/mask.h).
 */
#ifndef CICADA_OUTPUT_ESCAPE_H
#define CICADA_OUTPUT_ESCAPE_H

#include "base/buffer.h"

/* Appends `t` for a terminal: control characters (C0, DEL, C1), bidirectional and invisible format characters and bytes that are
 * no UTF-8 become visible escapes (\n \r \t \x1b \u202e); all else stays. The result stands on one line. */
void escape_terminal(struct text t, struct buffer *out);

/* The same, cut to at most `columns` (the last one then shows "~"). Returns the columns used. */
size_t escape_cut(struct text t, size_t columns, struct buffer *out);

/* The same, and filled with blanks up to `columns`; longer text is not cut: as "%-*s" of printf, but counting columns. */
void escape_padded(struct text t, size_t columns, struct buffer *out);

/* Appends one cell of a CSV file (RFC 4180): text that begins with = + - @ TAB or CR gets a ' before it, so that no spreadsheet
 * takes it for a formula; quoted where needed; UTF-8 in any case. Not for numbers, which may begin with "-". */
void escape_csv(struct text t, struct buffer *out);

#endif
