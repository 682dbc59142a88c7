/* SPDX-License-Identifier: MIT */
/* router.h - finds the line of the table of endpoints that a request means
 *
 * A path is looked up by hash first; paths with {parameters} are compared part by part. The number of a pattern is the key of
 * the ledger; pattern 0 stands for every path that is none.
 */
#ifndef TARGET_ROUTER_H
#define TARGET_ROUTER_H

#include "route.h"

struct router;

struct router *router_new(void);
void router_free(struct router *router);

/* Sets r->route (NULL when there is none) and r->parameter from r->method and r->path; returns the number of the pattern. HEAD
 * finds the line of GET. */
size_t router_match(const struct router *router, struct request *r);

size_t router_patterns(const struct router *router);
const char *router_pattern(const struct router *router, size_t number); /* "(unknown)" for 0 */
const char *router_method_name(enum method method);
enum method router_method(const char *name);

/* Checks what the route needs (token, key, limit) and runs its endpoint; answers 401, 403, 404, 405 or 429 itself. */
void router_dispatch(const struct router *router, struct request *r);

#endif
