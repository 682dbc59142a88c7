/* SPDX-License-Identifier: MIT */
/* cli/engine.h - what lives as long as the process, however many runs it has: loop, fibers, HTTP, monitor, and the scenario
 *
 * A run is made on top of it (cli/test_run.h). What of the options is only about it (connections, TLS, what is monitored) holds
 * for all runs.
 */
#ifndef CICADA_CLI_ENGINE_H
#define CICADA_CLI_ENGINE_H

#include "cli/exit_codes.h"
#include "cli/monitoring.h"
#include "cli/options.h"
#include "http/settings.h"
#include "scenario/scenario.h"

struct engine {
    struct scenario scenario;
    struct loop *loop;
    struct fibers *fibers;
    struct http_settings *http;
    struct monitoring monitoring;
    struct monitor *monitor;
    bool watches; /* the monitor has begun */
};

/* Says itself what is wrong; engine_close is needed in any case. The options are borrowed. */
MUST_USE enum exit_code engine_open(struct engine *e, struct cli_options *options);
void engine_close(struct engine *e);

/* Waits for the first looks at what is to be watched; only the first call does. On a fiber. */
void engine_begin_watching(struct engine *e);

#endif
