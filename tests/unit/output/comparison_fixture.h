/* SPDX-License-Identifier: MIT */
/* output/comparison_fixture.h - a comparison with one number of each kind, for the tests of the outputs
 *
 * The numbers are chosen, not computed: so a test states exact text. One name has a method with a bar and a name with HTML and an
 * escape sequence in it.
 */
#ifndef CICADA_TESTS_OUTPUT_COMPARISON_FIXTURE_H
#define CICADA_TESTS_OUTPUT_COMPARISON_FIXTURE_H

#include "support.h"

#include "verdict/comparison.h"

struct comparison_fixture {
    struct compared_name names[2];
    struct comparison_rank ranked[6];
    struct text only_base[1];
    const char *notes[1];
    struct comparison comparison;
};

static inline void comparison_fixture_rank(struct comparison_fixture *f, size_t place, size_t name, size_t metric,
                                           struct compared_metric m)
{
    m.metric = &f->comparison.metrics.at[metric];
    f->names[name].at[metric] = m;
    f->ranked[place] = (struct comparison_rank){&f->names[name], &f->names[name].at[metric]};
    f->comparison.words[m.word]++;
}

static inline void comparison_fixture_numbers(struct comparison_fixture *f)
{
    comparison_fixture_rank(f, 0, 0, 0,
                            (struct compared_metric){.word = COMPARISON_REGRESSION,
                                                     .base = 120e6,
                                                     .now = 151e6,
                                                     .difference = 31e6,
                                                     .low = 24.1e6,
                                                     .high = 38e6,
                                                     .relative = 0.2583,
                                                     .relative_low = 0.201,
                                                     .relative_high = 0.317,
                                                     .p = 0.0001});
    comparison_fixture_rank(f, 1, 0, 2,
                            (struct compared_metric){.word = COMPARISON_IMPROVEMENT,
                                                     .base = 0.05,
                                                     .now = 0.01,
                                                     .difference = -0.04,
                                                     .low = -0.06,
                                                     .high = -0.02,
                                                     .relative = NAN,
                                                     .relative_low = NAN,
                                                     .relative_high = NAN,
                                                     .p = 0.001});
    comparison_fixture_rank(f, 2, 1, 0,
                            (struct compared_metric){.word = COMPARISON_NOT_ENOUGH,
                                                     .reason = "too few requests",
                                                     .base = NAN,
                                                     .now = NAN,
                                                     .difference = NAN,
                                                     .low = NAN,
                                                     .high = NAN,
                                                     .relative = NAN,
                                                     .relative_low = NAN,
                                                     .relative_high = NAN,
                                                     .p = 1});
    comparison_fixture_rank(f, 3, 1, 1,
                            (struct compared_metric){.word = COMPARISON_NOT_JUDGED,
                                                     .reason = "another load",
                                                     .base = 10,
                                                     .now = 145,
                                                     .difference = 135,
                                                     .low = 100,
                                                     .high = 170,
                                                     .relative = 13.5,
                                                     .relative_low = 10,
                                                     .relative_high = 17,
                                                     .p = 0.01});
    comparison_fixture_rank(f, 4, 0, 1,
                            (struct compared_metric){.word = COMPARISON_NO_DIFFERENCE,
                                                     .base = 1234.5,
                                                     .now = 1236.7,
                                                     .difference = 2.2,
                                                     .low = -35,
                                                     .high = 40,
                                                     .relative = 0.0018,
                                                     .relative_low = -0.0284,
                                                     .relative_high = 0.0324,
                                                     .p = 0.7});
    comparison_fixture_rank(f, 5, 1, 2,
                            (struct compared_metric){.word = COMPARISON_NO_DIFFERENCE,
                                                     .low = -0.004,
                                                     .high = 0.004,
                                                     .relative = NAN,
                                                     .relative_low = NAN,
                                                     .relative_high = NAN,
                                                     .p = 1});
}

static inline void comparison_fixture_init(struct comparison_fixture *f)
{
    struct comparison *c = &f->comparison;
    struct check_problem problem;

    *f = (struct comparison_fixture){.only_base = {TEXT("GET /gone")}, .notes = {"another host: \"a|b\" and more"}};
    *c = (struct comparison){.base_runs = 1, .now_runs = 1, .base_label = "run 1 (before)", .now_label = "after|.json"};
    if (!comparison_metrics_read(text_from("p95,rps,fail_ratio"), &c->metrics, &problem))
        fail_msg("%s", problem.sentence);
    f->names[0] = (struct compared_name){
        .method = TEXT("GET"), .name = TEXT("/items"), .base_requests = 1000, .now_requests = 900, .distance = 0.25};
    f->names[1] = (struct compared_name){
        .method = TEXT("P|T"), .name = TEXT("<b>\x1b[1m&'"), .base_requests = 10, .now_requests = 20, .distance = NAN};
    comparison_fixture_numbers(f);
    c->names = f->names;
    c->name_count = COUNT(f->names);
    c->ranked = f->ranked;
    c->ranked_count = COUNT(f->ranked);
    c->only_base = f->only_base;
    c->only_base_count = 1;
    c->notes = f->notes;
    c->note_count = 1;
}

#endif
