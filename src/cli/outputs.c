/* SPDX-License-Identifier: MIT */
/* cli/outputs.c - which outputs there are: a picture on terminals or tables elsewhere, files, JSON, and the summary last */
#include "cli/outputs.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/complain.h"
#include "cli/store_output.h"
#include "output/console_table.h"
#include "output/csv.h"
#include "output/github_summary.h"
#include "output/hlog.h"
#include "output/html_report.h"
#include "output/json.h"
#include "output/junit.h"
#include "output/live_view.h"
#include "output/locust_json.h"
#include "output/report.h"
#include "output/request_log.h"
#include "output/summary.h"
#include "output/terminal.h"

#define LOGGER "cicada.main"

static void add(struct outputs *all, struct output *o)
{
    assert(all->count < OUTPUTS_MAX);
    all->at[all->count++] = o;
}

static void add_file(struct outputs *all, const char *path)
{
    assert(all->file_count < OUTPUTS_FILES_MAX);
    all->files[all->file_count++] = path;
}

static struct output *json(const struct cli_options *options, const char *prefix)
{
    bool locust = options->json_format && strcmp(options->json_format, "locust") == 0;

    return locust ? locust_json_new(prefix) : json_new(prefix);
}

static struct output *request_log(const struct cli_options *options)
{
    static const struct {
        const char *name;
        enum request_log_format format;
    } formats[] = {{"csv", REQUEST_LOG_CSV}, {"jsonl", REQUEST_LOG_JSON_LINES}, {"jtl", REQUEST_LOG_JTL}};
    enum request_log_format format = request_log_format_of(options->request_log);

    for (size_t i = 0; i < COUNT(formats) && options->request_log_format; i++)
        if (strcmp(formats[i].name, options->request_log_format) == 0)
            format = formats[i].format;
    return request_log_new(options->request_log, format, options->request_log_every);
}

/* Locust's {u}, {r} and {t} in the name are the numbers of users, users a second, and seconds. */
static const char *html_file_name(struct cli_options *options, const struct plan *plan)
{
    struct buffer name;
    const char *copy;

    buffer_init(&name, PATH_MAX);
    for (const char *at = options->html_file; *at; at++) {
        bool known = at[0] == '{' && at[1] && strchr("urt", at[1]) && at[2] == '}';

        if (known)
            buffer_printf(&name, "%.0f",
                          at[1] == 'u' ? (double)plan->users : trunc(at[1] == 'r' ? plan->spawn_rate : plan->run_time_s));
        else
            buffer_byte(&name, *at);
        at += known ? 2 : 0;
    }
    copy = arena_strdup(&options->arena, buffer_cstring(&name));
    buffer_free(&name);
    return copy;
}

static void add_logs(struct outputs *all, const struct cli_options *options)
{
    if (options->hlog_file) {
        add(all, hlog_new(options->hlog_file));
        add_file(all, options->hlog_file);
    }
    if (options->request_log) {
        all->request_log = request_log(options);
        add(all, all->request_log);
        add_file(all, options->request_log);
    }
}

/* `plan`: of the run. `pipeline`: what surrounds the program may ask for files too. */
static void add_files(struct outputs *all, struct cli_options *options, const struct plan *plan, bool pipeline)
{
    static const char *const csv_files[] = {"_stats.csv",      "_stats_history.csv", "_failures.csv",
                                            "_exceptions.csv", "_stages.csv",        "_resources.csv"};
    const bool wanted[COUNT(csv_files)] = {
        true, true, true, true, options->plan.stages.count > 0, options->plan.monitors.count > 0};
    const char *summary = options->github_summary ? options->github_summary : pipeline ? getenv("GITHUB_STEP_SUMMARY") : NULL;

    if (options->csv_prefix) {
        add(all, csv_new(options->csv_prefix, options->csv_full_history));
        for (size_t i = 0; i < COUNT(csv_files); i++)
            if (wanted[i])
                add_file(all, arena_printf(&options->arena, "%s%s", options->csv_prefix, csv_files[i]));
    }
    if (options->json_file) {
        add(all, json(options, options->json_file));
        add_file(all, arena_printf(&options->arena, "%s.json", options->json_file));
    }
    if (options->report_file) {
        add(all, report_new(options->report_file));
        add_file(all, options->report_file);
    }
    if (options->html_file) {
        const char *path = html_file_name(options, plan);

        add(all, html_report_new(path));
        add_file(all, path);
    }
    if (options->junit_file) {
        add(all, junit_new(options->junit_file));
        add_file(all, options->junit_file);
    }
    if (summary && *summary)
        add(all, github_summary_new(summary));
}

static void add_store(struct outputs *all, const struct cli_options *options)
{
    if (options->store && strcmp(options->store, "none") == 0)
        return;
    all->store = store_output_new(options->store);
    all->store_wanted = options->store != NULL;
    add(all, all->store);
}

void outputs_make_again(struct outputs *all, struct cli_options *options, const struct plan *plan, bool summary)
{
    *all = (struct outputs){0};
    add_files(all, options, plan, false);
    all->file_reports = all->count;
    if (summary)
        add(all, summary_new(STDOUT_FILENO, true, (struct plan_list){0}));
    if (options->json) {
        all->json = json(options, NULL);
        add(all, all->json);
    }
}

void outputs_make(struct outputs *all, struct cli_options *options)
{
    bool picture = !options->only_summary && !options->no_live_view && !options->log_file && terminal_can_redraw(STDERR_FILENO);

    *all = (struct outputs){0};
    add_files(all, options, &options->plan, true);
    add_logs(all, options);
    add_store(all, options);
    all->file_reports = all->count;
    if (picture)
        add(all, live_view_new(STDERR_FILENO));
    else if ((!options->json || options->log_file) && !options->capacity.wanted)
        add(all, console_table_new(options->only_summary));
    add(all, summary_new(STDERR_FILENO, picture || options->json, (struct plan_list){all->files, all->file_count}));
    if (options->json) {
        all->json = json(options, NULL);
        add(all, all->json);
    }
}

bool outputs_start(struct outputs *all, const struct run_info *info)
{
    for (size_t i = 0; i < all->count; i++) {
        char problem[OUTPUT_PROBLEM] = "";

        if (all->at[i]->ops->start(all->at[i], info, problem) == OK)
            continue;
        complain("%s", problem);
        return false;
    }
    return true;
}

static void say_once(struct output *o)
{
    if (!o->failed)
        log_error(LOGGER, "%s", o->problem);
    o->failed = true;
}

void outputs_tick(struct outputs *all, const struct snapshot *s)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->at[i]->ops->tick(all->at[i], s) != OK)
            say_once(all->at[i]);
}

static void stop(struct outputs *all, size_t from, size_t to, const struct snapshot *s, int exit_code)
{
    for (size_t i = from; i < to; i++) {
        struct output *o = all->at[i];

        if (o->ops->stop(o, s, exit_code) == OK)
            continue;
        all->not_kept |= o == all->store && all->store_wanted;
        all->incomplete |= (i < all->file_reports && o != all->store) || o == all->json;
        say_once(o);
    }
}

void outputs_stop_files(struct outputs *all, const struct snapshot *s, int exit_code)
{
    stop(all, 0, all->file_reports, s, exit_code);
}

void outputs_stop_others(struct outputs *all, const struct snapshot *s, int exit_code)
{
    stop(all, all->file_reports, all->count, s, exit_code);
}

void outputs_free(struct outputs *all)
{
    for (size_t i = 0; i < all->count; i++)
        all->at[i]->ops->free(all->at[i]);
    all->count = 0;
}
