/* SPDX-License-Identifier: MIT */
/* base/buffer_stream.h - a buffer as a stream, for what writes to a FILE */
#ifndef CICADA_BASE_BUFFER_STREAM_H
#define CICADA_BASE_BUFFER_STREAM_H

#include <stdio.h>

#include "base/buffer.h"

/* What is written is appended, at the latest when the stream is closed with fclose. Beyond the maximum the buffer overflows and
 * the stream has an error. Both stay the caller's. */
FILE *buffer_stream(struct buffer *b);

#endif
