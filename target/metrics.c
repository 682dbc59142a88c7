/* SPDX-License-Identifier: MIT */
/* metrics.c - see metrics.h */
#include "metrics.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "database.h"
#include "router.h"

#define STATUSES 600

static const uint64_t edges_us[] = {100,   250,   500,    1000,   2500,   5000,    10000,
                                    25000, 50000, 100000, 250000, 500000, 1000000, 2500000};

struct series {
    uint64_t status[STATUSES];
    uint64_t within[COUNT(edges_us)]; /* not cumulative; beyond the last edge only `ended` counts */
    uint64_t ended;
    double seconds;
};

struct metrics {
    const struct router *router;
    struct series **series; /* [pattern * METHODS + method] */
    uint64_t readings;
};

static size_t places(const struct metrics *m)
{
    return router_patterns(m->router) * METHODS;
}

struct metrics *metrics_new(const struct router *router)
{
    struct metrics *m = MEM_NEW(struct metrics);

    m->router = router;
    m->series = mem_zalloc(places(m) * sizeof(struct series *));
    return m;
}

void metrics_free(struct metrics *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < places(m); i++)
        mem_free(m->series[i]);
    mem_free(m->series);
    mem_free(m);
}

void metrics_ended(struct metrics *m, const struct request *r, enum ledger_end end)
{
    if (end != LEDGER_ANSWERED)
        return;

    struct series **place = &m->series[r->pattern * METHODS + r->method];
    uint64_t nanos = clock_now() - r->arrived;

    if (!*place)
        *place = MEM_NEW(struct series);
    (*place)->status[r->reply.status]++;
    (*place)->ended++;
    (*place)->seconds += (double)nanos / (double)NANOS_PER_SECOND;
    for (size_t i = 0; i < COUNT(edges_us); i++) {
        if (nanos <= edges_us[i] * NANOS_PER_MICRO) {
            (*place)->within[i]++;
            break;
        }
    }
}

void metrics_readings_stored(struct metrics *m, uint64_t count)
{
    m->readings += count;
}

uint64_t metrics_resident_bytes(void)
{
    FILE *file = fopen("/proc/self/statm", "re");
    unsigned long long whole = 0, resident = 0;

    if (!file)
        return 0;
    if (fscanf(file, "%llu %llu", &whole, &resident) != 2)
        resident = 0;
    fclose(file);
    return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void write_head(struct buffer *out, const char *name, const char *kind, const char *help)
{
    buffer_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind);
}

static void write_value(struct buffer *out, const char *name, const char *kind, const char *help, double value)
{
    write_head(out, name, kind, help);
    buffer_printf(out, "%s %.17g\n", name, value);
}

static void write_labels(struct buffer *out, const struct metrics *m, size_t place)
{
    buffer_printf(out, "method=\"%s\",endpoint=\"%s\"", router_method_name((enum method)(place % METHODS)),
                  router_pattern(m->router, place / METHODS));
}

static void write_counts(struct buffer *out, const struct metrics *m)
{
    write_head(out, "http_requests_total", "counter", "Requests answered.");
    for (size_t i = 0; i < places(m); i++) {
        for (unsigned status = 0; m->series[i] && status < STATUSES; status++) {
            if (m->series[i]->status[status] == 0)
                continue;
            buffer_string(out, "http_requests_total{");
            write_labels(out, m, i);
            buffer_printf(out, ",status=\"%u\"} %" PRIu64 "\n", status, m->series[i]->status[status]);
        }
    }
}

static void write_histogram(struct buffer *out, const struct metrics *m, size_t place)
{
    const struct series *s = m->series[place];
    uint64_t below = 0;

    for (size_t e = 0; e <= COUNT(edges_us); e++) {
        bool last = e == COUNT(edges_us);

        buffer_string(out, "http_request_duration_seconds_bucket{");
        write_labels(out, m, place);
        below = last ? s->ended : below + s->within[e];
        if (last)
            buffer_printf(out, ",le=\"+Inf\"} %" PRIu64 "\n", below);
        else
            buffer_printf(out, ",le=\"%g\"} %" PRIu64 "\n", (double)edges_us[e] / 1e6, below);
    }
    buffer_string(out, "http_request_duration_seconds_sum{");
    write_labels(out, m, place);
    buffer_printf(out, "} %.9g\nhttp_request_duration_seconds_count{", s->seconds);
    write_labels(out, m, place);
    buffer_printf(out, "} %" PRIu64 "\n", s->ended);
}

void metrics_write(const struct service *service, struct buffer *out)
{
    const struct metrics *m = service->metrics;

    write_counts(out, m);
    write_head(out, "http_request_duration_seconds", "histogram", "From the head of a request to the end of its answer.");
    for (size_t i = 0; i < places(m); i++) {
        if (m->series[i])
            write_histogram(out, m, i);
    }
    write_value(out, "process_cpu_seconds_total", "counter", "Processor time, user and system.",
                (double)clock_process_cpu() / (double)NANOS_PER_SECOND);
    write_value(out, "process_resident_memory_bytes", "gauge", "Resident memory.", (double)metrics_resident_bytes());
    write_value(out, "target_uptime_seconds", "counter", "Time since the start.",
                (double)(clock_now() - service->started) / (double)NANOS_PER_SECOND);
    write_value(out, "target_open_connections", "gauge", "HTTP connections that are open.", (double)service->open_connections);
    write_value(out, "target_database_statements", "gauge", "Prepared statements that are kept.",
                (double)database_statements(service->database));
    write_value(out, "target_database_connections", "gauge", "Connections to the database.", 1);
    write_value(out, "target_readings_stored_total", "counter", "Sensor readings that were stored.", (double)m->readings);
}
