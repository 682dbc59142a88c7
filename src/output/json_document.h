/* SPDX-License-Identifier: MIT */
/* output/json_document.h - the complete JSON report of a run
 *
 * Everything that is known: run, plan (secrets masked), users, totals, requests by name, errors, metrics, likely causes, the
 * generator's state, the series of seconds, and the distributions of each name, of the whole run and cut by time. docs/json.md
 * describes each member with its unit. "schema_version" grows when a member changes its meaning or goes away; new members may
 * come at any time.
 *
 * Not here: where it is written (output/json.h).
 */
#ifndef CICADA_OUTPUT_JSON_DOCUMENT_H
#define CICADA_OUTPUT_JSON_DOCUMENT_H

#include <stdio.h>

#include "output/json_parts.h"
#include "output/json_rows.h"
#include "output/json_stream.h"

/* The request objects of a document that does not have each of its own. */
struct json_document_rows {
    const struct snapshot_row *at;
    const bool *whole; /* by row; the others are JSON_ROW_BRIEF */
    size_t count;
};

/* What a document has. */
struct json_document_parts {
    enum json_row_detail detail;           /* of request objects */
    const struct json_document_rows *rows; /* instead of those of the snapshot; NULL */
    const struct snapshot *listed;         /* whose errors and exceptions are listed instead; NULL */
    enum json_row_detail stage_detail;     /* of those of stages; JSON_ROW_LIVE leaves all but their totals out */
    bool times;                            /* the members "histograms" and "blocks" */
    size_t points_max;                     /* of "series" and of the series of each component; 0: all there are */
    const struct json_live *live;
    void (*more)(void *context, struct json_stream *stream); /* writes members behind the others; NULL */
    void *context;
};

void json_document_write_parts(const struct snapshot *s, const struct run_info *info, int exit_code,
                               const struct json_document_parts *parts, FILE *out);

/* The complete one. Write errors stay with the stream (ferror). */
void json_document_write(const struct snapshot *s, const struct run_info *info, int exit_code, FILE *out);

#endif
