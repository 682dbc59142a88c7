/* SPDX-License-Identifier: MIT */
/* jobs.h - work that takes time: generations, analyses
 *
 * Nothing runs. A job has a beginning and a duration, drawn when it is made, and what has become of it is computed when somebody
 * asks. A fiftieth of its time it is queued, then it is running, then it is completed.
 */
#ifndef TARGET_JOBS_H
#define TARGET_JOBS_H

#include "request.h"

struct job {
    int64_t id;
    const char *kind;    /* "generation", "analysis", "api-analysis" */
    const char *owner;   /* e-mail address of the user or owner of the API key */
    const char *subject; /* prompt, name of the file, address of the audio */
    const char *options; /* JSON text, or NULL */
    int64_t file;        /* id in audio_files, or 0 */
    int64_t created_ms, duration_ms;
};

/* Stores a job that begins now and takes between the two durations; sets id and times. False, with the reply set to 500, when
 * the database fails. */
MUST_USE bool jobs_start(struct request *r, struct job *job, int64_t least_ms, int64_t most_ms);

/* Reads a job of that owner and kind, text into the arena. False, with the reply set to 404, when there is none. */
MUST_USE bool jobs_find(struct request *r, int64_t id, const char *kind, const char *owner, struct job *job);

bool job_is_completed(const struct job *job);

/* {"id", "kind", "status", "progress", "subject", "created_at", "completed_at"} */
json_t *job_json(const struct job *job);

/* The owner's jobs of one kind, newest first, as {"items": [...], "total" (up to LIMIT_TOTAL), "limit", "offset"}, by the query
 * arguments limit and offset; sets the reply. */
void jobs_answer_list(struct request *r, const char *kind, const char *owner);

/* Milliseconds since 1970, and such a time as text in a JSON string. */
int64_t wall_ms(void);
json_t *wall_ms_json(int64_t ms);

#endif
