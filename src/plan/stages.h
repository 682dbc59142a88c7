/* SPDX-License-Identifier: MIT */
/* plan/stages.h - a load that changes in steps: the stages of a run as plain data, and the reader of --stages
 *
 *   stages = stage {"," stage}
 *   stage  = [name "="] users ":" rate ":" hold              100:10:1m        users started per second, then the time they stay
 *          | [name "="] arrivals "/s" ":" ramp ":" hold      peak=50/s:10s:5m  the time of the way there, then the time it stays
 *
 * A stage goes from what the one before left to its own users (or arrivals), and holds these. A list is all of one kind. A stage
 * without a name is called by its number, from 1. docs/load.md tells users the same.
 *
 * Not here: who runs them (runner/stages.h), stages of a C scenario (scenario/stages.h), which come as the same record.
 */
#ifndef CICADA_PLAN_STAGES_H
#define CICADA_PLAN_STAGES_H

#include "base/arena.h"
#include "base/buffer.h"

struct plan_stage {
    const char *name; /* never NULL, different from those of the others */
    uint32_t users;
    double rate;     /* users per second; 0: all at once */
    double arrivals; /* per second, of an open list */
    double ramp_s;   /* of an open list */
    double hold_s;   /* after the ramp */
};

struct plan_stages {
    const struct plan_stage *at;
    size_t count; /* 0: there are none; at most LIMIT_STAGES */
    bool open;    /* arrivals and ramps, not users and rates */
};

struct stages_problem {
    char sentence[160]; /* "a time is missing" */
    char hint[160];     /* stands behind the carets */
    size_t at, size;    /* bytes of the text that are wrong */
};

/* Reads a list; what is kept of it lies in the arena. False fills `problem`. */
MUST_USE bool plan_stages_read(struct text t, struct arena *arena, struct plan_stages *out, struct stages_problem *problem);

/* Appends the sentence, the text with carets under the mistake, and the grammar in three lines. */
void plan_stages_problem_write(struct text t, const struct stages_problem *problem, struct buffer *out);

/* Appends the list as plan_stages_read takes it. */
void plan_stages_write(const struct plan_stages *stages, struct buffer *out);

/* What a name may be: letters, digits, _ - and ., with at least one letter, so that it is no number; at most LIMIT_STAGE_NAME
 * bytes. */
bool plan_stage_name_is_good(struct text name);

/* The stage of that name, or number from 1; NULL when there is none. */
const struct plan_stage *plan_stages_find(const struct plan_stages *stages, struct text name);

/* Seconds of the ramp of the stage at that place: from the users of the one before, from 0 for the first. */
double plan_stage_ramp(const struct plan_stages *stages, size_t place);
/* Seconds of all ramps and holds. */
double plan_stages_duration(const struct plan_stages *stages);
/* The most users, or arrivals per second, that a stage has. */
double plan_stages_peak(const struct plan_stages *stages);

#endif
