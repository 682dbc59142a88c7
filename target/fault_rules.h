/* SPDX-License-Identifier: MIT */
/* fault_rules.h - one rule of the faults, and the stall, as they are written: in JSON, or as words on the command line
 *
 * Both forms have the same members, given once in the tables of fault_rules.c.
 */
#ifndef TARGET_FAULT_RULES_H
#define TARGET_FAULT_RULES_H

#include <jansson.h>

#include "base/base.h"
#include "maxima.h"

struct fault_rule {
    char *path;   /* owned */
    char *method; /* owned; NULL: any */
    double latency_ms, jitter_ms;
    double workers; /* so many requests are worked on at a time; 0: all of them */
    double error_rate, error_status;
    double reset_rate, close_early_rate;
    double slow_body_bytes, slow_body_interval_ms;
    double cpu_ms, leak_bytes;                    /* of each request */
    double body_size;                             /* -1: the endpoint's own body */
    uint64_t worker_free_ns[LIMIT_FAULT_WORKERS]; /* when each worker will have done what it was given (clock_now); 0: long ago */
};

struct fault_stall {
    double for_ms, every_ms;
    bool now;
};

/* Each returns false with a sentence in `problem` when what is given is malformed; then nothing is owned. */
MUST_USE bool fault_rule_from_json(struct fault_rule *rule, const json_t *value, char *problem, size_t room);
MUST_USE bool fault_rule_from_text(struct fault_rule *rule, const char *text, char *problem, size_t room);
MUST_USE bool fault_stall_from_json(struct fault_stall *stall, const json_t *value, char *problem, size_t room);
MUST_USE bool fault_stall_from_text(struct fault_stall *stall, const char *text, char *problem, size_t room);

void fault_rule_free(struct fault_rule *rule);
json_t *fault_rule_json(const struct fault_rule *rule);
json_t *fault_stall_json(const struct fault_stall *stall);

#endif
