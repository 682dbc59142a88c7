/* SPDX-License-Identifier: MIT */
/* monitor/docker.h - which process is the first one of a container, by name or id, as Docker's own socket tells it
 *
 * GET /containers/NAME/json over the Unix socket (Docker Engine API). Blocks, for two seconds at most.
 */
#ifndef CICADA_MONITOR_DOCKER_H
#define CICADA_MONITOR_DOCKER_H

#include "monitor/source.h"

/* ERROR_NOT_FOUND: there is no such container, or it does not run. Problems are left in `s`. */
MUST_USE enum error docker_first_process(struct source *s, const char *root, const char *container, uint32_t *pid);

#endif
