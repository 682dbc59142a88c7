/* SPDX-License-Identifier: MIT */
/* telemetry/otlp_settings_test.c - what the OTEL_* variables mean; the refusals are in tests/e2e/engine/test_telemetry.py too */
#include "support.h"

#include "telemetry/otlp_settings.h"

struct variable {
    const char *name, *value;
};

static const char *look_up(void *context, const char *name)
{
    for (const struct variable *v = context; v->name; v++)
        if (strcmp(v->name, name) == 0)
            return v->value;
    return NULL;
}

struct environment {
    struct arena arena;
    struct otlp_settings settings;
    char problem[OTLP_PROBLEM];
};

static bool read_from(struct environment *e, const struct variable *variables)
{
    *e = (struct environment){0};
    return otlp_settings_read(look_up, (void *)(uintptr_t)variables, &e->arena, &e->settings, e->problem);
}

static void must_read(struct environment *e, const struct variable *variables)
{
    if (!read_from(e, variables))
        fail_msg("%s", e->problem);
}

static void assert_text(const char *name, struct text got, const char *wanted)
{
    if (!text_equal(got, text_from(wanted)))
        fail_msg("%s: got \"%.*s\", wanted \"%s\"", name, (int)got.size, got.data, wanted);
}

static void without_variables_the_defaults_of_the_specification_hold(void **state)
{
    static const struct variable none[] = {{"OTEL_EXPORTER_OTLP_ENDPOINT", ""}, {NULL}};
    struct environment e;

    must_read(&e, none);
    assert_false(e.settings.disabled);
    assert_text("endpoint", e.settings.endpoint, "http://localhost:4318/v1/metrics");
    assert_near_double("interval", e.settings.interval_s, 60, 0);
    assert_near_double("timeout", e.settings.timeout_s, 10, 0);
    assert_false(e.settings.gzip || e.settings.delta || e.settings.exponential);
    assert_equal_u64("headers", e.settings.header_count + e.settings.attribute_count, 0);
    arena_reset(&e.arena);
}

static void the_variable_for_metrics_wins(void **state)
{
    static const struct variable both[] = {{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://all:1/"},
                                           {"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "https://metrics:2/x"},
                                           {"OTEL_EXPORTER_OTLP_TIMEOUT", "5000"},
                                           {"OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "3000"},
                                           {"OTEL_METRIC_EXPORT_TIMEOUT", "2000"},
                                           {"OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"},
                                           {"OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", "none"},
                                           {"OTEL_EXPORTER_OTLP_CERTIFICATE", "/all.pem"},
                                           {"OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE", "/metrics.pem"},
                                           {"OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "LowMemory"},
                                           {NULL}};
    struct environment e;

    must_read(&e, both);
    assert_text("endpoint", e.settings.endpoint, "https://metrics:2/x");
    assert_near_double("timeout", e.settings.timeout_s, 2, 0);
    assert_false(e.settings.gzip);
    assert_true(e.settings.delta);
    assert_equal_string("certificate", e.settings.ca_file, "/metrics.pem");
    arena_reset(&e.arena);
    must_read(&e, (const struct variable[]){{"OTEL_EXPORTER_OTLP_ENDPOINT", " http://all:1/base/ "}, {NULL}});
    assert_text("endpoint", e.settings.endpoint, "http://all:1/base/v1/metrics");
    arena_reset(&e.arena);
}

static void lists_are_decoded_and_the_service_name_wins(void **state)
{
    static const struct variable lists[] = {{"OTEL_EXPORTER_OTLP_HEADERS", " Authorization = Basic%20YTpi== ,, x-tenant=%C3%A9,"},
                                            {"OTEL_RESOURCE_ATTRIBUTES", "service.name=a,team=b%2Cc,team=d,empty="},
                                            {"OTEL_SERVICE_NAME", "load"},
                                            {NULL}};
    struct environment e;

    must_read(&e, lists);
    assert_equal_u64("headers", e.settings.header_count, 2);
    assert_text("name", e.settings.headers[0].name, "Authorization");
    assert_text("value", e.settings.headers[0].value, "Basic YTpi==");
    assert_text("tenant", e.settings.headers[1].value, "\xc3\xa9");
    assert_equal_u64("attributes", e.settings.attribute_count, 3);
    assert_equal_string("key", e.settings.attributes[0].key, "service.name");
    assert_text("service", e.settings.attributes[0].value, "load");
    assert_text("team", e.settings.attributes[1].value, "d");
    assert_text("empty", e.settings.attributes[2].value, "");
    arena_reset(&e.arena);
}

static void too_many_pairs_are_refused(void **state)
{
    char list[4 * 100 + 1];
    struct variable variables[] = {{"OTEL_RESOURCE_ATTRIBUTES", list}, {NULL}};
    struct environment e;

    for (size_t i = 0; i < 100; i++)
        memcpy(list + 4 * i, (char[]){(char)('a' + i / 26), (char)('a' + i % 26), '=', ','}, 4);
    list[sizeof list - 1] = '\0';
    assert_false(read_from(&e, variables));
    assert_equal_string("problem", e.problem, "--otel: OTEL_RESOURCE_ATTRIBUTES: too many attributes");
    arena_reset(&e.arena);
    variables[0].name = "OTEL_EXPORTER_OTLP_HEADERS";
    assert_false(read_from(&e, variables));
    arena_reset(&e.arena);
}

static void it_can_be_switched_off_whatever_else_is_set(void **state)
{
    static const struct variable off[] = {{"OTEL_SDK_DISABLED", "TRUE"}, {"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"}, {NULL}};
    static const struct variable odd[] = {{"OTEL_METRICS_EXPORTER", "console"}, {NULL}};
    struct environment e;

    must_read(&e, off);
    assert_true(e.settings.disabled);
    arena_reset(&e.arena);
    assert_false(read_from(&e, odd));
    arena_reset(&e.arena);
}

TEST_MAIN(TEST(without_variables_the_defaults_of_the_specification_hold), TEST(the_variable_for_metrics_wins),
          TEST(lists_are_decoded_and_the_service_name_wins), TEST(too_many_pairs_are_refused),
          TEST(it_can_be_switched_off_whatever_else_is_set))
