/* SPDX-License-Identifier: MIT */
/* verdict/judge.h - holds the checks of a run against its numbers, each second and at the end, and says whether it is valid
 *
 * A check without a window is worth what the run so far is worth: it may break and recover, and the end decides. One with a
 * window has to hold over each full window; broken once, it stays broken. A check that aborts ends the run when it has been
 * broken for its delay on end.
 *
 * A check for a stage is asked while that stage runs, and decided when it has ended. In the warm-up none is asked.
 *
 * A check of which nothing can be said, because no request of its scope was finished, has failed at the end: silence is no
 * success; nor is a stage that never came.
 */
#ifndef CICADA_VERDICT_JUDGE_H
#define CICADA_VERDICT_JUDGE_H

#include "verdict/check_value.h"
#include "verdict/validity.h"

enum check_state { CHECK_WAITS, CHECK_PASSES, CHECK_FAILS }; /* waits: there is nothing to judge yet */

struct check_result {
    const struct check *check;
    enum check_state state;
    struct check_value value; /* with a window: the worst so far */
    double margin;            /* of the value (check_margin) */
    bool few_samples;
    bool aborted; /* this one ended the run */
};

/* All that is judged at one moment. Owned by the judge, kept up to date in place. */
struct judgement {
    const struct check_result *checks; /* in the order they were given */
    size_t check_count;
    size_t failed;      /* of them */
    bool tolerates_all; /* failed requests are within what a passing check allows */
    struct run_validity validity;
};

struct judge;

/* The checks are borrowed. */
struct judge *judge_new(const struct check *checks, size_t count);
void judge_free(struct judge *j); /* NULL is fine */

/* Once a second. The check that wants the run ended now, or NULL; at most once in a run. */
const struct check *judge_tick(struct judge *j, const struct snapshot *s);
/* With the final numbers: decides what still waits. */
void judge_finish(struct judge *j, const struct snapshot *s);

const struct judgement *judge_judgement(const struct judge *j);

#endif
