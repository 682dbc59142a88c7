/* SPDX-License-Identifier: MIT */
/* cli/options.h - everything the command line, the environment and the configuration files can say, as one record
 *
 * Filled by the readers of the one option table (cli/option_table.h); texts live as long as the record's arena.
 */
#ifndef CICADA_CLI_OPTIONS_H
#define CICADA_CLI_OPTIONS_H

#include "base/arena.h"
#include "plan/plan.h"

#define OPTIONS_MAX 192 /* records in the table */

enum cli_action { /* what to do instead of a run */
                  ACTION_RUN,
                  ACTION_HELP,
                  ACTION_HELP_ALL,
                  ACTION_VERSION,
                  ACTION_MAN,
};

struct capacity_settings { /* of cicada capacity; zero: not given */
    bool wanted;           /* the command is "capacity" */
    struct plan_list slos;
    double max_rate, start; /* per second, or users */
    double max_time_s, step_time_s;
    double precision;
    uint32_t repeats;
};

struct web_settings { /* of the web UI; what is listened on and who may come is judged by web/web.h */
    bool on;          /* it is served; as --web says it, then as all options together do */
    const char *host, *display_host, *base_path;
    uint32_t port;
    bool login;           /* nobody may do anything without it */
    const char *auth;     /* "user:password" */
    const char *password; /* of the user "cicada" */
    const char *certificate_file, *key_file;
    bool autostart, class_picker;
    uint32_t autoquit_s;
};

struct cli_options {
    struct plan plan;
    enum cli_action action;
    const char *given[OPTIONS_MAX]; /* how each option was set last ("--users", "LOCUST_USERS"), by its place in the table; NULL:
                                       it was not */
    bool headless;
    struct web_settings web;
    const char *config_file;
    const char *arrivals;         /* "constant" (NULL) or "poisson" */
    const char *catch_up;         /* "all" (NULL), "bounded" or "skip" */
    const char *body, *body_file; /* of the URL's request */
    bool ipv4, ipv6;
    const char *completion;
    bool list, show_task_ratio, show_task_ratio_json;
    bool only_summary;
    bool no_live_view; /* tables instead of the picture, also on a terminal */
    const char *csv_prefix;
    bool csv_full_history;
    bool json;
    const char *json_file;
    const char *hlog_file;
    const char *request_log;
    const char *request_log_format; /* "csv", "jsonl", "jtl"; NULL: by the ending of the file */
    uint32_t request_log_every;     /* 0: each request */
    const char *json_format;        /* "cicada" (NULL) or "locust" */
    struct plan_list checks, check_files;
    struct plan_list env_files;
    const char *junit_file;
    const char *report_file;    /* the written report */
    const char *html_file;      /* the HTML report */
    const char *github_summary; /* NULL: $GITHUB_STEP_SUMMARY, if set */
    bool require_valid;
    const char *baseline;            /* what the run is compared with */
    const char *tolerance, *metrics; /* of comparisons; NULL: the defaults */
    const char *store;               /* file of past runs; NULL: the default one; "none" */
    const char *older_than;          /* of cicada runs delete */
    bool all_runs;                   /* of cicada runs and cicada compare */
    const char *database, *table;    /* of cicada seed, as are the next three */
    struct plan_list columns;
    uint32_t seed_rows; /* 0: not given */
    bool clean;
    const char *suite_run;     /* of cicada suite */
    const char *at;            /* of cicada schedule: "02:00" */
    const char *output_folder; /* of commands that write several files */
    const char *format;        /* of commands that print in several forms; each has its own words */
    struct capacity_settings capacity;
    bool otel; /* export the metrics as the OTEL_* variables say */
    const char *log_level, *log_file;
    bool skip_log_setup;
    uint8_t exit_code_on_error; /* of EXIT_REQUESTS_FAILED */
    const char *command_line;   /* secrets masked */
    struct arena arena;
};

#endif
