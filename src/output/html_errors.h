/* SPDX-License-Identifier: MIT */
/* output/html_errors.h - which kinds of error and exception the HTML report lists, so that the file stays small
 *
 * A thousand kinds with long texts, or two hundred exceptions with where they happened, would make a file of megabytes. Where the
 * lists are too long, those that occurred most often are left, in the order they had.
 *
 * Not here: which requests are shown (output/html_selection.h); counts and causes, which are those of all errors.
 */
#ifndef CICADA_OUTPUT_HTML_ERRORS_H
#define CICADA_OUTPUT_HTML_ERRORS_H

#include "base/arena.h"
#include "stats/snapshot.h"

#define HTML_ERRORS_MOST     300000 /* bytes of the list in the file */
#define HTML_EXCEPTIONS_MOST 200000

/* `s` with shorter lists, which are in `arena`, or those of `s`. All else is borrowed from `s`. */
struct snapshot html_errors_select(const struct snapshot *s, struct arena *arena);

#endif
