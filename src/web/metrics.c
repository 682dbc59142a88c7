/* SPDX-License-Identifier: MIT */
/* web/metrics.c - /metrics for Prometheus */
#include <microhttpd.h>

#include "output/prometheus.h"
#include "web/data.h"
#include "web/private.h"

void answer_metrics(struct web_request *r)
{
    struct web *w = r->web;
    enum prometheus_form form = prometheus_form_of(text_from(web_request_header(r, MHD_HTTP_HEADER_ACCEPT)));

    r->reply.varies = true;
    prometheus_write(web_snapshot(w), w->driver->info(w->context), ++w->scrapes, form,
                     reply_body(r, prometheus_content_type(form)));
}
