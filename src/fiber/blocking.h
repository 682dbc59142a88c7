/* SPDX-License-Identifier: MIT */
/* fiber/blocking.h - a few helper threads for calls that block
 *
 * Threads are started when a call finds none idle, up to a small maximum, and stay until the end; more calls wait their turn. The
 * fiber that asked is held meanwhile; completion reaches the loop through an eventfd. fiber_blocking is what others use.
 */
#ifndef CICADA_FIBER_BLOCKING_H
#define CICADA_FIBER_BLOCKING_H

#include "loop/loop.h"

struct blocking;

/* Ends the process when there is no descriptor for the eventfd. Threads are started later. */
struct blocking *blocking_new(struct loop *l);

/* Waits for the threads to end; no call is running or waiting. */
void blocking_free(struct blocking *b);

#endif
