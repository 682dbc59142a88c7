/* SPDX-License-Identifier: MIT */
/* output/report_sections.h - the sections of the written report, each a function; private to output/report*.c
 *
 * A section of which nothing can be said writes nothing, its heading neither.
 */
#ifndef CICADA_OUTPUT_REPORT_SECTIONS_H
#define CICADA_OUTPUT_REPORT_SECTIONS_H

#include "output/number.h"
#include "output/output.h"
#include "output/report_course.h"
#include "verdict/judge.h"

#define REPORT_NAME_COLUMNS 80
#define REPORT_ROWS_MAX     200 /* of one table */

struct report {
    const struct snapshot *s;
    const struct run_info *info;
    const struct judgement *judgement; /* NULL: nobody judged */
    int exit_code;
    struct report_course course;
    struct buffer *out;
};

void report_init(struct report *r, const struct snapshot *s, const struct run_info *info, int exit_code, struct buffer *out);

void report_overview(const struct report *r);      /* title and summary */
void report_configuration(const struct report *r); /* what was run, with what */
void report_limits(const struct report *r);        /* each check with its value */
void report_endpoints(const struct report *r);     /* by group, and each of a group */
void report_stages(const struct report *r);
void report_times(const struct report *r);  /* the distribution of response times */
void report_rate(const struct report *r);   /* start-up, steady state, peak */
void report_events(const struct report *r); /* what was sent to the service, and metrics of the scenario */
void report_errors(const struct report *r);
void report_resources(const struct report *r);
void report_comparison(const struct report *r); /* with the baseline, if there is one */
void report_findings(const struct report *r);   /* recommendations */

/* "GET /items" as text of Markdown; "all requests" for the total. */
void report_name(const struct report *r, const struct snapshot_row *row);

/* Whether the numbers decide: no check failed, and the generator did not spoil them. */
enum report_result { REPORT_NOT_JUDGED, REPORT_PASSED, REPORT_FAILED, REPORT_SPOILED };
enum report_result report_result_of(const struct report *r);

#endif
