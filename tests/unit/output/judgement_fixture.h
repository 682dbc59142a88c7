/* SPDX-License-Identifier: MIT */
/* output/judgement_fixture.h - three checks (kept, broken, without a request) and a verdict, for the tests of the outputs */
#ifndef CICADA_TESTS_OUTPUT_JUDGEMENT_FIXTURE_H
#define CICADA_TESTS_OUTPUT_JUDGEMENT_FIXTURE_H

#include "fixture.h"
#include "verdict/judge.h"

struct judgement_fixture {
    struct check checks[3];
    struct check_result results[3];
    struct judgement judgement;
};

static inline void judgement_fixture_check(struct judgement_fixture *f, size_t i, const char *text, struct check_value value,
                                           enum check_state state)
{
    struct check_problem problem;

    if (!check_read(text_from(text), &f->checks[i], &problem))
        fail_msg("%s: %s", text, problem.sentence);
    f->results[i] = (struct check_result){
        .check = &f->checks[i],
        .state = state,
        .value = value,
        .margin = value.known ? check_margin(&f->checks[i], value.value) : NAN,
    };
}

static inline void judgement_fixture_init(struct judgement_fixture *f)
{
    *f = (struct judgement_fixture){0};
    judgement_fixture_check(f, 0, "p95 < 200ms", (struct check_value){true, 150e6, 1000}, CHECK_PASSES);
    judgement_fixture_check(f, 1, "fail_ratio < 1% for \"<b>&'\x1b\"", (struct check_value){true, 0.03, 1000}, CHECK_FAILS);
    judgement_fixture_check(f, 2, "p99 < 1s for AuthUser", (struct check_value){0}, CHECK_FAILS);
    f->results[1].aborted = true;
    f->judgement = (struct judgement){.checks = f->results, .check_count = COUNT(f->results), .failed = 2};
    f->judgement.validity = (struct run_validity){.level = VALIDITY_DEGRADED, .count = 1};
    f->judgement.validity.reasons[0] = (struct validity_reason){"cpu", VALIDITY_DEGRADED, 0.9, 0.8,
                                                                "busy (limit 80 %): use less"};
}

#endif
