/* SPDX-License-Identifier: MIT */
/* http/request_head.h - the head of a request as bytes (RFC 9112 section 3); no I/O
 *
 * Names and values that would end a line or split a request are refused, never repaired.
 */
#ifndef CICADA_HTTP_REQUEST_HEAD_H
#define CICADA_HTTP_REQUEST_HEAD_H

#include "base/buffer.h"
#include "http/cookie.h"
#include "http/message.h"
#include "http/settings.h"

bool request_head_name_is_valid(struct text name);   /* a token (RFC 9110 section 5.6.2) */
bool request_head_value_is_valid(struct text value); /* no control characters but tab */

/* A field that carries credentials, which must not follow a redirect to another origin (RFC 9110 section 15.4). */
bool request_head_name_is_secret(struct text name);

/* Appends "Name: value" and the line end. */
void request_head_field(struct buffer *out, struct text name, struct text value);

/* The whole head, cookies of the jar included, in the arena. ERROR_BAD_REQUEST with a constant sentence in `*problem`. */
MUST_USE enum error request_head_write(const struct http_settings *s, const struct http_request *q, struct cookie_jar *jar,
                                       struct arena *arena, struct text *out, const char **problem);

#endif
