/* SPDX-License-Identifier: MIT */
/* Checks: what is accepted is made of parts of its own text and reads the same again; what is refused says where and why. */
#include "fuzz.h"

#include <math.h>

#include "base/limits.h"
#include "verdict/check_value.h"

static bool lies_within(struct text part, struct text whole)
{
    return part.size == 0 || (part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

static void check_accepted(const struct check *c)
{
    struct check_problem problem;
    struct check again;

    ensure(lies_within(c->name, c->text) && lies_within(c->scope_text, c->text) && lies_within(c->stage, c->text));
    ensure(isfinite(c->limit) && c->share >= 0 && c->share <= 1);
    ensure((c->scope == CHECK_ALL) == (c->scope_text.size == 0));
    ensure(c->window_s == 0 || (c->window_s >= 1 && c->window_s <= LIMIT_CHECK_WINDOW));
    ensure(c->abort_after_s >= 0);
    ensure(check_read(c->text, &again, &problem));
    ensure(again.metric == c->metric && again.limit == c->limit && again.scope == c->scope && again.window_s == c->window_s);
    (void)check_margin(c, 1);
    (void)check_holds(c, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text t = {(const char *)data, size};
    struct check_problem problem = {.at = SIZE_MAX};
    struct buffer shown;
    struct check c;

    if (check_read(t, &c, &problem)) {
        check_accepted(&c);
        return 0;
    }
    ensure(problem.at <= size && problem.size > 0 && problem.sentence[0] && problem.hint[0]);
    buffer_init(&shown, 3 * LIMIT_CHECK_TEXT + 2000);
    check_problem_write(t, &problem, &shown);
    ensure(!shown.overflowed && memchr(shown.data, '^', shown.size));
    buffer_free(&shown);
    return 0;
}
