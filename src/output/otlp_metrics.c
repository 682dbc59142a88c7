/* SPDX-License-Identifier: MIT */
/* output/otlp_metrics.c - which metrics there are, and what they are called; see otlp_metrics.h
 *
 * A stream of sums begins anew when the counts do (--reset-stats, the end of a warm-up, the next run): its start time is then
 * another one, as the data model of OpenTelemetry wants it.
 */
#include "output/otlp_metrics.h"

#include "base/limits.h"
#include "base/mem.h"
#include "output/exported_rows.h"
#include "output/protobuf.h"

#define SCHEMA_URL    "https://opentelemetry.io/schemas/1.27.0"
#define SAME_START_NS NANOS_PER_MILLI /* times closer than this differ by rounding only */
#define SERIES_MAX    (16 * LIMIT_NAME_SIZE)
#define ATTRIBUTES    8 /* of a point, at most */

enum { REQUEST_RESOURCE_METRICS = 1 };
enum { RESOURCE_METRICS_RESOURCE = 1, RESOURCE_METRICS_SCOPE = 2, RESOURCE_METRICS_SCHEMA = 3 };
enum { RESOURCE_ATTRIBUTES = 1 };
enum { SCOPE_METRICS_SCOPE = 1 };
enum { SCOPE_NAME = 1, SCOPE_VERSION = 2 };

struct otlp_stream {
    const struct otlp_metrics_setup *setup;
    struct otlp_memory *memory; /* NULL: sums are sent */
    uint64_t start_ns;          /* wall time of the sums' start; 0: nothing was sent yet */
    uint64_t sent_ns;           /* wall time of the last export */
    uint64_t lag_max_ns;        /* worst since then */
};

struct otlp_stream *otlp_stream_new(const struct otlp_metrics_setup *setup)
{
    struct otlp_stream *stream = MEM_NEW(struct otlp_stream);

    stream->setup = setup;
    stream->memory = setup->delta ? otlp_memory_new() : NULL;
    return stream;
}

void otlp_stream_free(struct otlp_stream *stream)
{
    if (!stream)
        return;
    otlp_memory_free(stream->memory);
    mem_free(stream);
}

void otlp_stream_note(struct otlp_stream *stream, const struct snapshot *s)
{
    stream->lag_max_ns = MAX(stream->lag_max_ns, s->progress.lag_second_max_ns);
}

/* ---- attributes ---- */

struct attributes {
    struct otlp_attribute at[ATTRIBUTES];
    size_t count;
};

static void put(struct attributes *a, const char *key, struct text value)
{
    assert(a->count < ATTRIBUTES);
    a->at[a->count++] = (struct otlp_attribute){.key = key, .value = value};
}

/* As Locust names them, with the method, since two of them may share a name. */
static struct attributes of_name(struct text method, struct text name)
{
    struct attributes a = {0};

    put(&a, "name", name);
    put(&a, "http.request.method", method);
    return a;
}

static bool is_known_method(struct text method)
{
    static const char *const known[] = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT", "TRACE"};

    for (size_t i = 0; i < COUNT(known); i++)
        if (text_equal(method, text_from(known[i])))
            return true;
    return false;
}

/* As the semantic conventions want them for a request of HTTP, with the name. */
static struct attributes of_http(const struct otlp_metrics_setup *setup, const struct snapshot_row *row)
{
    struct attributes a = {0};

    put(&a, "name", row->name);
    put(&a, "http.request.method", is_known_method(row->method) ? row->method : TEXT("_OTHER"));
    if (!is_known_method(row->method) && row->method.size > 0)
        put(&a, "http.request.method_original", row->method);
    if (setup->server_address.size == 0)
        return a;
    put(&a, "server.address", setup->server_address);
    a.at[a.count++] = (struct otlp_attribute){.key = "server.port", .number = setup->server_port};
    put(&a, "url.scheme", text_from(setup->url_scheme));
    return a;
}

/* ---- of each request name ---- */

static void write_times(struct otlp_writer *w, const struct otlp_metrics_setup *setup, const struct exported_rows *rows)
{
    static const struct otlp_metric service = {"http.client.request.duration", "s",
                                               "Service time: from the first byte sent to the end of the response."},
                                    response = {"locust.client.duration", "s",
                                                "Response time: from the moment a request was due, or was made, to its end."};

    otlp_begin_histogram(w, &service);
    for (size_t i = 0; i < rows->count; i++) {
        struct attributes a = of_http(setup, &rows->at[i].row);

        if (rows->at[i].row.service_histogram)
            otlp_times(w, a.at, a.count, rows->at[i].row.service_histogram);
    }
    otlp_end(w);
    otlp_begin_histogram(w, &response);
    for (size_t i = 0; i < rows->count; i++) {
        struct attributes a = of_name(rows->at[i].row.method, rows->at[i].row.name);

        if (rows->at[i].row.response_histogram)
            otlp_times(w, a.at, a.count, rows->at[i].row.response_histogram);
    }
    otlp_end(w);
}

static void write_requests(struct otlp_writer *w, const struct exported_rows *rows)
{
    static const struct otlp_metric requests = {"cicada.client.requests", "{request}", "Requests finished, by class of status."},
                                    io = {"cicada.client.io", "By", "Bytes sent and received."};

    otlp_begin_counter(w, &requests);
    for (size_t i = 0; i < rows->count; i++)
        for (size_t c = 0; c < STATUS_CLASSES; c++) {
            struct attributes a = of_name(rows->at[i].row.method, rows->at[i].row.name);

            put(&a, "status_class", text_from(status_class_names[c]));
            if (rows->at[i].responses[c] > 0)
                otlp_count(w, a.at, a.count, rows->at[i].responses[c], 1);
        }
    otlp_end(w);
    otlp_begin_counter(w, &io);
    for (size_t i = 0; i < rows->count; i++) {
        struct attributes out = of_name(rows->at[i].row.method, rows->at[i].row.name), in = out;

        put(&out, "network.io.direction", TEXT("transmit"));
        put(&in, "network.io.direction", TEXT("receive"));
        otlp_count(w, out.at, out.count, rows->at[i].row.bytes_sent, 1);
        otlp_count(w, in.at, in.count, rows->at[i].row.bytes_received, 1);
    }
    otlp_end(w);
}

static void write_failures(struct otlp_writer *w, const struct snapshot *s, struct exported_rows *rows)
{
    static const struct otlp_metric metric = {"cicada.client.failures", "{request}", "Requests failed, by reason."};
    size_t count;
    const struct exported_error *errors = exported_errors_by_type(rows, s, &count);

    otlp_begin_counter(w, &metric);
    for (size_t i = 0; i < count; i++) {
        struct attributes a = of_name(errors[i].method, errors[i].name);

        put(&a, "error.type", errors[i].error);
        otlp_count(w, a.at, a.count, errors[i].count, 1);
    }
    otlp_end(w);
}

static void write_in_flight(struct otlp_writer *w, const struct otlp_metrics_setup *setup, const struct exported_rows *rows)
{
    static const struct otlp_metric metric = {"http.client.active_requests", "{request}", "Requests begun and not finished."};

    otlp_begin_up_down(w, &metric);
    for (size_t i = 0; i < rows->count; i++) {
        struct attributes a = of_http(setup, &rows->at[i].row);

        otlp_level(w, a.at, a.count, (double)rows->at[i].row.in_flight);
    }
    otlp_end(w);
}

/* ---- of the run ---- */

static void write_users(struct otlp_writer *w, const struct run_progress *p)
{
    static const struct otlp_metric metric = {"locust.users.count", "{user}", "Users now, by their class."};

    otlp_begin_gauge(w, &metric);
    for (size_t i = 0; i < p->class_count; i++) {
        const struct otlp_attribute class = {.key = "user_class", .value = p->classes[i].name};

        otlp_level(w, &class, 1, p->classes[i].users);
    }
    otlp_end(w);
}

static void write_iterations(struct otlp_writer *w, const struct iteration_counts *c)
{
    static const struct otlp_metric planned = {"cicada.iterations.planned", "{iteration}", "Tasks that were due."},
                                    done = {"cicada.iterations.finished", "{iteration}", "Tasks done to their end."},
                                    dropped = {"cicada.arrivals.dropped", "{arrival}", "Arrivals that were never begun."};
    static const struct otlp_attribute no_user = {.key = "reason", .value = TEXT("no_user")},
                                       late = {.key = "reason", .value = TEXT("late")};

    otlp_begin_counter(w, &planned);
    otlp_count(w, NULL, 0, c->planned, 1);
    otlp_end(w);
    otlp_begin_counter(w, &done);
    otlp_count(w, NULL, 0, c->finished, 1);
    otlp_end(w);
    otlp_begin_counter(w, &dropped);
    otlp_count(w, &no_user, 1, c->dropped_no_user, 1);
    otlp_count(w, &late, 1, c->dropped_late, 1);
    otlp_end(w);
}

/* What tells whether the numbers can be trusted: a generator that is late or busy makes its own. */
static void write_generator(struct otlp_writer *w, const struct otlp_stream *stream, const struct run_progress *p)
{
    static const struct otlp_metric lag = {"cicada.generator.lag", "s",
                                           "The latest timer of the load generator since the last export."},
                                    cpu = {"process.cpu.time", "s", "CPU time of the load generator."},
                                    memory = {"process.memory.usage", "By", "Memory of the load generator."};

    otlp_begin_gauge(w, &lag);
    otlp_level(w, NULL, 0, (double)stream->lag_max_ns / (double)NANOS_PER_SECOND);
    otlp_end(w);
    otlp_begin_counter(w, &cpu);
    otlp_count(w, NULL, 0, (uint64_t)(p->cpu_total * (double)NANOS_PER_SECOND), NANOS_PER_SECOND);
    otlp_end(w);
    otlp_begin_up_down(w, &memory);
    otlp_level(w, NULL, 0, (double)p->memory_bytes);
    otlp_end(w);
}

/* ---- the request ---- */

static void write_metrics(struct otlp_stream *stream, struct otlp_writer *w, const struct snapshot *s)
{
    struct exported_rows rows;

    exported_rows_read(&rows, s);
    write_times(w, stream->setup, &rows);
    write_requests(w, &rows);
    write_failures(w, s, &rows);
    write_in_flight(w, stream->setup, &rows);
    exported_rows_free(&rows);
    write_users(w, &s->progress);
    write_iterations(w, &s->iterations.total);
    write_generator(w, stream, &s->progress);
}

static void write_resource(const struct otlp_metrics_setup *setup, struct buffer *out)
{
    size_t resource = protobuf_begin(out, RESOURCE_METRICS_RESOURCE);

    otlp_write_attributes(out, RESOURCE_ATTRIBUTES, setup->resource, setup->resource_count);
    protobuf_end(out, resource);
}

static void write_scope(struct buffer *out)
{
    size_t scope = protobuf_begin(out, SCOPE_METRICS_SCOPE);

    protobuf_bytes(out, SCOPE_NAME, TEXT("cicada"));
    protobuf_bytes(out, SCOPE_VERSION, TEXT(CICADA_VERSION));
    protobuf_end(out, scope);
}

/* The wall time of a moment, from that of the start: the clock on the wall may step, the points of a series must not. */
static uint64_t wall_of(const struct snapshot *s, uint64_t at_ns)
{
    const struct run_progress *p = &s->progress;

    return p->start_wall_ns > 0 && at_ns >= p->start_ns ? p->start_wall_ns + (at_ns - p->start_ns) : s->taken_wall_ns;
}

/* When the counts of the snapshot began. Pauses are left out of the time they are of. After a reset it lies too early by the
 * pauses before it; what matters is that it is another time then, and stands still otherwise. */
static uint64_t start_of(const struct snapshot *s)
{
    uint64_t end_ns = s->progress.end_ns ? s->progress.end_ns : s->taken_ns;
    uint64_t counted_ns = (uint64_t)(s->elapsed_s * (double)NANOS_PER_SECOND) + s->progress.paused_ns;

    return wall_of(s, MAX(end_ns - MIN(end_ns, counted_ns), s->progress.start_ns));
}

static void begin_anew_if_counts_did(struct otlp_stream *stream, const struct snapshot *s)
{
    uint64_t start_ns = start_of(s), apart = MAX(start_ns, stream->start_ns) - MIN(start_ns, stream->start_ns);

    if (stream->start_ns > 0 && apart < SAME_START_NS)
        return;
    stream->start_ns = stream->sent_ns = start_ns;
    if (stream->memory)
        otlp_memory_clear(stream->memory);
}

void otlp_stream_write(struct otlp_stream *stream, const struct snapshot *s, struct buffer *out)
{
    struct otlp_writer w = {
        .out = out, .now_ns = wall_of(s, s->taken_ns), .memory = stream->memory, .exponential = stream->setup->exponential};
    size_t resource_metrics, scope_metrics;

    begin_anew_if_counts_did(stream, s);
    otlp_stream_note(stream, s);
    w.start_ns = stream->start_ns;
    w.before_ns = stream->sent_ns;
    buffer_init(&w.series, SERIES_MAX);
    resource_metrics = protobuf_begin(out, REQUEST_RESOURCE_METRICS);
    write_resource(stream->setup, out);
    scope_metrics = protobuf_begin(out, RESOURCE_METRICS_SCOPE);
    write_scope(out);
    write_metrics(stream, &w, s);
    protobuf_end(out, scope_metrics);
    protobuf_bytes(out, RESOURCE_METRICS_SCHEMA, TEXT(SCHEMA_URL));
    protobuf_end(out, resource_metrics);
    buffer_free(&w.series);
    stream->sent_ns = w.now_ns;
    stream->lag_max_ns = 0;
}
