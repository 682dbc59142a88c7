/* SPDX-License-Identifier: MIT */
/* output/final_report.c - see final_report.h */
#include "output/final_report.h"

#include "base/mem.h"
#include "output/report_file.h"

struct final_report {
    struct output output;
    final_report_write *write;
    char *path; /* owned; NULL: stdout */
    const struct run_info *info;
};

enum error final_report_start(struct output *o, const struct run_info *info, char *problem)
{
    struct final_report *r = CONTAINER_OF(o, struct final_report, output);

    r->info = info;
    return r->path ? report_file_check(r->path, problem, OUTPUT_PROBLEM) : OK;
}

enum error final_report_tick(struct output *o, const struct snapshot *s)
{
    return OK;
}

static enum error write_stdout(struct final_report *r, const struct snapshot *s, int exit_code)
{
    r->write(s, r->info, exit_code, stdout);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return OK;
    clearerr(stdout);
    return ERROR_IO;
}

static enum error write_file(struct final_report *r, const struct snapshot *s, int exit_code)
{
    struct report_file file;

    if (report_file_open(&file, r->path) != OK)
        return ERROR_IO;
    r->write(s, r->info, exit_code, file.stream);
    return report_file_commit(&file);
}

enum error final_report_stop(struct output *o, const struct snapshot *s, int exit_code)
{
    struct final_report *r = CONTAINER_OF(o, struct final_report, output);
    enum error e = r->path ? write_file(r, s, exit_code) : write_stdout(r, s, exit_code);

    if (e != OK)
        snprintf(o->problem, sizeof o->problem, "cannot write %s: %m", r->path ? r->path : "to stdout");
    return e;
}

void final_report_free(struct output *o)
{
    struct final_report *r = CONTAINER_OF(o, struct final_report, output);

    mem_free(r->path);
    mem_free(r);
}

struct output *final_report_new(const struct output_ops *ops, final_report_write *write, const char *prefix, const char *suffix)
{
    struct final_report *r = MEM_NEW(struct final_report);

    r->output.ops = ops;
    r->write = write;
    r->path = prefix ? mem_printf("%s%s", prefix, suffix) : NULL;
    return &r->output;
}
