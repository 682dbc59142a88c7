/* SPDX-License-Identifier: MIT */
/* cli/monitoring.c - see monitoring.h */
#include "cli/monitoring.h"

#include "base/caret.h"
#include "cli/complain.h"
#include "output/mask.h"
#include "verdict/cost.h"

#define PROBLEM_SIZE (3 * LIMIT_URL)

static struct text masked(struct arena *arena, struct text t)
{
    struct buffer out;
    struct text copy;

    buffer_init(&out, mask_size_max(t.size));
    mask_text(t, &out);
    copy = (struct text){arena_copy(arena, buffer_view(&out)), out.size};
    buffer_free(&out);
    return copy;
}

/* What is marked begins before a password could stand, so the caret is right under the masked line too. */
static enum exit_code refuse(struct arena *arena, struct text t, const struct monitor_problem *problem)
{
    struct buffer out;

    t = masked(arena, t);
    buffer_init(&out, PROBLEM_SIZE);
    buffer_printf(&out, "--monitor: %s\n", problem->sentence);
    caret_write(t, problem->at, problem->size, problem->hint, &out);
    complain_plainly(buffer_cstring(&out));
    buffer_free(&out);
    return EXIT_WRONG_OPTIONS;
}

static enum exit_code add(struct monitoring *m, struct arena *arena, struct text t)
{
    struct monitor_problem problem;
    struct monitor_spec *spec = &m->specs[m->count];

    if (m->count == LIMIT_COMPONENTS) {
        complain("--monitor: more than %d components", LIMIT_COMPONENTS);
        return EXIT_WRONG_OPTIONS;
    }
    if (t.size > LIMIT_URL) {
        complain("--monitor: longer than %zu bytes", LIMIT_URL);
        return EXIT_WRONG_OPTIONS;
    }
    if (!monitor_spec_read(t, spec, &problem))
        return refuse(arena, t, &problem);
    if (monitoring_has(m, spec->name)) {
        problem = (struct monitor_problem){0, spec->name.size, "there are two components of this name", "choose another name"};
        return refuse(arena, t, &problem);
    }
    m->count++;
    m->components[m->count] = (struct resource_component){
        spec->name, masked(arena, (struct text){spec->name.data + spec->name.size + 1, t.size - spec->name.size - 1})};
    return EXIT_FINE;
}

static enum exit_code refuse_price(struct text t, const struct check_problem *problem)
{
    struct buffer out;

    buffer_init(&out, PROBLEM_SIZE);
    buffer_string(&out, "--cost: ");
    cost_problem_write(t, problem, &out);
    complain_plainly(buffer_cstring(&out));
    buffer_free(&out);
    return EXIT_WRONG_OPTIONS;
}

static enum exit_code look_at_price(const struct monitoring *m, struct text t)
{
    enum exit_code code = EXIT_FINE;
    struct check_problem problem;
    struct cost_price price;
    struct buffer known;

    if (!cost_read(t, &price, &problem))
        return refuse_price(t, &problem);
    if (monitoring_has(m, price.component))
        return EXIT_FINE;
    buffer_init(&known, LIMIT_CONFIG_FILE);
    monitoring_list(m, &known);
    cost_problem_of_component(&price, buffer_cstring(&known), &problem);
    code = refuse_price(t, &problem);
    buffer_free(&known);
    return code;
}

static enum exit_code look_at_prices(const struct monitoring *m, const struct plan_list *prices)
{
    enum exit_code code = EXIT_FINE;

    if (prices->count > LIMIT_COSTS) {
        complain("--cost: more than %d prices", LIMIT_COSTS);
        return EXIT_WRONG_OPTIONS;
    }
    for (size_t i = 0; i < prices->count && code == EXIT_FINE; i++)
        code = look_at_price(m, text_from(prices->at[i]));
    return code;
}

enum exit_code monitoring_read(struct monitoring *m, struct cli_options *options)
{
    const struct plan_list *list = &options->plan.monitors;
    enum exit_code code = EXIT_FINE;

    *m = (struct monitoring){.components = {{TEXT(RESOURCE_GENERATOR), TEXT("this process")}}};
    for (size_t i = 0; i < list->count && code == EXIT_FINE; i++)
        code = add(m, &options->arena, text_trim(text_from(list->at[i])));
    return code == EXIT_FINE ? look_at_prices(m, &options->plan.costs) : code;
}

void monitoring_list(const struct monitoring *m, struct buffer *out)
{
    for (size_t i = 0; i <= m->count; i++) {
        buffer_string(out, i > 0 ? ", " : "");
        buffer_text(out, m->components[i].name);
    }
}

bool monitoring_has(const struct monitoring *m, struct text name)
{
    for (size_t i = 0; i <= m->count; i++)
        if (text_equal(m->components[i].name, name))
            return true;
    return false;
}

enum exit_code monitoring_open(const struct monitoring *m, const struct plan *plan, struct fibers *fibers, struct monitor **out)
{
    struct monitor_setup setup = {.fibers = fibers, .http = &plan->http, .specs = m->specs, .count = m->count};
    char problem[512] = "";

    *out = monitor_new(&setup, problem, sizeof problem);
    if (*out)
        return EXIT_FINE;
    complain("%s", problem);
    return EXIT_WRONG_OPTIONS;
}
