/* SPDX-License-Identifier: MIT */
/* web/shared.h - documents that many poll: made once for all who ask before the next update, and compressed once
 *
 * Old pages, exporters and scripts ask for the same numbers again and again, and making a document of many names takes the loop
 * longer than sending it. So the first one who asks has it made, and the others get the same bytes, until the numbers are updated
 * (each second while something runs), the state of the run changes, or a second has passed. Locust keeps what it hands out for
 * two seconds.
 *
 * Only for what is the same for everybody who may ask. Not here: the stream of events (web/events.h), whose frames are shared by
 * all viewers as well.
 */
#ifndef CICADA_WEB_SHARED_H
#define CICADA_WEB_SHARED_H

#include "web/request.h"

struct shared;

enum shared_document {
    SHARED_REQUESTS,
    SHARED_TASKS,
    SHARED_EXCEPTIONS,
    SHARED_RUN,
    SHARED_METRICS, /* the two forms of it, by enum prometheus_form */
    SHARED_METRICS_OPEN,
    SHARED_DOCUMENTS
};

struct shared *shared_new(void);
/* Who is being answered keeps his bytes. */
void shared_free(struct shared *s);

/* There are newer numbers: the next one who asks has his document made. */
void shared_outdate(struct shared *s);

/* Answers with the document, which `make` fills into the reply where there is none. */
void shared_answer(struct web_request *r, enum shared_document which, web_handler *make);

/* ---- for the reply (r->reply.shared) ---- */

/* The bytes as they are sent: compressed or not. */
struct text shared_bytes(const struct shared_body *b, bool compressed);
void shared_release(struct shared_body *b);

/* Is it compressed? Then it only has to be sent. */
bool shared_is_packed(const struct shared_body *b);
/* Another request has it compressed by the other thread: to be waited for. */
bool shared_is_being_packed(const struct shared_body *b);
/* Compresses it. Between the two calls below on any thread, else on the loop's. */
void shared_pack(struct shared_body *b);
void shared_packing_begins(struct shared_body *b);
void shared_packing_ends(struct shared_body *b);

#endif
