/* SPDX-License-Identifier: MIT */
/* cli/test_run.h - one run: its options, classes, checks, judge, reports, entry in the store and runner
 *
 * A process may have several, one after the other, each with options of its own; what they share is the engine. Life: opened
 * (options copied; who made it may change them), settled (everything about it is known and sound), begun (the reports are tried,
 * the runner is there), ended. Says every problem by complain (cli/complain.h).
 *
 * Not here: when runs begin, signals, keys (cli/session.h).
 */
#ifndef CICADA_CLI_TEST_RUN_H
#define CICADA_CLI_TEST_RUN_H

#include "cli/baseline.h"
#include "cli/capacity_driver.h"
#include "cli/checks.h"
#include "cli/engine.h"
#include "cli/loaded.h"
#include "cli/outputs.h"
#include "runner/runner.h"
#include "verdict/judge.h"

/* A class as a user wants it, over what the scenario says. */
struct class_setting {
    const char *name, *host; /* host: NULL: as all */
    double weight;           /* 0: as it is */
    uint32_t fixed_count;
    bool has_fixed_count;
};

struct test_run {
    struct engine *engine;
    struct cli_options options; /* its arena owns what is not the process's */
    struct cli_options asked;   /* the same before the scenario had its say; borrows the arena */
    const struct class_setting *class_settings;
    size_t class_setting_count;
    struct loaded loaded; /* the scenario is the engine's */
    struct base_url base; /* host of test_start and test_stop */
    struct checks checks;
    struct judge *judge;
    struct capacity_driver *capacity; /* drives the run; NULL: it is none of a search for the capacity */
    struct baseline baseline;
    struct run_info info;
    struct outputs outputs;
    struct runner *runner; /* NULL before it has begun */
    struct run_control *control;
    enum exit_code code; /* once it has ended */
};

/* Zero of `*t`, and a copy of the options, whose texts are borrowed. test_run_close is needed from then on. */
void test_run_open(struct test_run *t, struct engine *e, const struct cli_options *options);
/* The runner, if there is one, has stopped. NULL is fine. */
void test_run_close(struct test_run *t);

/* Reads the checks alone: what is wrong with them is known before the scenario is compiled. */
MUST_USE enum exit_code test_run_read_checks(struct test_run *t);
/* Everything else; reads the checks too if nobody did. */
MUST_USE enum exit_code test_run_settle(struct test_run *t);

/* Opens the reports and makes the runner, with these callbacks; `samples`: the request log is fed by test_run_sample. */
MUST_USE enum exit_code test_run_begin(struct test_run *t, const struct run_events *events);
/* On a fiber: do the hosts answer? False when they do not and have to. */
bool test_run_reaches_hosts(struct test_run *t);
/* Lets the users in. */
void test_run_start(struct test_run *t);

/* For the callbacks of the runner. */
void test_run_tick(struct test_run *t, const struct snapshot *s);
void test_run_sample(struct test_run *t, const struct sample_origin *origin, const struct sample *sample);
/* The judgement, and the exit code by it. */
void test_run_ended(struct test_run *t, const struct snapshot *s);

/* The reports: first the files, then the terminal; the exit code may change. Afterwards they are closed. */
void test_run_write_files(struct test_run *t, const struct snapshot *last);
void test_run_write_others(struct test_run *t, const struct snapshot *last);

#endif
