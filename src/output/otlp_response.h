/* SPDX-License-Identifier: MIT */
/* output/otlp_response.h - what a receiver of OTLP answers: how much it did not take, and why
 *
 * Source: opentelemetry.io, "OTLP Specification 1.x"; ExportMetricsServiceResponse of metrics_service.proto, and
 * google.rpc.Status.
 */
#ifndef CICADA_OUTPUT_OTLP_RESPONSE_H
#define CICADA_OUTPUT_OTLP_RESPONSE_H

#include "base/text.h"

struct otlp_response {
    uint64_t rejected;   /* data points that were not taken */
    struct text message; /* a piece of the body; empty: none. Any bytes */
};

/* The body of a success. False when it is none: then nothing is known but that it was one. Empty is fine: all was taken. */
MUST_USE bool otlp_response_read(struct text body, struct otlp_response *out);

/* The message in the body of a refusal; empty when it has none. */
struct text otlp_refusal_message(struct text body);

#endif
