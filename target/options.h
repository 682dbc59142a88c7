/* SPDX-License-Identifier: MIT */
/* options.h - the command line of cicada-target */
#ifndef TARGET_OPTIONS_H
#define TARGET_OPTIONS_H

#include "base/base.h"
#include "maxima.h"

struct options {
    const char *bind;
    uint16_t port;
    const char *port_file;  /* NULL: none */
    const char *database;   /* a file, or ":memory:" */
    const char *redis;      /* "HOST:PORT", NULL: none */
    const char *secret;     /* signs the tokens */
    uint64_t token_seconds; /* how long a token is valid */
    uint64_t users;         /* seeded ones */
    uint64_t seed;
    bool rate_limits;
    bool spin; /* never sleeps */
    bool exit_with_parent;
    const char *faults[LIMIT_FAULT_RULES];
    size_t fault_count;
    const char *stall;
};

enum options_result { OPTIONS_RUN, OPTIONS_DONE, OPTIONS_WRONG };

/* Reads the command line; prints help or version to stdout (OPTIONS_DONE), or what is wrong to stderr (OPTIONS_WRONG). The
 * values point into argv. */
enum options_result options_read(struct options *options, int argc, char **argv);

#endif
