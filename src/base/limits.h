/* SPDX-License-Identifier: MIT */
/* base/limits.h - every maximum of the engine, in one place
 *
 * No buffer, table or queue of the project grows without one of these. What a user may change has an option of the same name.
 */
#ifndef CICADA_BASE_LIMITS_H
#define CICADA_BASE_LIMITS_H

#include <stddef.h>

#define KIB ((size_t)1024)
#define MIB (1024 * KIB)

/* HTTP responses */
#define LIMIT_RESPONSE_HEAD     (256 * KIB) /* status line and headers of one response */
#define LIMIT_RESPONSE_HEADERS  1000        /* header fields of one response */
#define LIMIT_INTERIM_RESPONSES 64          /* 1xx before the final one */
#define LIMIT_BODY_KEPT         (64 * MIB)  /* body kept for the scenario; larger is an error unless it is discarded */
#define LIMIT_BODY_DECODED      (64 * MIB)  /* after gzip, br, zstd */
#define LIMIT_ENCODINGS         5           /* stacked content codings */
#define LIMIT_CHUNK_LINE        4096        /* chunk size with its extensions */
#define LIMIT_TRAILERS          (16 * KIB)
#define LIMIT_REDIRECTS         30   /* Locust's default; --max-redirects */
#define LIMIT_COOKIES           200  /* a user */
#define LIMIT_COOKIE_SIZE       4096 /* RFC 6265 section 6.1 */
#define LIMIT_COOKIES_PER_HOST  50   /* RFC 6265 section 6.1 */

/* HTTP requests */
#define LIMIT_URL              (64 * KIB)
#define LIMIT_REQUEST_HEAD     (256 * KIB)
#define LIMIT_REQUEST_BODY     (1024 * MIB)
#define LIMIT_HOST             255   /* bytes of a host name (RFC 1035 section 2.3.4) */
#define LIMIT_ORIGINS          10000 /* servers a process has talked to */
#define LIMIT_TLS_BUFFERS_KEPT 1000  /* TLS connections that keep their 34 KiB between records; those beyond save it, for time */
#define LIMIT_ORIGINS_PER_USER 8     /* kept-alive connections of one user, one an origin; the oldest is closed */

/* JSON */
#define LIMIT_JSON_DEPTH 64 /* parsed and written by recursion on a stack of 64 KiB: about 330 bytes a level */

/* Statistics */
#define LIMIT_NAMES         10000 /* (method, name) pairs; more are counted under "(other)" */
#define LIMIT_NAME_SIZE     1024
#define LIMIT_ERRORS        1000 /* kinds of error; more are counted under "(other errors)" */
#define LIMIT_ERROR_TEXT    500
#define LIMIT_EXCEPTIONS    200 /* kinds of exception; more are counted under "(other exceptions)" */
#define LIMIT_TRACEBACK     (8 * KIB)
#define LIMIT_METRICS       1000      /* custom metrics */
#define LIMIT_METRIC_CELLS  4096      /* of the distribution of one metric; more make its cells wider */
#define LIMIT_BLOCKS        300       /* of time, of one name; then every two are joined */
#define LIMIT_BLOCKS_SIZE   (8 * MIB) /* of all names; the same then */
#define LIMIT_BLOCKS_READ   (1 << 20) /* of one run, from a store */
#define LIMIT_SERIES_POINTS 86400     /* seconds of history; then every second point is merged */

/* Resources */
#define LIMIT_COMPONENTS       32   /* that are watched, besides the generator */
#define LIMIT_RESOURCE_POINTS  3600 /* seconds of their history; then every second point is merged */
#define LIMIT_COSTS            64   /* prices */
#define LIMIT_COMPONENT_NAME   64
#define LIMIT_PROCESSES        4096       /* of one component */
#define LIMIT_PROC_ENTRIES     (1 << 18)  /* processes of a machine that are looked through */
#define LIMIT_PROC_FILE        (64 * KIB) /* one file of /proc or of a cgroup */
#define LIMIT_CGROUP_DEPTH     16
#define LIMIT_METRICS_BODY     (4 * MIB)  /* of /metrics */
#define LIMIT_INFO_BODY        (64 * KIB) /* Redis' answer to INFO */
#define LIMIT_CONTAINER_ANSWER (1 * MIB)  /* of Docker, about one container */

/* Logging */
#define LIMIT_LOG_LINES_PER_SECOND 1000
#define LIMIT_LOG_MESSAGE          (8 * KIB) /* longer messages are cut, and end in "..." */
#define LIMIT_LOG_LINES_KEPT       500       /* for the page */
#define LIMIT_LOG_LINE_KEPT        (2 * KIB) /* longer ones are cut */

/* Memory kept for reuse */
#define LIMIT_ARENA_POOL_BLOCKS 4096 /* of 4 KiB each */

/* Users */
#define LIMIT_DURATION_SECONDS 3.2e9 /* a century: wait times, run times, timeouts */
#define LIMIT_USERS            10000000
#define LIMIT_ARRIVAL_RATE     1e7 /* per second */
#define LIMIT_ITERATIONS       1000000000000
#define LIMIT_STICKY_HEADERS   64 /* cic_set_header, a user */
#define LIMIT_STACK_SIZE       (64 * MIB)
#define LIMIT_TASK_DEPTH       32           /* nested task sets */
#define LIMIT_FEED_SIZE        (1024 * MIB) /* one CSV file */
#define LIMIT_CONFIG_FILE      (1 * MIB)
#define LIMIT_OPTION_WORDS     1000 /* of one option that takes a list */
#define LIMIT_SUITE_RUNS       200  /* of one suite */
#define LIMIT_SUITE_STEPS      500  /* runs that a run is made of, and those they are made of */
#define LIMIT_SUITES           1000 /* that are listed */
#define LIMIT_VARIABLES        1000 /* of all .env files together */
#define LIMIT_VARIABLE_NAME    255
#define LIMIT_VARIABLE_VALUE   (64 * KIB)

/* Stages */
#define LIMIT_STAGES      100 /* of a run */
#define LIMIT_STAGES_TEXT (64 * KIB)
#define LIMIT_STAGE_NAME  64
#define LIMIT_STAGE_ROWS  (256 * MIB) /* memory of the rows of names of all stages; more are counted under "(other)" */

/* Scenarios */
#define LIMIT_USER_CLASSES    1000
#define LIMIT_OWN_OPTIONS     100        /* of a scenario */
#define LIMIT_OWN_OPTION_NAME 60         /* bytes */
#define LIMIT_OWN_OPTION      4096       /* bytes of a value */
#define LIMIT_SCENARIO_SOURCE (64 * MIB) /* of a C scenario, preprocessed */
#define LIMIT_CACHE_ENTRIES   100        /* compiled scenarios that are kept */

/* Checks */
#define LIMIT_CHECKS       1000 /* of a run */
#define LIMIT_CHECK_TEXT   2000 /* bytes of one */
#define LIMIT_CHECK_WINDOW 600  /* seconds: "for 10m" */
#define LIMIT_CHECK_FILE   (1 * MIB)

/* Outputs */
#define LIMIT_REPORT_TEXT     (64 * MIB)  /* one table, view or summary; what is beyond is left out */
#define LIMIT_RUNS_LISTED     10000       /* of the store */
#define LIMIT_REPORT_ROW      (256 * KIB) /* one line of a file */
#define LIMIT_EXPORTED_NAMES  100         /* names with a time series of their own; the others are exported as "(other)" */
#define LIMIT_LINE_FILE_QUEUE (32 * MIB)  /* lines of one log that wait for the disk */

/* Web UI */
#define LIMIT_WEB_CONNECTIONS    512         /* at the same time; more are closed */
#define LIMIT_WEB_OF_ONE_ADDRESS 128         /* of them from one address, where a login is asked for */
#define LIMIT_WEB_CONNECTION     (64 * KIB)  /* memory of one, so also the head of a request */
#define LIMIT_WEB_BODY           (256 * KIB) /* of a request */
#define LIMIT_WEB_DISCARDED      (4 * MIB)   /* of a body that is too large; then the connection is cut */
#define LIMIT_WEB_REPLY          (256 * MIB) /* one document */
#define LIMIT_WEB_IDLE_SECONDS   60          /* of a connection on which nothing moves, or whose request is not whole */
#define LIMIT_WEB_FIELDS         2000        /* of one form */
#define LIMIT_WEB_FIELD          (64 * KIB)  /* the value of one */
#define LIMIT_WEB_VIEWERS        256         /* of the stream of events */
#define LIMIT_WEB_FRAMES         8           /* that are kept for viewers that are behind */
#define LIMIT_WEB_FRAME          (4 * MIB)
#define LIMIT_WEB_SESSIONS       256        /* logged in; the one that was idle longest makes room */
#define LIMIT_WEB_GUESSERS       4096       /* counters of wrong passwords, which networks share by chance */
#define LIMIT_WEB_PAGE           (16 * MIB) /* the page that the program carries */
#define LIMIT_WEB_PEM            (1 * MIB)  /* a certificate with its chain, or a key */
#define LIMIT_WEB_WORK           32         /* pieces of work that wait for the thread */

/* Telemetry (--otel) */
#define LIMIT_TELEMETRY_PAIRS    64        /* headers, and attributes, in the environment */
#define LIMIT_TELEMETRY_REQUEST  (8 * MIB) /* one export, before it is compressed */
#define LIMIT_TELEMETRY_RESPONSE (64 * KIB)

/* Names */
#define LIMIT_DNS_NAMES     10000
#define LIMIT_DNS_ADDRESSES 32 /* of one name */

#endif
