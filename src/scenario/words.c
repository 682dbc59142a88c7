/* SPDX-License-Identifier: MIT */
/* scenario/words.c - see scenario/words.h */
#include "scenario/words.h"

#include "base/mem.h"
#include "base/text.h"

#define WHITE_SPACE " \t\r\n"

static void add(struct words *w, char *word)
{
    w->at = mem_resize(w->at, w->count + 2, sizeof *w->at);
    w->at[w->count++] = word;
    w->at[w->count] = NULL;
}

void words_add(struct words *w, const char *word)
{
    add(w, mem_strdup(word));
}

void words_split(struct words *w, const char *text)
{
    while (text && *text) {
        size_t size = strcspn(text, WHITE_SPACE);

        if (size)
            add(w, mem_strndup(text, size));
        text += size + strspn(text + size, WHITE_SPACE);
    }
}

void words_append(struct words *w, const struct words *more)
{
    for (size_t i = 0; i < more->count; i++)
        words_add(w, more->at[i]);
}

void words_free(struct words *w)
{
    for (size_t i = 0; i < w->count; i++)
        mem_free(w->at[i]);
    mem_free(w->at);
    *w = (struct words){0};
}
