/* SPDX-License-Identifier: MIT */
/* cli/capacity_driver.h - drives one run from load to load, as the search for the capacity wants it
 *
 * A load is reached, watched until it has been measured, and judged; the search then says the next one. All loads are of one run
 * with one set of users, so nothing is started anew and the reports of the run hold all of it.
 *
 * Not here: which load comes next (verdict/capacity_search.h), what is measured of one (verdict/level_watch.h), what was found
 * (verdict/capacity_report.h), and the command line (cli/capacity_command.h).
 */
#ifndef CICADA_CLI_CAPACITY_DRIVER_H
#define CICADA_CLI_CAPACITY_DRIVER_H

#include "cli/exit_codes.h"
#include "cli/options.h"
#include "runner/run_control.h"
#include "verdict/capacity_report.h"

struct capacity_driver;

/* The options are complete and were checked; they and the limits are borrowed. */
struct capacity_driver *capacity_driver_new(const struct cli_options *options, const struct check *slos, size_t slo_count);
void capacity_driver_free(struct capacity_driver *d); /* NULL is fine */

/* Kept up to date in place. */
const struct capacity_report *capacity_driver_report(const struct capacity_driver *d);

/* Begins the run at the first load. */
void capacity_driver_start(struct capacity_driver *d, struct run_control *control);

/* Once a second. May stop the run, so the snapshot means nothing afterwards. */
void capacity_driver_tick(struct capacity_driver *d, const struct snapshot *s);

/* The run has stopped, for whatever reason: the conclusions are drawn, and the exit code follows from them. */
enum exit_code capacity_driver_finish(struct capacity_driver *d, const struct snapshot *s);

#endif
