/* SPDX-License-Identifier: MIT */
/* web/page.h - the live page that the program carries with it (webui/, built into webui/dist/index.html)
 *
 * One file with its script and style in it, so that nothing else is ever loaded. Its content security policy names both by their
 * hashes; the policy stands in the page itself and is sent as a header as well, where it may also forbid frames.
 */
#ifndef CICADA_WEB_PAGE_H
#define CICADA_WEB_PAGE_H

#include "base/arena.h"

struct page;

struct page *page_new(void);
void page_free(struct page *p); /* NULL is fine */

/* The policy that an HTML page of ours has in a meta element, for the header; NULL when it has none. */
const char *page_policy(struct text html, struct arena *arena);

#endif
