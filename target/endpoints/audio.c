/* SPDX-License-Identifier: MIT */
/* audio.c - the audio service for users: upload, analyse, look at results, list, search */
#include <openssl/evp.h>

#include "audio_features.h"
#include "base/mem.h"
#include "database.h"
#include "endpoints.h"
#include "hex.h"
#include "jobs.h"
#include "multipart.h"
#include "result_cache.h"

#define LONGEST_FILE_NAME 200
#define LONGEST_GENRE     50
#define LONGEST_TAGS      500
#define LONGEST_QUERY     100
#define ANALYSIS_LEAST_MS 100
#define ANALYSIS_MOST_MS  1500
#define FILE_COLUMNS      "id, name, type, genre, tags, size, sha256, created"

static char *features_text(const struct audio_features *f)
{
    json_t *value = json_pack("{s:b, s:i, s:i, s:f, s:f, s:f, s:f, s:f}", "pcm", f->is_pcm, "channels", (int)f->channels,
                              "sample_rate", (int)f->sample_rate, "duration_seconds", f->seconds, "peak", f->peak, "rms", f->rms,
                              "zero_crossings_per_second", f->crossings, "entropy_bits", f->entropy);
    char *text = json_dumps(value, JSON_COMPACT);

    json_decref(value);
    return text;
}

static const char *text_of(const struct multipart *parts, const char *name, const char *fallback)
{
    const struct multipart_field *field = multipart_field(parts, name);

    return field && field->content.size > 0 ? buffer_cstring(&field->content) : fallback;
}

/* When all files together are too large, the content of the oldest makes room, down to half, so that this happens seldom; what is
 * known about them stays. */
static void bound_storage(struct service *service)
{
    struct database *d = service->database;

    database_keep_newest(d, "DELETE FROM audio_files WHERE id <= ?", LIMIT_AUDIO_FILES);
    if (service->uploaded <= (int64_t)LIMIT_UPLOADS_STORED)
        return;
    if (database_run(d,
                     "UPDATE audio_files SET content = NULL WHERE content IS NOT NULL AND id <= (SELECT id FROM"
                     " (SELECT id, sum(size) OVER (ORDER BY id DESC) AS newer FROM audio_files WHERE content IS NOT NULL)"
                     " WHERE newer > ? ORDER BY id DESC LIMIT 1)",
                     "i", (int64_t)LIMIT_UPLOADS_STORED / 2) == DATABASE_OK)
        service->uploaded = audio_stored_bytes(d);
}

int64_t audio_stored_bytes(struct database *d)
{
    return database_number(d, 0, "SELECT coalesce(sum(size), 0) FROM audio_files WHERE content IS NOT NULL", "");
}

static void store_file(struct request *r, const struct multipart_field *file, const char *genre, const char *tags)
{
    struct database *d = r->service->database;
    struct audio_features features = audio_features_of(buffer_cstring(&file->content), file->content.size);
    unsigned char digest[EVP_MAX_MD_SIZE];
    char digest_text[2 * EVP_MAX_MD_SIZE + 1];
    unsigned digest_size = 0;
    char *measured = features_text(&features);
    bool stored = EVP_Digest(file->content.data, file->content.size, digest, &digest_size, EVP_sha256(), NULL) == 1;

    hex_write(digest, digest_size, digest_text);
    stored = stored && measured &&
             database_run(d,
                          "INSERT INTO audio_files (user_id, name, type, genre, tags, size, sha256, features, content, created)"
                          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                          "issssissbi", r->identity.user, file->file_name, file->type ? file->type : "application/octet-stream",
                          genre, tags, (int64_t)file->content.size, digest_text, measured, file->content.data, file->content.size,
                          wall_ms()) == DATABASE_OK;
    if (stored) {
        reply_json(r, 201,
                   json_pack("{s:I, s:o, s:I, s:s, s:o}", "file_id", (json_int_t)database_last_id(d), "name",
                             reply_json_text(file->file_name), "size", (json_int_t)file->content.size, "sha256", digest_text,
                             "features", json_loads(measured, 0, NULL)));
        r->service->uploaded += (int64_t)file->content.size;
        bound_storage(r->service);
    } else {
        reply_problem(r, 500, "the file could not be stored");
    }
    mem_free(measured);
}

void audio_upload(struct request *r)
{
    struct multipart parts;

    if (!multipart_read(r, &parts))
        return;

    const struct multipart_field *file = multipart_field(&parts, "file");
    const char *genre = text_of(&parts, "genre", "unknown"), *tags = text_of(&parts, "tags", "");

    if (!file || !file->file_name || file->content.size == 0)
        reply_problem(r, 422, "a part named 'file', with a file name and content, is required");
    else if (strlen(file->file_name) > LONGEST_FILE_NAME || strlen(genre) > LONGEST_GENRE || strlen(tags) > LONGEST_TAGS)
        reply_problem(r, 422, "file name, genre or tags are too long");
    else
        store_file(r, file, genre, tags);
    multipart_free(&parts);
}

void audio_analyze(struct request *r)
{
    const json_t *body = request_json(r);
    double file = 0;

    if (!body || !request_want_number(r, body, "file_id", 1, 9e15, &file))
        return;

    struct rows rows = database_select(r->service->database, "SELECT name FROM audio_files WHERE id = ? AND user_id = ?", "ii",
                                       (int64_t)file, r->identity.user);
    const char *name = rows_next(&rows) ? arena_strdup(&r->arena, rows_text(&rows, 0)) : NULL;

    rows_close(&rows);
    if (!name) {
        reply_problem(r, 404, "no such file");
        return;
    }

    struct job job = {.kind = "analysis", .owner = r->identity.name, .subject = name, .file = (int64_t)file};

    if (jobs_start(r, &job, ANALYSIS_LEAST_MS, ANALYSIS_MOST_MS))
        reply_json(r, 202, job_json(&job));
}

/* What the analysis found, as JSON: the job and the features of its file. */
static json_t *finished_json(struct request *r, const struct job *job)
{
    json_t *value = job_json(job);
    struct rows rows = database_select(r->service->database, "SELECT genre, features FROM audio_files WHERE id = ?", "i",
                                       job->file);

    if (rows_next(&rows)) {
        json_object_set_new(value, "genre", reply_json_text(rows_text(&rows, 0)));
        json_object_set_new(value, "features", json_loads(rows_text(&rows, 1), 0, NULL));
    }
    rows_close(&rows);
    return value;
}

static void answer_finished(struct request *r, const struct job *job)
{
    struct result_cache *cache = r->service->results;
    const char *kept = result_cache_get(cache, job->id);

    reply_field(r, "X-Cache", kept ? "hit" : "miss");
    if (!kept) {
        reply_json(r, 200, finished_json(r, job));
        if (r->reply.status == 200)
            result_cache_put(cache, job->id, r->reply.body);
        return;
    }
    kept = arena_strdup(&r->arena, kept);
    reply_bytes(r, 200, "application/json", kept, strlen(kept));
}

void audio_result(struct request *r)
{
    struct job job;
    int64_t id;

    if (!request_parameter_int(r, 0, &id) || !jobs_find(r, id, "analysis", r->identity.name, &job))
        return;
    if (job_is_completed(&job))
        answer_finished(r, &job);
    else
        reply_json(r, 202, job_json(&job));
}

static json_t *file_json(const struct rows *rows)
{
    return json_pack("{s:I, s:o, s:o, s:o, s:o, s:I, s:o, s:o}", "file_id", (json_int_t)rows_int(rows, 0), "name",
                     reply_json_text(rows_text(rows, 1)), "type", reply_json_text(rows_text(rows, 2)), "genre",
                     reply_json_text(rows_text(rows, 3)), "tags", reply_json_text(rows_text(rows, 4)), "size",
                     (json_int_t)rows_int(rows, 5), "sha256", reply_json_text(rows_text(rows, 6)), "created_at",
                     wall_ms_json(rows_int(rows, 7)));
}

static void answer_files(struct request *r, const char *pattern, const char *genre)
{
    int64_t limit, offset;

    if (!request_query_int(r, "limit", 20, 1, LIMIT_PAGE, &limit) ||
        !request_query_int(r, "offset", 0, 0, LIMIT_AUDIO_FILES, &offset))
        return;

    json_t *items = json_array();
    struct rows rows = database_select(r->service->database,
                                       "SELECT " FILE_COLUMNS
                                       " FROM audio_files WHERE user_id = ?1 AND (name LIKE ?2 OR tags LIKE ?2)"
                                       " AND (?3 IS NULL OR genre = ?3) ORDER BY id DESC LIMIT ?4 OFFSET ?5",
                                       "issii", r->identity.user, pattern, genre, limit, offset);

    while (rows_next(&rows))
        json_array_append_new(items, file_json(&rows));
    reply_json(r, 200, json_pack("{s:o, s:I, s:I}", "files", items, "limit", (json_int_t)limit, "offset", (json_int_t)offset));
}

void audio_files(struct request *r)
{
    answer_files(r, "%", request_query(r, "genre"));
}

void audio_search(struct request *r)
{
    const char *query = request_query(r, "q");

    if (!query || !*query || strlen(query) > LONGEST_QUERY)
        reply_problem(r, 422, "query argument 'q' must have 1 to %d bytes", LONGEST_QUERY);
    else
        answer_files(r, arena_printf(&r->arena, "%%%s%%", query), request_query(r, "genre"));
}

void audio_download(struct request *r)
{
    int64_t id;

    if (!request_parameter_int(r, 0, &id))
        return;

    struct rows rows = database_select(r->service->database, "SELECT content FROM audio_files WHERE id = ? AND user_id = ?", "ii",
                                       id, r->identity.user);

    if (!rows_next(&rows)) {
        reply_problem(r, 404, "no such file");
        return;
    }

    size_t size;
    const void *bytes = rows_bytes(&rows, 0, &size);

    if (bytes) {
        char *copy = arena_alloc(&r->arena, size + 1);

        memcpy(copy, bytes, size);
        reply_bytes(r, 200, "application/octet-stream", copy, size);
    } else {
        reply_problem(r, 410, "the content of this file has made room for newer files");
    }
    rows_close(&rows);
}
