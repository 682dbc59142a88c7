/* SPDX-License-Identifier: MIT */
/* web/events.c - a ring of frames with numbers, and viewers that each know the next number they want; see events.h
 *
 * A frame is freed when it leaves the ring, also while it is being sent: a viewer copies from it piece by piece, and one whose
 * frame is gone in the middle is too far behind and is closed.
 */
#include "web/events.h"

#include <microhttpd.h>

#include "base/limits.h"
#include "base/mem.h"

#define PIECE      (32 * KIB)        /* handed to the library at a time */
#define KEEP_ALIVE ":\n\n"           /* a comment */
#define APART_NS   NANOS_PER_MILLI   /* between the viewers of a frame */
#define GREETING   "retry: 2000\n\n" /* ms until a browser comes back; it also takes the head with it at once */

struct events {
    struct loop *loop;
    struct buffer frames[LIMIT_WEB_FRAMES]; /* by number modulo their count */
    uint64_t next;                          /* number of the next frame */
    struct events_viewer *first;
    size_t count;
    struct events_viewer *waking; /* whose turn it is to be sent what is new; NULL: all were */
    struct timer turn;
    bool ending;
};

struct events_viewer {
    struct events *events;
    struct server *server;
    struct web_request *request;
    uint64_t frame; /* the one it reads */
    size_t at;      /* bytes of it that were sent */
    bool greeted;
    struct events_viewer *previous, *next;
};

static void next_turn(struct timer *t);

struct events *events_new(struct loop *l)
{
    struct events *e = MEM_NEW(struct events);

    e->loop = l;
    e->turn = (struct timer){.fire = next_turn, .background = true};
    for (size_t i = 0; i < LIMIT_WEB_FRAMES; i++)
        buffer_init(&e->frames[i], LIMIT_WEB_FRAME);
    return e;
}

void events_free(struct events *e)
{
    if (!e)
        return;
    timer_stop(e->loop, &e->turn);
    for (size_t i = 0; i < LIMIT_WEB_FRAMES; i++)
        buffer_free(&e->frames[i]);
    mem_free(e);
}

size_t events_viewers(const struct events *e)
{
    return e->count;
}

/* ---- a viewer ---- */

struct events_viewer *events_join(struct events *e, struct server *s, struct web_request *r)
{
    struct events_viewer *v;

    if (e->count >= LIMIT_WEB_VIEWERS || e->ending)
        return NULL;
    v = MEM_NEW(struct events_viewer);
    *v = (struct events_viewer){.events = e, .server = s, .request = r, .frame = e->next, .next = e->first};
    if (e->first)
        e->first->previous = v;
    e->first = v;
    e->count++;
    return v;
}

void events_forget_request(struct events_viewer *v)
{
    v->request = NULL;
}

static void leave(void *context)
{
    struct events_viewer *v = context;
    struct events *e = v->events;

    if (v->request)
        v->request->reply.viewer = NULL;
    if (e->waking == v)
        e->waking = v->next;
    if (v->previous)
        v->previous->next = v->next;
    else
        e->first = v->next;
    if (v->next)
        v->next->previous = v->previous;
    e->count--;
    mem_free(v);
}

static ssize_t next_piece(void *context, uint64_t position, char *to, size_t room)
{
    struct events_viewer *v = context;
    struct events *e = v->events;
    const struct buffer *frame;
    size_t size;

    if (!v->greeted) {
        v->greeted = true;
        memcpy(to, GREETING, strlen(GREETING)); /* the room is a piece */
        return (ssize_t)strlen(GREETING);
    }
    if (v->frame == e->next) {
        if (e->ending)
            return MHD_CONTENT_READER_END_OF_STREAM;
        server_suspend(v->server, v->request);
        return 0;
    }
    if (e->next - v->frame > LIMIT_WEB_FRAMES) /* what it wants is gone */
        return MHD_CONTENT_READER_END_WITH_ERROR;
    frame = &e->frames[v->frame % LIMIT_WEB_FRAMES];
    size = MIN(room, frame->size - v->at);
    memcpy(to, frame->data + v->at, size);
    v->at += size;
    if (v->at == frame->size) {
        v->frame++;
        v->at = 0;
    }
    return (ssize_t)size;
}

struct MHD_Response *events_response(struct events_viewer *v)
{
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, PIECE, next_piece, v, leave);
}

/* ---- frames ---- */

static struct buffer *begin_frame(struct events *e)
{
    struct buffer *frame = &e->frames[e->next % LIMIT_WEB_FRAMES];

    buffer_clear(frame);
    return frame;
}

static void wake(struct events_viewer *v)
{
    if (v->request)
        server_go_on(v->server, v->request);
}

static void wake_next(struct events *e)
{
    struct events_viewer *v = e->waking;

    if (!v)
        return;
    e->waking = v->next;
    wake(v);
    if (e->waking)
        timer_start(e->loop, &e->turn, loop_now(e->loop) + APART_NS);
}

static void next_turn(struct timer *t)
{
    wake_next(CONTAINER_OF(t, struct events, turn));
}

static void end_frame(struct events *e, struct buffer *frame)
{
    if (frame->overflowed) { /* its slot is spent all the same */
        buffer_clear(frame);
        buffer_string(frame, KEEP_ALIVE);
    }
    e->next++;
    e->waking = e->first; /* also those who still waited for their turn at the frame before */
    wake_next(e);
}

void events_send(struct events *e, const char *event, struct text data)
{
    struct buffer *frame;

    if (e->count == 0)
        return;
    frame = begin_frame(e);
    buffer_printf(frame, "event: %s\nid: %" PRIu64 "\ndata: ", event, e->next);
    buffer_text(frame, data);
    buffer_string(frame, "\n\n");
    end_frame(e, frame);
}

void events_keep_alive(struct events *e)
{
    struct buffer *frame;

    if (e->count == 0)
        return;
    frame = begin_frame(e);
    buffer_string(frame, KEEP_ALIVE);
    end_frame(e, frame);
}

void events_end(struct events *e)
{
    e->ending = true;
    timer_stop(e->loop, &e->turn);
    for (struct events_viewer *v = e->first; v; v = v->next)
        wake(v);
}
