/* SPDX-License-Identifier: MIT */
/* listener.h - the listening socket */
#ifndef TARGET_LISTENER_H
#define TARGET_LISTENER_H

#include "base/base.h"

/* A non-blocking TCP socket listening at a numeric address; *port 0 is replaced by the one the kernel chose. -1 with a sentence
 * in `problem` on failure. The caller closes it. */
int listener_open(const char *address, uint16_t *port, char *problem, size_t room);

/* Whether only this machine can reach the address. */
bool listener_is_loopback(const char *address);

#endif
