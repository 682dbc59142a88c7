/* SPDX-License-Identifier: MIT */
/* output/html_report.h - the HTML report: a run in one file that opens in any browser, offline
 *
 * The data is the JSON document of the run (output/json_document.h) with the series joined to a few hundred points, and for each
 * request its course, its distribution, and the findings of the written report. Where there are many requests, the busiest get
 * courses and distributions, and the courses get fewer points: half an hour with a hundred names takes less than 2 MB.
 *
 * Not here: how it looks (webui/src/report), how data comes into the page (output/html_page.h).
 */
#ifndef CICADA_OUTPUT_HTML_REPORT_H
#define CICADA_OUTPUT_HTML_REPORT_H

#include <stdio.h>

#include "output/output.h"

/* `path` is copied. */
struct output *html_report_new(const char *path);

/* The file itself. Write errors stay with the stream (ferror). */
void html_report_write(const struct snapshot *s, const struct run_info *info, int exit_code, FILE *out);

#endif
