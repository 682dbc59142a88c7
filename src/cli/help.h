/* SPDX-License-Identifier: MIT */
/* cli/help.h - the text of --help (common options) and --help-all (all of them, variables, files, exit codes) */
#ifndef CICADA_CLI_HELP_H
#define CICADA_CLI_HELP_H

#include "base/buffer.h"

/* Fits lines of `columns`, at least 40. */
void help_write(bool all, unsigned columns, bool colour, struct buffer *out);

#endif
