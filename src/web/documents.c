/* SPDX-License-Identifier: MIT */
/* web/documents.c - the routes that read: Locust's statistics and ours, live from the run or from the store
 *
 * What is live is made on the loop's thread, which owns the numbers; what comes from the store, or takes long, on the other one.
 */
#include <microhttpd.h>
#include <stdio.h>

#include "base/buffer_stream.h"
#include "base/limits.h"
#include "output/html_report.h"
#include "output/json_course.h"
#include "web/data.h"
#include "web/locust_documents.h"
#include "web/news.h"
#include "web/past_runs.h"
#include "web/private.h"
#include "web/run_document.h"
#include "web/shared.h"
#include "web/state_document.h"

#define RUNS_LISTED 100 /* unless another number is asked for */

static bool is_asked(struct web_request *r, const char *name)
{
    const char *value = web_request_query(r, name);

    return value && *value && strcmp(value, "0") != 0;
}

static struct text query_text(struct web_request *r, const char *name)
{
    return text_from(web_request_query(r, name));
}

/* ---- of the present or last run ---- */

/* The numbers now; NULL before the first run. */
static const struct snapshot *snapshot_or_null(struct web *w)
{
    return w->driver->control(w->context) ? web_snapshot(w) : NULL;
}

void answer_state(struct web_request *r)
{
    struct web *w = r->web;
    const struct snapshot *s = snapshot_or_null(w);
    struct web_wishes form = {0};
    struct state_document d = {.info = w->driver->info(w->context),
                               .progress = s ? &s->progress : NULL,
                               .run = w->driver->run_number(w->context),
                               .token = w->token,
                               .user = r->user,
                               .store = w->options.store != NULL,
                               .class_picker = w->options.class_picker,
                               .full_history = w->options.history_csv != NULL,
                               .form = &form,
                               .classes = w->driver->all_classes(w->context)};

    w->driver->form(w->context, &form);
    d.fields = w->driver->fields(w->context, &d.field_count);
    state_document_write(&d, reply_body(r, REPLY_JSON));
}

static void make_run(struct web_request *r)
{
    struct web *w = r->web;
    struct web_lines lines = web_log_lines(0, w->log_next, &r->arena);
    struct run_document d = {.snapshot = snapshot_or_null(w),
                             .info = w->driver->info(w->context),
                             .classes = w->driver->classes(w->context),
                             .lines = lines.at,
                             .line_count = lines.count,
                             .complete = is_asked(r, "histograms")};

    if (d.snapshot)
        d.live = news_live(w->news, d.snapshot, w->driver->run_number(w->context));
    run_document_write(&d, reply_body(r, REPLY_JSON));
}

void answer_run(struct web_request *r)
{
    if (is_asked(r, "histograms"))
        make_run(r);
    else
        shared_answer(r, SHARED_RUN, make_run);
}

/* NULL when there is none, which is said. */
static const struct snapshot_row *row_asked_for(struct web_request *r)
{
    const struct snapshot *s = snapshot_or_null(r->web);
    const struct snapshot_row *row = s ? run_document_row(s, query_text(r, "method"), query_text(r, "name")) : NULL;

    if (!row)
        reply_problem(r, MHD_HTTP_NOT_FOUND, "there is no request of that method and name");
    return row;
}

static void make_course(struct web_request *r)
{
    run_document_course(r->row, r->quantiles, reply_body(r, REPLY_JSON));
}

void answer_course(struct web_request *r)
{
    const struct snapshot_row *row = row_asked_for(r);
    const char *percentiles = web_request_query(r, "percentiles");

    if (!row)
        return;
    r->quantiles = percentiles ? json_course_quantiles(text_from(percentiles)) : JSON_COURSE_QUANTILES_USUAL;
    if (r->quantiles == 0) {
        reply_problem(r, MHD_HTTP_BAD_REQUEST, "percentiles: name those of api/state, with commas between: p50,p99.9");
        return;
    }
    r->row = run_document_keep(row, &r->arena);
    web_request_work(r, make_course);
}

void answer_distribution(struct web_request *r)
{
    const struct snapshot_row *row = row_asked_for(r);

    if (row)
        run_document_distribution(row, reply_body(r, REPLY_JSON));
}

void answer_report(struct web_request *r)
{
    struct web *w = r->web;
    FILE *stream = buffer_stream(reply_body(r, REPLY_HTML));

    html_report_write(web_snapshot(w), w->driver->info(w->context), 0, stream);
    fclose(stream);
    if (is_asked(r, "download"))
        r->reply.download = download_name(r, "report.html");
}

/* ---- Locust's ---- */

static void make_requests(struct web_request *r)
{
    locust_requests_document(snapshot_or_null(r->web), reply_body(r, REPLY_JSON));
}

void answer_locust_requests(struct web_request *r)
{
    shared_answer(r, SHARED_REQUESTS, make_requests);
}

static void make_exceptions(struct web_request *r)
{
    locust_exceptions_document(snapshot_or_null(r->web), reply_body(r, REPLY_JSON));
}

void answer_locust_exceptions(struct web_request *r)
{
    shared_answer(r, SHARED_EXCEPTIONS, make_exceptions);
}

static void make_tasks(struct web_request *r)
{
    struct web *w = r->web;
    const struct snapshot *s = snapshot_or_null(w);

    locust_tasks_document(w->driver->classes(w->context), s ? s->progress.target_users : w->driver->info(w->context)->plan->users,
                          reply_body(r, REPLY_JSON));
}

void answer_locust_tasks(struct web_request *r)
{
    shared_answer(r, SHARED_TASKS, make_tasks);
}

void answer_locust_logs(struct web_request *r)
{
    struct web_lines lines = web_log_lines(0, UINT64_MAX, &r->arena);

    locust_logs_document(lines.at, lines.count, reply_body(r, REPLY_JSON));
}

void answer_locust_workers(struct web_request *r)
{
    locust_workers_document(reply_body(r, REPLY_JSON));
}

/* ---- from the store, on the other thread ---- */

/* What a function of web/past_runs.h came to. */
static void reply_result(struct web_request *r, enum error result, const char *problem)
{
    if (result == ERROR_NOT_FOUND)
        reply_problem(r, MHD_HTTP_NOT_FOUND, "%s", problem);
    else if (result == ERROR_SYNTAX)
        reply_problem(r, MHD_HTTP_CONFLICT, "%s", problem);
    else if (result != OK)
        reply_problem(r, MHD_HTTP_INTERNAL_SERVER_ERROR, "%s", problem);
}

static void list_runs(struct web_request *r)
{
    char problem[STORE_PROBLEM] = "";

    reply_result(r, past_runs_list(r->web->options.store, r->words[0], r->limit, reply_body(r, REPLY_JSON), problem), problem);
}

static void read_run(struct web_request *r)
{
    char problem[STORE_PROBLEM] = "";

    reply_result(r, past_runs_document(r->web->options.store, r->words[0], true, reply_body(r, REPLY_JSON), problem), problem);
}

static void compare_runs(struct web_request *r)
{
    char problem[STORE_PROBLEM] = "";

    reply_result(r, past_runs_compare(r->web->options.store, r->words[0], r->words[1], reply_body(r, REPLY_JSON), problem),
                 problem);
}

static void write_report(const struct stored_run *run, void *context)
{
    FILE *stream = buffer_stream(context);

    html_report_write(&run->snapshot, &run->info, run->exit_code, stream);
    fclose(stream);
}

/* A problem is no file to be kept. */
static void report_run(struct web_request *r)
{
    char problem[STORE_PROBLEM] = "";
    struct buffer *out = reply_body(r, REPLY_HTML);
    enum error result = past_runs_read(r->web->options.store, r->words[0], write_report, out, problem);

    if (result == OK && *r->words[1])
        r->reply.download = r->words[1];
    reply_result(r, result, problem);
}

/* Texts of the request are copied: the thread must not look at the connection. */
static void read_store(struct web_request *r, const char *first, const char *second, web_handler *worker)
{
    r->words[0] = first ? arena_strdup(&r->arena, first) : "";
    r->words[1] = second ? arena_strdup(&r->arena, second) : "";
    if (r->web->options.store)
        web_request_work(r, worker);
    else
        reply_problem(r, MHD_HTTP_NOT_FOUND, "no runs are kept: there is no store");
}

void answer_runs(struct web_request *r)
{
    uint64_t limit = RUNS_LISTED;

    if (web_request_query(r, "limit") && !text_to_u64(query_text(r, "limit"), &limit)) {
        reply_problem(r, MHD_HTTP_BAD_REQUEST, "limit has to be a number");
        return;
    }
    r->limit = MIN(limit, (uint64_t)PAST_RUNS_LISTED);
    read_store(r, web_request_query(r, "search"), NULL, list_runs);
}

void answer_past_run(struct web_request *r)
{
    read_store(r, arena_copy(&r->arena, r->segment), NULL, read_run);
}

void answer_past_report(struct web_request *r)
{
    const char *run = arena_copy(&r->arena, r->segment);

    const char *file = arena_printf(&r->arena, "cicada_run_%s.html", download_plain(&r->arena, run));

    read_store(r, run, is_asked(r, "download") ? file : NULL, report_run);
}

void answer_compare(struct web_request *r)
{
    const char *base = web_request_query(r, "base"), *now = web_request_query(r, "new");

    if (base && now)
        read_store(r, base, now, compare_runs);
    else
        reply_problem(r, MHD_HTTP_BAD_REQUEST, "name two runs: ?base=ID&new=ID");
}
