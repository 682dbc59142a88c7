/* SPDX-License-Identifier: MIT */
/* cli/engine.c - see engine.h */
#include "cli/engine.h"

#include "base/clock.h"
#include "cli/complain.h"
#include "cli/loaded.h"

#define MONITOR_PATIENCE_S 3.0 /* for the first looks at what is to be watched */

enum exit_code engine_open(struct engine *e, struct cli_options *options)
{
    const struct plan *plan = &options->plan;
    struct fibers_options fibers = {.stack_size = plan->stack_size, .measure_stacks = plan->debug};
    char problem[512] = "";
    enum exit_code code;

    *e = (struct engine){0};
    code = monitoring_read(&e->monitoring, options);
    if (code == EXIT_FINE)
        code = loaded_open_scenario(&e->scenario, plan);
    if (code != EXIT_FINE)
        return code;
    e->loop = loop_new();
    for (size_t i = 0; i < e->scenario.class_count; i++)
        fibers.stack_size = MAX(fibers.stack_size, e->scenario.classes[i]->stack_size);
    e->fibers = fibers_new(e->loop, &fibers);
    e->http = http_settings_new(e->fibers, &plan->http, problem, sizeof problem);
    if (e->http)
        return monitoring_open(&e->monitoring, plan, e->fibers, &e->monitor);
    complain("%s", problem);
    return EXIT_WRONG_OPTIONS;
}

void engine_begin_watching(struct engine *e)
{
    if (!e->watches)
        monitor_begin(e->monitor, clock_after(clock_now(), MONITOR_PATIENCE_S));
    e->watches = true;
}

void engine_close(struct engine *e)
{
    monitor_free(e->monitor);
    if (e->http)
        http_settings_free(e->http);
    if (e->fibers)
        fibers_free(e->fibers);
    if (!e->loop)
        return;
    loop_free(e->loop);
    scenario_close(&e->scenario);
}
