/* SPDX-License-Identifier: MIT */
/* output/check_table.h - the checks as lines for people: a tick or a cross, the check, its value, its margin
 *
 * Not here: the machine's forms (output/json_judgement.h, output/junit.h, output/github_summary.h), which share the texts below.
 */
#ifndef CICADA_OUTPUT_CHECK_TABLE_H
#define CICADA_OUTPUT_CHECK_TABLE_H

#include "output/canvas.h"
#include "output/output.h"
#include "verdict/judge.h"

/* The table of all checks, then the verdict with its reasons; each with a blank line after it. */
void check_table_draw(const struct judgement *j, bool unicode, struct canvas *c);
void check_table_draw_validity(const struct judgement *j, struct canvas *c);

/* For the live view: how the checks stand in one line, then those that fail, and a line for the verdict unless it is VALID. In at
 * most check_table_live_lines(j) lines. */
void check_table_draw_live(const struct judgement *j, bool unicode, struct canvas *c);
unsigned check_table_live_lines(const struct judgement *j);

#define CHECK_TEXT 48

/* "235 ms", "1.20 %", "52.3/s", "100"; "-" when unknown. */
char *check_table_value(const struct check *c, double value, bool known, char out[CHECK_TEXT]);
/* "+25 %"; "-" when there is none. */
char *check_table_margin(const struct check_result *r, char out[CHECK_TEXT]);
/* Why a check has no value: "no requests". */
const char *check_table_missing(const struct check *c);

/* What else is to be said of a result: "no requests", "too few samples: 120, needs 368", "ended the run"; "" for nothing. */
char *check_table_note(const struct check_result *r, char out[CHECK_TEXT]);

#endif
