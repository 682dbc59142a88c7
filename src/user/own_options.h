/* SPDX-License-Identifier: MIT */
/* user/own_options.h - the options that a scenario declares (.options), and their values in this process
 *
 * What scenarios do with them is in cicada.h. They are declared once, when the scenario is opened, and get values before .setup
 * and before each run: a list of "NAME=VALUE" over the defaults, in which a later word wins over an earlier one. Either all of it
 * fits and is in force, or nothing changes.
 *
 * An empty value is the empty text for an option that takes any text; for the others it is the default. The value of a secret is
 * in no message and in no list that leaves here.
 */
#ifndef CICADA_USER_OWN_OPTIONS_H
#define CICADA_USER_OWN_OPTIONS_H

#include "base/arena.h"
#include "cicada.h"
#include "plan/plan.h"

struct own_option_problem {
    char name[64];  /* of the option, cut when it is none; or its number in the list */
    char text[600]; /* what is wrong; of a value with what comes before it: ` "ten": not a number` */
};

struct own_option {
    const cic_option_entry *declared;
    char *value; /* never NULL; of a bool "true" or "false" */
    double number;
};

/* Takes the list of a scenario, which has to stay; NULL is fine. Each gets its default. False when one cannot be. */
MUST_USE bool own_options_declare(const cic_option_entry *list, struct own_option_problem *problem);

/* Puts the values in force. With `may_lack` required ones may have none. False: one does not fit, and those before stay. */
MUST_USE bool own_options_use(const struct plan_list *set, bool may_lack, struct own_option_problem *problem);

/* Those in force, in the order of the scenario; borrowed until the next call of the two above. */
const struct own_option *own_options(size_t *count);

/* The same as "NAME=VALUE", secrets masked, in the arena. */
struct plan_list own_options_settings(struct arena *arena);

/* The scenario is being closed. */
void own_options_close(void);

#endif
