/* SPDX-License-Identifier: MIT */
/* service.h - the parts of the running server in one record, which every request can reach
 *
 * main.c makes the parts in order and releases them in the opposite one; nobody else owns them. One thread uses them all.
 */
#ifndef TARGET_SERVICE_H
#define TARGET_SERVICE_H

#include "base/random.h"
#include "options.h"

struct service {
    const struct options *options;
    struct loop *loop;
    struct database *database;
    struct router *router;
    struct ledger *ledger;
    struct metrics *metrics;
    struct faults *faults;
    struct rates *rates;
    struct redis *redis; /* NULL when none was given */
    struct result_cache *results;
    struct random random; /* for ids, job durations and faults; follows from --seed */
    uint64_t started;     /* of clock_now */
    uint64_t open_connections;
    int64_t uploaded; /* bytes of uploaded files that are kept, or a little more */
};

#endif
