/* SPDX-License-Identifier: MIT */
/* output/otlp_metrics_test.c - a request as a whole: when its sums begin, and that every text in it is UTF-8
 *
 * What is in it is held against the report of a run in tests/e2e/engine/test_telemetry.py.
 */
#include "fixture.h"
#include "many_names.h"

#include "base/limits.h"
#include "output/otlp_metrics.h"
#include "output/protobuf.h"

static struct text field_of(struct text message, uint64_t number)
{
    struct protobuf_field field;

    while (protobuf_next(&message, &field))
        if (field.number == number)
            return field.bytes;
    return (struct text){0};
}

/* The metrics of a request, one after the other. */
static struct text scope_of(const struct buffer *request)
{
    return field_of(field_of(buffer_view(request), 1), 2);
}

static struct text metric_of(const struct buffer *request, const char *name)
{
    struct text scope = scope_of(request);
    struct protobuf_field field;

    while (protobuf_next(&scope, &field))
        if (field.number == OTLP_SCOPE_METRICS && text_equal(field_of(field.bytes, 1), text_from(name)))
            return field.bytes;
    fail_msg("%s is missing", name);
    return (struct text){0};
}

/* Start and time of the first point of a metric with a sum. */
static void times_of(const struct buffer *request, const char *name, uint64_t *start, uint64_t *time)
{
    struct text point = field_of(field_of(metric_of(request, name), 7), 1);
    struct protobuf_field field;

    *start = *time = 0;
    while (protobuf_next(&point, &field)) {
        if (field.number == 2)
            *start = field.value;
        else if (field.number == 3)
            *time = field.value;
    }
}

static void write_request(struct otlp_stream *stream, const struct snapshot *s, struct buffer *out)
{
    buffer_clear(out);
    otlp_stream_write(stream, s, out);
    assert_false(out->overflowed);
}

static void sums_begin_anew_with_the_counts_only(void **state)
{
    static const struct {
        const char *what;
        double at_s, elapsed_s, paused_s; /* since the start */
        double start_s;                   /* of the sums */
    } cases[] = {
        {"a while after the start", 10, 10, 0, 0},
        {"with a rounding", 20.5, 20.5000001, 0, 0},
        {"in a pause", 30, 25, 5, 0},
        {"after it", 40, 35, 5, 0},
        {"a second after a reset", 50, 1, 0, 49},
        {"later", 60, 11, 0, 49},
        {"the next run", 1000, 2, 0, 998},
    };
    struct otlp_metrics_setup setup = {0};
    struct otlp_stream *stream = otlp_stream_new(&setup);
    struct fixture f;
    struct buffer out;

    fixture_init(&f);
    buffer_init(&out, LIMIT_TELEMETRY_REQUEST);
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint64_t start, time;

        f.snapshot.taken_ns = f.snapshot.progress.start_ns + (uint64_t)(cases[i].at_s * 1e9);
        f.snapshot.taken_wall_ns = 17; /* the clock on the wall has stepped */
        f.snapshot.elapsed_s = cases[i].elapsed_s;
        f.snapshot.progress.paused_ns = (uint64_t)(cases[i].paused_s * 1e9);
        write_request(stream, &f.snapshot, &out);
        times_of(&out, "cicada.iterations.planned", &start, &time);
        assert_near_double(cases[i].what, (double)(start - FIXTURE_START_WALL) / 1e9, cases[i].start_s, 1e-3);
        assert_near_double(cases[i].what, (double)(time - FIXTURE_START_WALL) / 1e9, cases[i].at_s, 1e-6);
    }
    buffer_free(&out);
    otlp_stream_free(stream);
    fixture_free(&f);
}

static void assert_strings_are_utf8(struct text message, unsigned depth)
{
    struct text rest = message;
    struct protobuf_field field;

    while (protobuf_next(&rest, &field)) {
        if (!field.bytes.data)
            continue;
        for (size_t at = 0; depth == 0 && at < field.bytes.size;) {
            size_t size = text_utf8_size((struct text){field.bytes.data + at, field.bytes.size - at});

            if (size == 0)
                fail_msg("no UTF-8: %.*s", (int)field.bytes.size, field.bytes.data);
            at += size;
        }
        if (depth > 0)
            assert_strings_are_utf8(field.bytes, depth - 1);
    }
}

static void texts_of_any_bytes_become_utf8(void **state)
{
    static const struct otlp_attribute resource[] = {{.key = "service.name", .value = TEXT("\xff\xc3")}};
    struct otlp_metrics_setup setup = {.resource = resource, .resource_count = 1};
    struct otlp_stream *stream = otlp_stream_new(&setup);
    struct stats *stats = many_names_begin();
    struct buffer out;
    struct text point;

    many_names_request(stats, TEXT("\xfe"), TEXT("/\xed\xa0\x80"), NANOS_PER_MILLI, 200);
    buffer_init(&out, LIMIT_TELEMETRY_REQUEST);
    write_request(stream, many_names_snapshot(stats), &out);
    assert_strings_are_utf8(field_of(field_of(field_of(field_of(buffer_view(&out), 1), 1), 1), 2), 0);
    point = field_of(field_of(metric_of(&out, "locust.client.duration"), 9), 1);
    assert_strings_are_utf8(field_of(field_of(point, 9), 2), 0);
    buffer_free(&out);
    stats_free(stats);
    otlp_stream_free(stream);
}

static void the_worst_lag_since_the_export_before_is_told(void **state)
{
    struct otlp_metrics_setup setup = {0};
    struct otlp_stream *stream = otlp_stream_new(&setup);
    struct fixture f;
    struct buffer out;
    static const uint64_t lags_ms[] = {3, 40, 5};
    static const double told_s[] = {0.040, 0.005};

    fixture_init(&f);
    buffer_init(&out, LIMIT_TELEMETRY_REQUEST);
    for (size_t i = 0; i < COUNT(lags_ms); i++) {
        f.snapshot.progress.lag_second_max_ns = lags_ms[i] * NANOS_PER_MILLI;
        otlp_stream_note(stream, &f.snapshot);
    }
    for (size_t i = 0; i < COUNT(told_s); i++) {
        struct text point;
        struct protobuf_field field;
        double told = -1;

        write_request(stream, &f.snapshot, &out);
        point = field_of(field_of(metric_of(&out, "cicada.generator.lag"), 5), 1);
        while (protobuf_next(&point, &field))
            if (field.number == 4)
                memcpy(&told, &field.value, sizeof told);
        assert_near_double("lag", told, told_s[i], 1e-12);
    }
    buffer_free(&out);
    otlp_stream_free(stream);
    fixture_free(&f);
}

static void an_export_of_ten_thousand_names_fits(void **state)
{
    struct otlp_metrics_setup setup = {.delta = true};
    struct otlp_stream *stream = otlp_stream_new(&setup);
    struct stats *stats = many_names_begin();
    struct buffer out;

    many_names_count(stats, LIMIT_NAMES);
    buffer_init(&out, LIMIT_TELEMETRY_REQUEST);
    write_request(stream, many_names_snapshot(stats), &out);
    if (out.size > 512 * KIB)
        fail_msg("%zu bytes", out.size);
    buffer_free(&out);
    stats_free(stats);
    otlp_stream_free(stream);
}

TEST_MAIN(TEST(sums_begin_anew_with_the_counts_only), TEST(texts_of_any_bytes_become_utf8),
          TEST(the_worst_lag_since_the_export_before_is_told), TEST(an_export_of_ten_thousand_names_fits))
