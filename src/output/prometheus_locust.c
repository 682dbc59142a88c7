/* SPDX-License-Identifier: MIT */
/* output/prometheus_locust.c - the metrics of locust_exporter, by its names
 *
 * All are gauges, as there, with one addition that its users ask for: locust_requests_total, a counter. Times are milliseconds.
 * The total is the row of the name "Aggregated" whose method is empty: dashboards select it so. The counter has no total, which
 * would count each request twice in a sum.
 *
 * Workers do not exist in a single process: their numbers are 0, as the exporter shows them beside a Locust without any.
 */
#include <math.h>

#include "output/number.h"
#include "output/prometheus_page.h"

static double milliseconds(double nanos)
{
    return nanos / (double)NANOS_PER_MILLI;
}

/* ---- a number of each row ---- */

static double num_requests(const struct snapshot_row *r)
{
    return (double)r->requests;
}

static double num_failures(const struct snapshot_row *r)
{
    return (double)r->failed;
}

static double avg_response_time(const struct snapshot_row *r)
{
    return milliseconds(r->response.mean_ns);
}

static double min_response_time(const struct snapshot_row *r)
{
    return number_milliseconds(r->response.min_ns);
}

static double max_response_time(const struct snapshot_row *r)
{
    return number_milliseconds(r->response.max_ns);
}

/* Of a duration that is longer than an hour nothing more is known, and of one that never ended neither. */
static double known_milliseconds(uint64_t nanos)
{
    return nanos >= DURATION_UNBOUNDED ? INFINITY : number_milliseconds(nanos);
}

static double median_response_time(const struct snapshot_row *r)
{
    return known_milliseconds(r->response.quantile_ns[QUANTILE_50]);
}

static double current_rps(const struct snapshot_row *r)
{
    return r->current_requests_per_second;
}

static double current_fail_per_sec(const struct snapshot_row *r)
{
    return r->current_failures_per_second;
}

static double avg_content_length(const struct snapshot_row *r)
{
    return r->requests > 0 ? (double)r->body_bytes / (double)r->requests : 0;
}

static const struct {
    struct prometheus_family family;
    double (*value)(const struct snapshot_row *);
} of_rows[] = {
    {{"locust_requests_num_requests", PROMETHEUS_GAUGE, NULL, "Requests finished so far."}, num_requests},
    {{"locust_requests_num_failures", PROMETHEUS_GAUGE, NULL, "Requests failed so far."}, num_failures},
    {{"locust_requests_avg_response_time", PROMETHEUS_GAUGE, NULL, "Mean response time in ms."}, avg_response_time},
    {{"locust_requests_min_response_time", PROMETHEUS_GAUGE, NULL, "Shortest response time in ms."}, min_response_time},
    {{"locust_requests_max_response_time", PROMETHEUS_GAUGE, NULL, "Longest response time in ms."}, max_response_time},
    {{"locust_requests_median_response_time", PROMETHEUS_GAUGE, NULL, "Median response time in ms."}, median_response_time},
    {{"locust_requests_current_rps", PROMETHEUS_GAUGE, NULL, "Requests per second, lately."}, current_rps},
    {{"locust_requests_current_fail_per_sec", PROMETHEUS_GAUGE, NULL, "Failures per second, lately."}, current_fail_per_sec},
    {{"locust_requests_avg_content_length", PROMETHEUS_GAUGE, NULL, "Mean size of a response body."}, avg_content_length},
};

static void write_row(struct prometheus_page *page, size_t of, const struct snapshot_row *row)
{
    const struct prometheus_label labels[] = {{"method", row->method}, {"name", row->name}};

    prometheus_number(page, &of_rows[of].family, labels, COUNT(labels), of_rows[of].value(row));
}

static void write_rows(struct prometheus_page *page)
{
    for (size_t i = 0; i < COUNT(of_rows); i++) {
        prometheus_family(page, &of_rows[i].family);
        for (size_t r = 0; r < page->rows.count; r++)
            write_row(page, i, &page->rows.at[r].row);
        write_row(page, i, &page->snapshot->total);
    }
}

static void write_requests(struct prometheus_page *page)
{
    static const struct prometheus_family family = {"locust_requests", PROMETHEUS_COUNTER, NULL, "Requests finished so far."};

    prometheus_family(page, &family);
    for (size_t r = 0; r < page->rows.count; r++) {
        const struct snapshot_row *row = &page->rows.at[r].row;
        const struct prometheus_label labels[] = {{"method", row->method}, {"name", row->name}};

        prometheus_count(page, &family, labels, COUNT(labels), row->requests);
    }
}

static void write_errors(struct prometheus_page *page)
{
    static const struct prometheus_family family = {"locust_errors", PROMETHEUS_GAUGE, NULL, "Failures by their text."};
    size_t count;
    const struct exported_error *errors = exported_errors_by_text(&page->rows, page->snapshot, &count);

    prometheus_family(page, &family);
    for (size_t i = 0; i < count; i++) {
        const struct prometheus_label labels[] = {
            {"method", errors[i].method}, {"name", errors[i].name}, {"error", errors[i].error}};

        prometheus_count(page, &family, labels, COUNT(labels), errors[i].count);
    }
}

/* ---- the run ---- */

/* 0: stopped, 1: users are being started, 2: running. */
static double running(enum run_state state)
{
    return state == RUN_SPAWNING ? 1 : state == RUN_RUNNING ? 2 : 0;
}

static void write_run(struct prometheus_page *page)
{
    const struct snapshot *s = page->snapshot;
    const struct snapshot_row *total = &s->total;
    const struct {
        const char *name, *help;
        double value;
    } singles[] = {
        {"locust_up", "1: the numbers are there.", 1},
        {"locust_running", "0: stopped, 1: users are being started, 2: running.", running(s->progress.state)},
        {"locust_users", "Users now.", s->progress.users},
        {"locust_workers_count", "Workers.", 0},
        {"locust_workers_running_count", "Workers that run.", 0},
        {"locust_workers_hatching_count", "Workers that start users.", 0},
        {"locust_workers_missing_count", "Workers that do not answer.", 0},
        {"locust_requests_fail_ratio", "Share of the requests that failed.",
         total->requests > 0 ? (double)total->failed / (double)total->requests : 0},
        {"locust_requests_current_response_time_percentile_50", "Median response time in ms, lately.",
         known_milliseconds(total->current.quantile_ns[QUANTILE_50])},
        {"locust_requests_current_response_time_percentile_95", "95th percentile of response times in ms, lately.",
         known_milliseconds(total->current.quantile_ns[QUANTILE_95])},
        {"locust_total_scrapes", "How often this page was read.", (double)page->scrapes},
    };

    for (size_t i = 0; i < COUNT(singles); i++) {
        struct prometheus_family family = {singles[i].name, PROMETHEUS_GAUGE, NULL, singles[i].help};

        prometheus_single(page, &family, singles[i].value);
    }
}

void prometheus_write_locust(struct prometheus_page *page)
{
    write_run(page);
    write_requests(page);
    write_rows(page);
    write_errors(page);
}
