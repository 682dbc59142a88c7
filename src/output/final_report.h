/* SPDX-License-Identifier: MIT */
/* output/final_report.h - an output that writes one document when the run has ended, on stdout or in a file
 *
 * What the reports have in common: the path is tried before the run, nothing happens at a tick, and at the end the document is
 * written as a whole.
 */
#ifndef CICADA_OUTPUT_FINAL_REPORT_H
#define CICADA_OUTPUT_FINAL_REPORT_H

#include <stdio.h>

#include "output/output.h"

/* Write errors may be left to the stream. */
typedef void final_report_write(const struct snapshot *s, const struct run_info *info, int exit_code, FILE *out);

/* In the file PREFIX and SUFFIX make, or to stdout when `prefix` is NULL; both are copied. `ops` are FINAL_REPORT_OPS. */
struct output *final_report_new(const struct output_ops *ops, final_report_write *write, const char *prefix, const char *suffix);

enum error final_report_start(struct output *o, const struct run_info *info, char *problem);
enum error final_report_tick(struct output *o, const struct snapshot *s);
enum error final_report_stop(struct output *o, const struct snapshot *s, int exit_code);
void final_report_free(struct output *o);

#define FINAL_REPORT_OPS(kind)                                                                           \
    {                                                                                                    \
        .name = kind, .start = final_report_start, .tick = final_report_tick, .stop = final_report_stop, \
        .free = final_report_free                                                                        \
    }

#endif
