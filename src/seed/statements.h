/* SPDX-License-Identifier: MIT */
/* seed/statements.h - the SQL with which rows of one table are made, looked up by their key, and deleted; private to seed/ */
#ifndef CICADA_SEED_STATEMENTS_H
#define CICADA_SEED_STATEMENTS_H

#include "seed/table.h"

struct statements {
    const char *insert;     /* takes a value for each column; gives the key and the columns as text */
    const char *look_up;    /* takes the key; gives the columns as text */
    const char *delete_row; /* takes the key */
};

void statements_make(struct statements *s, const struct seed_database *d, const struct table *t,
                     const struct seed_column *columns, size_t count, struct arena *arena);

#endif
