/* SPDX-License-Identifier: MIT */
/* output/json_course.h - the course of one name over the run: columns of seconds, and a heat map of its response times
 *
 *   {"seconds": [0, 1, 2], "width": [1, 1, 1], "requests": [..], "failures": [..], "p50": [..], "p99.9": [..],
 *    "heat": {"seconds": [0, 2], "width": 2, "bounds_ms": [1.0, 1.25892541179417, ..], "counts": [[3, 0, ..], [..]]}}
 *
 * All but "heat" are columns of the same length: a point that stands for `width` seconds from `seconds` on; times in which
 * nothing finished have none. Percentiles are of response times, in milliseconds, exact to 0.1 %, or null beyond an hour; also
 * those of a point that joins several seconds, for it is made from the times of all their requests. A column of the
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

/* A set of percentiles: the bit of a place in QUANTILE_LIST is set. */
#define JSON_COURSE_QUANTILES_USUAL (1u << QUANTILE_50 | 1u << QUANTILE_95 | 1u << QUANTILE_99)

/* "p50,p99.9" as a set; 0 when a word is none of json_quantile_keys. */
uint32_t json_course_quantiles(struct text words);

/* `points_max`: at least 1, at most JSON_COURSE_POINTS; neighbours are joined. `heat`: with the member of that name. */
void json_course(struct json_writer *w, const char *key, const struct snapshot_row *row, size_t points_max, uint32_t quantiles,
                 bool heat);

#endif
