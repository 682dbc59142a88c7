/* SPDX-License-Identifier: MIT */
/* output/json_times.h - the distributions in the JSON report: of the whole run, and of its blocks of time
 *
 * They are what makes a report complete enough to be compared with another (output/json_recording.h reads them back). Each is the
 * Base64 text of HdrHistogram's compressed V2 encoding, as in an interval log, so other programs can read it.
 */
#ifndef CICADA_OUTPUT_JSON_TIMES_H
#define CICADA_OUTPUT_JSON_TIMES_H

#include "output/json_stream.h"
#include "stats/snapshot.h"

/* Writes the members "histograms", "stage_histograms" and "blocks". */
void json_times_write(struct json_stream *stream, const struct snapshot *s);

#endif
