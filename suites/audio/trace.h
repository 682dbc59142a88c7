/* SPDX-License-Identifier: MIT */
/* trace.h - a trace id for each request (W3C Trace Context), so that a slow one can be found in the traces of the service
 *
 * The user's record begins with a struct trace. A request that took longer than AUDIO_SLOW_MS (500) is logged with its id.
 */
#ifndef SUITES_TRACE_H
#define SUITES_TRACE_H

#include <cicada.h>
#include <stdlib.h>

struct trace {
    char id[33]; /* of the last request */
};

/* For .headers. */
static inline const cic_pair *traced(cic_user *u)
{
    struct trace *trace = cic_data(u);
    cic_pair *headers = cic_alloc(u, 2 * sizeof *headers);

    cic_copy(trace->id, sizeof trace->id, cic_fake_hex(u, 32));
    headers[0] = (cic_pair){"traceparent", cic_fmt(u, "00-%s-%s-01", trace->id, cic_fake_hex(u, 16))};
    return headers;
}

/* For .request of the scenario. */
static inline void log_slow_request(cic_user *u, const cic_response *r)
{
    struct trace *trace = cic_data(u);

    if (trace && r->response_time * 1000 > strtod(cic_env("AUDIO_SLOW_MS", "500"), NULL))
        cic_warn(u, "slow: %s %s took %.0f ms, trace %s", r->method, r->name, r->response_time * 1000, trace->id);
}

#endif
