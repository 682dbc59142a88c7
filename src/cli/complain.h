/* SPDX-License-Identifier: MIT */
/* cli/complain.h - errors that end the program before or instead of a run
 *
 * They go to the log; and when the log goes to a file, to standard error as well, or whoever started the program would see it end
 * without a word.
 */
#ifndef CICADA_CLI_COMPLAIN_H
#define CICADA_CLI_COMPLAIN_H

#include "base/buffer.h"

void complain(const char *format, ...) PRINTF_LIKE(1, 2);

/* For what is wrong with the options, before there is a log: "cicada: MESSAGE". Control characters other than line ends are shown
 * as escapes. */
void complain_plainly(const char *message);

/* From now on the log goes to a file. */
void complain_beside_log(void);

/* Until it is called with NULL, complaints of either kind are appended to the buffer and go nowhere else: for who asked from
 * somewhere else than the terminal. */
void complain_into(struct buffer *b);

#endif
