/* SPDX-License-Identifier: MIT */
/* output/line_file.h - lines appended to a file by a thread of its own, so that a slow disk does not hold the loop
 *
 * Lines are collected in blocks; a full one, or at a tick a started one, is handed to the thread. What waits is bounded
 * (LIMIT_LINE_FILE_QUEUE): when the disk cannot keep up, whole blocks are left out and their entries counted as lost. A block
 * that cannot be written is taken back from the file, so a file never holds half a line; later blocks are tried again.
 *
 * The thread knows nothing but bytes. Pipes are fine; one that nobody reads ends the waiting LINE_FILE_PATIENCE after the close.
 *
 * Not here: files that are written as a whole at the end (output/report_file.h).
 */
#ifndef CICADA_OUTPUT_LINE_FILE_H
#define CICADA_OUTPUT_LINE_FILE_H

#include "base/buffer.h"
#include "base/error.h"

#define LINE_FILE_PATIENCE_NS (5 * NANOS_PER_SECOND)

struct line_file;

struct line_file_state {
    uint64_t entries; /* put so far */
    uint64_t lost;    /* of these, not in the file */
    int reason;       /* errno of the first loss; ENOBUFS: the file could not keep up */
};

/* Makes the folders above `path`, empties the file and starts the thread. ERROR_IO with "cannot write PATH: REASON" in `problem`
 * of `size` bytes. */
MUST_USE enum error line_file_open(struct line_file **out, const char *path, char *problem, size_t size);

/* Where whole lines are appended; declare them with line_file_put before the next call. */
struct buffer *line_file_buffer(struct line_file *f);
/* What was appended makes so many entries (requests, intervals; headings are none). */
void line_file_put(struct line_file *f, uint64_t entries);

/* Hands over what was collected, without waiting. */
void line_file_flush(struct line_file *f);

/* Waits until all is written or given up, and closes; `*state` is the final one. `f` is gone. NULL is fine. */
void line_file_close(struct line_file *f, struct line_file_state *state);

/* OK when nothing was lost, or ERROR_IO with "PATH lacks 12 of 5,000 ENTRIES: REASON" in `problem` of `size` bytes. */
enum error line_file_judge(struct line_file_state state, const char *path, const char *entries, char *problem, size_t size);

#endif
