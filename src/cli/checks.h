/* SPDX-License-Identifier: MIT */
/* cli/checks.h - the checks of a run: gathered from --check, --check-file and the scenario, and tied to what they ask about
 *
 * In a search for the capacity they are those of --slo instead, and only those.
 *
 * Both steps say what is wrong themselves, with the source of the check, before a user is started.
 *
 * Not here: the language (verdict/check.h), the judging (verdict/judge.h).
 */
#ifndef CICADA_CLI_CHECKS_H
#define CICADA_CLI_CHECKS_H

#include "cli/exit_codes.h"
#include "cli/loaded.h"
#include "cli/monitoring.h"
#include "cli/options.h"
#include "stats/groups.h"
#include "verdict/check.h"

struct checks {
    struct check *at;
    const char **sources; /* of each: "--check" */
    bool *of_scenario;    /* each: the scenario asks for it itself */
    size_t count;
    struct stats_group groups[GROUPS_MAX];
    size_t group_count;
};

/* Reads those of the options and of the file. Everything lives in the arena of the options. */
enum exit_code checks_read(struct checks *c, struct cli_options *options);

/* Adds those of the scenario, sees that classes, tags and components exist, and makes the groups that the statistics have to
 * count; sets the bits of the classes and their tasks. */
enum exit_code checks_bind(struct checks *c, struct cli_options *options, struct loaded *l, const struct monitoring *m);

#endif
