/* SPDX-License-Identifier: MIT */
/* cli/exit_codes.h - what the process ends with; docs/exit-codes.md says the same to users
 *
 * 0, 1 and 2 are Locust's. Where Locust says 1 for a scenario that cannot be used, Cicada has a code for each reason, so that a
 * script can tell it from failed requests.
 */
#ifndef CICADA_CLI_EXIT_CODES_H
#define CICADA_CLI_EXIT_CODES_H

#include "base/base.h"

/* X(symbol, code, sentence) */
#define EXIT_CODE_LIST(X)                                                                                                        \
    X(FINE, 0, "The run ended and no request failed.")                                                                           \
    X(REQUESTS_FAILED, 1, "Requests failed; --exit-code-on-error chooses another code.")                                         \
    X(WRONG_OPTIONS, 2, "An option is unknown, has a wrong value or contradicts another, or a URL or a host is malformed.")      \
    X(CHECK_FAILED, 3,                                                                                                           \
      "A check failed; of cicada capacity: the lowest load breaks a limit already. Failures that a passing check allows do "     \
      "not count as failed requests.")                                                                                           \
    X(RUN_INVALID, 4,                                                                                                            \
      "The generator itself spoiled the numbers (verdict INVALID), and --require-valid was given; of cicada capacity: the "      \
      "generator is the limit, not the service.")                                                                                \
    X(REGRESSION, 5, "Something got worse than in the baseline, or, of cicada compare, than in the base.")                       \
    X(NO_SCENARIO_FILE, 6, "The scenario file is not there, cannot be read, or is of a kind that is not supported.")             \
    X(COMPILE_ERROR, 7, "The scenario does not compile, or there is no compiler.")                                               \
    X(NOT_A_SCENARIO, 8, "The scenario cannot be loaded: it is none, was compiled for another version, or its setup failed.")    \
    X(NO_TASKS, 9, "The scenario has no user class, or one without tasks.")                                                      \
    X(UNKNOWN_USER, 10, "A user class that was asked for is not in the scenario.")                                               \
    X(HOST_UNREACHABLE, 11,                                                                                                      \
      "The host cannot be reached, and --require-host was given; or a suite's target server does not start.")                    \
    X(REPORT_NOT_WRITTEN, 12,                                                                                                    \
      "A report or the log cannot be written. Said before the run, which then does not start, or after it.")                     \
    X(STORE_UNUSABLE, 13, "The store of past runs, asked for with --store or by a command, cannot be used, or has no such run.") \
    X(DATABASE_UNUSABLE, 14, "The database could not be seeded or cleaned (cicada seed); nothing was changed in it.")            \
    X(LIMIT_NOT_FOUND, 15,                                                                                                       \
      "cicada capacity: no limit was found, for the largest load allowed still holds, or time or CTRL+C ended the search.")      \
    X(RUN_UNREADABLE, 16,                                                                                                        \
      "A JSON report, to compare or to write reports of, cannot be read, is damaged, or is of something else.")                  \
    X(NO_WEB_UI, 17, "The web UI cannot listen where it was asked to: the port is taken, mostly, or needs other rights.")        \
    X(INTERNAL, 70, "Out of memory, a stack overflow in the scenario, or an error in Cicada itself.")

enum exit_code {
#define EXIT_CODE_ENTRY(symbol, code, sentence) EXIT_##symbol = code,
    EXIT_CODE_LIST(EXIT_CODE_ENTRY)
#undef EXIT_CODE_ENTRY
};

struct exit_code_text {
    enum exit_code code;
    const char *sentence;
};

extern const struct exit_code_text exit_code_texts[];
extern const size_t exit_code_count;

#endif
