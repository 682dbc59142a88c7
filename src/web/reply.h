/* SPDX-License-Identifier: MIT */
/* web/reply.h - fills in replies, and makes of them what the library sends
 *
 * Every reply carries the security headers; one without a policy of its own may load nothing, run nothing and be framed by
 * nobody.
 */
#ifndef CICADA_WEB_REPLY_H
#define CICADA_WEB_REPLY_H

#include <jansson.h>

#include "web/request.h"

struct MHD_Response;

#define REPLY_JSON "application/json; charset=utf-8"
#define REPLY_TEXT "text/plain; charset=utf-8"
#define REPLY_HTML "text/html; charset=utf-8"
#define REPLY_CSV  "text/csv; charset=utf-8"

/* Takes over `value`. */
void reply_json(struct web_request *r, unsigned status, json_t *value);
/* Appends the text of `value` on one line, and takes it over. */
void reply_append_json(json_t *value, struct buffer *out);
/* {"message": ...} */
void reply_problem(struct web_request *r, unsigned status, const char *format, ...) PRINTF_LIKE(3, 4);
void reply_text(struct web_request *r, unsigned status, const char *text);
/* The body has been appended to reply.body, which reply_body prepares. */
struct buffer *reply_body(struct web_request *r, const char *type);
/* Elsewhere below the base path; `location` is constant or in the request's arena. */
void reply_redirect(struct web_request *r, const char *location);

bool reply_accepts_gzip(const struct web_request *r);
/* The bytes that will be sent, unless they come from a file or a stream. */
struct text reply_bytes(const struct web_reply *reply);
/* Would compression help, and is it accepted? */
bool reply_is_compressible(const struct web_request *r);
/* Puts gzip in the place of the body; on any thread. */
void reply_compress(struct web_reply *reply);

/* What the library sends; ends the process when there is no memory for it. */
struct MHD_Response *reply_response(struct web_request *r);

#endif
