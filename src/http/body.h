/* SPDX-License-Identifier: MIT */
/* http/body.h - request bodies: forms, multipart; no I/O
 */
#ifndef CICADA_HTTP_BODY_H
#define CICADA_HTTP_BODY_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/random.h"
#include "base/text.h"

/* Appends "name=value" encoded as application/x-www-form-urlencoded, with "&" before it when `out` is not empty. */
void body_form_field(struct buffer *out, struct text name, struct text value);

/* multipart/form-data (RFC 7578). The boundary is drawn at random: 24 letters and digits. */
#define BODY_BOUNDARY 25
void body_multipart_boundary(struct random *r, char out[BODY_BOUNDARY]);

/* One part; `filename` and `content_type` may be empty. Names are escaped as browsers do (RFC 7578 section 2: %22, %0D, %0A).
 * ERROR_BAD_REQUEST, with nothing written, when the content type holds control characters, which would end its line. */
MUST_USE enum error body_multipart_part(struct buffer *out, const char *boundary, struct text name, struct text filename,
                                        struct text content_type, struct text content);
void body_multipart_end(struct buffer *out, const char *boundary);

#endif
