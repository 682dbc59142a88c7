/* SPDX-License-Identifier: MIT */
/* cli/bundled_target.h - the target server that comes with Cicada, started for one run and stopped after it
 *
 * It listens at a free port of the loopback interface, and ends with this process whatever happens. It has a process group of its
 * own, so that CTRL+C ends the run while the server still answers.
 */
#ifndef CICADA_CLI_BUNDLED_TARGET_H
#define CICADA_CLI_BUNDLED_TARGET_H

#include <sys/types.h>

#include "plan/plan.h"

struct bundled_target {
    pid_t id;
    int output; /* its standard output, open until it is stopped */
    char url[200];
};

/* With these options besides the port's. False: it was said what is wrong, and there is nothing to stop. Waits up to 10 s for the
 * server to be ready. */
MUST_USE bool bundled_target_start(struct bundled_target *t, const struct plan_list *options);
void bundled_target_stop(struct bundled_target *t);

#endif
