/* SPDX-License-Identifier: MIT */
/* jobs.c - see jobs.h */
#include "jobs.h"

#include "base/clock.h"
#include "database.h"

#define COLUMNS "id, kind, owner, subject, options, file_id, created, duration_ms"

int64_t wall_ms(void)
{
    return (int64_t)(clock_wall() / NANOS_PER_MILLI);
}

json_t *wall_ms_json(int64_t ms)
{
    char text[CLOCK_TEXT];

    return json_string(clock_iso_micros((uint64_t)ms * NANOS_PER_MILLI, text));
}

bool jobs_start(struct request *r, struct job *job, int64_t least_ms, int64_t most_ms)
{
    struct database *d = r->service->database;

    job->created_ms = wall_ms();
    job->duration_ms = random_between(&r->service->random, least_ms, most_ms);
    if (database_run(
            d, "INSERT INTO jobs (kind, owner, subject, options, file_id, created, duration_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
            "ssssiii", job->kind, job->owner, job->subject, job->options, job->file, job->created_ms,
            job->duration_ms) != DATABASE_OK) {
        reply_problem(r, 500, "the database failed");
        return false;
    }
    job->id = database_last_id(d);
    database_keep_newest(d, "DELETE FROM jobs WHERE id <= ?", LIMIT_JOBS);
    return true;
}

static struct job read_row(struct request *r, const struct rows *rows)
{
    const char *options = rows_text(rows, 4);

    return (struct job){
        .id = rows_int(rows, 0),
        .kind = arena_strdup(&r->arena, rows_text(rows, 1)),
        .owner = arena_strdup(&r->arena, rows_text(rows, 2)),
        .subject = arena_strdup(&r->arena, rows_text(rows, 3)),
        .options = options ? arena_strdup(&r->arena, options) : NULL,
        .file = rows_int(rows, 5),
        .created_ms = rows_int(rows, 6),
        .duration_ms = rows_int(rows, 7),
    };
}

bool jobs_find(struct request *r, int64_t id, const char *kind, const char *owner, struct job *job)
{
    struct rows rows = database_select(
        r->service->database, "SELECT " COLUMNS " FROM jobs WHERE id = ? AND kind = ? AND owner = ?", "iss", id, kind, owner);
    bool found = rows_next(&rows);

    if (found)
        *job = read_row(r, &rows);
    else
        reply_problem(r, 404, "no such %s", kind);
    rows_close(&rows);
    return found;
}

static double progress(const struct job *job)
{
    double done = (double)(wall_ms() - job->created_ms) / (double)MAX(job->duration_ms, (int64_t)1);

    return done < 0 ? 0 : MIN(done, 1.0);
}

bool job_is_completed(const struct job *job)
{
    return progress(job) >= 1;
}

json_t *job_json(const struct job *job)
{
    double done = progress(job);
    const char *status = done >= 1 ? "completed" : done < 0.02 ? "queued" : "running";

    return json_pack("{s:I, s:s, s:s, s:i, s:o, s:o, s:o}", "id", (json_int_t)job->id, "kind", job->kind, "status", status,
                     "progress", (int)(done * 100), "subject", reply_json_text(job->subject), "created_at",
                     wall_ms_json(job->created_ms), "completed_at",
                     done >= 1 ? wall_ms_json(job->created_ms + job->duration_ms) : json_null());
}

void jobs_answer_list(struct request *r, const char *kind, const char *owner)
{
    struct database *d = r->service->database;
    int64_t limit, offset;

    if (!request_query_int(r, "limit", 20, 1, LIMIT_PAGE, &limit) || !request_query_int(r, "offset", 0, 0, LIMIT_JOBS, &offset))
        return;

    json_t *items = json_array();
    int64_t total = database_number(d, 0, "SELECT count(*) FROM (SELECT 1 FROM jobs WHERE owner = ? AND kind = ? LIMIT ?)", "ssi",
                                    owner, kind, (int64_t)LIMIT_TOTAL);
    struct rows rows = database_select(
        d, "SELECT " COLUMNS " FROM jobs WHERE owner = ? AND kind = ? ORDER BY id DESC LIMIT ? OFFSET ?", "ssii", owner, kind,
        limit, offset);

    while (rows_next(&rows)) {
        struct job job = read_row(r, &rows);

        json_array_append_new(items, job_json(&job));
    }
    reply_json(r, 200,
               json_pack("{s:o, s:I, s:I, s:I}", "items", items, "total", (json_int_t)total, "limit", (json_int_t)limit, "offset",
                         (json_int_t)offset));
}
