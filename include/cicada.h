/* SPDX-License-Identifier: MIT */
/* cicada.h - the interface between a load test written in C and Cicada
 *
 * A scenario is a C file with plain functions, constant tables and one exported record (CIC_SCENARIO). Cicada compiles it when it
 * starts, loads it and runs its virtual users, each as a fiber: the calls below look blocking, and while one user waits the
 * others go on. All users run in one thread, so no locks are needed, and nothing may block it: use cic_sleep, not sleep, and
 * cic_blocking for libraries that wait.
 *
 * The smallest scenario:
 *
 *     #include <cicada.h>
 *     static int front_page(cic_user *u) { cic_get(u, "/"); return CIC_OK; }
 *     static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_BETWEEN(1, 3),
 *                                                    .tasks = CIC_TASKS({1, "front page", front_page}));
 *     CIC_SCENARIO(.users = CIC_USERS(&visitor));
 *
 * Memory: everything a function here returns (text, responses, rows) lives until the task function that was called returns, and
 * is never freed by hand. What has to live longer goes into cic_data(u).
 *
 * Times are seconds as double, unless a name says otherwise. No function returns NULL unless it says so.
 */
#ifndef CICADA_H
#define CICADA_H

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CICADA_ABI 1 /* changes when compiled scenarios have to be compiled again */

#define CIC_API                             __attribute__((visibility("default")))
#define CIC_PRINTF(format_at, arguments_at) __attribute__((format(printf, format_at, arguments_at)))

typedef struct cic_user cic_user; /* a virtual user, while it runs */

/* ==== what a task returns ==== */

enum {
    CIC_OK = 0,    /* done: wait, then the next task */
    CIC_AGAIN,     /* the next task at once, without the wait */
    CIC_LEAVE,     /* leave the task set: its parent goes on with its next task at once. In the class's own tasks as CIC_AGAIN */
    CIC_STOP_USER, /* this user is done: on_stop, and it is not replaced */
    CIC_STOP_TEST, /* the whole run ends, as if its time were up */
};

/* ==== requests ==== */

typedef struct cic_pair {
    const char *name, *value;
} cic_pair;

/* {"name", "value"} pairs for .headers, .query and .form. A pair without value (NULL) is left out. */
#define CIC_PAIRS(...) ((const cic_pair[]){__VA_ARGS__, {NULL, NULL}})

typedef struct cic_part { /* of a multipart body */
    const char *name;
    const char *filename; /* NULL: a plain field */
    const char *type;     /* content type; NULL: none for fields, application/octet-stream for files */
    const void *data;
    size_t size; /* 0: data is a zero-terminated text */
} cic_part;

#define CIC_PARTS(...) ((const cic_part[]){__VA_ARGS__, {.name = NULL}})

/* How a request differs from a plain one. Given by name: cic_post(u, "/login", .json = text, .timeout = 5.0). */
struct cic_call {
    size_t struct_size;        /* set by the macros */
    const char *name;          /* under which it is counted; NULL: the path as given, without .query */
    const cic_pair *query;     /* appended to the path, percent-encoded */
    const cic_pair *headers;   /* added; replace the defaults of the same name */
    const char *json;          /* body as application/json: the text as it is, see cic_json */
    const cic_pair *form;      /* body as application/x-www-form-urlencoded */
    const cic_part *multipart; /* body as multipart/form-data */
    const void *body;          /* any body; its type is up to .headers */
    size_t body_size;          /* of .body; 0: it is a zero-terminated text */
    const char *bearer;        /* Authorization: Bearer ... */
    const char *basic;         /* Authorization: Basic of "user:password" */
    double timeout;            /* seconds for the whole call; 0: --timeout */
    double connect_timeout;    /* seconds for DNS, TCP and TLS; 0: --connect-timeout */
    bool no_redirect;          /* a redirect is the answer */
    bool discard_body;         /* count the body but do not keep it: for large downloads */
};

/* What came of a request. It always exists: with status 0 and an error when there was no answer. */
typedef struct cic_response {
    int status;                /* 0: no response */
    const char *error;         /* "refused", "timeout_connect", "http_status", ... (docs/errors.md); NULL: none */
    const char *error_text;    /* the same for people; "" without error */
    const char *method, *name; /* as it is counted */
    size_t body_size;          /* bytes of body as received, before decompression */
    uint32_t redirects;
    double response_time; /* seconds from the call to the last byte */
    double service_time;  /* seconds from the first byte written to the last byte read; 0: nothing was written */
} cic_response;

/* Sends a request and waits for the answer. `path` is appended to the host of the run, or is an absolute http(s) URL. Statuses
 * from 400 on and transport errors are failures unless cic_pass says otherwise before the user's next request, wait or return:
 * only then is the request counted. A path that cannot be sent is a failure too ("bad_url"). When the run is being stopped all
 * requests fail at once with error "cancelled" and are not counted: return. */
CIC_API cic_response *cic_request_with(cic_user *u, const char *method, const char *path, const struct cic_call *call);

#define cic_request(u, method, path, ...) \
    cic_request_with((u), (method), (path), &(struct cic_call){.struct_size = sizeof(struct cic_call), __VA_ARGS__})
#define cic_get(u, path, ...)     cic_request(u, "GET", path, __VA_ARGS__)
#define cic_post(u, path, ...)    cic_request(u, "POST", path, __VA_ARGS__)
#define cic_put(u, path, ...)     cic_request(u, "PUT", path, __VA_ARGS__)
#define cic_patch(u, path, ...)   cic_request(u, "PATCH", path, __VA_ARGS__)
#define cic_delete(u, path, ...)  cic_request(u, "DELETE", path, __VA_ARGS__)
#define cic_head(u, path, ...)    cic_request(u, "HEAD", path, __VA_ARGS__)
#define cic_options(u, path, ...) cic_request(u, "OPTIONS", path, __VA_ARGS__)

/* Counts the request as a success, or as a failure with a text that errors are grouped by (keep ids and times out of it). Both
 * act on the user's last request, until its next request, wait or return; later they do nothing and log a warning once. cic_fail
 * returns CIC_OK, so that a task can end with it. */
CIC_API void cic_pass(cic_response *r);
CIC_API int cic_fail(cic_response *r, const char *format, ...) CIC_PRINTF(2, 3);
CIC_API bool cic_failed(const cic_response *r);             /* would it be counted as a failure now? */
CIC_API void cic_rename(cic_response *r, const char *name); /* counts it under another name; same limits as cic_pass */

/* The body, decompressed when it is first asked for, with a zero after its end. `size` may be NULL. "" when there is none, when
 * it was discarded, or when it does not decode (then a request that had not failed fails, "bad_encoding"). */
CIC_API const char *cic_body(cic_response *r, size_t *size);

/* Where the answer came from, after redirects: the absolute URL. */
CIC_API const char *cic_url(cic_response *r);

/* The value of the first header of that name (case ignored), or NULL. */
CIC_API const char *cic_header(cic_response *r, const char *name);
/* The n-th header of that name, from 0; NULL when there are no more. */
CIC_API const char *cic_header_at(cic_response *r, const char *name, size_t n);

/* ---- values out of a JSON body, by JSON pointer (RFC 6901): "/items/0/id"; "" is the whole ---- */

CIC_API const char *cic_json_str(cic_response *r, const char *pointer);                    /* NULL when absent or not a string */
CIC_API long long cic_json_int(cic_response *r, const char *pointer, long long otherwise); /* integers only */
CIC_API double cic_json_num(cic_response *r, const char *pointer, double otherwise);       /* any number */
CIC_API bool cic_json_bool(cic_response *r, const char *pointer, bool otherwise);
CIC_API bool cic_json_has(cic_response *r, const char *pointer); /* null counts as present */
CIC_API size_t cic_json_count(cic_response *r,
                              const char *pointer); /* elements of an array or members of an object; 0 otherwise */
CIC_API const char *cic_json_text(cic_response *r, const char *pointer); /* the value as JSON; NULL when absent */

/* JSON by a printf format in which %s writes its argument as a JSON string, quoted and escaped (NULL becomes null), %c likewise a
 * string of one character, numbers are written as printf does (NaN and infinity as null), and everything else is copied:
 * cic_json(u, "{\"name\": %s, \"age\": %d}", name, age). Inside of quotes, "\"user-%s\"", %s and %c are escaped but not quoted.
 * Bytes that are not UTF-8 become U+FFFD. To put JSON into JSON use cic_fmt. A conversion that it does not know (%p, %n, %a, wide
 * characters) is logged as an error, and the result is "null". */
CIC_API const char *cic_json(cic_user *u, const char *format, ...) CIC_PRINTF(2, 3);

/* ==== the user ==== */

CIC_API void *cic_data(cic_user *u); /* the user's own record, .data_size bytes, zeroed at its start; NULL when data_size is 0 */
CIC_API uint64_t
cic_number(const cic_user *u); /* 0, 1, 2, ... in the order in which users of the run were started; never used twice */
CIC_API const char *cic_class_name(const cic_user *u);
CIC_API const char *cic_task_name(const cic_user *u);
CIC_API const char *cic_host(const cic_user *u); /* base URL */
CIC_API bool cic_stopping(const cic_user *u);    /* the run or this user is being stopped: loops should end */

/* Sent with each request of this user from now on; a NULL value removes it. Both are copied. */
CIC_API void cic_set_header(cic_user *u, const char *name, const char *value);
CIC_API void cic_set_bearer(cic_user *u, const char *token);
/* The user's cookies for the host of the run: the value (NULL when there is none); a new one, NULL removes it, and what cannot be
 * one (a ';' in it, control characters) is refused with an error in the log; all away. */
CIC_API const char *cic_cookie(cic_user *u, const char *name);
CIC_API void cic_set_cookie(cic_user *u, const char *name, const char *value);
CIC_API void cic_clear_cookies(cic_user *u);
CIC_API void cic_disconnect(cic_user *u); /* the next request opens a new connection */

/* Waits without holding others up. CIC_OK, or CIC_STOP_USER when the run is being stopped. */
CIC_API int cic_sleep(cic_user *u, double seconds);
/* Runs fn(argument) on another thread and waits for it, while the other users go on. `fn` must not call anything of this header.
 */
CIC_API void cic_blocking(cic_user *u, void (*fn)(void *argument), void *argument);

CIC_API double cic_now(void);                                                 /* monotonic clock, seconds */
CIC_API void cic_log(cic_user *u, const char *format, ...) CIC_PRINTF(2, 3);  /* level INFO */
CIC_API void cic_warn(cic_user *u, const char *format, ...) CIC_PRINTF(2, 3); /* level WARNING */

/* A value of a custom metric ("cache hit", 0 or 1): count, mean, min, max and percentiles are reported. */
CIC_API void cic_metric(cic_user *u, const char *name, double value);

/* Counts something that was not sent by cic_request (another protocol): its type and name, seconds, bytes, and an error text or
 * NULL. */
CIC_API void cic_record(cic_user *u, const char *type, const char *name, double seconds, size_t bytes, const char *error);

/* Requests between the two are counted as "GROUP: NAME", and the time from begin to end becomes the metric "GROUP (s)". Groups
 * nest up to 8 deep; deeper ones are left out, with an error in the log. */
CIC_API void cic_group_begin(cic_user *u, const char *group);
CIC_API void cic_group_end(cic_user *u);

/* ==== text ==== */

CIC_API const char *cic_fmt(cic_user *u, const char *format, ...) CIC_PRINTF(2, 3);
CIC_API void *cic_alloc(cic_user *u, size_t size); /* zeroed; until the task returns */
/* Copies with the terminating zero. 0, or -1 when it does not fit: then `to` holds "". */
CIC_API int cic_copy(char *to, size_t size, const char *from);
CIC_API const char *cic_url_encode(cic_user *u, const char *text); /* everything but letters, digits and -._~ */
/* Forgets all that calls returned since the task began: for tasks that loop for long. Responses and texts from before must not be
 * used. */
CIC_API void cic_release(cic_user *u);

/* ==== random numbers: the same seed gives each user the same sequence ==== */

CIC_API uint64_t cic_random(cic_user *u);
CIC_API int64_t cic_between(cic_user *u, int64_t low, int64_t high); /* both included */
CIC_API double cic_uniform(cic_user *u, double low, double high);
CIC_API double cic_normal(cic_user *u, double mean, double deviation);
CIC_API double cic_exponential(cic_user *u, double mean);
CIC_API double cic_lognormal(cic_user *u, double median, double sigma);
CIC_API double cic_pareto(cic_user *u, double minimum, double alpha);
CIC_API uint64_t cic_zipf(cic_user *u, uint64_t n, double exponent); /* 1..n, small ones more often */
CIC_API bool cic_chance(cic_user *u, double probability);
#define CIC_PICK(u, array) ((array)[cic_between((u), 0, (int64_t)(sizeof(array) / sizeof((array)[0])) - 1)]) /* one element */

/* ==== made-up data ==== */

CIC_API const char *cic_fake_first_name(cic_user *u);
CIC_API const char *cic_fake_last_name(cic_user *u);
CIC_API const char *cic_fake_name(cic_user *u);      /* "Ada Keller" */
CIC_API const char *cic_fake_user_name(cic_user *u); /* "ada.keller83" */
CIC_API const char *cic_fake_email(cic_user *u);     /* at example.com, .org or .net; distinct with high probability */
CIC_API const char *cic_fake_phone(cic_user *u);     /* from the range kept free for fiction: "+1-202-555-0143" */
CIC_API const char *cic_fake_street(cic_user *u);
CIC_API const char *cic_fake_city(cic_user *u);
CIC_API const char *cic_fake_country(cic_user *u);
CIC_API const char *cic_fake_company(cic_user *u);
CIC_API const char *cic_fake_word(cic_user *u);
CIC_API const char *cic_fake_words(cic_user *u, size_t count); /* separated by spaces */
CIC_API const char *cic_fake_sentence(cic_user *u);
CIC_API const char *cic_fake_text(cic_user *u, size_t size); /* about that many bytes of sentences */
CIC_API const char *cic_fake_uuid(cic_user *u);              /* version 4 (RFC 9562) */
CIC_API const char *cic_fake_hex(cic_user *u, size_t digits);
CIC_API const char *cic_fake_date(cic_user *u, const char *from,
                                  const char *to);   /* "YYYY-MM-DD" between two such, both included */
CIC_API const char *cic_fake_timestamp(cic_user *u); /* now in UTC: "2026-08-22T10:00:00.123Z" */
CIC_API const char *cic_fake_ipv4(cic_user *u);      /* from the ranges for documentation (RFC 5737) */
CIC_API void *cic_fake_bytes(cic_user *u, size_t size);

/* ==== data from CSV files ==== */

typedef struct cic_feed cic_feed; /* a CSV file with a header line (RFC 4180), read once; lives as long as the run */
typedef struct cic_row cic_row;   /* a row of it */

enum cic_feed_order {
    CIC_FEED_IN_ORDER, /* row by row, over all users, and from the start again */
    CIC_FEED_ONCE,     /* row by row, each row once; then NULL */
    CIC_FEED_RANDOM,   /* any row, by the user's random numbers */
    CIC_FEED_UNIQUE, /* each user has one row for itself until it ends, the same at each call; NULL when there are more users than
                        rows */
};

/* Opens a file, relative to the scenario's folder; for .setup. NULL after an error was logged (with line number): return
 * CIC_STOP_TEST then. */
CIC_API cic_feed *cic_feed_open(const char *path, enum cic_feed_order order);
CIC_API size_t cic_feed_rows(const cic_feed *f);
CIC_API const cic_row *cic_feed_next(cic_user *u, cic_feed *f);
/* A row's value in the named column; NULL when there is no such column or the row is NULL. */
CIC_API const char *cic_feed_value(const cic_row *row, const char *column);

/* ==== the tables ==== */

typedef struct cic_wait {
    int kind; /* set by the macros */
    double a, b;
    double (*seconds)(cic_user *u);
} cic_wait;

enum { CIC_WAIT_NONE, CIC_WAIT_BETWEEN, CIC_WAIT_CONSTANT, CIC_WAIT_PACING, CIC_WAIT_THROUGHPUT, CIC_WAIT_OWN, CIC_WAIT_POISSON };

/* The wait after each task, in seconds. Pacing: a task starts every `s` seconds, or at once when the one before took longer;
 * throughput: `r` tasks a second, a pacing of 1/r. Both give their requests due times. Poisson: exponential waits whose mean is
 * 1/rate seconds. */
#define CIC_BETWEEN(low, high)                            \
    {                                                     \
        .kind = CIC_WAIT_BETWEEN, .a = (low), .b = (high) \
    }
#define CIC_CONSTANT(s)                     \
    {                                       \
        .kind = CIC_WAIT_CONSTANT, .a = (s) \
    }
#define CIC_PACING(s)                     \
    {                                     \
        .kind = CIC_WAIT_PACING, .a = (s) \
    }
#define CIC_THROUGHPUT(r)                     \
    {                                         \
        .kind = CIC_WAIT_THROUGHPUT, .a = (r) \
    }
#define CIC_POISSON(rate)                     \
    {                                         \
        .kind = CIC_WAIT_POISSON, .a = (rate) \
    }
#define CIC_WAIT_FN(function)                       \
    {                                               \
        .kind = CIC_WAIT_OWN, .seconds = (function) \
    }

struct cic_task_set;

typedef struct cic_task {
    double weight; /* how often, relative to its neighbours; in a sequence how many times in a row */
    const char *name;
    int (*run)(cic_user *u);
    const char *tags;               /* words separated by spaces or commas, for --tags and --exclude-tags */
    const struct cic_task_set *set; /* instead of `run`: tasks of its own, until one returns CIC_LEAVE */
} cic_task;

#define CIC_TASKS(...) ((const cic_task[]){__VA_ARGS__, {.weight = 0}})

enum { CIC_RANDOM_ORDER, CIC_SEQUENCE }; /* by weight | as written, over and over */

typedef struct cic_task_set {
    const char *name;
    const cic_task *tasks;
    int order;
    cic_wait wait;                /* none: as outside */
    int (*on_start)(cic_user *u); /* when a user enters, and leaves */
    int (*on_stop)(cic_user *u);
} cic_task_set;

typedef struct cic_user_class {
    size_t struct_size;   /* set by CIC_USER */
    const char *name;     /* letters, digits, _ and - */
    double weight;        /* share of the users; 0 means 1 */
    uint32_t fixed_count; /* this many, first, whatever the weights */
    const char *host;     /* base URL when the run gives none */
    cic_wait wait;
    size_t data_size;  /* of the user's own record */
    size_t stack_size; /* not used unless larger than --stack-size */
    int order;         /* of the tasks: CIC_RANDOM_ORDER or CIC_SEQUENCE */
    const cic_task *tasks;
    int (*on_start)(cic_user *u); /* before the first task; CIC_STOP_USER ends the user */
    int (*on_stop)(cic_user *u);  /* after the last one, also when the run is stopped */
    double arrivals; /* iterations begun per second by users of this class together, whatever the wait (docs/load.md); 0: none */
    uint64_t iterations; /* tasks run by users of this class together, then they end; 0: no limit */
} cic_user_class;

#define CIC_USER(...)                                      \
    {                                                      \
        .struct_size = sizeof(cic_user_class), __VA_ARGS__ \
    }
#define CIC_USERS(...) ((const cic_user_class *const[]){__VA_ARGS__, NULL})

/* While .setup runs. */
typedef struct cic_setup cic_setup;

CIC_API void cic_add_class(cic_setup *s, const cic_user_class *c);    /* `c` must stay; besides .users */
CIC_API const char *cic_env(const char *name, const char *otherwise); /* environment variable; `otherwise` when unset or empty */

/* ==== options of the scenario ==== */

enum { CIC_OPTION_TEXT, CIC_OPTION_NUMBER, CIC_OPTION_BOOL };

/* What whoever starts the run may set: --set tenant=acme, or a field of the start form. docs/scenarios.md. */
typedef struct cic_option_entry {
    const char *name;           /* a letter, then letters, digits, _ and -; at most 60 */
    const char *value;          /* when nobody says another; NULL: none */
    const char *help;           /* for the start form and --list */
    const char *const *choices; /* CIC_CHOICES("eu", "us"); NULL: any value */
    int kind;                   /* CIC_OPTION_TEXT, _NUMBER or _BOOL */
    bool secret;                /* never shown, logged or stored; of a text or number without .choices */
    bool required;              /* without a value the run does not start */
} cic_option_entry;

/* The list of .options: CIC_OPTIONS({.name = "tenant", .value = "acme", .help = "whose data is asked for"}, ...). */
#define CIC_OPTIONS(...) ((const cic_option_entry[]){__VA_ARGS__, {.name = NULL}})
#define CIC_CHOICES(...) ((const char *const[]){__VA_ARGS__, NULL})

/* The value of an option of the scenario in this run; "" without one. In .setup, hooks and tasks. The text is valid until the
 * next run begins. A name that is not in .options is logged as an error, once, and is "", 0 or false. */
CIC_API const char *cic_option(const char *name);
CIC_API double cic_option_number(const char *name); /* of CIC_OPTION_NUMBER; 0 without a value, and for the other kinds */
CIC_API bool cic_option_bool(const char *name);     /* of CIC_OPTION_BOOL; false without a value, and for the other kinds */

/* Limits that the run has to keep, besides those of --check (docs/checks.md): CIC_CHECKS("p95 < 200ms for AuthUser", "fail_ratio
 * < 1%"). */
#define CIC_CHECKS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* ==== how the load changes over the run ==== */

/* A stage: users are started or stopped at `rate` until there are `users`, and then stay for `hold`. Or, for arrival rates: the
 * rate goes to `arrivals` within `ramp`, and stays for `hold`. All stages of a list are of one kind. docs/load.md. */
typedef struct cic_stage {
    const char *name; /* letters, digits, _ - and .: in reports, and for checks ("for stage peak"); NULL: its number, from 1 */
    uint32_t users;   /* at its end */
    double rate;      /* users started or stopped per second on the way there; 0: all at once */
    double hold;      /* seconds, after the way there is done */
    double arrivals;  /* per second, at its end; instead of .users */
    double ramp;      /* seconds of the way there; instead of .rate */
} cic_stage;

/* The list of .stages: CIC_STAGES({.users = 100, .rate = 10, .hold = 60}, {.name = "peak", .users = 500, .hold = 300}). The run
 * ends with the last one. */
#define CIC_STAGES(...) ((const cic_stage[]){__VA_ARGS__, {.hold = -1}})

/* What a .shape is told ... */
typedef struct cic_shape_now {
    double run_time; /* seconds since the start of the run */
    uint32_t users;  /* there are, those that are just ending included */
} cic_shape_now;

/* ... and what it asks for. It comes zeroed. */
typedef struct cic_shape_next {
    uint32_t users;
    double rate;                     /* users started or stopped per second; 0: all at once */
    const char *const *user_classes; /* names, up to a NULL: users started from now on are of these classes; NULL: of all */
} cic_shape_next;

typedef struct cic_scenario {
    uint32_t abi, struct_size, class_size, task_size; /* set by CIC_SCENARIO */
    const char *host;                                 /* base URL when neither the run nor the class gives one */
    const cic_user_class *const *users;
    int (*setup)(cic_setup *s); /* once, before anything else: opens feeds, adds classes. Not CIC_OK: the run does not start */
    int (*test_start)(cic_user *u); /* once before the first user and once after the last; on a user of its own that belongs to no
                                       class. Requests made there are counted */
    int (*test_stop)(cic_user *u);
    const char *const *checks;                           /* CIC_CHECKS(...); a mistake in one keeps the run from starting */
    void (*request)(cic_user *u, const cic_response *r); /* after each request of any user was counted; must not make requests */
    uint32_t stage_size;                                 /* set by CIC_SCENARIO */
    const cic_stage *stages;                             /* CIC_STAGES(...); --stages takes their place */
    /* Asked at the start and then every second, also while users are being started: how many users there are to be. CIC_OK, or
     * CIC_STOP_TEST to end the run. An answer that is the same as before changes nothing. It must return at once. */
    int (*shape)(const cic_shape_now *now, cic_shape_next *next);
    uint32_t option_size;            /* set by CIC_SCENARIO */
    const cic_option_entry *options; /* CIC_OPTIONS(...); a mistake in one keeps the run from starting */
} cic_scenario;

#define CIC_SCENARIO(...)                                                                  \
    CIC_API const cic_scenario cicada_scenario = {.abi = CICADA_ABI,                       \
                                                  .struct_size = sizeof(cic_scenario),     \
                                                  .class_size = sizeof(cic_user_class),    \
                                                  .task_size = sizeof(cic_task),           \
                                                  .stage_size = sizeof(cic_stage),         \
                                                  .option_size = sizeof(cic_option_entry), \
                                                  __VA_ARGS__}

#ifdef __cplusplus
}
#endif

#endif
