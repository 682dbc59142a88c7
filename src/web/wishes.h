/* SPDX-License-Identifier: MIT */
/* web/wishes.h - what a start form asks for, read from JSON (our own routes) or from form fields (Locust's)
 *
 * Numbers become the words a user would have typed, so that one reader settles the command line and the page. What has the wrong
 * type is refused here; what is merely wrong is for the driver to say.
 */
#ifndef CICADA_WEB_WISHES_H
#define CICADA_WEB_WISHES_H

#include <jansson.h>

#include "base/arena.h"
#include "web/form.h"
#include "web/web.h"

/* Puts a sentence into `problem`; `field` may be "". */
void wishes_complain(struct web_problem *problem, const char *field, const char *format, ...) PRINTF_LIKE(3, 4);

/* The JSON object that a body is; an empty body is an empty object. The caller releases it. NULL fills `problem`. */
json_t *wishes_read_body(struct text body, struct web_problem *problem);

/* Reads the words of api/start and api/edit. What is in `out` is in `arena` or borrowed from `body`. False fills `problem`. */
MUST_USE bool wishes_from_json(const json_t *body, struct arena *arena, struct web_wishes *out, struct web_problem *problem);

/* Reads the words of Locust's /swarm; fields it does not know are options of the scenario. Borrows the form. */
void wishes_from_form(const struct form *f, struct arena *arena, struct web_wishes *out);

#endif
