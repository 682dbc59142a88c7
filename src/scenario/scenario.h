/* SPDX-License-Identifier: MIT */
/* scenario/scenario.h - a front end's result: user classes and hooks, wherever they came from
 *
 * A C file is compiled with the system's compiler (cached by content), loaded and checked against this program's ABI
 * (scenario/c_file.h). A URL on the command line becomes one class with one task (scenario/url.h). Python files come later as
 * another front end.
 */
#ifndef CICADA_SCENARIO_SCENARIO_H
#define CICADA_SCENARIO_SCENARIO_H

#include "plan/plan.h"
#include "user/class.h"

enum scenario_problem {
    SCENARIO_FINE,
    SCENARIO_NO_FILE,       /* not there or not readable */
    SCENARIO_NOT_SUPPORTED, /* a kind of file that no front end takes */
    SCENARIO_NO_COMPILER,
    SCENARIO_COMPILE_ERROR,  /* the compiler's words went to stderr as written */
    SCENARIO_NOT_LOADABLE,   /* the dynamic linker refused it: an undefined function, mostly */
    SCENARIO_NOT_A_SCENARIO, /* no CIC_SCENARIO record */
    SCENARIO_WRONG_ABI,
    SCENARIO_SETUP_FAILED, /* .setup did not return CIC_OK */
    SCENARIO_BAD_OPTIONS,  /* .options that cannot be */
    SCENARIO_BAD_SETTING,  /* the plan sets an option to what it cannot be */
    SCENARIO_BAD_STAGES,   /* .stages that cannot be, or both .stages and .shape */
    SCENARIO_BAD_URL,      /* `cicada URL` with what is no URL */
};

#define SCENARIO_PROBLEM_SIZE 1024

struct scenario {
    const char *title;                    /* "checkout.c", "GET http://localhost/" */
    const char *host;                     /* of the record; NULL */
    const cic_user_class *const *classes; /* those of .users and those that .setup added */
    size_t class_count;
    struct plan_stages stages;  /* of the record; none: count 0 */
    const cic_scenario *record; /* hooks; NULL for a URL */
    void *private;              /* of the front end */
    void (*close)(struct scenario *s);
};

/* Opens what the plan names. On failure says what is wrong, and what to do, in `problem` (SCENARIO_PROBLEM_SIZE bytes).
 * `scenario_close` is needed only on success, and then after all users have ended. */
MUST_USE enum scenario_problem scenario_open(struct scenario *s, const struct plan *plan, char *problem);
void scenario_close(struct scenario *s);

#endif
