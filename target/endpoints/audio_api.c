/* SPDX-License-Identifier: MIT */
/* audio_api.c - the audio service for programs, by API key: analyses of recordings elsewhere, singly or many at once
 *
 * A webhook address is checked and kept, and shown with the job; the server never connects to anybody.
 */
#include "endpoints.h"
#include "jobs.h"

#define LONGEST_URL       2000
#define ANALYSIS_LEAST_MS 200
#define ANALYSIS_MOST_MS  2000

static bool is_web_address(const char *url)
{
    struct text t = text_from(url);

    return text_starts_with(t, TEXT("http://")) || text_starts_with(t, TEXT("https://"));
}

/* NULL, with the reply set, when an address is missing or malformed. */
static json_t *start(struct request *r, const char *audio, const char *webhook)
{
    if (!is_web_address(audio) || (webhook && !is_web_address(webhook))) {
        reply_problem(r, 422, "'audio_url' and 'webhook_url' must be http or https addresses");
        return NULL;
    }

    struct job job = {.kind = "api-analysis", .owner = r->identity.name, .subject = audio, .options = webhook};

    return jobs_start(r, &job, ANALYSIS_LEAST_MS, ANALYSIS_MOST_MS) ? job_json(&job) : NULL;
}

void audio_api_analyze(struct request *r)
{
    const json_t *body = request_json(r);
    const char *audio, *webhook = NULL;

    if (!body || !request_want_text(r, body, "audio_url", LONGEST_URL, &audio) ||
        !request_may_text(r, body, "webhook_url", LONGEST_URL, &webhook))
        return;

    json_t *job = start(r, audio, webhook);

    if (job)
        reply_json(r, 202, job);
}

void audio_api_batch(struct request *r)
{
    const json_t *body = request_json(r), *list = json_object_get(body, "audio_urls");
    const char *webhook = NULL;

    if (!body || !request_may_text(r, body, "webhook_url", LONGEST_URL, &webhook))
        return;
    if (!json_is_array(list) || json_array_size(list) == 0 || json_array_size(list) > LIMIT_BATCH) {
        reply_problem(r, 422, "'audio_urls' must be a list of 1 to %d addresses", LIMIT_BATCH);
        return;
    }

    json_t *jobs = json_array();

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *audio = json_string_value(json_array_get(list, i));
        json_t *job = start(r, audio && strlen(audio) <= LONGEST_URL ? audio : "", webhook);

        if (!job) {
            json_decref(jobs);
            return;
        }
        json_array_append_new(jobs, job);
    }
    reply_json(r, 202, json_pack("{s:o}", "jobs", jobs));
}

void audio_api_status(struct request *r)
{
    struct job job;
    int64_t id;

    if (!request_parameter_int(r, 0, &id) || !jobs_find(r, id, "api-analysis", r->identity.name, &job))
        return;

    json_t *value = job_json(&job);

    json_object_set_new(value, "webhook_url", reply_json_text(job.options));
    reply_json(r, 200, value);
}
