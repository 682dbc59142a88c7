/* SPDX-License-Identifier: MIT */
/* cli/variables.h - ${NAME} and ${NAME:-otherwise} in the values of options, in checks and in .env files
 *
 * A reference is replaced by the value of the variable. With ":-" the rest up to the closing brace is taken where the variable is
 * not set or empty, as a shell does; without it a variable that is not set is an error, so that a limit never vanishes unseen.
 * $${ stands for ${ itself; a $ before anything else is just that. What a reference is replaced by is not looked at again, and
 * nothing is ever run.
 */
#ifndef CICADA_CLI_VARIABLES_H
#define CICADA_CLI_VARIABLES_H

#include "base/arena.h"
#include "base/buffer.h"

#define VARIABLES_PROBLEM 400 /* bytes of a message: sentence, text with caret, hint */

/* The value of a variable, NULL when it is not set. `name` is zero-terminated. */
typedef const char *variable_lookup(void *context, const char *name);

struct variable_problem {
    char sentence[100], hint[120];
    size_t at, size; /* bytes that are wrong */
};

static inline bool variable_begins(struct text t)
{
    return t.size > 1 && t.data[0] == '$' && t.data[1] == '{';
}

/* Takes the reference at the beginning of `rest`, where variable_begins, and appends its value. The places in `problem` count
 * from the beginning of the reference. */
MUST_USE bool variable_take(struct text *rest, variable_lookup *look_up, void *context, struct buffer *out,
                            struct variable_problem *problem);

/* Appends the text with all its references replaced. */
MUST_USE bool variables_replace(struct text t, variable_lookup *look_up, void *context, struct buffer *out,
                                struct variable_problem *problem);

/* The same from the environment of the process, as a copy in `arena`; a text without a reference is returned as it is. NULL:
 * `message`, of VARIABLES_PROBLEM bytes, has the sentence and the text round the mistake with a
 * caret. */
const char *variables_expand(const char *text, struct arena *arena, char message[VARIABLES_PROBLEM]);

#endif
