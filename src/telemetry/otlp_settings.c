/* SPDX-License-Identifier: MIT */
/* telemetry/otlp_settings.c - see otlp_settings.h
 *
 * Most variables come in two: OTEL_EXPORTER_OTLP_METRICS_X is for metrics and wins over OTEL_EXPORTER_OTLP_X, which is for all
 * signals. An empty one counts as not set.
 */
#include "telemetry/otlp_settings.h"

#include <stdio.h>

#include "base/limits.h"
#include "http/request_head.h"
#include "http/url.h"

#define DEFAULT_ENDPOINT    "http://localhost:4318"
#define METRICS_PATH        "/v1/metrics"
#define DEFAULT_INTERVAL_MS 60000
#define DEFAULT_TIMEOUT_MS  10000
#define NAME_SIZE           80

struct reader {
    otlp_variable *look_up;
    void *context;
    struct arena *arena;
    char *problem;
};

struct variable {
    char name[NAME_SIZE];
    struct text value; /* trimmed; empty: not set */
};

static struct text value_of(const struct reader *r, const char *name)
{
    return text_trim(text_from(r->look_up(r->context, name)));
}

static struct variable find(const struct reader *r, const char *name)
{
    struct variable v;

    snprintf(v.name, sizeof v.name, "%s", name);
    v.value = value_of(r, v.name);
    return v;
}

/* OTEL_EXPORTER_OTLP_METRICS_`what`, or the one for all signals. */
static struct variable find_exporter(const struct reader *r, const char *what)
{
    struct variable v;

    snprintf(v.name, sizeof v.name, "OTEL_EXPORTER_OTLP_METRICS_%s", what);
    v.value = value_of(r, v.name);
    if (v.value.size > 0)
        return v;
    snprintf(v.name, sizeof v.name, "OTEL_EXPORTER_OTLP_%s", what);
    v.value = value_of(r, v.name);
    return v;
}

static bool refuse(const struct reader *r, const struct variable *v, const char *sentence)
{
    snprintf(r->problem, OTLP_PROBLEM, "--otel: %s: %s", v->name, sentence);
    return false;
}

/* ---- words and numbers ---- */

/* The place of the value in `words`; the first one when it is not set. False when it is none of them. */
static bool read_choice(const struct reader *r, const struct variable *v, const char *const *words, size_t count,
                        const char *sentence, size_t *place)
{
    *place = 0;
    if (v->value.size == 0)
        return true;
    for (size_t i = 0; i < count; i++)
        if (text_equal_nocase(v->value, text_from(words[i]))) {
            *place = i;
            return true;
        }
    return refuse(r, v, sentence);
}

static bool read_milliseconds(const struct reader *r, const struct variable *v, double otherwise_ms, double *seconds)
{
    uint64_t ms;

    *seconds = otherwise_ms / 1000;
    if (v->value.size == 0)
        return true;
    if (!text_to_u64(v->value, &ms) || ms == 0 || (double)ms / 1000 > LIMIT_DURATION_SECONDS)
        return refuse(r, v, "not a number of milliseconds, as in 60000");
    *seconds = (double)ms / 1000;
    return true;
}

static bool read_times(const struct reader *r, struct otlp_settings *out)
{
    struct variable interval = find(r, "OTEL_METRIC_EXPORT_INTERVAL"), whole = find(r, "OTEL_METRIC_EXPORT_TIMEOUT");
    struct variable timeout = find_exporter(r, "TIMEOUT");
    double whole_s;

    if (!read_milliseconds(r, &interval, DEFAULT_INTERVAL_MS, &out->interval_s) ||
        !read_milliseconds(r, &timeout, DEFAULT_TIMEOUT_MS, &out->timeout_s) || !read_milliseconds(r, &whole, 0, &whole_s))
        return false;
    if (whole_s > 0)
        out->timeout_s = MIN(out->timeout_s, whole_s);
    return true;
}

static bool read_choices(const struct reader *r, struct otlp_settings *out)
{
    static const char *const protocols[] = {"http/protobuf"}, *const compressions[] = {"none", "gzip"};
    static const char *const temporalities[] = {"cumulative", "delta", "lowmemory"};
    static const char *const aggregations[] = {"explicit_bucket_histogram", "base2_exponential_bucket_histogram"};
    struct variable protocol = find_exporter(r, "PROTOCOL"), compression = find_exporter(r, "COMPRESSION");
    struct variable temporality = find(r, "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE");
    struct variable aggregation = find(r, "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION");
    size_t place;

    if (!read_choice(
            r, &protocol, protocols, COUNT(protocols),
            "Cicada sends http/protobuf only. Set it to \"http/protobuf\", and the endpoint to the port for HTTP, which is "
            "4318 rather than 4317 in most collectors",
            &place))
        return false;
    if (!read_choice(r, &compression, compressions, COUNT(compressions), "not known: use gzip or none", &place))
        return false;
    out->gzip = place == 1;
    if (!read_choice(r, &temporality, temporalities, COUNT(temporalities), "not known: use cumulative, delta or lowmemory",
                     &place))
        return false;
    out->delta = place > 0;
    if (!read_choice(r, &aggregation, aggregations, COUNT(aggregations),
                     "not known: use explicit_bucket_histogram or base2_exponential_bucket_histogram", &place))
        return false;
    out->exponential = place == 1;
    return true;
}

/* ---- where to ---- */

static bool check_endpoint(const struct reader *r, const struct variable *v, struct text endpoint)
{
    struct arena arena = {0};
    const char *sentence = "";
    struct url url;
    bool good = url_parse(endpoint, false, &arena, &url, &sentence, NULL) == OK;

    if (good && url.userinfo.size > 0) {
        good = false;
        sentence = "credentials do not belong into the URL: put them into OTEL_EXPORTER_OTLP_HEADERS, as in "
                   "\"Authorization=Basic%20...\"";
    }
    arena_reset(&arena);
    return good || refuse(r, v, sentence);
}

/* The URL for metrics is used as it is; to the one for all signals their path is added. */
static bool read_endpoint(const struct reader *r, struct otlp_settings *out)
{
    struct variable v = find(r, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT");
    size_t size;

    if (v.value.size > 0) {
        out->endpoint = v.value;
        return check_endpoint(r, &v, out->endpoint);
    }
    v = find(r, "OTEL_EXPORTER_OTLP_ENDPOINT");
    if (v.value.size == 0)
        v.value = TEXT(DEFAULT_ENDPOINT);
    size = v.value.size - (v.value.data[v.value.size - 1] == '/');
    if (size > LIMIT_URL)
        return refuse(r, &v, "too long");
    out->endpoint = text_from(arena_printf(r->arena, "%.*s" METRICS_PATH, (int)size, v.value.data));
    return check_endpoint(r, &v, out->endpoint);
}

static void read_files(const struct reader *r, struct otlp_settings *out)
{
    const struct {
        const char *what;
        const char **to;
    } files[] = {{"CERTIFICATE", &out->ca_file}, {"CLIENT_CERTIFICATE", &out->certificate_file}, {"CLIENT_KEY", &out->key_file}};

    for (size_t i = 0; i < COUNT(files); i++) {
        struct variable v = find_exporter(r, files[i].what);

        if (v.value.size > 0)
            *files[i].to = arena_copy(r->arena, v.value);
    }
}

/* ---- lists of "key=value,key=value", percent-encoded as W3C's Baggage ---- */

static bool decode(struct arena *arena, struct text t, struct text *out)
{
    struct buffer decoded;
    bool good;

    buffer_init(&decoded, t.size + 1);
    good = url_decode(t, false, &decoded);
    if (good)
        *out = (struct text){arena_copy(arena, buffer_view(&decoded)), decoded.size};
    buffer_free(&decoded);
    return good;
}

/* Takes the next pair. False at the end, or with `*bad` on a mistake. Empty parts are passed over. */
static bool next_pair(const struct reader *r, struct text *rest, struct text *key, struct text *value, bool *bad)
{
    while (rest->data) {
        struct text coded = text_cut(rest, ','), name = text_trim(text_cut(&coded, '='));

        if (name.size == 0 && !coded.data)
            continue;
        *bad = name.size == 0 || !coded.data || !decode(r->arena, name, key) || !decode(r->arena, text_trim(coded), value);
        return !*bad;
    }
    return false;
}

static bool read_headers(const struct reader *r, struct otlp_settings *out)
{
    struct variable v = find_exporter(r, "HEADERS");
    struct text rest = v.value, name, value;
    bool bad = false;

    out->headers = arena_zalloc(r->arena, LIMIT_TELEMETRY_PAIRS * sizeof *out->headers);
    while (next_pair(r, &rest, &name, &value, &bad)) {
        if (out->header_count == LIMIT_TELEMETRY_PAIRS)
            return refuse(r, &v, "too many headers");
        if (!request_head_name_is_valid(name) || !request_head_value_is_valid(value))
            return refuse(r, &v, "a header has a name or a value that HTTP does not allow");
        out->headers[out->header_count++] = (struct http_field){name, value};
    }
    return !bad || refuse(r, &v, "write it as \"name=value,name=value\", with the values percent-encoded");
}

/* A later one of the same key wins. */
static void set_attribute(struct otlp_settings *out, const char *key, struct text value)
{
    size_t i = 0;

    while (i < out->attribute_count && strcmp(out->attributes[i].key, key) != 0)
        i++;
    out->attributes[i] = (struct otlp_attribute){.key = key, .value = value};
    out->attribute_count = MAX(out->attribute_count, i + 1);
}

static bool read_attributes(const struct reader *r, struct otlp_settings *out)
{
    struct variable v = find(r, "OTEL_RESOURCE_ATTRIBUTES"), service = find(r, "OTEL_SERVICE_NAME");
    struct text rest = v.value, key, value;
    bool bad = false;

    out->attributes = arena_zalloc(r->arena, (LIMIT_TELEMETRY_PAIRS + 1) * sizeof *out->attributes);
    while (next_pair(r, &rest, &key, &value, &bad)) {
        if (out->attribute_count == LIMIT_TELEMETRY_PAIRS)
            return refuse(r, &v, "too many attributes");
        set_attribute(out, key.data, value);
    }
    if (bad)
        return refuse(r, &v, "write it as \"key=value,key=value\", with the values percent-encoded");
    if (service.value.size > 0)
        set_attribute(out, "service.name", service.value);
    return true;
}

/* ---- all of them ---- */

static bool is_disabled(const struct reader *r)
{
    return text_equal_nocase(value_of(r, "OTEL_SDK_DISABLED"), TEXT("true")) ||
           text_equal_nocase(value_of(r, "OTEL_METRICS_EXPORTER"), TEXT("none"));
}

static bool read_exporter(const struct reader *r)
{
    static const char *const exporters[] = {"otlp"};
    struct variable v = find(r, "OTEL_METRICS_EXPORTER");
    size_t place;

    return read_choice(r, &v, exporters, COUNT(exporters), "Cicada has otlp, and none", &place);
}

bool otlp_settings_read(otlp_variable *look_up, void *context, struct arena *arena, struct otlp_settings *out, char *problem)
{
    struct reader r = {look_up, context, arena, problem};

    *out = (struct otlp_settings){.disabled = is_disabled(&r)};
    read_files(&r, out);
    return out->disabled || (read_exporter(&r) && read_choices(&r, out) && read_times(&r, out) && read_endpoint(&r, out) &&
                             read_headers(&r, out) && read_attributes(&r, out));
}
