/* SPDX-License-Identifier: MIT */
/* cli/completion.h - completion of the command line for bash, zsh and fish, made from the option table */
#ifndef CICADA_CLI_COMPLETION_H
#define CICADA_CLI_COMPLETION_H

#include "base/buffer.h"

/* `shell` is one of the choices of --completion. */
void completion_write(const char *shell, struct buffer *out);

#endif
