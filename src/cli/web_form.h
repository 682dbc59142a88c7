/* SPDX-License-Identifier: MIT */
/* cli/web_form.h - the start form of the page and the options of a run: the one into the other, both ways
 *
 * What a form says is set as the command line would set it, by the same readers and with the same contradictions, over what the
 * command line said. So whatever cannot be is refused with the same words, and with the field and the place in it.
 *
 * Stages in the form come instead of users, spawn rate and arrivals; where the run has stages of its own, or a shape, users and
 * spawn rate in the form mean nothing, as with Locust's shapes.
 */
#ifndef CICADA_CLI_WEB_FORM_H
#define CICADA_CLI_WEB_FORM_H

#include "cli/test_run.h"
#include "web/web.h"

/* Sets what the form asks for in the opened run, and completes its options. False fills `problem`. */
MUST_USE bool web_form_apply(const struct web_wishes *wishes, struct test_run *run, struct web_problem *problem);

/* Sets one option, as the field of the same name. */
MUST_USE bool web_form_set(struct cli_options *options, const char *option, const char *value, struct web_problem *problem);

/* What a start form begins with: the options of a settled run, as text, some of it in the arena. */
void web_form_fill(const struct test_run *run, struct arena *arena, struct web_wishes *out);

/* From what was complained of: the field by the option that the message begins with, else `field`; the place by the carets in it,
 * if `value` is what they stand under. */
void web_form_refuse(struct web_problem *problem, const char *message, const char *field, const char *value);

#endif
