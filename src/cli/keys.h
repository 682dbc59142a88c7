/* SPDX-License-Identifier: MIT */
/* cli/keys.h - single keys from the terminal while a run goes on
 *
 * The terminal is told to hand keys over one by one and not to show them; CTRL+C stays a signal. It gets its modes back when the
 * keys are closed, and also when the process ends by exit or by a fault. A process in the background leaves the terminal to the
 * shell.
 */
#ifndef CICADA_CLI_KEYS_H
#define CICADA_CLI_KEYS_H

#include "loop/loop.h"

typedef void keys_pressed(void *context, char key);

/* From standard input. False when it is no terminal, or not ours now: then no key will come, and keys_close may be called. */
bool keys_open(struct loop *l, keys_pressed *pressed, void *context);
void keys_close(void);

/* Only the modes. Async-signal-safe. */
void keys_restore_terminal(void);

#endif
