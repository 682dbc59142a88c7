/* SPDX-License-Identifier: MIT */
/* runner/shape.c - see runner/shape.h */
#include "runner/shape.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "runner/state.h"

#define RATE_MAX 1e9

static size_t class_count(const struct shape_course *c)
{
    return c->runner->setup.classes->count;
}

/* Marks the classes of the answer. False when the scenario has no class of a name, or when there is none left. */
static bool mark_classes(struct shape_course *c, const char *const *names)
{
    const struct user_classes *classes = c->runner->setup.classes;

    for (size_t i = 0; i < classes->count; i++)
        c->asked[i] = !names;
    for (; names && *names; names++) {
        size_t i = 0;

        while (i < classes->count && !text_equal(text_from(classes->at[i].name), text_from(*names)))
            i++;
        if (i == classes->count) {
            log_error(RUNNER_LOGGER, "The shape asks for users of class \"%s\", which does not take part in this run", *names);
            return false;
        }
        c->asked[i] = true;
    }
    for (size_t i = 0; i < classes->count; i++)
        if (c->asked[i])
            return true;
    log_error(RUNNER_LOGGER, "The shape asks for users of no class: its list of classes is empty");
    return false;
}

static bool is_possible(struct shape_course *c, const cic_shape_next *next)
{
    if (next->users > LIMIT_USERS)
        log_error(RUNNER_LOGGER, "The shape asks for %" PRIu32 " users, and there can be at most %d", next->users, LIMIT_USERS);
    else if (!(next->rate >= 0 && next->rate <= RATE_MAX))
        log_error(RUNNER_LOGGER, "The shape asks for a rate of %g users per second: it has to be from 0 to 1e9", next->rate);
    else
        return mark_classes(c, next->user_classes);
    return false;
}

static void follow(struct shape_course *c, const cic_shape_next *next)
{
    size_t count = class_count(c);
    bool same_classes = memcmp(c->classes, c->asked, count * sizeof *c->classes) == 0;

    if (c->answered && same_classes && next->users == c->users && next->rate == c->rate)
        return;
    memcpy(c->classes, c->asked, count * sizeof *c->classes);
    c->users = next->users;
    c->rate = next->rate;
    c->answered = true;
    population_choose(&c->runner->population, c->classes);
    runner_aim(c->runner, next->users, next->rate);
}

/* How long the run has been going, without pauses. */
static uint64_t run_clock(const struct shape_course *c)
{
    uint64_t now = clock_now();

    return now - c->runner->progress.start_ns - pauses_until(&c->runner->pause.time, now);
}

static void ask(struct shape_course *c)
{
    struct runner *r = c->runner;
    double elapsed = (double)run_clock(c) / (double)NANOS_PER_SECOND;
    cic_shape_now now = {.run_time = elapsed, .users = r->population.users};
    cic_shape_next next = {0};
    int result = r->setup.record->shape(&now, &next);

    if (result == CIC_STOP_TEST) {
        log_info(RUNNER_LOGGER, "Shape test stopping");
        runner_stop(r, "the shape has ended");
    } else if (result != CIC_OK) {
        log_error(RUNNER_LOGGER, "The shape returned %d: it has to be CIC_OK or CIC_STOP_TEST", result);
        runner_stop(r, "the shape asked for what cannot be");
    } else if (!is_possible(c, &next)) {
        runner_stop(r, "the shape asked for what cannot be");
    } else {
        follow(c, &next);
    }
}

/* The next whole second of the run that is not over yet: a late call is not made up for. */
static uint64_t next_second(const struct shape_course *c)
{
    uint64_t ran = run_clock(c);

    return clock_now() - ran % NANOS_PER_SECOND + NANOS_PER_SECOND;
}

static void second_passed(struct timer *t)
{
    struct shape_course *c = CONTAINER_OF(t, struct shape_course, next);

    timer_start(c->runner->loop, t, next_second(c)); /* before it is asked: the answer may be the end */
    ask(c);
}

void shape_course_start(struct shape_course *c)
{
    c->answered = false;
    second_passed(&c->next);
}

void shape_course_stop(struct shape_course *c)
{
    timer_stop(c->runner->loop, &c->next);
}

void shape_course_init(struct shape_course *c, struct runner *r)
{
    *c = (struct shape_course){.runner = r, .next = {.fire = second_passed}};
    c->classes = mem_zalloc(class_count(c) + 1);
    c->asked = mem_zalloc(class_count(c) + 1);
}

void shape_course_free(struct shape_course *c)
{
    mem_free(c->classes);
    mem_free(c->asked);
}
