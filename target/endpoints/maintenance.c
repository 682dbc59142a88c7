/* SPDX-License-Identifier: MIT */
/* maintenance.c - sensor readings come in, are asked for, and are summed up in reports */
#include "base/mem.h"
#include "database.h"
#include "endpoints.h"
#include "jobs.h"
#include "metrics.h"

#define LONGEST_ID      64
#define LONGEST_UNIT    16
#define LONGEST_TIME    40
#define GREATEST_VALUE  1e12
#define REPORT_READINGS 2000 /* newest ones that a report looks at: bounds how long it holds the server */

struct reading {
    const char *sensor, *kind, *unit, *taken;
    double value, quality;
};

static bool read_reading(struct request *r, const json_t *from, struct reading *reading)
{
    *reading = (struct reading){.kind = "unknown", .quality = 1};
    if (!json_is_object(from)) {
        reply_problem(r, 422, "a reading must be an object");
        return false;
    }
    return request_want_text(r, from, "sensor_id", LONGEST_ID, &reading->sensor) &&
           request_want_number(r, from, "value", -GREATEST_VALUE, GREATEST_VALUE, &reading->value) &&
           request_may_text(r, from, "sensor_type", LONGEST_ID, &reading->kind) &&
           request_may_text(r, from, "unit", LONGEST_UNIT, &reading->unit) &&
           request_may_text(r, from, "timestamp", LONGEST_TIME, &reading->taken) &&
           request_may_number(r, from, "quality", 0, 1, &reading->quality);
}

static bool store(struct request *r, const struct reading *reading)
{
    struct database *d = r->service->database;

    if (database_run(d,
                     "INSERT INTO readings (sensor_id, kind, value, unit, quality, taken, stored) VALUES (?, ?, ?, ?, ?, ?, ?)",
                     "ssdsdsi", reading->sensor, reading->kind, reading->value, reading->unit, reading->quality, reading->taken,
                     wall_ms()) != DATABASE_OK) {
        reply_problem(r, 500, "the database failed");
        return false;
    }
    return true;
}

static bool store_all(struct request *r, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct reading reading;

        if (!read_reading(r, json_array_get(list, i), &reading) || !store(r, &reading))
            return false;
        database_keep_newest(r->service->database, "DELETE FROM readings WHERE id <= ?", LIMIT_READINGS);
    }
    return true;
}

/* Many readings are stored all or not at all. */
static bool store_batch(struct request *r, const json_t *list)
{
    struct database *d = r->service->database;

    if (!json_is_array(list) || json_array_size(list) == 0 || json_array_size(list) > LIMIT_BATCH) {
        reply_problem(r, 422, "'readings' must be a list of 1 to %d readings", LIMIT_BATCH);
        return false;
    }
    if (!database_begin(d)) {
        reply_problem(r, 500, "the database failed");
        return false;
    }
    if (!store_all(r, list)) {
        database_rollback(d);
        return false;
    }
    if (!database_commit(d)) {
        reply_problem(r, 500, "the database failed");
        return false;
    }
    return true;
}

void maintenance_ingest(struct request *r)
{
    json_t *body = request_json(r);
    const json_t *list = json_object_get(body, "readings");
    size_t count = list ? json_array_size(list) : 1;
    struct reading reading;

    if (!body)
        return;
    if (list ? !store_batch(r, list) : !(read_reading(r, body, &reading) && store(r, &reading)))
        return;

    int64_t id = database_last_id(r->service->database);

    if (!list)
        database_keep_newest(r->service->database, "DELETE FROM readings WHERE id <= ?", LIMIT_READINGS);
    metrics_readings_stored(r->service->metrics, count);
    reply_json(r, 201,
               json_pack("{s:s, s:I, s:I}", "status", "stored", "accepted", (json_int_t)count, "event_id", (json_int_t)id));
}

void maintenance_readings(struct request *r)
{
    const char *sensor = request_query(r, "sensor_id");
    int64_t limit;

    if (!request_query_int(r, "limit", 100, 1, 1000, &limit))
        return;

    json_t *items = json_array();
    struct rows rows =
        sensor ? database_select(r->service->database,
                                 "SELECT id, sensor_id, kind, value, unit, quality, taken, stored FROM readings"
                                 " WHERE sensor_id = ? ORDER BY id DESC LIMIT ?",
                                 "si", sensor, limit)
               : database_select(
                     r->service->database,
                     "SELECT id, sensor_id, kind, value, unit, quality, taken, stored FROM readings ORDER BY id DESC LIMIT ?",
                     "i", limit);

    while (rows_next(&rows))
        json_array_append_new(
            items, json_pack("{s:I, s:o, s:o, s:f, s:o, s:f, s:o, s:o}", "id", (json_int_t)rows_int(&rows, 0), "sensor_id",
                             reply_json_text(rows_text(&rows, 1)), "sensor_type", reply_json_text(rows_text(&rows, 2)), "value",
                             rows_real(&rows, 3), "unit", reply_json_text(rows_text(&rows, 4)), "quality", rows_real(&rows, 5),
                             "timestamp", reply_json_text(rows_text(&rows, 6)), "stored_at", wall_ms_json(rows_int(&rows, 7))));
    reply_json(r, 200, json_pack("{s:I, s:o}", "count", (json_int_t)json_array_size(items), "readings", items));
}

static json_t *summary_json(struct database *d, int64_t newest)
{
    json_t *groups = json_array();
    struct rows rows = database_select(
        d, "SELECT kind, count(*), avg(value), min(value), max(value), avg(quality) FROM readings WHERE id > ? GROUP BY kind",
        "i", newest - REPORT_READINGS);

    while (rows_next(&rows))
        json_array_append_new(groups,
                              json_pack("{s:o, s:I, s:f, s:f, s:f, s:f}", "sensor_type", reply_json_text(rows_text(&rows, 0)),
                                        "readings", (json_int_t)rows_int(&rows, 1), "average", rows_real(&rows, 2), "minimum",
                                        rows_real(&rows, 3), "maximum", rows_real(&rows, 4), "quality", rows_real(&rows, 5)));
    return groups;
}

void maintenance_generate_report(struct request *r)
{
    struct database *d = r->service->database;
    const json_t *body = request_json(r);
    const char *kind = "summary";

    if (!body || !request_may_text(r, body, "report_type", LONGEST_ID, &kind))
        return;

    int64_t newest = database_number(d, 0, "SELECT max(id) FROM readings", "");
    json_t *groups = summary_json(d, newest);
    char *text = json_dumps(groups, JSON_COMPACT);

    if (!text || database_run(d, "INSERT INTO reports (kind, created, content) VALUES (?, ?, ?)", "sis", kind, wall_ms(), text) !=
                     DATABASE_OK) {
        json_decref(groups);
        reply_problem(r, 500, "the database failed");
    } else {
        reply_json(r, 201,
                   json_pack("{s:I, s:s, s:o, s:o}", "report_id", (json_int_t)database_last_id(d), "report_type", kind,
                             "created_at", wall_ms_json(wall_ms()), "groups", groups));
        database_keep_newest(d, "DELETE FROM reports WHERE id <= ?", LIMIT_REPORTS);
    }
    mem_free(text);
}
