/* SPDX-License-Identifier: MIT */
/* cli/arrival_options.c - see cli/arrival_options.h */
#include "cli/arrival_options.h"

#include <sys/resource.h>

#include "base/caret.h"
#include "base/limits.h"
#include "base/log.h"
#include "cli/complain.h"
#include "cli/option_table.h"
#include "plan/amounts.h"

#define LOGGER                 "cicada.main"
#define MAX_USERS              10000 /* of the pool, when --max-users does not say */
#define DESCRIPTORS_FOR_OTHERS 64

/* ---- amounts by class ---- */

static struct user_class *find_class(struct user_classes *classes, struct text name)
{
    for (size_t i = 0; i < classes->count; i++)
        if (text_equal(text_from(classes->at[i].name), name))
            return &classes->at[i];
    return NULL;
}

static enum exit_code refuse_class(const char *as, const char *text, const struct plan_amount *amount,
                                   const struct user_classes *classes)
{
    struct buffer out, known;

    buffer_init(&known, LIMIT_CONFIG_FILE);
    for (size_t i = 0; i < classes->count; i++)
        buffer_printf(&known, "%s%s", i > 0 ? ", " : "the scenario has ", classes->at[i].name);
    buffer_init(&out, LIMIT_CONFIG_FILE);
    buffer_printf(&out, "%s: there is no user class of this name\n", as);
    caret_write(text_from(text), amount->at, amount->size, buffer_cstring(&known), &out);
    complain_plainly(buffer_cstring(&out));
    buffer_free(&out);
    buffer_free(&known);
    return EXIT_UNKNOWN_USER;
}

/* What an option gives to the run and to the classes. The option was read before, so its text is right. */
static enum exit_code read_amounts(struct cli_options *options, struct user_classes *classes, const char *option,
                                   const char *text, enum plan_amount_kind kind, double *of_run, double *of_classes)
{
    struct plan_amount_problem unused;
    struct plan_amounts amounts;

    if (!plan_amounts_read(text_from(text), kind, &options->arena, &amounts, &unused))
        return EXIT_WRONG_OPTIONS;
    for (size_t i = 0; i < amounts.count; i++) {
        const struct plan_amount *amount = &amounts.at[i];
        const struct user_class *class = find_class(classes, amount->class_name);

        if (amount->class_name.size == 0)
            *of_run = amount->value;
        else if (class)
            of_classes[class->place] = amount->value;
        else
            return refuse_class(option_given(options, option), text, amount, classes);
    }
    return EXIT_FINE;
}

static enum exit_code settle_rates(struct cli_options *options, struct user_classes *classes)
{
    struct plan *plan = &options->plan;
    double *rates = arena_zalloc(&options->arena, (classes->count + 1) * sizeof *rates);
    enum exit_code code;

    if (!plan->rate_text)
        return EXIT_FINE;
    code = read_amounts(options, classes, "rate", plan->rate_text, PLAN_RATE, &plan->rate, rates);
    for (size_t i = 0; i < classes->count; i++)
        classes->at[i].arrivals = rates[i];
    return code;
}

static enum exit_code settle_iterations(struct cli_options *options, struct user_classes *classes)
{
    struct plan *plan = &options->plan;
    double *counts = arena_zalloc(&options->arena, (classes->count + 1) * sizeof *counts), of_run = 0;
    enum exit_code code;

    if (!plan->iterations_text)
        return EXIT_FINE;
    code = read_amounts(options, classes, "iterations", plan->iterations_text, PLAN_COUNT, &of_run, counts);
    plan->iterations = (uint64_t)of_run;
    for (size_t i = 0; i < classes->count; i++)
        classes->at[i].iterations = (uint64_t)counts[i];
    return code;
}

/* ---- the pool ---- */

static bool is_open(const struct plan *plan, const struct user_classes *classes)
{
    bool by_class = false;

    for (size_t i = 0; i < classes->count; i++)
        by_class |= classes->at[i].arrivals > 0;
    return plan->rate > 0 || by_class || plan->stages.open;
}

/* As many as there may be connections. */
static uint32_t default_max_users(const struct plan *plan)
{
    struct rlimit limit;

    if (plan->http.max_connections > 0 || getrlimit(RLIMIT_NOFILE, &limit) != 0 ||
        limit.rlim_max > MAX_USERS + DESCRIPTORS_FOR_OTHERS)
        return MAX_USERS;
    return limit.rlim_max > DESCRIPTORS_FOR_OTHERS ? (uint32_t)limit.rlim_max - DESCRIPTORS_FOR_OTHERS : 1;
}

static enum exit_code settle_pool(struct cli_options *options)
{
    struct plan *plan = &options->plan;

    if (!option_given(options, "users"))
        plan->users = 0;
    if (!option_given(options, "spawn-rate"))
        plan->spawn_rate = 0;
    if (plan->max_users == 0)
        plan->max_users = MAX(default_max_users(plan), plan->users);
    if (plan->users <= plan->max_users)
        return EXIT_FINE;
    complain("%s: the run would begin with more users than %s allows (%u)", option_given(options, "users"),
             option_given(options, "max-users"), plan->max_users);
    return EXIT_WRONG_OPTIONS;
}

/* Said once, since it changes what the scenario means. */
static void tell_what_is_not_used(const struct plan *plan, const struct user_classes *classes)
{
    bool by_class = false;

    for (size_t i = 0; i < classes->count; i++)
        by_class |= classes->at[i].arrivals > 0;
    for (size_t i = 0; i < classes->count; i++) {
        const struct user_class *class = &classes->at[i];

        if (class->tasks->wait.kind != CIC_WAIT_NONE)
            log_info(LOGGER, "%s: its wait time is not used, for its users work when something arrives", class->name);
        if (class->fixed_count > 0)
            log_info(LOGGER, "%s: its fixed number of users (%u) is not used, for users are started when something arrives",
                     class->name, class->fixed_count);
        if (plan->rate <= 0 && by_class && class->arrivals <= 0)
            log_warning(LOGGER, "%s: it has no arrival rate, so nothing arrives for it", class->name);
    }
}

static enum exit_code refuse_without_arrivals(const struct cli_options *options)
{
    static const char *const names[] = {"max-users", "arrivals", "catch-up"};

    if (options->plan.users == 0 && option_given(options, "users")) {
        complain("%s: without users nothing happens; 0 is for runs with an arrival rate (--rate)",
                 option_given(options, "users"));
        return EXIT_WRONG_OPTIONS;
    }
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *as = option_given(options, names[i]);

        if (as && as[0] == '-') {
            complain("%s: is for runs with an arrival rate (--rate 500/s)", as);
            return EXIT_WRONG_OPTIONS;
        }
    }
    return EXIT_FINE;
}

enum exit_code arrival_options_settle(struct cli_options *options, struct loaded *l)
{
    struct plan *plan = &options->plan;
    struct user_classes *classes = &l->classes;
    enum exit_code code = settle_rates(options, classes);

    if (code == EXIT_FINE)
        code = settle_iterations(options, classes);
    if (code != EXIT_FINE)
        return code;
    if (!is_open(plan, classes) && options->capacity.wanted) /* over users, of which the search has its own say */
        return EXIT_FINE;
    if (!is_open(plan, classes)) {
        plan->max_users = 0;
        return plan->stages.count > 0 || plan->shaped ? EXIT_FINE : refuse_without_arrivals(options);
    }
    if (plan->shaped || (plan->stages.count > 0 && !plan->stages.open)) {
        complain("an arrival rate and %s of users contradict each other: the one says when work arrives, the other who works",
                 plan->shaped ? "a .shape" : "stages");
        return EXIT_WRONG_OPTIONS;
    }
    tell_what_is_not_used(plan, classes);
    return settle_pool(options);
}
