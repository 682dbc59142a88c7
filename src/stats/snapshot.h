/* SPDX-License-Identifier: MIT */
/* stats/snapshot.h - the numbers of a run at one moment, as every output shows them
 *
 * Made once a second and once at the end, by one place (stats_snapshot); all outputs, checks and stores read the same one, so
 * they cannot disagree. Everything in it is borrowed: valid until the next snapshot is made, and never changed by readers. The
 * numbers stand still, with one exception: the histograms behind a row are the live ones, and have counted on (or were emptied)
 * after the next tick or reset. Read them when the snapshot is handed over, or copy them.
 *
 * Counting rule, per row and in all: started = completed + failed + cancelled + in_flight, and planned = started + dropped.
 * `cancelled` are the requests that the end of the run stopped; `cancelled_sent` those of them that had been written to the
 * server, which may have counted them. After a reset `started` begins with what was in flight, so the rule holds on. An arrival
 * that was dropped counts as one request in `dropped` of the total; it has no name, so the rows have none.
 */
#ifndef CICADA_STATS_SNAPSHOT_H
#define CICADA_STATS_SNAPSHOT_H

#include "base/error.h"
#include "base/text.h"
#include "stats/resource.h"

struct histogram;

/* The percentiles that tables and files show, ascending. Locust's list. */
#define QUANTILE_LIST(X) \
    X(0.50, "50%")       \
    X(0.66, "66%")       \
    X(0.75, "75%")       \
    X(0.80, "80%")       \
    X(0.90, "90%")       \
    X(0.95, "95%")       \
    X(0.98, "98%")       \
    X(0.99, "99%")       \
    X(0.999, "99.9%")    \
    X(0.9999, "99.99%")  \
    X(1.0, "100%")
enum {
    QUANTILE_50 = 0,
    QUANTILE_90 = 4,
    QUANTILE_95 = 5,
    QUANTILE_99 = 7,
    QUANTILE_999 = 8,
    QUANTILE_100 = 10,
    QUANTILE_COUNT = 11,
};
extern const double quantile_shares[QUANTILE_COUNT];
extern const char *const quantile_names[QUANTILE_COUNT];

/* In quantile_ns: the rank lies among arrivals that were dropped, of which nobody knows how long they would have taken.
 * UINT64_MAX: longer than an hour. Both are shown as words, not as numbers. */
#define DURATION_UNBOUNDED (UINT64_MAX - 1)

struct duration_summary {
    uint64_t count;
    uint64_t min_ns, max_ns;
    double mean_ns, deviation_ns;
    uint64_t quantile_ns[QUANTILE_COUNT];
};

struct phase_summary { /* of the requests that had this phase */
    uint64_t count, sum_ns, max_ns;
};

struct status_count {
    int status; /* 0: no response; -1: any number that is not a status (negative or above 999) */
    uint64_t count;
};

/* What finished in one second of the run, or in several: a long run, or one with many names, has wider blocks (stats/blocks.h).
 * The blocks of a row add up to it once the run has ended; before that, its running second is missing. */
struct snapshot_block {
    uint32_t second, seconds; /* the first one since the start, and how many */
    uint64_t requests, failures;
    struct text response, service;                /* their times: stats/cells.h */
    uint64_t response_too_long, service_too_long; /* values above HISTOGRAM_MAX_NS, which have no cell */
};

struct snapshot_row {
    struct text method, name; /* method is empty for "Aggregated" */
    uint32_t number;          /* of the name, from 1 on, the same in all snapshots of a run; 0: the total */
    uint64_t started, completed, failed, dropped, cancelled, cancelled_sent, in_flight;
    uint64_t requests; /* completed + failed */
    uint64_t bytes_sent, bytes_received, body_bytes;
    uint64_t new_connections;
    double requests_per_second, failures_per_second;                 /* over the whole time measured */
    double current_requests_per_second, current_failures_per_second; /* over the last 10 whole seconds, or as many as there are */
    struct duration_summary response, service;
    struct duration_summary current; /* response times of these and the running second; count 0: none, or windows are off */
    struct phase_summary dns, connect, tls, send, wait, receive;
    const struct status_count *statuses; /* ascending by status */
    size_t status_count;
    uint64_t first_request_wall_ns, last_request_wall_ns; /* 0: none */
    const struct histogram *response_histogram, *service_histogram;
    const struct snapshot_block *blocks; /* ascending; valid as the histograms */
    size_t block_count;
};

/* Several rows become one: counts, bytes and rates are sums. Times are for the caller, who knows how exact they have to be. */
static inline void snapshot_row_add_counts(struct snapshot_row *to, const struct snapshot_row *from)
{
    to->started += from->started;
    to->completed += from->completed;
    to->failed += from->failed;
    to->dropped += from->dropped;
    to->cancelled += from->cancelled;
    to->cancelled_sent += from->cancelled_sent;
    to->in_flight += from->in_flight;
    to->requests += from->requests;
    to->bytes_sent += from->bytes_sent;
    to->bytes_received += from->bytes_received;
    to->body_bytes += from->body_bytes;
    to->new_connections += from->new_connections;
    to->requests_per_second += from->requests_per_second;
    to->failures_per_second += from->failures_per_second;
    to->current_requests_per_second += from->current_requests_per_second;
    to->current_failures_per_second += from->current_failures_per_second;
}

struct snapshot_error {
    struct text method, name, text; /* text: addresses and long numbers in it are replaced by <n> */
    enum error error;
    int status; /* of an HTTP error status, or 0 */
    uint64_t occurrences;
    uint64_t first_seen_wall_ns, last_seen_wall_ns;
};

/* What the scenario's own code got wrong (stats/exceptions.h). */
struct snapshot_exception {
    struct text message;   /* what it was; addresses and long numbers in it are replaced by <n> */
    struct text traceback; /* where: lines of code, or user class and task */
    uint64_t count;
    struct text nodes; /* the processes that it happened in, separated by ", "; "local" when there is one only */
};

/* Finished requests that a check asked for together (stats/groups.h). */
struct snapshot_group {
    uint64_t requests, failed;
    const struct status_count *statuses; /* ascending by status */
    size_t status_count;
    const uint64_t *errors; /* by enum error, ERROR_COUNT of them */
    const struct histogram *response_histogram, *service_histogram;
    uint64_t arrivals, dropped; /* of its class; of the run for what is not one class. 0 without arrivals */
};

/* The times of one name between the last two ticks, for logs. */
struct snapshot_interval {
    struct text method, name;
    const struct histogram *response, *service; /* valid as the ones of a row */
};

/* The time at the start of a run whose requests are left out of the results. */
struct snapshot_warmup {
    bool running;                                                  /* all that is counted now will be left out */
    double seconds;                                                /* it took; 0: there was none, or it runs */
    uint64_t requests, failed, cancelled, cancelled_sent, dropped; /* that were left out */
};

/* What a stage of the run is to be; set by who drives the run. */
struct stage_aim {
    struct text name;
    uint32_t users;        /* at its end */
    double users_per_s;    /* on the way there; 0: all at once, or arrivals */
    double arrivals_per_s; /* at its end, of an open load; 0: users */
};

/* A part of the run, counted by itself: finished requests are in the stage in which they were counted. Stages follow each other
 * without a gap, so their counts add up to those of the run. */
struct snapshot_stage {
    struct stage_aim aim;
    uint32_t number;  /* from 1 */
    uint32_t users;   /* at its end, without those that were leaving; or now */
    double start_s;   /* since the start of the run */
    double elapsed_s; /* counted: without warm-up, until the end of sending; the divisor of its rates */
    bool running;
    struct snapshot_row total;
    const struct snapshot_row *rows; /* as those of the run, once the stage has ended; without `current` */
    size_t row_count;
};

struct snapshot_metric { /* fed by cic_metric */
    struct text name;
    uint64_t count;
    double sum, min, max, last;
    double quantile[QUANTILE_COUNT];
};

/* planned = begun + waiting + dropped_no_user + dropped_late, and begun = finished + interrupted + running. Without arrivals
 * planned = begun. After a reset `planned` begins with what ran or waited. */
struct iteration_counts {
    uint64_t planned; /* arrivals that were due; without arrivals what was begun */
    uint64_t begun;
    uint64_t waiting;         /* for a user that is being started */
    uint64_t running;         /* begun and not ended */
    uint64_t finished;        /* the user's code returned */
    uint64_t interrupted;     /* by the end of the run */
    uint64_t dropped_no_user; /* no user was free, and there could be no more */
    uint64_t dropped_late;    /* the generator was late, and the plan says to skip then */
};

static inline uint64_t iteration_counts_dropped(const struct iteration_counts *c)
{
    return c->dropped_no_user + c->dropped_late;
}

static inline void iteration_counts_add(struct iteration_counts *to, const struct iteration_counts *from)
{
    to->planned += from->planned;
    to->begun += from->begun;
    to->waiting += from->waiting;
    to->running += from->running;
    to->finished += from->finished;
    to->interrupted += from->interrupted;
    to->dropped_no_user += from->dropped_no_user;
    to->dropped_late += from->dropped_late;
}

struct snapshot_iterations {
    struct iteration_counts total;
    const struct iteration_counts *classes; /* in the order of progress.classes */
    size_t class_count;
    uint64_t left_out; /* of all classes: that were finished before the end of the warm-up, or before --reset-stats, and are not
                          counted above */
    struct duration_summary own_lag;  /* of iterations with a due time: how late the generator noticed */
    struct duration_summary user_lag; /* and how long they then waited for a user; both empty without due times */
    const struct histogram *own_lag_histogram, *user_lag_histogram;
};

/* Failures of the series by class of error: the classes of the run with the most failures by name, all others in one place. */
#define SERIES_ERRORS_NAMED 8
#define SERIES_ERRORS_OTHER SERIES_ERRORS_NAMED /* the place of all others */

/* One second of the run, or several: then counts are their sum, means weighed, everything else the worst second. Whole seconds of
 * the run's clock; the last one before the end may be missing. A reset of the counts does not touch the series. */
struct series_point {
    uint32_t second;  /* since the start */
    uint32_t seconds; /* how many it stands for; 1 until LIMIT_SERIES_POINTS is reached */
    uint64_t requests, failures, bytes_received;
    uint32_t users;
    uint64_t response_50_ns, response_95_ns, response_99_ns, response_max_ns;
    uint64_t service_50_ns, service_95_ns, service_99_ns;
    double response_mean_ns;
    uint64_t lag_max_ns;                      /* of the loop */
    float cpu;                                /* of this process, 1.0 = a core */
    bool warmup;                              /* a part of it, at least, belongs to the warm-up */
    bool paused;                              /* a part of it, at least, belongs to a pause */
    uint64_t errors[SERIES_ERRORS_NAMED + 1]; /* `failures` by class: the places of snapshot.series_errors, then the others */
};

enum run_state { RUN_READY, RUN_SPAWNING, RUN_RUNNING, RUN_STOPPING, RUN_STOPPED };
const char *run_state_name(enum run_state s); /* Locust's words: "ready", "spawning", "running", "cleanup", "stopped" */

struct class_count {
    struct text name;
    uint32_t users, target;
    uint64_t requests, failed; /* finished, of its users; hooks of the scenario belong to no class */
};

/* What the runner tells the statistics for each snapshot. */
struct run_progress {
    enum run_state state;
    uint32_t users, target_users, peak_users;
    const struct class_count *classes;
    size_t class_count;
    uint64_t start_ns, start_wall_ns;                       /* users began to spawn */
    uint64_t end_ns, end_wall_ns;                           /* sending ended; 0 while it goes on */
    bool paused;                                            /* now, while it is spawning or running */
    uint64_t paused_ns;                                     /* all pauses since the start: left out of elapsed_s and run_time_s */
    double run_time_s;                                      /* planned; 0: until stopped */
    double cpu;                                             /* of this process in the last second; 1.0 = a core */
    double cpu_total;                                       /* CPU seconds of this process since the start */
    uint64_t processor_wait_ns;                             /* that the loop was ready and had no processor, since the start */
    uint64_t memory_bytes;                                  /* resident */
    uint64_t lag_50_ns, lag_99_ns, lag_max_ns, lag_mean_ns; /* lateness of the loop's timers over the run */
    uint64_t lag_second_max_ns;                             /* the worst since the last tick */
    uint64_t lag_count;                                     /* timers that fired: too few of them make no percentile */
    const struct histogram *lag_histogram;                  /* the live one; NULL of a stored run */
    uint64_t step_max_ns;                                   /* longest hold of the loop by one callback or task */
    uint64_t long_steps;                                    /* holds of more than 100 ms */
    uint64_t starved_steps;                                 /* the same, when it had no processor for most of the time */
    uint32_t connections;                                   /* open now */
    uint32_t stage, stage_count;                            /* the one that runs, from 1, and how many are planned; 0: none */
    uint64_t stage_start_ns;
    double stage_s;              /* its ramp and hold as planned */
    double arrivals_per_second;  /* planned now; 0 without arrivals */
    uint64_t iterations_planned; /* by --iterations; 0: no limit */
    bool iterations_done;        /* all of them have ended */
    const char *stop_reason;     /* "run time limit reached", "interrupted", ...; NULL while it goes on */
};

struct snapshot {
    uint64_t taken_ns, taken_wall_ns;
    double elapsed_s; /* since the start or the last reset, until the end of sending, without pauses: the divisor of the rates */
    struct run_progress progress;
    const struct snapshot_row *rows; /* of the names used since the start or reset; sorted by name, then method */
    size_t row_count;
    struct snapshot_row total;           /* "Aggregated": counted on its own, not a sum at display time */
    const struct snapshot_error *errors; /* sorted by name, method, text */
    size_t error_count;
    const struct snapshot_exception *exceptions; /* in the order in which they came first */
    size_t exception_count;
    const struct snapshot_metric *metrics; /* sorted by name */
    size_t metric_count;
    struct snapshot_iterations iterations;
    double drop_share;                   /* of the arrivals that were planned; 0 without arrivals */
    const struct snapshot_group *groups; /* in the order of stats_options */
    size_t group_count;
    uint64_t interval_start_ns, interval_end_ns; /* of the intervals: the last two ticks; equal before the first one */
    const struct snapshot_interval *intervals; /* of names with requests in it, sorted by name, then method; the total comes last,
                                                  also without requests. None unless stats_options asks for them. */
    size_t interval_count;
    const struct snapshot_stage *stages; /* that were begun, in order; none unless the run has stages */
    size_t stage_count;
    const struct series_point *series; /* whole seconds, oldest first */
    size_t series_count;
    enum error series_errors[SERIES_ERRORS_NAMED]; /* the class of each place in series_point.errors; OK: not in use */
    const struct snapshot_resource *resources;     /* the generator first, then what is watched, in the order it was asked for */
    size_t resource_count;
    uint64_t names_beyond_limit, errors_beyond_limit; /* requests and failures counted under "(other)" and "(other errors)" */
    uint64_t negative_durations;                      /* clock trouble: must be 0 */
    struct snapshot_warmup warmup;
    bool reset; /* the counts were zeroed after the start (--reset-stats) */
};

#endif
