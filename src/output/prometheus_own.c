/* SPDX-License-Identifier: MIT */
/* output/prometheus_own.c - our own metrics: base units, counters that only grow, histograms
 *
 * Counters are of the results: when these begin anew (--reset-stats, the end of a warm-up, the next run), so do they, which
 * readers recognise. There is no row for the total: a sum over the rows is it.
 */
#include <math.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/utf8.h"
#include "output/prometheus_page.h"
#include "verdict/judge.h"

#define CHECK_NUMBER_TEXT 24

#define COUNTER(name, unit, help)            \
    {                                        \
        name, PROMETHEUS_COUNTER, unit, help \
    }
#define GAUGE(name, unit, help)            \
    {                                      \
        name, PROMETHEUS_GAUGE, unit, help \
    }

static double seconds(double nanos)
{
    return nanos / (double)NANOS_PER_SECOND;
}

/* ---- a number of each request name ---- */

#define OF_ROW(function, member)                                  \
    static uint64_t function(const struct exported_row *exported) \
    {                                                             \
        return exported->row.member;                              \
    }
OF_ROW(requests, requests)
OF_ROW(failures, failed)
OF_ROW(cancelled, cancelled)
OF_ROW(in_flight, in_flight)
OF_ROW(sent, bytes_sent)
OF_ROW(received, bytes_received)
OF_ROW(connections, new_connections)

static const struct {
    struct prometheus_family family;
    uint64_t (*value)(const struct exported_row *);
} of_rows[] = {
    {COUNTER("cicada_requests", NULL, "Requests finished, failed ones included."), requests},
    {COUNTER("cicada_failures", NULL, "Requests failed."), failures},
    {COUNTER("cicada_requests_cancelled", NULL, "Requests that the end of the run stopped."), cancelled},
    {GAUGE("cicada_requests_in_flight", NULL, "Requests begun and not finished."), in_flight},
    {COUNTER("cicada_sent_bytes", "bytes", "Bytes sent, heads included, before encryption."), sent},
    {COUNTER("cicada_received_bytes", "bytes", "Bytes received, heads included, after decryption."), received},
    {COUNTER("cicada_connections_opened", NULL, "Connections opened for requests."), connections},
};

static void write_counts(struct prometheus_page *page)
{
    for (size_t i = 0; i < COUNT(of_rows); i++) {
        prometheus_family(page, &of_rows[i].family);
        for (size_t r = 0; r < page->rows.count; r++) {
            const struct exported_row *e = &page->rows.at[r];
            const struct prometheus_label labels[] = {{"method", e->row.method}, {"name", e->row.name}};

            prometheus_count(page, &of_rows[i].family, labels, COUNT(labels), of_rows[i].value(e));
        }
    }
}

static void write_responses(struct prometheus_page *page)
{
    static const struct prometheus_family family = COUNTER(
        "cicada_responses", NULL, "Requests finished, by the class of their status; none: without a response.");

    prometheus_family(page, &family);
    for (size_t r = 0; r < page->rows.count; r++)
        for (size_t c = 0; c < STATUS_CLASSES; c++) {
            const struct exported_row *e = &page->rows.at[r];
            const struct prometheus_label labels[] = {
                {"method", e->row.method}, {"name", e->row.name}, {"status_class", text_from(status_class_names[c])}};

            if (e->responses[c] > 0)
                prometheus_count(page, &family, labels, COUNT(labels), e->responses[c]);
        }
}

static void write_errors(struct prometheus_page *page)
{
    static const struct prometheus_family family = COUNTER(
        "cicada_errors", NULL, "Requests failed, by the reason: an error status, or the identifier of the error.");
    size_t count;
    const struct exported_error *errors = exported_errors_by_type(&page->rows, page->snapshot, &count);

    prometheus_family(page, &family);
    for (size_t i = 0; i < count; i++) {
        const struct prometheus_label labels[] = {
            {"method", errors[i].method}, {"name", errors[i].name}, {"error_type", errors[i].error}};

        prometheus_count(page, &family, labels, COUNT(labels), errors[i].count);
    }
}

static void write_times(struct prometheus_page *page, bool service)
{
    static const struct prometheus_family families[] = {
        {"cicada_response_time_seconds", PROMETHEUS_HISTOGRAM, "seconds",
         "Time from the moment a request was due, or was made, to its end."},
        {"cicada_service_time_seconds", PROMETHEUS_HISTOGRAM, "seconds",
         "Time from the first byte sent to the end of the response."},
    };

    prometheus_family(page, &families[service]);
    for (size_t r = 0; r < page->rows.count; r++) {
        const struct snapshot_row *row = &page->rows.at[r].row;
        const struct histogram *h = service ? row->service_histogram : row->response_histogram;
        const struct prometheus_label labels[] = {{"method", row->method}, {"name", row->name}};

        if (h)
            prometheus_histogram(page, &families[service], labels, COUNT(labels), h);
    }
}

/* ---- the run ---- */

static void write_run(struct prometheus_page *page)
{
    static const struct prometheus_family family = {"cicada_run", PROMETHEUS_INFO, NULL, "What is run, and by which version."};
    static const struct prometheus_family states = GAUGE("cicada_run_state", NULL, "1 for the state that the run is in, else 0.");
    static const struct prometheus_family paused = GAUGE("cicada_run_paused", NULL, "1 while the run is paused.");
    const struct run_info *info = page->info;
    const struct prometheus_label labels[] = {{"version", text_from(info->version)},
                                              {"scenario", text_from(info->title)},
                                              {"host", text_from(info->host)},
                                              {"profile", text_from(info->plan->profile)}};

    prometheus_family(page, &family);
    prometheus_count(page, &family, labels, COUNT(labels), 1);
    prometheus_family(page, &states);
    for (enum run_state state = RUN_READY; state <= RUN_STOPPED; state++) {
        const struct prometheus_label label = {"state", text_from(run_state_name(state))};

        prometheus_count(page, &states, &label, 1, state == page->snapshot->progress.state);
    }
    prometheus_single(page, &paused, page->snapshot->progress.paused);
}

static void write_singles(struct prometheus_page *page)
{
    const struct run_progress *p = &page->snapshot->progress;
    const struct iteration_counts *iterations = &page->snapshot->iterations.total;
    const struct {
        struct prometheus_family family;
        double value;
    } singles[] = {
        {GAUGE("cicada_start_time_seconds", "seconds", "When the run began, in seconds since 1970; 0: it has not."),
         seconds((double)p->start_wall_ns)},
        {GAUGE("cicada_measured_seconds", "seconds", "The time that the counts are of."), page->snapshot->elapsed_s},
        {GAUGE("cicada_users", NULL, "Users now."), p->users},
        {GAUGE("cicada_users_target", NULL, "Users that there shall be."), p->target_users},
        {GAUGE("cicada_users_peak", NULL, "Most users at the same time so far."), p->peak_users},
        {GAUGE("cicada_stage", NULL, "Number of the stage that runs, from 1; 0: none."), p->stage},
        {GAUGE("cicada_arrivals_per_second", NULL, "Planned arrivals per second now; 0: an open load was not asked for."),
         p->arrivals_per_second},
        {COUNTER("cicada_iterations_planned", NULL, "Tasks that were due."), (double)iterations->planned},
        {COUNTER("cicada_iterations", NULL, "Tasks done to their end."), (double)iterations->finished},
        {GAUGE("cicada_iterations_running", NULL, "Tasks begun and not done."), (double)iterations->running},
        {GAUGE("cicada_iterations_waiting", NULL, "Arrivals that wait for a user."), (double)iterations->waiting},
        {GAUGE("cicada_connections", NULL, "Connections open."), p->connections},
        {COUNTER("cicada_process_cpu_seconds", "seconds", "CPU time of the load generator."), p->cpu_total},
        {COUNTER("cicada_processor_wait_seconds", "seconds", "Time that the load generator was ready and had no processor."),
         seconds((double)p->processor_wait_ns)},
        {GAUGE("cicada_process_resident_memory_bytes", "bytes", "Memory of the load generator."), (double)p->memory_bytes},
        {GAUGE("cicada_loop_lag_worst_seconds", "seconds", "The latest timer of the last second."),
         seconds((double)p->lag_second_max_ns)},
        {COUNTER("cicada_long_steps", NULL, "How often one task held the load generator for more than 100 ms."),
         (double)p->long_steps},
        {COUNTER("cicada_starved_steps", NULL, "How often the load generator had no processor for most of more than 100 ms."),
         (double)p->starved_steps},
    };

    for (size_t i = 0; i < COUNT(singles); i++)
        prometheus_single(page, &singles[i].family, singles[i].value);
}

static void write_drops(struct prometheus_page *page)
{
    static const struct prometheus_family family = COUNTER(
        "cicada_dropped_arrivals", NULL,
        "Arrivals that were never begun: no user was free, or the load generator was late and the plan says to skip then.");
    const struct iteration_counts *c = &page->snapshot->iterations.total;
    const struct prometheus_label no_user = {"reason", TEXT("no_user")}, late = {"reason", TEXT("late")};

    prometheus_family(page, &family);
    prometheus_count(page, &family, &no_user, 1, c->dropped_no_user);
    prometheus_count(page, &family, &late, 1, c->dropped_late);
}

static void write_lag(struct prometheus_page *page)
{
    static const struct prometheus_family family = {"cicada_loop_lag_seconds", PROMETHEUS_SUMMARY, "seconds",
                                                    "How late the timers of the load generator were."};
    const struct run_progress *p = &page->snapshot->progress;
    const struct prometheus_quantile quantiles[] = {
        {"0.5", seconds((double)p->lag_50_ns)}, {"0.99", seconds((double)p->lag_99_ns)}, {"1.0", seconds((double)p->lag_max_ns)}};

    prometheus_family(page, &family);
    prometheus_summary(page, &family, NULL, 0, quantiles, COUNT(quantiles),
                       seconds((double)p->lag_mean_ns * (double)p->lag_count), p->lag_count);
}

/* ---- what there may be besides ---- */

/* Texts that differ only in what is no UTF-8 would be one series given twice. The first one is kept. */
static bool is_new(struct map *seen, struct text name)
{
    struct buffer valid;
    bool found;

    buffer_init(&valid, 3 * MAX(name.size, (size_t)1));
    utf8_repair(name, &valid);
    found = map_put(seen, buffer_view(&valid), seen) != NULL;
    buffer_free(&valid);
    return !found;
}

static void write_classes(struct prometheus_page *page)
{
    static const struct prometheus_family family = GAUGE("cicada_class_users", NULL, "Users now, by their class.");
    const struct run_progress *p = &page->snapshot->progress;
    struct map *seen = map_new();

    prometheus_family(page, &family);
    for (size_t i = 0; i < p->class_count; i++) {
        const struct prometheus_label label = {"user_class", p->classes[i].name};

        if (is_new(seen, label.value))
            prometheus_count(page, &family, &label, 1, p->classes[i].users);
    }
    map_free(seen);
}

static void write_checks(struct prometheus_page *page)
{
    static const struct prometheus_family family = GAUGE("cicada_check", NULL,
                                                         "1: the check is kept, 0: it is broken, NaN: nothing can be said yet.");
    const struct judgement *j = page->info->judgement;

    prometheus_family(page, &family);
    for (size_t i = 0; j && i < j->check_count; i++) {
        enum check_state state = j->checks[i].state;
        char number[CHECK_NUMBER_TEXT];
        size_t digits = (size_t)snprintf(number, sizeof number, "%zu", i + 1);
        const struct prometheus_label labels[] = {{"number", {number, digits}}, {"check", j->checks[i].check->text}};

        prometheus_number(page, &family, labels, COUNT(labels), state == CHECK_WAITS ? NAN : state == CHECK_PASSES);
    }
}

static void write_metrics(struct prometheus_page *page)
{
    static const struct prometheus_family family = {"cicada_metric", PROMETHEUS_SUMMARY, NULL,
                                                    "The scenario's own metrics, in the units it chose."};
    const struct snapshot *s = page->snapshot;
    struct map *seen = map_new();

    prometheus_family(page, &family);
    for (size_t i = 0; i < s->metric_count && map_size(seen) < LIMIT_EXPORTED_NAMES; i++) {
        const struct snapshot_metric *m = &s->metrics[i];
        const struct prometheus_label label = {"metric", m->name};
        const struct prometheus_quantile quantiles[] = {
            {"0.5", m->quantile[QUANTILE_50]}, {"0.95", m->quantile[QUANTILE_95]}, {"0.99", m->quantile[QUANTILE_99]}};

        if (is_new(seen, m->name))
            prometheus_summary(page, &family, &label, 1, quantiles, COUNT(quantiles), m->sum, m->count);
    }
    map_free(seen);
}

static void write_resource(struct prometheus_page *page, const struct prometheus_family *family, enum resource_measure measure)
{
    const struct snapshot *s = page->snapshot;

    prometheus_family(page, family);
    for (size_t i = 0; i < s->resource_count; i++) {
        const struct prometheus_label label = {"component", s->resources[i].component.name};

        if (!isnan(s->resources[i].latest[measure]))
            prometheus_number(page, family, &label, 1, s->resources[i].latest[measure]);
    }
}

void prometheus_write_own(struct prometheus_page *page)
{
    static const struct prometheus_family cpu = GAUGE("cicada_component_cpu_cores", NULL,
                                                      "CPU use of a watched component; 1: one core."),
                                          memory = GAUGE("cicada_component_memory_bytes", "bytes",
                                                         "Memory of a watched component.");

    write_run(page);
    write_singles(page);
    write_counts(page);
    write_responses(page);
    write_errors(page);
    write_times(page, false);
    write_times(page, true);
    write_drops(page);
    write_lag(page);
    write_classes(page);
    write_checks(page);
    write_metrics(page);
    write_resource(page, &cpu, RESOURCE_CPU);
    write_resource(page, &memory, RESOURCE_MEMORY);
}
