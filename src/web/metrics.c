/* SPDX-License-Identifier: MIT */
/* web/metrics.c - /metrics for Prometheus */
#include <microhttpd.h>

#include "output/prometheus.h"
#include "web/data.h"
#include "web/private.h"
#include "web/shared.h"

static enum prometheus_form form_of(struct web_request *r)
{
    return prometheus_form_of(text_from(web_request_header(r, MHD_HTTP_HEADER_ACCEPT)));
}

static void make_metrics(struct web_request *r)
{
    struct web *w = r->web;
    enum prometheus_form form = form_of(r);

    r->reply.varies = true;
    prometheus_write(web_snapshot(w), w->driver->info(w->context), w->scrapes, form,
                     reply_body(r, prometheus_content_type(form)));
}

void answer_metrics(struct web_request *r)
{
    r->web->scrapes += r->reply.shared ? 0 : 1; /* which is asked again after it waited */
    shared_answer(r, form_of(r) == PROMETHEUS_TEXT ? SHARED_METRICS : SHARED_METRICS_OPEN, make_metrics);
}
