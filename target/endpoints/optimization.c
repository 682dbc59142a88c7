/* SPDX-License-Identifier: MIT */
/* optimization.c - the dashboard of optimization sessions; all of it limited per user (routes.c) */
#include "base/mem.h"
#include "database.h"
#include "endpoints.h"
#include "jobs.h"

#define SESSION_COLUMNS "id, name, strategy, status, iterations, improvement, cost_saved, created"

static json_t *counts_by(struct request *r, const char *sql)
{
    json_t *counts = json_object();
    struct rows rows = database_select(r->service->database, sql, "");

    while (rows_next(&rows))
        json_object_set_new(counts, rows_text(&rows, 0), json_integer(rows_int(&rows, 1)));
    return counts;
}

void optimization_stats(struct request *r)
{
    struct rows rows = database_select(r->service->database,
                                       "SELECT count(*), avg(improvement), max(improvement), sum(cost_saved), sum(iterations)"
                                       " FROM sessions",
                                       "");

    if (rows_next(&rows))
        reply_json(r, 200,
                   json_pack("{s:I, s:f, s:f, s:f, s:I, s:o, s:o}", "total_sessions", (json_int_t)rows_int(&rows, 0),
                             "average_improvement", rows_real(&rows, 1), "best_improvement", rows_real(&rows, 2),
                             "total_cost_saved", rows_real(&rows, 3), "total_iterations", (json_int_t)rows_int(&rows, 4),
                             "by_status", counts_by(r, "SELECT status, count(*) FROM sessions GROUP BY status"), "by_strategy",
                             counts_by(r, "SELECT strategy, count(*) FROM sessions GROUP BY strategy")));
    else
        reply_problem(r, 500, "the database failed");
    rows_close(&rows);
}

static json_t *session_json(const struct rows *rows)
{
    return json_pack("{s:I, s:s, s:s, s:s, s:I, s:f, s:f, s:o}", "id", (json_int_t)rows_int(rows, 0), "name", rows_text(rows, 1),
                     "strategy", rows_text(rows, 2), "status", rows_text(rows, 3), "iterations", (json_int_t)rows_int(rows, 4),
                     "improvement", rows_real(rows, 5), "cost_saved", rows_real(rows, 6), "created_at",
                     wall_ms_json(rows_int(rows, 7)));
}

void optimization_sessions(struct request *r)
{
    const char *status = request_query(r, "status"), *strategy = request_query(r, "strategy");
    int64_t limit, offset, least;

    if (!request_query_int(r, "limit", 20, 1, LIMIT_PAGE, &limit) || !request_query_int(r, "offset", 0, 0, 1000000, &offset) ||
        !request_query_int(r, "min_improvement", 0, 0, 100, &least))
        return;

    json_t *items = json_array();
    struct rows rows = database_select(
        r->service->database,
        "SELECT " SESSION_COLUMNS " FROM sessions WHERE (?1 IS NULL OR status = ?1)"
        " AND (?2 IS NULL OR strategy = ?2) AND improvement >= ?3 ORDER BY id DESC LIMIT ?4 OFFSET ?5",
        "ssiii", status, strategy, least, limit, offset);

    while (rows_next(&rows))
        json_array_append_new(items, session_json(&rows));
    reply_json(r, 200, json_pack("{s:o, s:I, s:I}", "sessions", items, "limit", (json_int_t)limit, "offset", (json_int_t)offset));
}

void optimization_session(struct request *r)
{
    int64_t id;

    if (!request_parameter_int(r, 0, &id))
        return;

    struct rows rows = database_select(r->service->database, "SELECT " SESSION_COLUMNS " FROM sessions WHERE id = ?", "i", id);

    if (rows_next(&rows))
        reply_json(r, 200, session_json(&rows));
    else
        reply_problem(r, 404, "no such session");
    rows_close(&rows);
}

void optimization_criteria(struct request *r)
{
    struct rows rows = database_select(r->service->database,
                                       "SELECT value, version FROM settings WHERE name = 'optimization-criteria'", "");

    if (rows_next(&rows))
        reply_json(r, 200,
                   json_pack("{s:I, s:o}", "version", (json_int_t)rows_int(&rows, 1), "criteria",
                             json_loads(rows_text(&rows, 0), 0, NULL)));
    else
        reply_problem(r, 500, "the database failed");
    rows_close(&rows);
}

/* Members a caller may set, each optional; anything else is refused, so that a misspelt name does not pass for a change. */
static bool read_criteria(struct request *r, const json_t *body)
{
    const json_t *weights = json_object_get(body, "weights");
    double number;
    const char *name;
    json_t *value;

    if (!request_may_number(r, body, "max_latency_ms", 1, 1e6, &number) ||
        !request_may_number(r, body, "min_success_rate", 0, 1, &number) ||
        !request_may_number(r, body, "max_cost", 0, 1e9, &number))
        return false;
    json_object_foreach((json_t *)(uintptr_t)body, name, value)
    {
        if (!strstr("|max_latency_ms|min_success_rate|max_cost|weights|", arena_printf(&r->arena, "|%s|", name))) {
            reply_problem(r, 422, "unknown criterion '%s'", name);
            return false;
        }
    }
    if (weights && !json_is_object(weights)) {
        reply_problem(r, 422, "'weights' must be an object of numbers");
        return false;
    }
    json_object_foreach((json_t *)(uintptr_t)weights, name, value)
    {
        if (!request_may_number(r, weights, name, 0, 1, &number))
            return false;
    }
    return true;
}

void optimization_set_criteria(struct request *r)
{
    json_t *body = request_json(r);

    if (!body || !read_criteria(r, body))
        return;

    char *text = json_dumps(body, JSON_COMPACT);

    /* members that are not named keep their value */
    if (text && database_run(r->service->database,
                             "UPDATE settings SET value = json_patch(value, ?), version = version + 1"
                             " WHERE name = 'optimization-criteria'",
                             "s", text) == DATABASE_OK)
        optimization_criteria(r);
    else
        reply_problem(r, 500, "the database failed");
    mem_free(text);
}
