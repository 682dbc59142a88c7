/* SPDX-License-Identifier: MIT */
/* verdict/check_words.h - the words of the language of checks, and cutting a text into them; private to verdict/
 *
 * A cursor goes over the text once. What cannot be is said with its place and ends the reading.
 */
#ifndef CICADA_VERDICT_CHECK_WORDS_H
#define CICADA_VERDICT_CHECK_WORDS_H

#include "verdict/check.h"

struct check_cursor {
    struct text all;
    size_t at;
    struct check_problem *problem;
};

/* Writes the problem at the bytes from `at`; returns false. */
bool check_wrong(struct check_cursor *c, size_t at, size_t size, const char *sentence, const char *hint);

void check_skip_blanks(struct check_cursor *c);
bool check_at_end(const struct check_cursor *c);
char check_next_byte(const struct check_cursor *c); /* 0 at the end */

/* The text up to the next byte that is not a letter, digit or one of `more`; empty when there is none. */
struct text check_take_word(struct check_cursor *c, const char *more);

/* The word without taking it. */
struct text check_peek_word(const struct check_cursor *c, const char *more);

/* Takes the byte if it is the next one. */
bool check_take_byte(struct check_cursor *c, char byte);

/* A text in " or ', which has no escapes. False, with the problem, when it does not end. */
MUST_USE bool check_take_quoted(struct check_cursor *c, struct text *out);

/* "200", "1.5", "-3": false, with the problem, when there is none. */
MUST_USE bool check_take_number(struct check_cursor *c, double *value);

/* "30s", "1m30s", "500ms". False with the problem. */
MUST_USE bool check_take_time(struct check_cursor *c, double *seconds);

/* Where a part of the text begins, for problems. */
static inline size_t check_place(const struct check_cursor *c, struct text part)
{
    return (size_t)(part.data - c->all.data);
}

/* The one of `count` words that is closest to `word`; NULL when none is close. */
const char *check_closest(struct text word, const char *const *words, size_t count);

#endif
