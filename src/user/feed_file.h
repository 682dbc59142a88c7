/* SPDX-License-Identifier: MIT */
/* user/feed_file.h - a file of a feed, whole in memory; private to user/ */
#ifndef CICADA_USER_FEED_FILE_H
#define CICADA_USER_FEED_FILE_H

#include <stddef.h>

/* The bytes of a regular file of at most LIMIT_FEED_SIZE, with a zero behind them; to be freed with mem_free. NULL after an error
 * was logged. */
char *feed_file_read(const char *path, size_t *size);

#endif
