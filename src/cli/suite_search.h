/* SPDX-License-Identifier: MIT */
/* cli/suite_search.h - where suites are: ./suites, those installed with the program, those beside a build
 *
 * A suite is a folder with a file suite.toml. A name is looked for in the places in turn, so that one of ./suites hides an
 * installed one; what has a "/" in it, or ends in .toml, is a path.
 */
#ifndef CICADA_CLI_SUITE_SEARCH_H
#define CICADA_CLI_SUITE_SEARCH_H

#include "cli/suite_file.h"

/* Finds and reads a suite. False: `problem` says what is wrong, and which suites there are. */
MUST_USE bool suite_open(struct suite *out, const char *name, struct arena *arena, char problem[OPTION_PROBLEM]);

/* The paths of all suite.toml files that a name finds, sorted by name; at most LIMIT_SUITES. */
struct plan_list suite_list(struct arena *arena);

#endif
