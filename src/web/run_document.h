/* SPDX-License-Identifier: MIT */
/* web/run_document.h - the whole of the present or last run for a page that was just opened, and more about one name of it
 *
 * The documents are those of docs/web-api.md. They are made on the loop's thread, for they read what the run writes; so what
 * takes long is bounded: the series are joined to RUN_DOCUMENT_POINTS, and what needs a walk over each histogram is only there
 * when it is asked for.
 */
#ifndef CICADA_WEB_RUN_DOCUMENT_H
#define CICADA_WEB_RUN_DOCUMENT_H

#include "base/arena.h"
#include "output/json_parts.h"
#include "user/class.h"

#define RUN_DOCUMENT_POINTS 3600 /* of a series */

struct run_document {                /* borrowed for the call */
    const struct snapshot *snapshot; /* NULL before the first run */
    const struct run_info *info;
    struct json_live live; /* news_live; zeroes before the first run */
    int exit_code;         /* of an ended run, if it is known */
    const struct user_classes *classes;
    const struct text *lines; /* of the log, oldest first */
    size_t line_count;
    bool complete; /* with "histograms", "blocks" and the bounds of percentiles */
};

/* Whether it fits, `out` tells (overflowed). */
void run_document_write(const struct run_document *d, struct buffer *out);

/* The row of a name; both empty: the total. NULL when there is none. */
const struct snapshot_row *run_document_row(const struct snapshot *s, struct text method, struct text name);

/* A copy of the row, with its blocks and without its histograms, so that another thread can make its course. */
const struct snapshot_row *run_document_keep(const struct snapshot_row *row, struct arena *arena);

/* api/course of a row: some milliseconds of work for a long run with many requests. `quantiles`: see output/json_course.h. */
void run_document_course(const struct snapshot_row *row, uint32_t quantiles, struct buffer *out);
/* api/distribution of a row. */
void run_document_distribution(const struct snapshot_row *row, struct buffer *out);

#endif
