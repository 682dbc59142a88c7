/* SPDX-License-Identifier: MIT */
/* base/caret.h - shows where in a line of text something is wrong: the line, and carets under the mistake
 *
 *         p95 < 200ns for AuthUser
 *                  ^^ use us, ms, s, m or %
 *
 * For all small languages that a user writes. Not here: what is wrong (each reader's own), and the sentence above the line.
 */
#ifndef CICADA_BASE_CARET_H
#define CICADA_BASE_CARET_H

#include "base/buffer.h"

/* Appends the line and, below it, carets under `size` bytes from the byte `at` (at least one caret; `at` may lie at the end),
 * then the hint; no line end behind it. Both lines are indented by four blanks. Each character is one column; control characters
 * are shown as blanks. */
void caret_write(struct text line, size_t at, size_t size, const char *hint, struct buffer *out);

/* In a message of which caret_write made a part: the line, and the byte of it under which the carets begin. False: there is none.
 */
MUST_USE bool caret_find(struct text message, struct text *line, size_t *at);

#endif
