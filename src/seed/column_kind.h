/* SPDX-License-Identifier: MIT */
/* seed/column_kind.h - what a column is filled with: "email=email", "age=int:18:90", "plan=choice:free|pro"
 *
 * A value follows from the seed, the name of its column and the number of its row, and from nothing else: more rows or other
 * columns change none of the values that were there before. docs/seed.md lists the kinds for users.
 *
 * Not here: whether the table has such a column (seed/table.h).
 */
#ifndef CICADA_SEED_COLUMN_KIND_H
#define CICADA_SEED_COLUMN_KIND_H

#include "base/arena.h"
#include "base/buffer.h"

#define COLUMN_CHOICES_MAX 100

struct column_kind; /* in column_kind.c: its word, its arguments, how it draws */

struct seed_column {
    const char *as; /* "email=email", as written; the texts below are copies */
    const char *name;
    const struct column_kind *kind;
    const char *text;      /* of const, template, sha256, pbkdf2 */
    int64_t low, high;     /* of int, sequence, hex, words, text */
    double least, most;    /* of float */
    const char *from, *to; /* of date, timestamp, unix */
    const char **choices;  /* of choice */
    size_t choice_count;
};

/* What is written to the table, and what a scenario wants to know of it: the password, where a hash is stored. */
struct seed_value {
    const char *stored, *plain; /* NULL: NULL of SQL. In the arena, or constant */
};

/* Reads "NAME=KIND[:ARGUMENT...]". What it keeps lives in the arena. False appends to `problem` what is wrong, with a caret under
 * it. */
MUST_USE bool column_read(const char *as, struct arena *arena, struct seed_column *out, struct buffer *problem);

/* The value of the row, numbered from 0. */
struct seed_value column_value(const struct seed_column *c, uint64_t seed, uint64_t row, struct arena *arena);

/* Are its values so many that two rows which have one in common are the same row? */
bool column_tells_rows_apart(const struct seed_column *c);

#endif
