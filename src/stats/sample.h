/* SPDX-License-Identifier: MIT */
/* stats/sample.h - what is known of one finished request
 *
 * The one record that travels from a virtual user to the statistics. All times are CLOCK_MONOTONIC in ns; 0 means that it did not
 * happen.
 *
 *   due ........ when the plan says it starts (arrival rate, pacing); 0 when there is no plan
 *   start ...... the call began: connection, DNS and TLS come after this
 *   first_write  just before the first byte of the (last) request was written
 *   sent ....... the last byte of it was accepted by the kernel
 *   first_byte . the first byte of the final status line was seen
 *   end ........ the last byte of the body was seen, or the request failed
 *
 *   response time = end - due, or end - start without due: what a user felt
 *   service time  = end - first_write: what the server and the network took
 */
#ifndef CICADA_STATS_SAMPLE_H
#define CICADA_STATS_SAMPLE_H

#include "base/error.h"
#include "base/text.h"

struct sample {
    uint64_t due_ns, start_ns, first_write_ns, sent_ns, first_byte_ns, end_ns;
    uint64_t dns_ns, connect_ns, tls_ns; /* durations of the phases before the first write; 0: not needed */
    uint64_t bytes_sent, bytes_received; /* of HTTP, head and body as on the wire, before TLS */
    uint64_t body_size;                  /* of the response body as received: Locust's response_length */
    int status;                          /* three digits; 0: no response */
    enum error error;                    /* OK: success */
    struct text error_text;              /* for people; empty: error_text(error) */
    uint64_t groups;                     /* of class and tags, a bit each (stats/groups.h); 0: none was asked for */
    uint32_t class; /* of the user: its place in the list of classes, from 1; 0: none, as of a hook of the scenario */
    bool new_connection;
};

/* Whose sample it is. */
struct sample_origin {
    struct text method, name;    /* under which it is counted */
    struct text class_name;      /* of the user; empty: of a hook of the scenario */
    uint64_t user;               /* number of the user, from 0 */
    bool warmup;                 /* it belongs to the warm-up, and is left out of the results */
    uint32_t class_users, users; /* there are at this moment: of that class, in all */
};

static inline uint64_t sample_response_ns(const struct sample *s)
{
    uint64_t from = s->due_ns ? s->due_ns : s->start_ns;

    return s->end_ns > from ? s->end_ns - from : 0;
}

/* 0 when nothing was written. */
static inline uint64_t sample_service_ns(const struct sample *s)
{
    return s->first_write_ns && s->end_ns > s->first_write_ns ? s->end_ns - s->first_write_ns : 0;
}

#endif
