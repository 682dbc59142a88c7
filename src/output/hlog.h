/* SPDX-License-Identifier: MIT */
/* output/hlog.h - the interval histogram log: all times of each second, for the tools of HdrHistogram
 *
 * Each tick appends the response times of all requests since the last one, then those of each name with requests, then the
 * service times likewise. Needs snapshots with intervals (struct stats_options). Appended lines outlive a crash.
 *
 * Not here: the text of the lines (output/hlog_lines.h).
 */
#ifndef CICADA_OUTPUT_HLOG_H
#define CICADA_OUTPUT_HLOG_H

#include "output/output.h"

struct output *hlog_new(const char *path);

#endif
