/* SPDX-License-Identifier: MIT */
/* cli/man.h - the man page cicada(1), made from the option table; docs/cicada.1 is a copy of it */
#ifndef CICADA_CLI_MAN_H
#define CICADA_CLI_MAN_H

#include "base/buffer.h"

/* As roff source for the man macros. */
void man_write(struct buffer *out);

#endif
