/* SPDX-License-Identifier: MIT */
/* cli/environment.h - options in environment variables: LOCUST_USERS, and CICADA_USERS, which wins */
#ifndef CICADA_CLI_ENVIRONMENT_H
#define CICADA_CLI_ENVIRONMENT_H

#include "cli/settings.h"

/* Looks each variable of the table up; an empty one counts as not set. */
void environment_read(struct settings *out, struct arena *arena);

#endif
