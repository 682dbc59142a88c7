/* SPDX-License-Identifier: MIT */
/* cli/toml_text.h - the smallest pieces of TOML: white space, words, strings; private to toml_reader.c */
#ifndef CICADA_CLI_TOML_TEXT_H
#define CICADA_CLI_TOML_TEXT_H

#include "base/buffer.h"

struct toml_text {
    struct text rest;    /* not read yet */
    unsigned line;       /* of its beginning, from 1 */
    const char *problem; /* what is wrong, a constant sentence; NULL: nothing yet */
};

/* The next byte, '\0' at the end. */
char toml_peek(const struct toml_text *t);
bool toml_take(struct toml_text *t, const char *literal); /* if it is next */
void toml_skip_blanks(struct toml_text *t);
void toml_skip_lines(struct toml_text *t); /* blanks, comments and line ends */

/* False when the line holds more than a comment; the line end is taken. */
MUST_USE bool toml_end_line(struct toml_text *t);

/* A string in any of the four kinds of quotes, when it begins here; appended to `out`. */
MUST_USE bool toml_string(struct toml_text *t, bool may_have_lines, struct buffer *out);
/* Letters, digits and the characters in `more`; at least one. */
MUST_USE bool toml_word(struct toml_text *t, const char *more, struct buffer *out);

/* False; keeps the first problem. */
bool toml_fail(struct toml_text *t, const char *problem);

#endif
