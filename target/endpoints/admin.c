/* SPDX-License-Identifier: MIT */
/* admin.c - what administrators of the audio service see and change */
#include "base/clock.h"
#include "database.h"
#include "endpoints.h"
#include "jobs.h"
#include "metrics.h"

static int64_t count(struct request *r, const char *sql)
{
    return database_number(r->service->database, 0, sql, "");
}

void admin_dashboard(struct request *r)
{
    reply_json(r, 200,
               json_pack("{s:I, s:I, s:I, s:I, s:I}", "users", (json_int_t)count(r, "SELECT count(*) FROM users"), "files",
                         (json_int_t)count(r, "SELECT count(*) FROM audio_files"), "analyses",
                         (json_int_t)count(r, "SELECT count(*) FROM jobs WHERE kind <> 'generation'"), "stored_bytes",
                         (json_int_t)audio_stored_bytes(r->service->database), "open_connections",
                         (json_int_t)r->service->open_connections));
}

static json_t *user_json(const struct rows *rows)
{
    return json_pack("{s:I, s:o, s:o, s:b, s:b, s:o}", "id", (json_int_t)rows_int(rows, 0), "email",
                     reply_json_text(rows_text(rows, 1)), "name", reply_json_text(rows_text(rows, 2)), "admin",
                     rows_int(rows, 3) != 0, "active", rows_int(rows, 4) != 0, "created_at", wall_ms_json(rows_int(rows, 5)));
}

void admin_users(struct request *r)
{
    int64_t limit, offset;

    if (!request_query_int(r, "limit", 20, 1, LIMIT_PAGE, &limit) ||
        !request_query_int(r, "offset", 0, 0, LIMIT_USERS_STORED, &offset))
        return;

    json_t *items = json_array();
    struct rows rows = database_select(r->service->database,
                                       "SELECT id, email, name, admin, active, created FROM users ORDER BY id LIMIT ? OFFSET ?",
                                       "ii", limit, offset);

    while (rows_next(&rows))
        json_array_append_new(items, user_json(&rows));
    reply_json(r, 200, json_pack("{s:o, s:I, s:I}", "users", items, "limit", (json_int_t)limit, "offset", (json_int_t)offset));
}

/* {"active": true or false}: a closed account cannot log in. Administrators cannot be closed. */
void admin_change_user(struct request *r)
{
    struct database *d = r->service->database;
    const json_t *body = request_json(r), *active = json_object_get(body, "active");
    int64_t id;

    if (!body || !request_parameter_int(r, 0, &id))
        return;
    if (!json_is_boolean(active)) {
        reply_problem(r, 422, "'active' must be true or false");
        return;
    }
    if (database_run(d, "UPDATE users SET active = ? WHERE id = ? AND admin = 0", "ii", (int64_t)json_is_true(active), id) !=
        DATABASE_OK) {
        reply_problem(r, 500, "the database failed");
        return;
    }

    struct rows rows = database_select(d, "SELECT id, email, name, admin, active, created FROM users WHERE id = ?", "i", id);

    if (rows_next(&rows))
        reply_json(r, 200, user_json(&rows));
    else
        reply_problem(r, 404, "no such user");
    rows_close(&rows);
}

void admin_health(struct request *r)
{
    bool healthy = count(r, "SELECT 1") == 1;

    reply_json(r, healthy ? 200 : 503,
               json_pack("{s:s, s:f, s:I, s:f, s:I}", "status", healthy ? "healthy" : "unhealthy", "uptime_seconds",
                         (double)(clock_now() - r->service->started) / (double)NANOS_PER_SECOND, "resident_bytes",
                         (json_int_t)metrics_resident_bytes(), "cpu_seconds",
                         (double)clock_process_cpu() / (double)NANOS_PER_SECOND, "database_statements",
                         (json_int_t)database_statements(r->service->database)));
}
