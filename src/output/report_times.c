/* SPDX-License-Identifier: MIT */
/* output/report_times.c - the distribution of response times in the written report, each percentile beside the limit for it */
#include <math.h>

#include "output/check_table.h"
#include "output/report_sections.h"
#include "stats/confidence.h"

/* The check of all requests over the whole run that limits this percentile; NULL. */
static const struct check_result *limit_of(const struct report *r, double share, bool service)
{
    const struct judgement *j = r->judgement;

    for (size_t i = 0; j && i < j->check_count; i++) {
        const struct check *c = j->checks[i].check;
        bool is_quantile = c->metric == CHECK_QUANTILE && fabs(c->share - share) < 1e-9;

        if (!c->custom && c->scope == CHECK_ALL && c->window_s <= 0 && c->unit == CHECK_NANOSECONDS && c->service == service &&
            (is_quantile || (c->metric == CHECK_MAX && share >= 1)))
            return &j->checks[i];
    }
    return NULL;
}

static void write_limit(const struct report *r, double share)
{
    const struct check_result *of_response = limit_of(r, share, false), *of_service = limit_of(r, share, true);
    const struct check_result *c = of_response ? of_response : of_service;
    char limit[CHECK_TEXT];

    if (c)
        buffer_printf(r->out, "%s%s %s", check_table_value(c->check, c->check->limit, true, limit),
                      of_response ? "" : " (service time)", c->state == CHECK_PASSES ? "✅" : "❌");
}

void report_times(const struct report *r)
{
    const struct duration_summary *response = &r->s->total.response, *service = &r->s->total.service;
    char a[NUMBER_TEXT], b[NUMBER_TEXT];
    bool uncertain = false;

    if (response->count == 0)
        return;
    buffer_string(r->out,
                  "## Response times\n\n| of all requests | response time | service time | allowed |\n|---|---:|---:|---|\n");
    buffer_printf(r->out, "| mean | %s | %s | |\n", number_duration((uint64_t)response->mean_ns, response->count, a),
                  number_duration((uint64_t)service->mean_ns, service->count, b));
    for (size_t q = 0; q < QUANTILE_COUNT; q++) {
        bool sure = confidence_is_enough(quantile_shares[q], response->count);

        uncertain |= !sure;
        buffer_printf(r->out, "| %s | %s%s | %s%s | ", q == QUANTILE_100 ? "max" : quantile_names[q],
                      number_duration(response->quantile_ns[q], response->count, a), sure ? "" : " ?",
                      number_duration(service->quantile_ns[q], service->count, b), sure ? "" : " ?");
        write_limit(r, quantile_shares[q]);
        buffer_string(r->out, " |\n");
    }
    buffer_byte(r->out, '\n');
    if (uncertain)
        buffer_string(r->out, "? rests on too few requests: p99 needs 368, p99.9 3,688, p99.99 36,888.\n\n");
}
