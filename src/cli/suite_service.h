/* SPDX-License-Identifier: MIT */
/* cli/suite_service.h - the service under test as a component that is watched, and the suite's checks of what it uses
 *
 * A suite calls its service "service". The bundled server is watched under this name without being asked; another one with
 * --monitor service=exe:NAME or the like. Where nothing of that name is watched, the checks of [service] are left out, for they
 * would have nothing to judge.
 */
#ifndef CICADA_CLI_SUITE_SERVICE_H
#define CICADA_CLI_SUITE_SERVICE_H

#include <sys/types.h>

#include "cli/suite_file.h"

/* Watches the process, unless the options watch something already. */
void suite_service_watch(struct cli_options *options, pid_t process);

/* Adds the checks of [service] to those of the run. False: `problem` says what is wrong with them. */
MUST_USE bool suite_service_add_checks(struct cli_options *options, const struct suite *suite, char problem[OPTION_PROBLEM]);

#endif
