/* SPDX-License-Identifier: MIT */
/* http/settings.h - what all HTTP clients of a process share
 *
 * Made once from the plan, by whoever runs it. It also holds the working memory for reading and parsing: one set for the process,
 * since nothing in it is needed across a wait.
 */
#ifndef CICADA_HTTP_SETTINGS_H
#define CICADA_HTTP_SETTINGS_H

#include "http/head.h"
#include "http/origin.h"
#include "http/pool.h"
#include "net/resolver.h"
#include "net/tcp.h"
#include "net/tls.h"
#include "plan/plan.h"

#define HTTP_SCRATCH_SIZE (64 * KIB)

struct http_settings {
    struct fibers *fibers;
    struct resolver *resolver;
    struct tls_settings *tls;
    struct tcp_options tcp;
    struct address source;
    struct http_pool pool;
    struct http_origins *origins;
    double timeout_s, connect_timeout_s;
    uint32_t max_redirects; /* 0: none is followed */
    bool keep_alive;
    bool retry_stale;
    bool tls_resume;
    size_t max_body;
    struct http_field *defaults; /* sent with each request unless it has one of the same name */
    size_t default_count;
    struct buffer default_block; /* the same, ready to send */
    char *scratch;               /* HTTP_SCRATCH_SIZE bytes */
    struct http_field *fields;   /* LIMIT_RESPONSE_HEADERS */
};

/* NULL on failure, with a message naming the option in `problem`. Owned by the caller; its clients must be closed before it is
 * freed. */
struct http_settings *http_settings_new(struct fibers *fibers, const struct plan_http *plan, char *problem, size_t problem_size);
void http_settings_free(struct http_settings *s);

#endif
