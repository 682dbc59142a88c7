/* SPDX-License-Identifier: MIT */
/* http/gzip.h - a body compressed in one go (RFC 1952), for what we send; reading is in http/decode.h */
#ifndef CICADA_HTTP_GZIP_H
#define CICADA_HTTP_GZIP_H

#include "base/buffer.h"

/* An initialised buffer with `t` compressed, fast rather than small; the caller's. May be called on any thread. */
struct buffer gzip(struct text t);

#endif
