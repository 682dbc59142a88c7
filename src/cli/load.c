/* SPDX-License-Identifier: MIT */
/* cli/load.c - see cli/load.h */
#include "cli/load.h"

#include "base/log.h"
#include "cli/complain.h"
#include "cli/option_table.h"

#define LOGGER "cicada.main"

/* The option of the command line that also says how many users there are; NULL: none does. */
static const char *contradiction(const struct cli_options *options)
{
    static const char *const names[] = {"rate", "users", "spawn-rate"};

    for (size_t i = 0; i < COUNT(names); i++) {
        const char *as = option_given(options, names[i]);

        if (as && as[0] == '-')
            return as;
    }
    return NULL;
}

static enum exit_code check_warmup(const struct plan *plan)
{
    double duration = plan_stages_duration(&plan->stages);

    if (plan->stages.count == 0 || plan->warmup_s <= 0 || plan->warmup_s < duration)
        return EXIT_FINE;
    complain("--warmup: it lasts as long as all stages (%g s), so nothing would be measured", duration);
    return EXIT_WRONG_OPTIONS;
}

enum exit_code load_settle(struct cli_options *options, const struct scenario *scenario)
{
    const char *member = scenario->stages.count > 0 ? ".stages" : scenario->record && scenario->record->shape ? ".shape" : NULL;
    const char *other = contradiction(options);
    struct plan *plan = &options->plan;

    if (options->capacity.wanted) {
        if (member)
            log_info(LOGGER, "The search for the capacity takes the place of the scenario's %s", member);
        return EXIT_FINE;
    }
    if (plan->stages.count > 0) {
        if (member)
            log_info(LOGGER, "--stages takes the place of the scenario's %s", member);
    } else if (member && other && !(scenario->stages.open && strcmp(other, "--rate") != 0)) {
        complain("%s: the scenario says with its %s how many users there are; leave it out, or replace them with --stages", other,
                 member);
        return EXIT_WRONG_OPTIONS;
    } else if (member) {
        plan->stages = scenario->stages;
        plan->shaped = scenario->stages.count == 0;
        if (!plan->stages.open)
            plan->users = (uint32_t)plan_stages_peak(&plan->stages);
    }
    return check_warmup(plan);
}
