/* SPDX-License-Identifier: MIT */
/* verdict/check.h - a limit that a run has to keep: "p95 < 200ms for AuthUser"
 *
 *   check = value comparison limit [for SCOPE] [for stage NAME] [for TIME] [abort [after TIME]]
 *
 * Read before the run, so that a mistake costs nothing; the reader says where it is and what would be right. docs/checks.md is
 * the grammar for users.
 *
 * Not here: what a check is worth on given numbers (verdict/check_value.h), when it is asked (verdict/judge.h).
 */
#ifndef CICADA_VERDICT_CHECK_H
#define CICADA_VERDICT_CHECK_H

#include "base/buffer.h"
#include "base/error.h"
#include "stats/resource.h"

enum check_metric {
    CHECK_QUANTILE, /* of a duration, as are the next three */
    CHECK_MEAN,
    CHECK_MIN,
    CHECK_MAX,
    CHECK_RATE, /* requests per second */
    CHECK_FAIL_RATIO,
    CHECK_SUCCESS_RATE,
    CHECK_COUNT, /* requests, or values of a custom metric */
    CHECK_FAILURES,
    CHECK_ERRORS, /* failures of one class */
    CHECK_STATUS, /* responses with one status */
    CHECK_SUM,    /* of a custom metric, as is the next */
    CHECK_LAST,
    CHECK_RESOURCE, /* what a component uses; `resource` says what of it */
};

enum check_unit { CHECK_NANOSECONDS, CHECK_SHARE, CHECK_PER_SECOND, CHECK_NUMBER, CHECK_BYTES, CHECK_BYTES_PER_SECOND };

enum check_aggregate { CHECK_RESOURCE_MEAN, CHECK_RESOURCE_MAX, CHECK_RESOURCE_LAST, CHECK_RESOURCE_P95, CHECK_RESOURCE_SLOPE };

struct check_resource { /* of CHECK_RESOURCE; the component is `name` */
    enum resource_measure measure;
    enum check_aggregate aggregate;
};

enum check_comparison { CHECK_BELOW, CHECK_AT_MOST, CHECK_ABOVE, CHECK_AT_LEAST, CHECK_EQUAL, CHECK_UNEQUAL };

enum check_scope { CHECK_ALL, CHECK_CLASS, CHECK_TAG, CHECK_NAMES };

struct check {
    struct text text; /* as written, without blanks around it; all other texts are parts of it */
    enum check_metric metric;
    bool service;     /* service times instead of response times */
    bool custom;      /* the metric is one of the scenario's, called `name` */
    struct text name; /* of it, or of the component */
    struct check_resource resource;
    double share;     /* of CHECK_QUANTILE, 0 to 1 */
    enum error error; /* of CHECK_ERRORS */
    int status;       /* of CHECK_STATUS; 0: no response */
    enum check_unit unit;
    enum check_comparison comparison;
    double limit;
    enum check_scope scope;
    struct text scope_text; /* class, tag or pattern of names; empty for CHECK_ALL */
    struct text stage;      /* only while this one runs: name or number; empty: in the run as a whole */
    double window_s;        /* has to hold over each so many seconds; 0: over the run as a whole */
    bool aborts;            /* ends the run when it was broken for `abort_after_s` on end */
    double abort_after_s;
    int group;             /* place in snapshot.groups; -1: needs none. The reader leaves -1 */
    uint32_t stage_number; /* place in snapshot.stages, from 1; 0: of the run as a whole. The reader leaves 0 */
};

struct check_problem {
    char sentence[160]; /* "unknown unit" */
    char hint[240];     /* "use us, ms, s, m or %"; stands behind the carets */
    size_t at, size;    /* bytes of the text that are wrong; size is at least 1, and may lie at the end of the text */
};

/* Reads a check. The text is borrowed for the life of the check. False fills `problem`. */
MUST_USE bool check_read(struct text t, struct check *out, struct check_problem *problem);

/* Appends the sentence, the text with carets under the mistake, and the grammar in three lines. */
void check_problem_write(struct text t, const struct check_problem *problem, struct buffer *out);

/* A class or tag that does not exist: `known` lists what there is, for the hint. */
void check_problem_of_scope(const struct check *c, const char *known, struct check_problem *problem);
/* Likewise a stage that does not exist. */
void check_problem_of_stage(const struct check *c, const char *known, struct check_problem *problem);

/* A component that is not watched: `known` lists those that are. */
void check_problem_of_component(const struct check *c, const char *known, struct check_problem *problem);

/* Is it a duration, whose percentiles need samples? */
static inline bool check_is_of_times(const struct check *c)
{
    return !c->custom && c->metric <= CHECK_MAX;
}

#endif
