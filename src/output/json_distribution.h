/* SPDX-License-Identifier: MIT */
/* output/json_distribution.h - the distribution of the times of one name, as a percentile curve
 *
 *   {"response": [[0.0, 1.2, 0], [50.0, 3.4, 500], .., [100.0, 81.5, 1000]], "service": [..]}
 *
 * A point is [percentile, milliseconds, how many requests took at most that long]. They are chosen as HdrHistogram's percentile
 * output chooses them (Tene, hdrhistogram.org): five for each halving of the distance to 100 %, so that the tail has as many as
 * the rest. Milliseconds are null beyond an hour. Without requests both are empty.
 */
#ifndef CICADA_OUTPUT_JSON_DISTRIBUTION_H
#define CICADA_OUTPUT_JSON_DISTRIBUTION_H

#include "output/json_write.h"
#include "stats/snapshot.h"

#define JSON_DISTRIBUTION_POINTS 200 /* of each curve, at most */

void json_distribution(struct json_writer *w, const char *key, const struct snapshot_row *row);

#endif
