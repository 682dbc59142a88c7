/* SPDX-License-Identifier: MIT */
/* output/html_report.h - the HTML report: a run in one file that opens in any browser, offline
 *
 * The data is the JSON document of the run (output/json_document.h) with the series joined to a few hundred points, and for each
 * request its course, its distribution, and the findings of the written report. Where there are many requests, courses get fewer
 * points, and what is shown of which request is chosen so that the file stays below 2 MB (output/html_selection.h): half an hour
 * with a hundred names is whole.
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
