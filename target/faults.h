/* SPDX-License-Identifier: MIT */
/* faults.h - makes the server misbehave as a fault proxy would, on request
 *
 * An ordered list of rules; the first whose path pattern (and method, if it names one) fits decides on a request. Patterns are
 * those of fnmatch(3): "*" fits everything. A rule may delay (latency, uniform jitter around it, workers that requests queue
 * for), and end the exchange in one of three ways, each with its own rate; what is drawn follows from --seed. It may use the
 * processor and keep memory for good. Besides, the whole server can freeze: answers to nobody, accepts nobody, as with a long
 * garbage collection.
 */
#ifndef TARGET_FAULTS_H
#define TARGET_FAULTS_H

#include <jansson.h>

#include "base/base.h"

struct faults;
struct request;
struct service;

enum fault_end { FAULT_NONE, FAULT_RESET, FAULT_CLOSE_EARLY, FAULT_ERROR };

/* What the faults demand of one request. */
struct fault {
    enum fault_end end;
    unsigned status; /* of FAULT_ERROR */
    bool delays;
    uint64_t delay;              /* nanoseconds before the endpoint runs */
    uint64_t slow_bytes;         /* a piece of so many bytes, 0: no slow body ... */
    uint64_t slow_interval_ns;   /* ... every so many nanoseconds */
    uint64_t cpu_ns, leak_bytes; /* processor time to use and memory to keep */
    bool resizes;
    uint64_t size; /* of the body that replaces the endpoint's own */
};

struct faults *faults_new(struct service *service); /* uses its loop and its random numbers */
void faults_free(struct faults *faults);

/* What to do with this request. */
struct fault faults_decide(struct faults *faults, const struct request *r);

/* Uses the processor and keeps the memory that the fault demands. It holds the whole server up, as work in its one thread does.
 * Memory is kept until the server ends, whatever becomes of the rules. Returns how much was kept. */
uint64_t faults_spend(struct faults *faults, const struct fault *fault);

/* Adds a rule written as "PATTERN key=value ..." for the command line, or sets the stall from "key=value ...". False, with a
 * sentence in `problem`, when it is malformed. */
MUST_USE bool faults_add_text(struct faults *faults, const char *rule, char *problem, size_t room);
MUST_USE bool faults_stall_text(struct faults *faults, const char *stall, char *problem, size_t room);

/* {"rules": [...], "stall": {...}}: what is named replaces what there was. All or nothing. */
MUST_USE bool faults_set_json(struct faults *faults, const json_t *wanted, char *problem, size_t room);
void faults_clear(struct faults *faults);
json_t *faults_json(const struct faults *faults);

#endif
