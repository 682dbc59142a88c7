/* SPDX-License-Identifier: MIT */
/* output/console_table.h - Locust's tables on the log: one of the last seconds every 2 s, and all three at the end
 *
 * For pipes, log files and terminals that cannot redraw. Goes through log_plain, as Locust's logger "stats_logger" does, so
 * --logfile and --loglevel act on it.
 */
#ifndef CICADA_OUTPUT_CONSOLE_TABLE_H
#define CICADA_OUTPUT_CONSOLE_TABLE_H

#include "output/output.h"

/* `only_summary`: nothing but the tables at the end. */
struct output *console_table_new(bool only_summary);

#endif
