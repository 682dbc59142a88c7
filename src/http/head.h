/* SPDX-License-Identifier: MIT */
/* http/head.h - the head of a response: status line and header fields, from bytes to pieces (RFC 9112 sections 3 to 5), no I/O
 *
 * The parser is given all bytes of the head received so far, each time from the start, and says: complete, need more, or wrong at
 * this byte. It remembers how far it looked for the end, so that a head that trickles in costs linear time. Pieces point into the
 * bytes.
 *
 * Strict where leniency has let messages be read in two ways (RFC 9112 section 11.2): no space before the colon, no bare CR, no
 * obsolete line folding, no two different lengths, no length beside chunked. Lenient where servers are harmless: a bare LF ends a
 * line, the reason may be absent.
 */
#ifndef CICADA_HTTP_HEAD_H
#define CICADA_HTTP_HEAD_H

#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"

struct http_field {
    struct text name;
    struct text value; /* without spaces round it */
};

enum http_framing {
    HTTP_NO_BODY, /* HEAD, 1xx, 204, 304 (RFC 9112 section 6.3) */
    HTTP_LENGTH,  /* Content-Length */
    HTTP_CHUNKED,
    HTTP_UNTIL_CLOSE,
};

struct http_head {
    int minor_version; /* HTTP/1.x */
    int status;        /* 100..999 */
    struct text reason;
    struct http_field *fields; /* given by the caller */
    size_t field_count;
    enum http_framing framing;
    uint64_t content_length; /* with HTTP_LENGTH; what the header says otherwise (HEAD), or 0 */
    bool keep_alive;         /* the connection may carry another request (RFC 9112 section 9.3) */
    bool has_encoding;       /* Content-Encoding present and not identity */
};

struct http_head_problem {
    const char *sentence; /* constant: "space before the colon of a header" */
    size_t at;            /* offset of the byte in the response */
};

/* `request_is_head`: the answer to HEAD has no body. `*searched` is 0 at first and kept by the caller between calls for one head.
 * Returns > 0: complete, this many bytes; 0: need more; -ERROR_MALFORMED_RESPONSE or -ERROR_HEADERS_TOO_LARGE with `problem`
 * filled. */
ssize_t http_head_parse(struct text bytes, bool request_is_head, struct http_field *fields, size_t field_capacity,
                        size_t *searched, struct http_head *out, struct http_head_problem *problem);

/* The first field of that name (case ignored), or NULL. */
const struct http_field *http_head_find(const struct http_head *head, struct text name);

#endif
