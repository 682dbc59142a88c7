/* SPDX-License-Identifier: MIT */
/* base/folders.h - the folders in which a file is to be, as mkdir -p makes them */
#ifndef CICADA_BASE_FOLDERS_H
#define CICADA_BASE_FOLDERS_H

#include <sys/stat.h>

#include "base/error.h"

/* Makes what is missing of the folders above `path`, all up to its last slash, with `mode` less the umask. ERROR_IO with errno
 * when one cannot be made. */
MUST_USE enum error folders_make_above(const char *path, mode_t mode);

#endif
