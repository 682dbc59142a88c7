/* SPDX-License-Identifier: MIT */
/* output/sweep_table.h - the runs of a sweep in one table: for people, for spreadsheets, for programs and as Markdown
 */
#ifndef CICADA_OUTPUT_SWEEP_TABLE_H
#define CICADA_OUTPUT_SWEEP_TABLE_H

#include "base/buffer.h"

struct sweep_row {
    const char *value;  /* of the option that is varied: "250" */
    const char *folder; /* with the reports of the run */
    int exit_code;
    bool measured; /* false: the run left no report, and nothing below means anything */
    uint32_t users;
    uint64_t requests;
    double requests_per_second, failure_ratio;
    double p50_ms, p95_ms, p99_ms; /* NAN: none, or longer than an hour */
    const char *verdict;           /* "VALID" */
    size_t checks, checks_failed;
};

struct sweep_table {
    const char *option; /* "users" */
    const struct sweep_row *rows;
    size_t count, planned; /* runs made, and asked for */
};

void sweep_table_text(const struct sweep_table *t, struct buffer *out);
void sweep_table_csv(const struct sweep_table *t, struct buffer *out);
void sweep_table_json(const struct sweep_table *t, struct buffer *out);
void sweep_table_markdown(const struct sweep_table *t, struct buffer *out);

#endif
