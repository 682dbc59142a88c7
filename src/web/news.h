/* SPDX-License-Identifier: MIT */
/* web/news.h - the frame that viewers of the page get each second: what changed since the frame before
 *
 * A frame is one line of JSON (docs/web-api.md). Requests and errors are in it when they changed since they were sent last, at
 * most NEWS_ROWS_MAX of each and about NEWS_ROWS_SIZE bytes; checks have the same maximum; what has no room goes into the next
 * frame, before anything that was in this one. The total is always there. Its numbers count on, so that a viewer sees whether it
 * missed one; its epoch grows when the counts begin anew, and then all rows are sent again.
 *
 * Nothing of a snapshot is kept but counts: a few words for each name by its number, one for each error. A frame with 50 changed
 * rows of 500 takes about a tenth of a millisecond.
 */
#ifndef CICADA_WEB_NEWS_H
#define CICADA_WEB_NEWS_H

#include "base/limits.h"
#include "output/json_parts.h"

#define NEWS_ROWS_MAX   500
#define NEWS_ROWS_SIZE  (1 * MIB)
#define NEWS_POINTS_MAX 60  /* of the series in one frame; a viewer that missed more loads the whole history */
#define NEWS_LINES_MAX  200 /* of the log in one frame: the newest, and no more than NEWS_LINES_SIZE bytes */
#define NEWS_LINES_SIZE (256 * KIB)

struct news;

struct news *news_new(void);
void news_free(struct news *n); /* NULL is fine */

struct news_state { /* borrowed for the call */
    const struct snapshot *snapshot;
    const struct run_info *info;
    uint64_t run;             /* number of the run in this process */
    const struct text *lines; /* of the log since the last frame */
    size_t line_count;
};

/* Writes the frame, without a line end, into the empty buffer. ERROR_TOO_LARGE: it did not fit; the buffer is empty again, and
 * the next frame begins a new epoch. */
MUST_USE enum error news_frame(struct news *n, const struct news_state *state, struct buffer *out);

/* What a document of the whole run (web/run_document.h) has to say, so that frames can be put to it. */
struct json_live news_live(struct news *n, const struct snapshot *s, uint64_t run);

/* "paused", or the word for the state of the run. */
const char *news_state_name(const struct run_progress *p);

#endif
