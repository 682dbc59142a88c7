/* SPDX-License-Identifier: MIT */
/* http/framing.h - where the body of a response ends, and whether the connection goes on (RFC 9112 sections 6 and 9.3), no I/O
 *
 * The four fields that matter are noted one by one while the head is read; contradictions are found as they appear. When all are
 * known, the notes are put together with version, status and method.
 */
#ifndef CICADA_HTTP_FRAMING_H
#define CICADA_HTTP_FRAMING_H

#include "http/head.h"

struct framing {
    bool has_length;
    bool has_transfer;  /* a Transfer-Encoding */
    bool chunked;       /* "chunked" was named */
    bool chunked_last;  /* and nothing after it */
    bool wants_close;   /* Connection: close */
    bool wants_to_stay; /* Connection: keep-alive */
    bool encoded;       /* a Content-Encoding other than identity */
    uint64_t length;
};

/* What is wrong, and at which of the bytes that the field points into. */
struct framing_fault {
    const char *sentence;
    const char *where;
};

/* A struct of zeroes starts. Notes the field if it is one of the four. False when it makes the framing ambiguous, with `fault`
 * filled. */
MUST_USE bool framing_note(struct framing *notes, const struct http_field *field, struct framing_fault *fault);

/* Fills framing, content_length, keep_alive and has_encoding of a head whose version and status are known. */
void framing_decide(const struct framing *notes, bool request_is_head, struct http_head *out);

#endif
