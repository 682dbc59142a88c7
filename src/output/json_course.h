/* SPDX-License-Identifier: MIT */
/* output/json_course.h - the course of one name over the run: columns of seconds, and a heat map of its response times
 *
 *   {"seconds": [0, 1, 2], "width": [1, 1, 1], "requests": [..], "failures": [..], "p50": [..], "p95": [..], "p99": [..],
 *    "heat": {"seconds": [0, 2], "width": 2, "bounds_ms": [1.0, 1.25892541179417, ..], "counts": [[3, 0, ..], [..]]}}
 *
 * The first seven are columns of the same length: a point that stands for `width` seconds from `seconds` on; times in which
 * nothing finished have none. Times are response times in milliseconds, exact to 0.1 %, or null beyond an hour. A column of the
 * heat map counts the requests between two bounds, those of an hour and more left out; its bounds are powers of the same
 * fraction of ten in every run, so that they stand still while it goes on.
 *
 * Made from the blocks of a row (stats/blocks.h) in one walk over their cells: about a millisecond for a long run. While a run
 * goes on its last second is missing.
 */
#ifndef CICADA_OUTPUT_JSON_COURSE_H
#define CICADA_OUTPUT_JSON_COURSE_H

#include "output/json_write.h"
#include "stats/snapshot.h"

#define JSON_COURSE_POINTS       600
#define JSON_COURSE_HEAT_COLUMNS 120u
#define JSON_COURSE_HEAT_ROWS    40

/* `points_max`: at least 1, at most JSON_COURSE_POINTS; neighbours are joined. `heat`: with the member of that name. */
void json_course(struct json_writer *w, const char *key, const struct snapshot_row *row, size_t points_max, bool heat);

#endif
