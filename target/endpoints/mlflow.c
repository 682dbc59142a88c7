/* SPDX-License-Identifier: MIT */
/* mlflow.c - the part of MLflow's REST interface that a client needs to find and to load models
 *
 * After "MLflow REST API", version 2.0 (mlflow.org/docs): registered models, model versions, artefacts through the tracking
 * server. Filters understand one comparison, name='...' or name LIKE '...'. Arguments come from the query, or with POST from a
 * JSON object. Errors have MLflow's form {"error_code", "message"}.
 */
#include "database.h"
#include "endpoints.h"

#define VERSION_COLUMNS "name, version, stage, run_id, created"
#define LONGEST_FILTER  300

static void fail(struct request *r, unsigned status, const char *code, const char *message)
{
    reply_json(r, status, json_pack("{s:s, s:o}", "error_code", code, "message", reply_json_text(message)));
}

/* False with the reply set when a POST carries no JSON object. */
static bool body_is_fine(struct request *r)
{
    return r->method != METHOD_POST || request_json(r) != NULL;
}

static const char *argument(struct request *r, const char *name)
{
    return r->method == METHOD_POST ? json_string_value(json_object_get(r->json, name)) : request_query(r, name);
}

/* NULL, with the reply set, when it is absent. */
static const char *needed(struct request *r, const char *name)
{
    const char *value = argument(r, name);

    if (!value || !*value)
        fail(r, 400, "INVALID_PARAMETER_VALUE", arena_printf(&r->arena, "Missing value for required parameter '%s'.", name));
    return value && *value ? value : NULL;
}

/* The pattern for SQL's LIKE that the filter asks for, "%" without a filter; NULL, with the reply set, when it is not understood.
 */
static const char *name_pattern(struct request *r)
{
    const char *filter = argument(r, r->method == METHOD_POST || request_query(r, "filter") ? "filter" : "filter_string");
    char operator[8], pattern[LONGEST_FILTER];

    if (!filter || !*filter)
        return "%";
    if (strlen(filter) < LONGEST_FILTER && (sscanf(filter, " name %7[=] '%299[^']'", operator, pattern) == 2 ||
                                            sscanf(filter, " name %7[LIKElike] '%299[^']'", operator, pattern) == 2))
        return arena_strdup(&r->arena, pattern);
    fail(r, 400, "INVALID_PARAMETER_VALUE", "Only filters of the form name='...' or name LIKE '...' are supported.");
    return NULL;
}

static json_t *version_json(const struct rows *rows)
{
    const char *name = rows_text(rows, 0), *run = rows_text(rows, 3);
    json_int_t created = rows_int(rows, 4);
    char version[24], source[128];

    snprintf(version, sizeof version, "%" PRId64, rows_int(rows, 1));
    snprintf(source, sizeof source, "mlflow-artifacts:/1/%s/artifacts/model", run);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I}", "name", name, "version", version, "current_stage",
                     rows_text(rows, 2), "run_id", run, "source", source, "status", "READY", "creation_timestamp", created,
                     "last_updated_timestamp", created);
}

/* The newest version of each stage. */
static json_t *latest_versions(struct request *r, const char *name)
{
    json_t *versions = json_array();
    struct rows rows = database_select(r->service->database,
                                       "SELECT " VERSION_COLUMNS " FROM model_versions o WHERE name = ? AND version ="
                                       " (SELECT max(version) FROM model_versions i WHERE i.name = o.name AND i.stage = o.stage)",
                                       "s", name);

    while (rows_next(&rows))
        json_array_append_new(versions, version_json(&rows));
    return versions;
}

static json_t *model_json(struct request *r, const struct rows *rows)
{
    const char *name = rows_text(rows, 0);
    json_int_t created = rows_int(rows, 2);

    return json_pack("{s:s, s:s, s:I, s:I, s:o}", "name", name, "description", rows_text(rows, 1), "creation_timestamp", created,
                     "last_updated_timestamp", created, "latest_versions", latest_versions(r, name));
}

void mlflow_version(struct request *r)
{
    reply_bytes(r, 200, "text/plain; charset=utf-8", "2.9.2", 5);
}

void mlflow_search_models(struct request *r)
{
    const char *pattern;

    if (!body_is_fine(r) || !(pattern = name_pattern(r)))
        return;

    json_t *models = json_array();
    struct rows rows = database_select(
        r->service->database, "SELECT name, description, created FROM models WHERE name LIKE ? ORDER BY name", "s", pattern);

    while (rows_next(&rows))
        json_array_append_new(models, model_json(r, &rows));
    reply_json(r, 200, json_pack("{s:o}", "registered_models", models));
}

static void answer_no_model(struct request *r, const char *name)
{
    fail(r, 404, "RESOURCE_DOES_NOT_EXIST", arena_printf(&r->arena, "Registered Model with name=%s not found", name));
}

void mlflow_get_model(struct request *r)
{
    const char *name = needed(r, "name");

    if (!name)
        return;

    struct rows rows = database_select(r->service->database, "SELECT name, description, created FROM models WHERE name = ?", "s",
                                       name);

    if (rows_next(&rows))
        reply_json(r, 200, json_pack("{s:o}", "registered_model", model_json(r, &rows)));
    else
        answer_no_model(r, name);
    rows_close(&rows);
}

void mlflow_latest_versions(struct request *r)
{
    const char *name;

    if (!body_is_fine(r) || !(name = needed(r, "name")))
        return;
    if (database_number(r->service->database, 0, "SELECT count(*) FROM models WHERE name = ?", "s", name) == 0)
        answer_no_model(r, name);
    else
        reply_json(r, 200, json_pack("{s:o}", "model_versions", latest_versions(r, name)));
}

void mlflow_search_versions(struct request *r)
{
    const char *pattern = name_pattern(r);

    if (!pattern)
        return;

    json_t *versions = json_array();
    struct rows rows = database_select(
        r->service->database, "SELECT " VERSION_COLUMNS " FROM model_versions WHERE name LIKE ? ORDER BY name, version DESC", "s",
        pattern);

    while (rows_next(&rows))
        json_array_append_new(versions, version_json(&rows));
    reply_json(r, 200, json_pack("{s:o}", "model_versions", versions));
}

/* Reads the version that name and version name; calls `answer` with its row, or sets the reply. */
static void with_version(struct request *r, void (*answer)(struct request *r, const struct rows *rows))
{
    const char *name = needed(r, "name"), *version = name ? needed(r, "version") : NULL;
    uint64_t number = 0;

    if (!version)
        return;
    if (!text_to_u64(text_from(version), &number) || number > INT64_MAX) {
        fail(r, 400, "INVALID_PARAMETER_VALUE", "Parameter 'version' must be an integer.");
        return;
    }

    struct rows rows = database_select(r->service->database,
                                       "SELECT " VERSION_COLUMNS " FROM model_versions WHERE name = ? AND version = ?", "si",
                                       name, (int64_t)number);

    if (rows_next(&rows))
        answer(r, &rows);
    else
        fail(r, 404, "RESOURCE_DOES_NOT_EXIST",
             arena_printf(&r->arena, "Model Version (name=%s, version=%s) not found", name, version));
    rows_close(&rows);
}

static void answer_version(struct request *r, const struct rows *rows)
{
    reply_json(r, 200, json_pack("{s:o}", "model_version", version_json(rows)));
}

static void answer_uri(struct request *r, const struct rows *rows)
{
    const char *uri = arena_printf(&r->arena, "mlflow-artifacts:/1/%s/artifacts/model", rows_text(rows, 3));

    reply_json(r, 200, json_pack("{s:s}", "artifact_uri", uri));
}

void mlflow_get_version(struct request *r)
{
    with_version(r, answer_version);
}

void mlflow_download_uri(struct request *r)
{
    with_version(r, answer_uri);
}

void mlflow_list_artifacts(struct request *r)
{
    const char *folder = needed(r, "path");

    if (!folder)
        return;

    const char *prefix = arena_printf(&r->arena, "%s/", folder);
    json_t *files = json_array();
    struct rows rows = database_select(r->service->database,
                                       "SELECT substr(path, length(?1) + 1), length(content) FROM artifacts"
                                       " WHERE substr(path, 1, length(?1)) = ?1 ORDER BY path",
                                       "s", prefix);

    while (rows_next(&rows))
        json_array_append_new(files, json_pack("{s:o, s:b, s:I}", "path", reply_json_text(rows_text(&rows, 0)), "is_dir", 0,
                                               "file_size", (json_int_t)rows_int(&rows, 1)));
    reply_json(r, 200, json_pack("{s:o}", "files", files));
}

void mlflow_artifact(struct request *r)
{
    const char *path = arena_copy(&r->arena, r->parameter[0]);
    struct rows rows = database_select(r->service->database, "SELECT content FROM artifacts WHERE path = ?", "s", path);

    if (rows_next(&rows)) {
        size_t size;
        const void *bytes = rows_bytes(&rows, 0, &size);
        char *copy = arena_alloc(&r->arena, size + 1);

        memcpy(copy, bytes, size);
        reply_bytes(r, 200, "application/octet-stream", copy, size);
    } else {
        fail(r, 404, "RESOURCE_DOES_NOT_EXIST", arena_printf(&r->arena, "No artifact at '%s'.", path));
    }
    rows_close(&rows);
}
