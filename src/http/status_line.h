/* SPDX-License-Identifier: MIT */
/* http/status_line.h - the fixed front of a response, "HTTP/1.1 200", and what it is when it is not that
 *
 * Looked at before anything else and before the head is complete, so that a server that speaks another protocol is recognised by
 * its first bytes, instead of by a timeout.
 *
 * Not here: the reason and the fields (head.c).
 */
#ifndef CICADA_HTTP_STATUS_LINE_H
#define CICADA_HTTP_STATUS_LINE_H

#include "http/head.h"

/* Fills minor_version and status. Returns the offset behind the code, 0 when more bytes are needed to judge, or
 * -ERROR_MALFORMED_RESPONSE with `problem` filled. The judgement does not depend on how the bytes were cut into pieces. */
ssize_t status_line_parse(struct text bytes, struct http_head *out, struct http_head_problem *problem);

#endif
