/* SPDX-License-Identifier: MIT */
/* scenario/compiler.h - the C compiler of this machine: finding it, and running it
 *
 * $CC, which may hold options ("ccache gcc -m64"), or else the first of cc, gcc, clang and tcc on the PATH. It is started without
 * a shell, so nothing in a file's name or in an option has a special meaning. Its messages go to stderr as it writes them.
 *
 * Not here: which options it gets (scenario/compile.h).
 */
#ifndef CICADA_SCENARIO_COMPILER_H
#define CICADA_SCENARIO_COMPILER_H

#include "base/buffer.h"
#include "scenario/words.h"

struct compiler {
    char *program;        /* path of the file; owned */
    struct words options; /* what $CC said besides, owned */
};

/* False when there is none, with what to do about it in `problem`; then nothing has to be freed. */
MUST_USE bool compiler_find(struct compiler *c, char *problem, size_t problem_size);
void compiler_free(struct compiler *c);

/* Runs it with its own options and `arguments` and waits for its end. With `output`, what it writes to stdout is appended there
 * and its messages are dropped. Returns its exit code; -1 when it could not be run, was killed, or wrote more than fits. */
int compiler_run(const struct compiler *c, const struct words *arguments, struct buffer *output);

#endif
