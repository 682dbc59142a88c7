/* SPDX-License-Identifier: MIT */
/* cli/store_output.h - the store of past runs as an output among the others
 *
 * A store that cannot be used never keeps a run from going on: it is said once, and the run goes on without.
 */
#ifndef CICADA_CLI_STORE_OUTPUT_H
#define CICADA_CLI_STORE_OUTPUT_H

#include "output/output.h"

/* `path` is copied; NULL or empty: the default place. */
struct output *store_output_new(const char *path);

#endif
