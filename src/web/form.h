/* SPDX-License-Identifier: MIT */
/* web/form.h - the fields of an HTML form in a request's body
 *
 * application/x-www-form-urlencoded and multipart/form-data, taken apart by libmicrohttpd. Values are UTF-8 without NUL; a form
 * with any other is refused.
 */
#ifndef CICADA_WEB_FORM_H
#define CICADA_WEB_FORM_H

#include "web/request.h"

struct form_field {
    const char *name, *value;
};

struct form {
    struct form_field *fields; /* in the order they came; a name may occur more than once */
    size_t count;
};

#define FORM_PROBLEM 256

/* Reads the body into the request's arena; an empty body is an empty form. False fills `problem`. */
MUST_USE bool form_read(struct web_request *r, struct form *out, char problem[FORM_PROBLEM]);

/* The first value of that name; NULL when there is none. */
const char *form_value(const struct form *f, const char *name);

#endif
