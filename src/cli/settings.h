/* SPDX-License-Identifier: MIT */
/* cli/settings.h - what one source says: options with their values as text, in the order of writing
 *
 * The command line, the environment and each configuration file are read into such a list by a reader that knows only its syntax;
 * one function then puts them into the record of options. So all sources accept the same values and give the same messages.
 */
#ifndef CICADA_CLI_SETTINGS_H
#define CICADA_CLI_SETTINGS_H

#include "cli/option_table.h"

struct setting {
    const struct option *option;
    const char *as;    /* how it was written: "--users", "locust.conf line 3: users" */
    const char *value; /* NULL: a flag without a value */
};

struct settings {
    struct arena *arena; /* owns all of it, and outlives the options */
    struct setting *at;
    size_t count, capacity;
    bool drop_empty; /* a value that is empty counts as not given */
    bool literal;    /* ${NAME} in a value stands for itself: a shell or another reader has looked at it already */
};

/* The texts are borrowed. */
void settings_add(struct settings *s, const struct option *o, const char *as, const char *value);

/* Sets the options in order, so that the last one wins; references to variables (cli/variables.h) are replaced first. A repeated
 * option begins anew in each source: one that is given here replaces what a weaker source said. */
MUST_USE bool settings_apply(const struct settings *s, struct cli_options *options, char problem[OPTION_PROBLEM]);

#endif
