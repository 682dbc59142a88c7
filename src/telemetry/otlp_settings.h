/* SPDX-License-Identifier: MIT */
/* telemetry/otlp_settings.h - what the OTEL_* variables of the environment ask for
 *
 * The variables are those of OpenTelemetry ("Environment Variable Specification", "OTLP Exporter Configuration"), as far as they
 * are about metrics over OTLP; docs/metrics.md lists them. A value that cannot be used is refused with a sentence that names its
 * variable: a load test that silently reports elsewhere, or not at all, is worse than one that does not start.
 */
#ifndef CICADA_TELEMETRY_OTLP_SETTINGS_H
#define CICADA_TELEMETRY_OTLP_SETTINGS_H

#include "base/arena.h"
#include "http/head.h"
#include "output/otlp_points.h"

#define OTLP_PROBLEM 512

struct otlp_settings {
    bool disabled;        /* OTEL_SDK_DISABLED, or OTEL_METRICS_EXPORTER=none */
    struct text endpoint; /* URL, with its path */
    struct http_field *headers;
    size_t header_count;
    double interval_s;
    double timeout_s; /* of one export, repetitions included */
    bool gzip;
    const char *ca_file, *certificate_file, *key_file; /* NULL: none */
    bool delta;
    bool exponential;
    struct otlp_attribute *attributes; /* of the resource, those of the environment only */
    size_t attribute_count;
};

/* The value of a variable; NULL when it is not set. */
typedef const char *otlp_variable(void *context, const char *name);

/* Texts live in the arena. False with a sentence in `problem` (OTLP_PROBLEM bytes); values of headers are never in it. */
MUST_USE bool otlp_settings_read(otlp_variable *look_up, void *context, struct arena *arena, struct otlp_settings *out,
                                 char *problem);

#endif
