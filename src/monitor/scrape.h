/* SPDX-License-Identifier: MIT */
/* monitor/scrape.h - a /metrics page fetched over HTTP, as a source; what is on it is read by monitor/metrics_text.h
 *
 * On a fiber, with the client that loads the target, but with settings of its own: none of the run's headers go there, its
 * connections do not count, and a page may be 4 MiB at most.
 */
#ifndef CICADA_MONITOR_SCRAPE_H
#define CICADA_MONITOR_SCRAPE_H

#include "http/settings.h"
#include "monitor/source.h"

/* The settings for scraping: those of the plan that are about reaching a server and trusting it. NULL with a message. */
struct http_settings *scrape_settings(struct fibers *fibers, const struct plan_http *plan, char *problem, size_t problem_size);

/* `settings` is borrowed. NULL when the URL cannot be used, with a constant sentence. A URL without a path means /metrics. */
struct source *scrape_of_url(struct http_settings *settings, struct text url, const char **problem);

#endif
