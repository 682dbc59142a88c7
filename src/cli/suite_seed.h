/* SPDX-License-Identifier: MIT */
/* cli/suite_seed.h - the test data of a suite: made before a run and removed after it, by "cicada seed"
 *
 * The table [seed] of a suite.toml holds the options of that command. Where its database is empty, as with
 * "${LOAD_TEST_DATABASE_URL:-}" when the variable is not set, there is nothing to do. The database's URL, which may hold a
 * password, goes to the command in a variable.
 */
#ifndef CICADA_CLI_SUITE_SEED_H
#define CICADA_CLI_SUITE_SEED_H

#include "cli/exit_codes.h"
#include "cli/suite_file.h"

#define SUITE_SEED_CSV "CICADA_SEED_CSV" /* where the scenario finds the path of the CSV file */

struct suite_seed {
    struct cli_options options; /* of cicada seed */
};

/* Reads what the suite says. EXIT_WRONG_OPTIONS: it was said what is wrong. Freed with suite_seed_free in either case. */
enum exit_code suite_seed_read(struct suite_seed *s, const struct suite *suite);
void suite_seed_free(struct suite_seed *s);

/* Is there something to make, and to remove? */
bool suite_seed_is_wanted(const struct suite_seed *s);

/* The code of the command, which says itself what is wrong; EXIT_FINE when there is nothing to do. Between child_runs_begin and
 * child_runs_end (cli/child_run.h). */
enum exit_code suite_seed_make(const struct suite_seed *s);
enum exit_code suite_seed_clean(const struct suite_seed *s);

#endif
