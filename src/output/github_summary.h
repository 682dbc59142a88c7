/* SPDX-License-Identifier: MIT */
/* output/github_summary.h - the result as Markdown, appended to the step summary of a GitHub workflow
 *
 * Verdict, checks, totals and the slowest names, well below the 1 MiB at which GitHub drops a summary. What comes from outside is
 * escaped, so that a name makes neither links nor tables.
 */
#ifndef CICADA_OUTPUT_GITHUB_SUMMARY_H
#define CICADA_OUTPUT_GITHUB_SUMMARY_H

#include "base/buffer.h"
#include "output/output.h"

/* `path` is copied. */
struct output *github_summary_new(const char *path);

/* The text itself. */
void github_summary_write(const struct snapshot *s, const struct run_info *info, struct buffer *out);

#endif
