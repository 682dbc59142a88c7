/* SPDX-License-Identifier: MIT */
/* plan/run_info.h - what is known of a run before its first number: for reports and for the store of past runs
 *
 * Plain data without behaviour; it owns nothing.
 */
#ifndef CICADA_PLAN_RUN_INFO_H
#define CICADA_PLAN_RUN_INFO_H

#include "plan/plan.h"

struct run_class { /* a user class that takes part */
    const char *name;
    double weight;
    uint32_t fixed_count;
};

struct judgement;       /* verdict/judge.h */
struct comparison;      /* verdict/comparison.h */
struct capacity_report; /* verdict/capacity_report.h */

/* Borrowed for the whole run. */
struct run_info {
    const struct plan *plan;
    const char *title;        /* scenario file or "GET URL" */
    const char *host;         /* as shown: without userinfo */
    const char *command_line; /* with secrets masked */
    const char *machine;      /* host name */
    const char *system;       /* "Linux 6.1, 2 CPUs" */
    const char *version;      /* "cicada 0.1.0" */
    const char *libraries;    /* "OpenSSL 3.0.17, c-ares 1.18.1, ..." */
    const struct run_class *classes;
    size_t class_count;
    const char *tasks;                      /* their ratio, as JSON in Locust's form (user/task_ratio.h); NULL: not known */
    const struct capacity_report *capacity; /* of a search for the capacity, changes with the run too; NULL: it is none */
    const struct judgement *judgement;      /* of checks and validity; changes with the run. NULL: nobody judges */
    const struct comparison *comparison;    /* with the baseline, when the run has ended; NULL: there is none */
};

#endif
