/* SPDX-License-Identifier: MIT */
/* web/shared.c - see shared.h */
#include "web/shared.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "http/gzip.h"
#include "web/private.h"

struct shared_body { /* freed by whoever holds it last */
    unsigned holders;
    struct buffer plain;
    struct buffer packed; /* empty until somebody wanted it */
    bool packing;
};

struct place {
    struct shared_body *body; /* NULL: out of date */
    const char *type;
    bool varies;
    uint64_t made_ns;
};

struct shared {
    struct place places[SHARED_DOCUMENTS];
};

struct shared *shared_new(void)
{
    return MEM_NEW(struct shared);
}

void shared_release(struct shared_body *b)
{
    if (!b || --b->holders > 0)
        return;
    buffer_free(&b->plain);
    buffer_free(&b->packed);
    mem_free(b);
}

void shared_outdate(struct shared *s)
{
    for (size_t i = 0; i < SHARED_DOCUMENTS; i++) {
        shared_release(s->places[i].body);
        s->places[i].body = NULL;
    }
}

void shared_free(struct shared *s)
{
    if (!s)
        return;
    shared_outdate(s);
    mem_free(s);
}

/* ---- answering ---- */

/* The bytes change from the reply to the place. False when they do not fit, which the server answers. */
static bool fill(struct place *p, struct web_request *r, web_handler *make)
{
    make(r);
    if (r->reply.body.overflowed)
        return false;
    p->body = MEM_NEW(struct shared_body);
    *p->body = (struct shared_body){.holders = 1, .plain = r->reply.body};
    p->type = r->reply.type;
    p->varies = r->reply.varies;
    p->made_ns = clock_now();
    buffer_init(&r->reply.body, LIMIT_WEB_REPLY);
    return true;
}

void shared_answer(struct web_request *r, enum shared_document which, web_handler *make)
{
    struct place *p = &r->web->shared->places[which];

    if (!r->reply.shared) { /* else it has waited for the bytes that it holds to be compressed */
        if (p->body && clock_now() - p->made_ns >= NANOS_PER_SECOND) {
            shared_release(p->body);
            p->body = NULL;
        }
        if (!p->body && !fill(p, r, make))
            return;
        p->body->holders++;
        r->reply.shared = p->body;
    }
    (void)reply_body(r, p->type);
    r->reply.varies = p->varies;
}

/* ---- compressing ---- */

struct text shared_bytes(const struct shared_body *b, bool compressed)
{
    return buffer_view(compressed ? &b->packed : &b->plain);
}

bool shared_is_packed(const struct shared_body *b)
{
    return !b->packing && b->packed.size > 0;
}

bool shared_is_being_packed(const struct shared_body *b)
{
    return b->packing;
}

void shared_pack(struct shared_body *b)
{
    b->packed = gzip(buffer_view(&b->plain));
}

void shared_packing_begins(struct shared_body *b)
{
    b->packing = true;
}

void shared_packing_ends(struct shared_body *b)
{
    b->packing = false;
}
