/* SPDX-License-Identifier: MIT */
/* output/otlp_metrics.h - the numbers of a run as a request of OTLP, OpenTelemetry's protocol: snapshots in, bytes out
 *
 * An ExportMetricsServiceRequest in protobuf, for POST /v1/metrics. The names are those of the semantic conventions where there
 * is one (http.client.request.duration: the service time), those of Locust where it has one (locust.client.duration: the response
 * time; locust.users.count), else cicada.*. docs/metrics.md lists them all.
 *
 * Not here: sending (telemetry/), which request names are exported (output/exported_rows.h).
 */
#ifndef CICADA_OUTPUT_OTLP_METRICS_H
#define CICADA_OUTPUT_OTLP_METRICS_H

#include "output/otlp_points.h"
#include "stats/snapshot.h"

struct otlp_metrics_setup {                /* borrowed for the life of the stream */
    const struct otlp_attribute *resource; /* attributes of who sends */
    size_t resource_count;
    struct text server_address; /* of the run's host; empty: not known */
    uint16_t server_port;
    const char *url_scheme;
    bool delta;       /* differences to the export before instead of sums */
    bool exponential; /* histograms with exponential buckets instead of the advised bounds */
};

struct otlp_stream; /* what has to be remembered from one export to the next */

struct otlp_stream *otlp_stream_new(const struct otlp_metrics_setup *setup);
void otlp_stream_free(struct otlp_stream *stream); /* NULL is fine */

/* Once a second: keeps what lasts for a second only, so that an export tells the worst since the one before. */
void otlp_stream_note(struct otlp_stream *stream, const struct snapshot *s);

/* Appends a request. With differences it tells what came since the last call, whether that was delivered or not. Reads the
 * histograms of the snapshot. */
void otlp_stream_write(struct otlp_stream *stream, const struct snapshot *s, struct buffer *out);

#endif
