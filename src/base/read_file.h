/* SPDX-License-Identifier: MIT */
/* base/read_file.h - a whole file in memory: configuration, the body of a request */
#ifndef CICADA_BASE_READ_FILE_H
#define CICADA_BASE_READ_FILE_H

#include "base/arena.h"
#include "base/error.h"

/* The bytes of the file, with a zero behind them, in the arena. ERROR_NOT_FOUND, ERROR_TOO_LARGE above `maximum`, or ERROR_IO;
 * errno tells more of the first and the last. Pipes and devices are read to their end. */
MUST_USE enum error file_read(const char *path, size_t maximum, struct arena *arena, struct text *out);

#endif
