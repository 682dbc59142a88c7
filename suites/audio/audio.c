/* SPDX-License-Identifier: MIT */
/* audio.c - an audio analysis service: people with recordings, programs with an API key, administrators
 *
 * Each person has an account of its own and keeps the ids of its files and analyses. Each request carries a trace id. How often
 * the service had a result in its cache is the metric "cache hit".
 */
#include <cicada.h>

#include "../common/account.h"
#include "sound.h"
#include "trace.h"

#define AUDIO    "/api/v1/audio"
#define EXTERNAL "/api/v1/external"
#define ADMIN    "/api/v1/admin"
#define KEPT     16 /* ids that a user remembers */

/* The oldest ids stay, newer ones take turns in the second half: what people come back to is what they had first. */
struct ids {
    long long id[KEPT];
    size_t count;
};

static void keep(struct ids *ids, long long id)
{
    size_t n = ids->count++;

    if (id)
        ids->id[n < KEPT ? n : KEPT / 2 + n % (KEPT / 2)] = id;
}

static size_t known(const struct ids *ids)
{
    return ids->count < KEPT ? ids->count : KEPT;
}

/* ---- AudioAnalysisUser ---- */

struct person {
    struct trace trace; /* first, see trace.h */
    struct ids files, analyses;
};

static const char *const genres[] = {"jazz", "rock", "folk", "ambient", "speech"};

static void upload(cic_user *u, const char *name)
{
    struct person *me = cic_data(u);
    size_t size;
    const void *sound = record_sound(u, &size);
    const char *tags = cic_fmt(u, "%s,%s", cic_fake_word(u), cic_fake_word(u));
    cic_response *r = cic_post(
        u, AUDIO "/upload", .name = name, .headers = traced(u),
        .multipart = CIC_PARTS({"genre", .data = CIC_PICK(u, genres)}, {"tags", .data = tags},
                               {"file", cic_fmt(u, "%s.wav", cic_fake_word(u)), "audio/wav", sound, size}));

    if (cic_failed(r))
        return;
    if (cic_json_int(r, "/size", -1) != (long long)size)
        cic_fail(r, "the stored size is not the one that was sent");
    else
        keep(&me->files, cic_json_int(r, "/file_id", 0));
}

static void analyse(cic_user *u, const char *name)
{
    struct person *me = cic_data(u);
    long long file = known(&me->files) ? me->files.id[cic_between(u, 0, (int64_t)known(&me->files) - 1)] : 0;
    cic_response *r = cic_post(u, AUDIO "/analyze", .name = name, .headers = traced(u),
                               .json = cic_json(u, "{\"file_id\": %lld}", file));

    if (!cic_failed(r))
        keep(&me->analyses, cic_json_int(r, "/id", 0));
}

static int join(cic_user *u)
{
    int next = sign_up(u, "correct horse");

    if (next == CIC_OK) {
        upload(u, AUDIO "/upload [start]");
        analyse(u, AUDIO "/analyze [start]");
    }
    return next;
}

static int analyze_audio(cic_user *u)
{
    analyse(u, AUDIO "/analyze");
    return CIC_OK;
}

static int upload_file(cic_user *u)
{
    upload(u, AUDIO "/upload");
    return CIC_OK;
}

/* Mostly the first one again. 202 means that it is not ready. */
static int view_results(cic_user *u)
{
    struct person *me = cic_data(u);
    size_t n = cic_chance(u, 0.9) ? 0 : (size_t)cic_between(u, 0, (int64_t)(known(&me->analyses) ? known(&me->analyses) - 1 : 0));
    cic_response *r = cic_get(u, cic_fmt(u, AUDIO "/results/%lld", me->analyses.id[n]), .name = AUDIO "/results/[id]",
                              .headers = traced(u));
    const char *cache = cic_header(r, "X-Cache");

    if (cache)
        cic_metric(u, "cache hit", strcmp(cache, "hit") == 0);
    return CIC_OK;
}

static int list_files(cic_user *u)
{
    cic_get(u, AUDIO "/files", .headers = traced(u), .query = CIC_PAIRS({"limit", "20"}));
    return CIC_OK;
}

static int search_files(cic_user *u)
{
    cic_get(u, AUDIO "/search", .headers = traced(u),
            .query = CIC_PAIRS({"q", cic_fake_word(u)}, {"genre", CIC_PICK(u, genres)}));
    return CIC_OK;
}

static const cic_user_class audio_user =
    CIC_USER(.name = "AudioAnalysisUser", .weight = 5, .wait = CIC_BETWEEN(1, 5), .data_size = sizeof(struct person),
             .on_start = join,
             .tasks = CIC_TASKS({3, "analyze audio", analyze_audio}, {1, "upload file", upload_file},
                                {2, "view results", view_results}, {2, "list files", list_files},
                                {1, "search files", search_files}));

/* ---- APIUser ---- */

struct program {
    struct trace trace;
    struct ids jobs;
};

#define RECORDING "https://recordings.example.com/%s.wav"
#define WEBHOOK   "https://hooks.example.com/audio/%s"

static void start_job(cic_user *u, const char *name)
{
    struct program *me = cic_data(u);
    cic_response *r = cic_post(u, EXTERNAL "/analyze", .name = name, .headers = traced(u),
                               .json = cic_json(u, "{\"audio_url\": %s, \"webhook_url\": %s}",
                                                cic_fmt(u, RECORDING, cic_fake_uuid(u)),
                                                cic_fmt(u, WEBHOOK, cic_fake_hex(u, 8))));

    if (!cic_failed(r))
        keep(&me->jobs, cic_json_int(r, "/id", 0));
}

static int present_key(cic_user *u)
{
    cic_set_header(u, "X-API-Key", cic_env("AUDIO_API_KEY", "cicada-audio-key"));
    start_job(u, EXTERNAL "/analyze [start]");
    return CIC_OK;
}

static int api_analyze(cic_user *u)
{
    start_job(u, EXTERNAL "/analyze");
    return CIC_OK;
}

static int api_batch_process(cic_user *u)
{
    struct program *me = cic_data(u);
    cic_response *r = cic_post(u, EXTERNAL "/batch", .headers = traced(u),
                               .json = cic_json(u, "{\"audio_urls\": [%s, %s, %s], \"webhook_url\": %s}",
                                                cic_fmt(u, RECORDING, cic_fake_uuid(u)), cic_fmt(u, RECORDING, cic_fake_uuid(u)),
                                                cic_fmt(u, RECORDING, cic_fake_uuid(u)),
                                                cic_fmt(u, WEBHOOK, cic_fake_hex(u, 8))));

    for (int i = 0; !cic_failed(r) && i < (int)cic_json_count(r, "/jobs"); i++)
        keep(&me->jobs, cic_json_int(r, cic_fmt(u, "/jobs/%d/id", i), 0));
    return CIC_OK;
}

static int api_get_status(cic_user *u)
{
    struct program *me = cic_data(u);
    size_t count = known(&me->jobs);
    long long job = count ? me->jobs.id[cic_between(u, 0, (int64_t)count - 1)] : 0;

    cic_get(u, cic_fmt(u, EXTERNAL "/jobs/%lld", job), .name = EXTERNAL "/jobs/[id]", .headers = traced(u));
    return CIC_OK;
}

static const cic_user_class api_user = CIC_USER(.name = "APIUser", .weight = 3, .wait = CIC_BETWEEN(0.5, 2),
                                                .data_size = sizeof(struct program), .on_start = present_key,
                                                .tasks = CIC_TASKS({5, "api analyze", api_analyze},
                                                                   {2, "api batch process", api_batch_process},
                                                                   {3, "api get status", api_get_status}));

/* ---- AdminUser ---- */

struct administrator {
    struct trace trace;
};

static int enter(cic_user *u)
{
    return log_in(u, cic_env("AUDIO_ADMIN_EMAIL", "admin@example.com"), cic_env("AUDIO_ADMIN_PASSWORD", "correct horse admin"));
}

static int view_dashboard(cic_user *u)
{
    cic_get(u, ADMIN "/dashboard", .headers = traced(u));
    return CIC_OK;
}

/* Looks at a page of users, and leaves the last of them open, as it was. */
static int manage_users(cic_user *u)
{
    cic_response *r = cic_get(u, ADMIN "/users", .headers = traced(u), .query = CIC_PAIRS({"limit", "20"}));
    long long user = cic_json_int(r, cic_fmt(u, "/users/%d/id", (int)cic_json_count(r, "/users") - 1), 0);

    if (user)
        cic_patch(u, cic_fmt(u, ADMIN "/users/%lld", user), .name = ADMIN "/users/[id]", .headers = traced(u),
                  .json = "{\"active\": true}");
    return CIC_OK;
}

static int system_health_check(cic_user *u)
{
    cic_get(u, ADMIN "/health", .headers = traced(u));
    return CIC_OK;
}

static const cic_user_class admin_user = CIC_USER(.name = "AdminUser", .weight = 1, .wait = CIC_BETWEEN(5, 10),
                                                  .data_size = sizeof(struct administrator), .on_start = enter,
                                                  .tasks = CIC_TASKS({3, "view dashboard", view_dashboard},
                                                                     {1, "manage users", manage_users},
                                                                     {2, "system health check", system_health_check}));

CIC_SCENARIO(.users = CIC_USERS(&audio_user, &api_user, &admin_user), .request = log_slow_request);
