/* SPDX-License-Identifier: MIT */
/* user/request.h - from the options of a call to a request of http/; private to user/
 *
 * Everything it makes lives in the user's arena.
 */
#ifndef CICADA_USER_REQUEST_H
#define CICADA_USER_REQUEST_H

#include "user/user.h"

/* Fills `q` for a call. On failure a constant sentence or one in the arena, and ERROR_BAD_URL or ERROR_BAD_REQUEST. */
MUST_USE enum error request_prepare(struct cic_user *u, const char *method, const char *path, const struct cic_call *call,
                                    struct http_request *q, const char **problem);

#endif
