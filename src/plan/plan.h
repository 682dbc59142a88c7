/* SPDX-License-Identifier: MIT */
/* plan/plan.h - what to run, as plain data
 *
 * Filled by the command line (or, later, by a master or the page) and read by everything else. It holds no behaviour and owns
 * nothing: its texts live as long as the one who filled it keeps them, which is the whole run. Zero means "not asked for" in
 * every field.
 */
#ifndef CICADA_PLAN_PLAN_H
#define CICADA_PLAN_PLAN_H

#include "plan/stages.h"

struct plan_list { /* words of a list option */
    const char *const *at;
    size_t count;
};

struct plan_http {
    double timeout_s;         /* whole request; 0: 60 */
    double connect_timeout_s; /* DNS, TCP and TLS together; 0: 10 */
    uint32_t max_redirects;   /* of one request; 0: none is followed */
    bool no_redirects;
    bool insecure; /* accept any certificate */
    const char *ca_file, *certificate_file, *key_file, *keylog_file, *ciphers;
    bool tls_resume;
    struct plan_list resolve; /* HOST:PORT:ADDRESS */
    const char *dns_servers;
    int ip_version; /* 4, 6 or 0 for both */
    const char *source_address;
    uint32_t max_connections; /* of this process; 0: no limit but the descriptors */
    bool no_keepalive;        /* a new connection for each request ("Connection: close") */
    bool retry_stale;         /* one retry when a kept-alive connection turns out closed and nothing was answered */
    uint64_t max_body;        /* bytes kept of a response body; 0: LIMIT_BODY_KEPT */
    const char *user_agent;   /* NULL: "cicada/VERSION" */
    struct plan_list headers; /* "Name: value", sent with each request */
    bool no_compression;      /* do not offer Accept-Encoding */
};

struct plan_url {       /* `cicada URL`: one request without a file */
    const char *url;    /* NULL: there is a scenario file */
    const char *method; /* NULL: GET, or POST with a body */
    const char *body;
    size_t body_size;
};

enum plan_catch_up {                        /* with arrivals whose time has passed because the generator was late */
                     PLAN_CATCH_UP_ALL,     /* all are sent at once */
                     PLAN_CATCH_UP_BOUNDED, /* at up to twice the rate */
                     PLAN_CATCH_UP_SKIP,    /* those more than 10 ms late are dropped, and counted */
};

struct plan {
    const char *scenario_file; /* NULL with a URL */
    struct plan_url url;
    const char *host; /* base URL over the classes' own; NULL */
    uint32_t users;
    double spawn_rate;         /* users per second */
    double run_time_s;         /* 0: until stopped */
    struct plan_stages stages; /* instead of users and spawn_rate; none: count 0 */
    bool shaped;               /* the scenario's .shape says how many users there are */
    double warmup_s;           /* at the start: what ends in it is left out of the results */
    double stop_timeout_s;     /* how long running tasks may go on after the stop */
    const char *rate_text;     /* --rate as written; NULL */
    double rate;               /* arrivals per second of the whole run; 0: none, or by class (struct user_class) */
    bool poisson;              /* arrivals at random times, else evenly spaced */
    enum plan_catch_up catch_up;
    uint32_t max_users;          /* with arrivals, or in a search for the capacity: users at the same time */
    const char *iterations_text; /* --iterations as written; NULL */
    uint64_t iterations;         /* of the whole run; 0: no limit, or by class */
    struct plan_list user_classes, tags, exclude_tags;
    bool equal_weights;
    uint64_t seed;
    bool reset_stats;
    bool require_host;         /* stop when the host cannot be reached at the start */
    bool debug;                /* stack high-water marks and other measures of the engine */
    uint64_t stack_size;       /* of a user's fiber; 0: 64 KiB */
    const char *profile;       /* free label of the run */
    struct plan_list monitors; /* components to watch: "api=pid:4711" */
    struct plan_list costs;    /* prices of components: "0.12/h per api" */
    struct plan_list sets;     /* --set: "NAME=VALUE" of the scenario's options, secrets as they are: never for outputs */
    struct plan_list settings; /* what the options then are, all of them; secrets masked */
    bool may_lack_settings;    /* required options without a value are fine: a start form may bring it, or nothing is run */
    struct plan_http http;
};

#endif
