/* SPDX-License-Identifier: MIT */
/* output/report.c - the order of the sections; see report.h */
#include "output/report.h"

#include "base/limits.h"
#include "output/final_report.h"
#include "output/markdown.h"
#include "output/report_sections.h"

static void (*const sections[])(const struct report *r) = {
    report_overview, report_limits, report_endpoints, report_stages,     report_times,         report_rate,
    report_events,   report_errors, report_resources, report_comparison, report_configuration, report_findings,
};

void report_name(const struct report *r, const struct snapshot_row *row)
{
    if (row->method.size > 0) {
        markdown_text(row->method, REPORT_NAME_COLUMNS, r->out);
        buffer_byte(r->out, ' ');
    }
    markdown_text(row->name, REPORT_NAME_COLUMNS, r->out);
}

enum report_result report_result_of(const struct report *r)
{
    if (!r->judgement)
        return REPORT_NOT_JUDGED;
    if (r->judgement->validity.level == VALIDITY_INVALID)
        return REPORT_SPOILED;
    if (r->judgement->check_count == 0)
        return REPORT_NOT_JUDGED;
    return r->judgement->failed > 0 ? REPORT_FAILED : REPORT_PASSED;
}

void report_init(struct report *r, const struct snapshot *s, const struct run_info *info, int exit_code, struct buffer *out)
{
    *r = (struct report){.s = s, .info = info, .judgement = info->judgement, .exit_code = exit_code, .out = out};
    report_course_of(s, &r->course);
}

void report_write(const struct snapshot *s, const struct run_info *info, int exit_code, struct buffer *out)
{
    struct report r;

    report_init(&r, s, info, exit_code, out);
    for (size_t i = 0; i < COUNT(sections); i++)
        sections[i](&r);
}

static void write_file(const struct snapshot *s, const struct run_info *info, int exit_code, FILE *file)
{
    struct buffer text;

    buffer_init(&text, LIMIT_REPORT_TEXT);
    report_write(s, info, exit_code, &text);
    fwrite(buffer_cstring(&text), 1, text.size, file); /* what fails here fails the commit of the file */
    buffer_free(&text);
}

static const struct output_ops ops = FINAL_REPORT_OPS("report");

struct output *report_new(const char *path)
{
    return final_report_new(&ops, write_file, path, "");
}
