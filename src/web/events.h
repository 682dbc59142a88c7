/* SPDX-License-Identifier: MIT */
/* web/events.h - the stream of events: one frame a second, made once and shared by all viewers
 *
 * Server-sent events (WHATWG HTML, section 9.2). A viewer that falls behind by more frames than are kept is closed; its browser
 * comes back and loads the history anew. A viewer that has read all is suspended and costs nothing.
 *
 * Viewers are sent a frame one after the other, a millisecond apart: writing to many at once would hold up the load.
 */
#ifndef CICADA_WEB_EVENTS_H
#define CICADA_WEB_EVENTS_H

#include "base/buffer.h"
#include "web/server.h"

struct MHD_Response;
struct events;
struct events_viewer;

struct events *events_new(struct loop *l);
/* All viewers are gone. */
void events_free(struct events *e);

size_t events_viewers(const struct events *e);

/* A viewer from the next frame on; NULL when there are LIMIT_WEB_VIEWERS. It belongs to the response made of it. */
struct events_viewer *events_join(struct events *e, struct server *s, struct web_request *r);
struct MHD_Response *events_response(struct events_viewer *v);
/* Its request ends; the library may let go of the response before or after that. */
void events_forget_request(struct events_viewer *v);

/* Hands out an event; `data` is one line, JSON without line breaks. Nothing is done where nobody views. */
void events_send(struct events *e, const char *event, struct text data);
/* A comment, so that what lies between keeps an idle connection open. */
void events_keep_alive(struct events *e);
/* From now on viewers read to the end and are closed. */
void events_end(struct events *e);

#endif
