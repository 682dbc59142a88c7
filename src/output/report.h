/* SPDX-License-Identifier: MIT */
/* output/report.h - the written report: a document in Markdown about a run, from the verdict to what to do next
 *
 * What an engineer would write by hand after a load test, computed: each sentence comes from a number and names it, and nothing
 * is praised. docs/report.md explains the sections. Names from outside are escaped.
 *
 * Each group of sections is a file: report_overview.c (summary, configuration, limits), report_endpoints.c, report_times.c,
 * report_rate.c, report_errors.c, report_resources.c, report_comparison.c, report_findings.c. Not here: the short summary of a
 * pipeline's step (output/github_summary.h).
 */
#ifndef CICADA_OUTPUT_REPORT_H
#define CICADA_OUTPUT_REPORT_H

#include "base/buffer.h"
#include "output/output.h"

/* `path` is copied. */
struct output *report_new(const char *path);

/* The document itself. */
void report_write(const struct snapshot *s, const struct run_info *info, int exit_code, struct buffer *out);

/* Its recommendations alone: a line for each, "* TEXT" in Markdown, or one line without "* " when there are none. */
void report_write_findings(const struct snapshot *s, const struct run_info *info, int exit_code, struct buffer *out);

#endif
