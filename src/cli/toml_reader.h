/* SPDX-License-Identifier: MIT */
/* cli/toml_reader.h - walks through a TOML file and hands over the members of the tables that are wanted
 *
 * TOML 1.0 as far as it is needed to walk past everything in a file that other programs use too: tables, dotted and quoted keys,
 * all kinds of strings, arrays, inline tables. Numbers, booleans and dates are taken as the words they are written with; that a
 * table is defined twice is not noticed.
 *
 * Not here: what the members mean (cli/config_toml.h, cli/suite_file.h).
 */
#ifndef CICADA_CLI_TOML_READER_H
#define CICADA_CLI_TOML_READER_H

#include "base/arena.h"

#define TOML_PROBLEM 1024 /* bytes of a message */

struct toml_member {
    struct text table;         /* the path of its table, each name followed by a line end: "tool\nlocust\n"; "" for none */
    struct text key;           /* borrowed until `take` returns, as `table` and the list of `values` */
    const char *const *values; /* one, or the elements of an array with those of arrays in it; texts in the arena */
    size_t count;
    const char *where; /* "suite.toml line 3", in the arena */
};

struct toml_visitor {
    /* Are the members of this table handed over? They cannot be tables then; all others are read and dropped. */
    bool (*wants)(void *context, struct text table);
    /* False ends the reading; it has written `problem`, of TOML_PROBLEM bytes. */
    bool (*take)(void *context, const struct toml_member *member, char *problem);
    void *context;
};

/* `label` names the file in messages. */
MUST_USE bool toml_read(const char *label, struct text content, const struct toml_visitor *visitor, struct arena *arena,
                        char problem[TOML_PROBLEM]);

#endif
