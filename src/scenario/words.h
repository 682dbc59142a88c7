/* SPDX-License-Identifier: MIT */
/* scenario/words.h - a list of words that grows, as a program's arguments want it */
#ifndef CICADA_SCENARIO_WORDS_H
#define CICADA_SCENARIO_WORDS_H

#include "base/base.h"

struct words {
    char **at; /* owned copies, NULL behind the last; NULL when there is none */
    size_t count;
};

void words_add(struct words *w, const char *word);
/* Adds the words of a text, separated by white space; there is no quoting. NULL adds none. */
void words_split(struct words *w, const char *text);
void words_append(struct words *w, const struct words *more);
void words_free(struct words *w);

#endif
