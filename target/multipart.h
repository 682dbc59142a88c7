/* SPDX-License-Identifier: MIT */
/* multipart.h - the parts of a multipart/form-data body (RFC 7578), taken apart by libmicrohttpd */
#ifndef TARGET_MULTIPART_H
#define TARGET_MULTIPART_H

#include "request.h"

#define MULTIPART_FIELDS 16
#define MULTIPART_NAME   64

struct multipart_field {
    char name[MULTIPART_NAME];
    const char *file_name, *type; /* NULL when not given */
    struct buffer content;        /* terminated by a zero */
};

struct multipart {
    struct multipart_field fields[MULTIPART_FIELDS];
    size_t count;
    bool too_many;
};

/* Reads the whole body. False, with the reply set (415, 400), when it is no multipart body or a malformed one; then nothing is
 * to be freed. Otherwise the caller frees the contents with multipart_free; other text is in the arena of the request. */
MUST_USE bool multipart_read(struct request *r, struct multipart *parts);
void multipart_free(struct multipart *parts);

/* NULL when there is no field of that name. */
const struct multipart_field *multipart_field(const struct multipart *parts, const char *name);

#endif
