/* SPDX-License-Identifier: MIT */
/* output/report_file.h - a file that readers see whole: written beside its place and then renamed over it
 *
 * Folders on the way are made. What is there and is no regular file (a device, a pipe) is written to directly, for a rename would
 * replace it; a symbolic link keeps being one, what it points to is replaced.
 *
 * Nothing is synced to the disk: a power failure may lose a report, a crash of the program does not leave half of one.
 */
#ifndef CICADA_OUTPUT_REPORT_FILE_H
#define CICADA_OUTPUT_REPORT_FILE_H

#include <stdio.h>

#include "base/error.h"

struct report_file {
    FILE *stream;    /* write here; NULL when closed */
    char *path;      /* where it is to be, links followed; owned */
    char *temporary; /* where it is written; NULL when written directly; owned */
};

/* ERROR_IO with errno; nothing is left behind then. On success ends with commit or abandon. */
MUST_USE enum error report_file_open(struct report_file *f, const char *path);

/* Puts it in its place. ERROR_IO with errno when anything could not be written: the former file stays. Closes in any case. */
MUST_USE enum error report_file_commit(struct report_file *f);

/* Closes and removes what was written. Fine on a closed one. */
void report_file_abandon(struct report_file *f);

/* Finds out, before the run, whether `path` can be written: makes the folders, but leaves no file where there was none.
 * ERROR_IO with "cannot write PATH: REASON" in `problem` of `size` bytes. */
MUST_USE enum error report_file_check(const char *path, char *problem, size_t size);

#endif
