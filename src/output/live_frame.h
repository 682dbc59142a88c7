/* SPDX-License-Identifier: MIT */
/* output/live_frame.h - one picture of a running test, as text of a given size
 *
 * A pure function: the same snapshot and size give the same text. From top to bottom: title and host; state, users, progress;
 * rates with a sparkline of the last minute; percentiles of the last 10 s and of the whole run; requests by name; the most
 * frequent errors; the generator's own state, and a warning when it is at its end.
 *
 * The table and the errors share what the fixed lines leave, and cut themselves. Below 60 x 15 only a line remains.
 *
 * Not here: putting it on a terminal and taking it away (output/live_view.h).
 */
#ifndef CICADA_OUTPUT_LIVE_FRAME_H
#define CICADA_OUTPUT_LIVE_FRAME_H

#include "base/buffer.h"
#include "output/output.h"
#include "output/terminal.h"

#define LIVE_FRAME_COLUMNS_MIN 60
#define LIVE_FRAME_ROWS_MIN    15
#define LIVE_FRAME_COLUMNS_MAX 140 /* wider terminals keep a margin: long lines are hard to follow */

struct live_frame {
    const struct run_info *info;
    const struct snapshot *snapshot;
    struct terminal_size size; /* one row stays free for the cursor */
    bool colour, unicode;
};

/* Appends the lines, each ended by "\n" and none wider than the size. */
void live_frame_render(const struct live_frame *frame, struct buffer *out);

#endif
