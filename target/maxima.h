/* SPDX-License-Identifier: MIT */
/* maxima.h - every maximum of the target server, in one place; MIB and KIB come from base/limits.h */
#ifndef TARGET_MAXIMA_H
#define TARGET_MAXIMA_H

#include "base/limits.h"

#define LIMIT_REQUEST_BYTES     (32 * MIB) /* body of one request; beyond it 413 */
#define LIMIT_REPLY_BYTES       (64 * MIB) /* /_bytes/N and the like */
#define LIMIT_JSON_REPLY        (16 * MIB) /* one reply made of JSON */
#define LIMIT_CONNECTIONS       65000      /* open at once */
#define LIMIT_CONNECTION_MEMORY (16 * KIB) /* libmicrohttpd's memory of one connection, so also its request head */
#define LIMIT_IDLE_SECONDS      300        /* a silent connection is closed after this */
#define LIMIT_PARAMETERS        4          /* {names} in one path pattern */
#define LIMIT_REPLY_HEADERS     10         /* fields that one endpoint adds to its reply */
#define LIMIT_DELAY_MS          600000     /* of /_delay and of faults */
#define LIMIT_STALL_MS          60000
#define LIMIT_BURN_MS           1000        /* of processor time, by a fault, for one request */
#define LIMIT_LEAK_BYTES        (256 * MIB) /* kept by faults in all; beyond it nothing more leaks */
#define LIMIT_FAULT_RULES       100
#define LIMIT_FAULT_WORKERS     256    /* of one rule */
#define LIMIT_RATE_WINDOWS      100000 /* (user, endpoint) pairs counted at once for the rate limits */
#define LIMIT_STATEMENTS        300    /* prepared statements kept */
#define LIMIT_PAGE              200    /* rows of one page of a list */
#define LIMIT_TOTAL             1000   /* to which the `total` of a list is counted */

/* Rows kept by a table that the load fills; older ones are removed. */
#define LIMIT_READINGS       200000
#define LIMIT_USERS_STORED   1000000
#define LIMIT_JOBS           200000
#define LIMIT_PAYMENTS       200000
#define LIMIT_AUDIO_FILES    50000
#define LIMIT_REPORTS        10000
#define LIMIT_UPLOADS_STORED (256 * MIB) /* bytes of uploaded files kept; of older files only the description stays */
#define LIMIT_BATCH          1000        /* readings, or audio addresses, in one request */
#define LIMIT_OPTION_NUMBER  1000000     /* of --users, --seed, --token-seconds */
#define LIMIT_CACHED_RESULTS 5000

#endif
