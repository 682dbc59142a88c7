/* SPDX-License-Identifier: MIT */
/* cli/session_state.h - the record of a session, for the files that make it up: session.c drives it, web_driver.c by the page */
#ifndef CICADA_CLI_SESSION_STATE_H
#define CICADA_CLI_SESSION_STATE_H

#include "cli/telemetry_option.h"
#include "cli/test_run.h"
#include "web/web.h"

struct session {
    struct cli_options *options; /* of the command line: what each run begins with */
    struct engine engine;
    struct test_run *run;   /* owned: the present or last one, or what a start would be */
    uint64_t number;        /* of runs that have begun */
    bool running;           /* from its beginning, host check included, until its reports are written */
    bool stopping;          /* it has been told to end */
    bool leaving;           /* the loop ends with this turn, in which nothing may begin any more */
    struct fiber *checking; /* the host check, while it runs */
    struct otlp_settings telemetry;
    struct run_info exported;  /* of the present or last run, for the exporter */
    struct exporter *exporter; /* of metrics, for all runs; NULL: nothing is exported */
    struct web *web;           /* NULL: there is no UI */
    struct loaded all;         /* with the UI: all classes of the scenario, whatever runs */
    struct arena answers;      /* what the page was told last */
    struct timer autoquit;
    unsigned interrupts;
    enum exit_code code; /* of the last run */
};

/* Begins a settled run, which is the session's from then on; not while one is running. Not EXIT_FINE: it is the caller's still,
 * and complain was told why. */
MUST_USE enum exit_code session_begin(struct session *s, struct test_run *run);
/* Tells the run to end, if there is one. `reason` is constant. */
void session_stop(struct session *s, const char *reason);

#endif
