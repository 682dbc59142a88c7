/* SPDX-License-Identifier: MIT */
/* monitor/docker.h - what the first process of a container is, and its whole id, as Docker's own socket tells it
 *
 * GET /containers/NAME/json over the Unix socket (Docker Engine API). Blocks, for two seconds at most.
 */
#ifndef CICADA_MONITOR_DOCKER_H
#define CICADA_MONITOR_DOCKER_H

#include "monitor/source.h"

struct container {
    uint32_t pid; /* of its first process */
    char id[65];  /* empty when the answer has none */
};

/* `name`: its name or the begin of its id. ERROR_NOT_FOUND: there is no such container, or it does not run. Problems are left in
 * `s`. */
MUST_USE enum error docker_container(struct source *s, const char *root, const char *name, struct container *out);

#endif
