/* SPDX-License-Identifier: MIT */
/* web/locust_documents.h - what Locust's routes answer, in Locust's shapes, for scripts and exporters that read them
 *
 * Keys are those of Locust 2.46 (locust/web.py, locust/stats.py) and besides the older ones of 2.12, which exporters still read.
 * Types and roundings are Locust's: times are milliseconds; shortest and longest are whole, percentiles are as well, median and
 * mean are not. A percentile among dropped arrivals or beyond an hour is null. Names and errors are text as it is, but for
 * "safe_name", which is escaped for HTML.
 *
 * Pure functions that append one JSON document. Not here: the CSV downloads (output/csv_rows.h).
 */
#ifndef CICADA_WEB_LOCUST_DOCUMENTS_H
#define CICADA_WEB_LOCUST_DOCUMENTS_H

#include "output/json_write.h"
#include "stats/snapshot.h"
#include "user/class.h"

#define LOCUST_ROWS_MAX 500 /* of /stats/requests, besides the total; errors as well */

/* /stats/requests; `s` is NULL before the first run. */
void locust_requests_document(const struct snapshot *s, struct buffer *out);

/* /exceptions: what the code of the scenario got wrong (stats/exceptions.h); `s` is NULL before the first run. */
void locust_exceptions_document(const struct snapshot *s, struct buffer *out);

/* /tasks; `users` are those that were asked for. The same as a value of another document. */
void locust_tasks_document(const struct user_classes *classes, uint32_t users, struct buffer *out);
void locust_tasks_write(struct json_writer *w, const char *key, const struct user_classes *classes, uint32_t users);

/* /logs: the lines of this process, oldest first. */
void locust_logs_document(const struct text *lines, size_t count, struct buffer *out);

/* /worker-count: none, for one process does it all. */
void locust_workers_document(struct buffer *out);

#endif
