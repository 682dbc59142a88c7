/* SPDX-License-Identifier: MIT */
/* web/web.h - the web UI of a process: serves the page, Locust's routes and our own, and drives runs through a web_driver
 *
 * HTTP and HTTPS by libmicrohttpd on our loop. The server knows no options, no scenarios and no sessions: what it shows it takes
 * from snapshots, what it does it asks the driver for, so that one process or a master with many workers can stand behind it.
 * Everything here is for the loop's thread; what reads the store runs on a thread of its own.
 *
 * Not here: who implements the driver (cli/), the texts that are handed out (web/ documents, output/).
 */
#ifndef CICADA_WEB_WEB_H
#define CICADA_WEB_WEB_H

#include "plan/run_info.h"
#include "runner/run_control.h"
#include "user/class.h"

struct web;

/* Borrowed until web_close. */
struct web_options {
    const char *host;             /* to listen on: name or address; NULL: 127.0.0.1; "*" or "": everywhere */
    const char *display_host;     /* the name in web_url, also accepted in requests; NULL: `host` */
    uint16_t port;                /* 0: any free one */
    const char *base_path;        /* "/load": everything lies below it; NULL or "/": nothing does */
    const char *user, *password;  /* to log in with; both NULL: nobody has to, which only loopback allows */
    const char *certificate_file; /* PEM; with key_file: HTTPS */
    const char *key_file;
    const char *store;       /* where past runs are kept, as store_open takes it; NULL: nowhere */
    const char *history_csv; /* the file of --csv with --csv-full-history; NULL: it is not written */
    bool class_picker;       /* the start form lets classes be chosen and weighed */
    uint64_t patience_ns;    /* with a connection whose request is not whole; 0: LIMIT_WEB_IDLE_SECONDS */
};

/* ---- what a form asks for ---- */

struct web_class_wish { /* a row of the class picker; NULL: as the scenario has it */
    const char *name;
    const char *weight, *fixed_count, *host;
};

struct web_option_wish { /* of the scenario's own options; one that takes a list occurs once for each value */
    const char *name, *value;
};

/* Words as a user wrote them, to be settled by what reads the command line; NULL where nothing was said, "" where a field was
 * emptied. All UTF-8 without NUL. Borrowed for the call. */
struct web_wishes {
    const char *users, *spawn_rate, *host, *run_time, *stages, *rate, *arrivals, *max_users, *warmup, *iterations, *profile;
    bool chooses_classes;
    struct plan_list user_classes; /* with chooses_classes */
    const struct web_class_wish *classes;
    size_t class_count;
    bool sets_checks;
    struct plan_list checks; /* with sets_checks: instead of those before */
    const struct web_option_wish *options;
    size_t option_count;
    bool skips_unknown_options; /* as Locust does with fields of a form that mean nothing to it */
};

#define WEB_PROBLEM 1024

/* Why a wish was refused. */
struct web_problem {
    char text[WEB_PROBLEM]; /* a sentence: what is wrong and what would be right */
    char field[64];         /* the name of the wish in the start form ("run_time"); "" when it is none of them */
    int position;           /* of the mistake in the field's value, in bytes; -1: the field as a whole */
};

/* A custom option of the scenario, for the start form. */
struct web_field {
    const char *name, *value, *help;
    const char *type;         /* "text", "number", "bool" */
    struct plan_list choices; /* none: any value */
    bool secret;              /* the value is never sent to anybody */
    bool required, multiple;
};

/* ---- what the server asks for ---- */

/* Called on the loop's thread; none of them waits. Results are borrowed until the next call of the driver or of web_tick. */
struct web_driver {
    /* Of the present or last run; NULL before the first one. */
    struct run_control *(*control)(void *context);
    /* What is run: of the present or last run, or of what a start would be. Never NULL. */
    const struct run_info *(*info)(void *context);
    /* All classes of the scenario, for the picker, and those of the present run, for the ratio of tasks. Never NULL. */
    const struct user_classes *(*all_classes)(void *context);
    const struct user_classes *(*classes)(void *context);
    /* Grows with each start; 0 before the first one. */
    uint64_t (*run_number)(void *context);
    /* The values a start form begins with. */
    void (*form)(void *context, struct web_wishes *out);
    const struct web_field *(*fields)(void *context, size_t *count);

    /* Not OK: refused, and `problem` says why. */
    enum error (*start)(void *context, const struct web_wishes *wishes, struct web_problem *problem);
    /* While it runs: users with spawn_rate, or rate; and run_time, which may come alone. */
    enum error (*edit)(void *context, const struct web_wishes *wishes, struct web_problem *problem);
    enum error (*pause)(void *context, struct web_problem *problem);
    enum error (*resume)(void *context, struct web_problem *problem);
    void (*stop)(void *context);
    void (*reset)(void *context);
    /* Appends the points of the curve that a start would follow, as a JSON array of [second, value]; `*unit` is "users" or
     * "arrivals". */
    enum error (*preview)(void *context, const struct web_wishes *wishes, struct buffer *points, const char **unit,
                          struct web_problem *problem);
    /* Is it the text of a check that this run could have? */
    enum error (*check_syntax)(void *context, const char *check, struct web_problem *problem);
};

/* ---- the server ---- */

/* May these be served? ERROR_BAD_REQUEST with a sentence when they do not go together: a host that is not loopback without a
 * login, a certificate without its key. web_open asks this itself. */
MUST_USE enum error web_options_check(const struct web_options *options, char problem[WEB_PROBLEM]);

/* Begins to listen. ERROR_BAD_REQUEST as above, or for a certificate that cannot be used; ERROR_NETWORK when the address cannot
 * be listened on; `problem` says it. The loop must outlive it. */
MUST_USE enum error web_open(struct web **out, struct loop *loop, const struct web_options *options,
                             const struct web_driver *driver, void *context, char problem[WEB_PROBLEM]);
/* Ends all connections; viewers see the end of their stream. No run goes on. NULL is fine. */
void web_close(struct web *w);

/* "http://127.0.0.1:8089/load": what a user types; ends without a slash. */
const char *web_url(const struct web *w);
uint16_t web_port(const struct web *w);

/* With each tick of a run, and with its final numbers: all viewers get the frame of this second. */
void web_tick(struct web *w, const struct snapshot *s);
/* After each change of the run's state that did not come from a request (spawned, stopped, autostart, ...): viewers and those
 * who wait for the end are told. `message` is a sentence for the page or "". */
void web_state_changed(struct web *w, const char *message);

#endif
