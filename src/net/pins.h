/* SPDX-License-Identifier: MIT */
/* net/pins.h - fixed answers for host names (--resolve)
 *
 * Not here: everything else about names (net/resolver.h, the only user of this).
 */
#ifndef CICADA_NET_PINS_H
#define CICADA_NET_PINS_H

#include "net/resolver.h"

struct pins;

struct pins *pins_new(void);
void pins_free(struct pins *p);

/* As resolver_pin. A later pin of the same host and port replaces an earlier one. */
MUST_USE bool pins_add(struct pins *p, struct text value, const char **problem);

/* The pinned addresses of `host` (lower case, no final dot) at `port`, ports not set; a pin for that port goes before one for
 * every port. */
MUST_USE bool pins_find(const struct pins *p, struct text host, uint16_t port, struct address_list *out);

#endif
