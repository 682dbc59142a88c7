/* SPDX-License-Identifier: MIT */
/* monitor/redis.h - a Redis server as a source: memory, clients, lookups in its keys and how many of them hit
 *
 * redis://[USER:PASSWORD@]HOST[:6379]. On a fiber: INFO over one connection that is kept; what Redis says about it is read by
 * monitor/redis_text.h.
 */
#ifndef CICADA_MONITOR_REDIS_H
#define CICADA_MONITOR_REDIS_H

#include "http/settings.h"
#include "monitor/source.h"

#define REDIS_SCHEME "redis://"

/* `settings` (resolver and local address) is borrowed. NULL when the URL cannot be used, with a constant sentence. */
struct source *redis_of_url(struct http_settings *settings, struct text url, const char **problem);

#endif
