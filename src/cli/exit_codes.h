/* SPDX-License-Identifier: MIT */
/* cli/exit_codes.h - what the process ends with; docs/exit-codes.md says the same to users
 *
 * 0, 1 and 2 are Locust's. Where Locust says 1 for a scenario that cannot be used, Cicada has a code for each reason, so that a script can tell it from failed requests.
 */
#ifndef CICADA_CLI_EXIT_CODES_H
#define CICADA_CLI_EXIT_CODES_H

enum exit_code {
    EXIT_FINE = 0,
    EXIT_REQUESTS_FAILED = 1,    /* default of --exit-code-on-error */
    EXIT_WRONG_OPTIONS = 2,      /* also a malformed URL or host, and options that contradict each other */
    EXIT_NO_SCENARIO_FILE = 6,
    EXIT_COMPILE_ERROR = 7,
    EXIT_NOT_A_SCENARIO = 8,     /* cannot be loaded, wrong ABI, no record, setup failed */
    EXIT_NO_TASKS = 9,           /* no user class, or one without tasks */
    EXIT_UNKNOWN_USER = 10,
    EXIT_HOST_UNREACHABLE = 11,  /* with --require-host */
    EXIT_REPORT_NOT_WRITTEN = 12,
    EXIT_INTERNAL = 70,
};

#endif
