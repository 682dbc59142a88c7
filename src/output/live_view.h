/* SPDX-License-Identifier: MIT */
/* output/live_view.h - the picture of a running test, redrawn in place on a terminal
 *
 * Drawn once a second at the end of what the terminal shows, never more than ten times a second. Log lines appear above it: a
 * hook of base/log.h takes the picture away before a line and puts it back after it. When the run stops it is taken away for the
 * summary.
 *
 * A terminal that does not take the bytes (stopped with CTRL+S, a dead connection) costs pictures, never time: writing does not
 * wait.
 *
 * Not here: what the picture shows (output/live_frame.h). One live view exists at a time, since there is one log hook.
 */
#ifndef CICADA_OUTPUT_LIVE_VIEW_H
#define CICADA_OUTPUT_LIVE_VIEW_H

#include "output/output.h"

/* On the terminal behind `fd`, where terminal_can_redraw(fd) holds; `fd` is not closed. */
struct output *live_view_new(int fd);

#endif
