/* SPDX-License-Identifier: MIT */
/* verdict/judge.c - see judge.h */
#include "verdict/judge.h"

#include <math.h>

#include "base/mem.h"
#include "verdict/check_window.h"

#define TOLERANCE_NS (NANOS_PER_SECOND / 2) /* ticks are a little early or late */

/* What is remembered of a check besides its result. */
struct course {
    struct check_window *window; /* NULL: over the run as a whole */
    uint64_t broken_since_ns;    /* 0: it holds now */
    bool over;                   /* its stage has ended, and it was decided */
};

struct judge {
    const struct check *checks;
    struct course *courses;
    struct check_result *results;
    struct validity_memory memory;
    struct judgement judgement;
    bool aborted;
};

struct judge *judge_new(const struct check *checks, size_t count)
{
    struct judge *j = MEM_NEW(struct judge);

    j->checks = checks;
    j->courses = mem_zalloc(count * sizeof *j->courses);
    j->results = mem_zalloc(count * sizeof *j->results);
    for (size_t i = 0; i < count; i++) {
        j->results[i] = (struct check_result){.check = &checks[i], .margin = NAN};
        j->courses[i].window = checks[i].window_s > 0 ? check_window_new(&checks[i]) : NULL;
    }
    j->judgement.checks = j->results;
    j->judgement.check_count = count;
    return j;
}

void judge_free(struct judge *j)
{
    if (!j)
        return;
    for (size_t i = 0; i < j->judgement.check_count; i++)
        check_window_free(j->courses[i].window);
    mem_free(j->courses);
    mem_free(j->results);
    mem_free(j);
}

static void show(struct check_result *r, const struct check_value *v)
{
    r->value = *v;
    r->margin = v->known ? check_margin(r->check, v->value) : NAN;
    r->few_samples = check_has_few_samples(r->check, v);
}

static bool is_worse(const struct check_result *r, const struct check_value *v)
{
    double margin = check_margin(r->check, v->value);

    if (r->state == CHECK_FAILS && check_holds(r->check, v->value))
        return false;
    return !r->value.known || !isfinite(v->value) || !(margin >= r->margin);
}

/* Takes in a value of the run as a whole (which replaces the one before) or of a window (the worst is kept). */
static void take_value(struct check_result *r, struct course *course, const struct check_value *v, uint64_t now_ns)
{
    bool holds = v->known && check_holds(r->check, v->value);

    if (!v->known) {
        course->broken_since_ns = 0;
        return;
    }
    if (!course->window || is_worse(r, v) || (!holds && r->state != CHECK_FAILS))
        show(r, v);
    if (!course->window || r->state != CHECK_FAILS)
        r->state = holds ? CHECK_PASSES : CHECK_FAILS;
    if (holds)
        course->broken_since_ns = 0;
    else if (course->broken_since_ns == 0)
        course->broken_since_ns = now_ns;
}

/* A window that never filled is judged as far as it goes. Nothing known is no success. */
static void decide(struct check_result *r, struct course *course, const struct snapshot *s)
{
    struct check_value v = {0};

    if (course->over)
        return;
    course->over = true;
    if (r->check->stage_number > 0 && !check_stage_of(r->check, s)) {
        r->state = CHECK_FAILS; /* its stage never came */
        return;
    }
    if (!course->window) {
        v = check_value_of(r->check, s);
        take_value(r, course, &v, s->taken_ns);
    } else if (r->state == CHECK_WAITS && !check_window_is_full(course->window)) {
        check_window_add(course->window, s);
        v = check_window_value(course->window);
        take_value(r, course, &v, s->taken_ns);
    }
    if (r->state == CHECK_WAITS || r->aborted || (!course->window && !v.known))
        r->state = CHECK_FAILS;
}

/* A check for a stage is asked while it runs, and decided when it has ended. */
static bool is_of_now(struct check_result *r, struct course *course, const struct snapshot *s)
{
    const struct snapshot_stage *stage = check_stage_of(r->check, s);

    if (r->check->stage_number == 0)
        return true;
    if (!stage || stage->running)
        return stage != NULL;
    decide(r, course, s);
    course->broken_since_ns = 0; /* too late to end the run for it */
    return false;
}

static void judge_check(struct check_result *r, struct course *course, const struct snapshot *s)
{
    struct check_value v;

    if (!is_of_now(r, course, s))
        return;
    if (course->window) {
        check_window_add(course->window, s);
        if (!check_window_is_full(course->window))
            return;
        v = check_window_value(course->window);
    } else {
        v = check_value_of(r->check, s);
    }
    take_value(r, course, &v, s->taken_ns);
}

static bool wants_end(const struct check *c, const struct course *course, uint64_t now_ns)
{
    return c->aborts && course->broken_since_ns > 0 &&
           (double)(now_ns - course->broken_since_ns + TOLERANCE_NS) >= c->abort_after_s * (double)NANOS_PER_SECOND;
}

/* Does a passing check of all requests allow failures of this kind? Those with a lower limit on failures do not. */
static bool tolerates(const struct check_result *r)
{
    const struct check *c = r->check;
    bool upper = c->comparison == CHECK_BELOW || c->comparison == CHECK_AT_MOST || c->comparison == CHECK_EQUAL;
    bool lower = c->comparison == CHECK_ABOVE || c->comparison == CHECK_AT_LEAST || c->comparison == CHECK_EQUAL;

    if (r->state != CHECK_PASSES || c->scope != CHECK_ALL || c->stage_number > 0 || c->custom)
        return false;
    switch (c->metric) {
    case CHECK_FAIL_RATIO:
    case CHECK_FAILURES:
    case CHECK_ERRORS:
        return upper;
    case CHECK_SUCCESS_RATE:
        return lower;
    default:
        return false;
    }
}

/* A check of one class of errors allows these only: all failures have to be of classes that are allowed. */
static bool tolerates_all(const struct judge *j, const struct snapshot *s)
{
    bool allowed[ERROR_COUNT] = {false};
    uint64_t within = 0;

    for (size_t i = 0; i < j->judgement.check_count; i++) {
        const struct check *c = &j->checks[i];

        if (!tolerates(&j->results[i]))
            continue;
        if (c->metric != CHECK_ERRORS)
            return true;
        if (!allowed[c->error])
            within += check_counts_of(c, s).matched;
        allowed[c->error] = true;
    }
    return within >= s->total.failed;
}

static void conclude(struct judge *j, const struct snapshot *s)
{
    j->judgement.failed = 0;
    for (size_t i = 0; i < j->judgement.check_count; i++)
        j->judgement.failed += j->results[i].state == CHECK_FAILS;
    j->judgement.tolerates_all = tolerates_all(j, s);
    validity_judge(s, &j->memory, &j->judgement.validity);
}

const struct check *judge_tick(struct judge *j, const struct snapshot *s)
{
    const struct check *ending = NULL;

    validity_remember(&j->memory, s);
    /* While users are being stopped the rates fall, which no check asked about; nor did one about the warm-up. */
    for (size_t i = 0; i < j->judgement.check_count && s->progress.state < RUN_STOPPING && !s->warmup.running; i++) {
        judge_check(&j->results[i], &j->courses[i], s);
        if (!ending && !j->aborted && wants_end(&j->checks[i], &j->courses[i], s->taken_ns)) {
            ending = &j->checks[i];
            j->results[i].aborted = true;
        }
    }
    j->aborted |= ending != NULL;
    conclude(j, s);
    return ending;
}

void judge_finish(struct judge *j, const struct snapshot *s)
{
    validity_remember(&j->memory, s);
    for (size_t i = 0; i < j->judgement.check_count; i++)
        decide(&j->results[i], &j->courses[i], s);
    conclude(j, s);
}

const struct judgement *judge_judgement(const struct judge *j)
{
    return &j->judgement;
}
