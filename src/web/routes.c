/* SPDX-License-Identifier: MIT */
/* web/routes.c - see routes.h */
#include "web/routes.h"

static const struct web_route routes[] = {
    {"", WEB_GET, answer_page, WEB_OPEN},
    {"healthz", WEB_GET, answer_health, WEB_OPEN},
    {"login", WEB_GET | WEB_POST, answer_login, WEB_OPEN | WEB_CHANGES},
    {"logout", WEB_POST, answer_logout, WEB_CHANGES},
    {"swarm", WEB_POST, answer_swarm, WEB_CHANGES},
    {"stop", WEB_GET, answer_locust_stop, WEB_CHANGES},
    {"stats/reset", WEB_GET, answer_locust_reset, WEB_CHANGES},
    {"stats/requests", WEB_GET, answer_locust_requests, 0},
    {"stats/report", WEB_GET, answer_report, 0},
    {"exceptions", WEB_GET, answer_locust_exceptions, 0},
    {"tasks", WEB_GET, answer_locust_tasks, 0},
    {"logs", WEB_GET, answer_locust_logs, 0},
    {"worker-count", WEB_GET, answer_locust_workers, 0},
    {"stats/requests/csv", WEB_GET, answer_requests_csv, 0},
    {"stats/failures/csv", WEB_GET, answer_failures_csv, 0},
    {"exceptions/csv", WEB_GET, answer_exceptions_csv, 0},
    {"stats/requests_full_history/csv", WEB_GET, answer_history_csv, 0},
    {"metrics", WEB_GET, answer_metrics, 0},
    {"api/state", WEB_GET, answer_state, 0},
    {"api/run", WEB_GET, answer_run, 0},
    {"api/course", WEB_GET, answer_course, 0},
    {"api/distribution", WEB_GET, answer_distribution, 0},
    {"api/runs", WEB_GET, answer_runs, 0},
    {"api/runs/*", WEB_GET, answer_past_run, 0},
    {"api/runs/*/report", WEB_GET, answer_past_report, 0},
    {"api/compare", WEB_GET, answer_compare, 0},
    {"api/events", WEB_GET, answer_events, 0},
    {"api/start", WEB_POST, answer_start, WEB_CHANGES},
    {"api/edit", WEB_POST, answer_edit, WEB_CHANGES},
    {"api/stop", WEB_POST, answer_stop, WEB_CHANGES},
    {"api/reset", WEB_POST, answer_reset, WEB_CHANGES},
    {"api/pause", WEB_POST, answer_pause, WEB_CHANGES},
    {"api/resume", WEB_POST, answer_resume, WEB_CHANGES},
    {"api/preview", WEB_POST, answer_preview, WEB_CHANGES},
    {"api/check-syntax", WEB_POST, answer_check, WEB_CHANGES},
};

/* Segment by segment; a "*" takes one that is not empty. */
static bool matches(const char *pattern, const char *path, struct text *segment)
{
    struct text wanted = text_from(pattern), given = text_from(path);

    while (wanted.data && given.data) {
        struct text part = text_cut(&wanted, '/'), have = text_cut(&given, '/');

        if (text_equal(part, TEXT("*")) && have.size > 0)
            *segment = have;
        else if (!text_equal(part, have))
            return false;
    }
    return !wanted.data && !given.data;
}

const struct web_route *route_find(struct web_request *r)
{
    if (!r->path)
        return NULL;
    for (size_t i = 0; i < COUNT(routes); i++)
        if (matches(routes[i].path, r->path, &r->segment))
            return &routes[i];
    return NULL;
}

const char *route_methods(const struct web_route *route)
{
    if (route->methods == WEB_POST)
        return "OPTIONS, POST";
    return route->methods == WEB_GET ? "GET, HEAD, OPTIONS" : "GET, HEAD, OPTIONS, POST";
}
