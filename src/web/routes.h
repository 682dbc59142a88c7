/* SPDX-License-Identifier: MIT */
/* web/routes.h - the table of all paths that are served, and finding one in it
 *
 * Locust's routes (the words of its documentation), our own below api/, and what both need. Their functions are in the files
 * named beside them.
 */
#ifndef CICADA_WEB_ROUTES_H
#define CICADA_WEB_ROUTES_H

#include "web/request.h"

/* The route of r->path, with r->segment; NULL when nothing is there. Methods are not looked at. */
const struct web_route *route_find(struct web_request *r);

/* "GET, HEAD, POST": the value of Allow. */
const char *route_methods(const struct web_route *route);

/* web.c */
web_handler answer_health, answer_events;
/* page.c */
web_handler answer_page;
/* authorize.c */
web_handler answer_login, answer_logout;
/* drive.c */
web_handler answer_start, answer_edit, answer_stop, answer_reset, answer_pause, answer_resume, answer_preview, answer_check;
web_handler answer_swarm, answer_locust_stop, answer_locust_reset;
/* documents.c */
web_handler answer_state, answer_run, answer_course, answer_distribution, answer_report;
web_handler answer_locust_requests, answer_locust_exceptions, answer_locust_tasks, answer_locust_logs, answer_locust_workers;
web_handler answer_runs, answer_past_run, answer_past_report, answer_compare;
/* downloads.c */
web_handler answer_requests_csv, answer_failures_csv, answer_exceptions_csv, answer_history_csv;
/* metrics.c */
web_handler answer_metrics;

#endif
