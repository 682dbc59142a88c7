/* SPDX-License-Identifier: MIT */
/* output/junit.h - the checks as JUnit XML, which CI servers show: one suite a run, one case a check, the verdict as a property
 *
 * With a baseline each number that was compared is a case too.
 */
#ifndef CICADA_OUTPUT_JUNIT_H
#define CICADA_OUTPUT_JUNIT_H

#include "output/output.h"

/* `path` is copied; folders are made, the file appears whole. */
struct output *junit_new(const char *path);

#endif
