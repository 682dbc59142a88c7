/* SPDX-License-Identifier: MIT */
/* web/page.c - see page.h */
#include "web/page.h"

#include <microhttpd.h>
#include <stdio.h>
#include <zlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "web/private.h"

#define GZIP_WINDOW (15 + 16) /* inflateInit2: the largest window, with a gzip header */
#define STEP        (64 * KIB)

/* Made by tools/embed from webui/dist/index.html, compressed. */
extern const char live_page_data[];
extern const size_t live_page_size;

struct page {
    struct buffer html; /* for who does not take it compressed */
    struct arena arena; /* of the policy */
    const char *policy;
    char tag[24]; /* "\"0123456789abcdef\"": its version, by which browsers ask whether it is still the same */
};

static void unpack(struct buffer *out)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)live_page_data, .avail_in = (uInt)live_page_size};
    int result = inflateInit2(&z, GZIP_WINDOW);

    while (result == Z_OK) {
        char *room = buffer_reserve(out, STEP);

        z.next_out = (Bytef *)room;
        z.avail_out = room ? STEP : 0;
        result = room ? inflate(&z, Z_NO_FLUSH) : Z_MEM_ERROR;
        buffer_commit(out, room ? STEP - z.avail_out : 0);
    }
    if (result != Z_STREAM_END) /* the bytes are those of the build */
        mem_exhausted(out->size);
    inflateEnd(&z);
}

const char *page_policy(struct text html, struct arena *arena)
{
    static const char before[] = "http-equiv=\"Content-Security-Policy\" content=\"";
    const char *begin = memmem(html.data, html.size, before, sizeof before - 1), *end;

    if (!begin)
        return NULL;
    begin += sizeof before - 1;
    end = memchr(begin, '"', html.size - (size_t)(begin - html.data));
    return end ? arena_printf(arena, "%.*s; frame-ancestors 'none'", (int)(end - begin), begin) : NULL;
}

struct page *page_new(void)
{
    struct page *p = MEM_NEW(struct page);

    buffer_init(&p->html, LIMIT_WEB_PAGE);
    unpack(&p->html);
    p->policy = page_policy(buffer_view(&p->html), &p->arena);
    snprintf(p->tag, sizeof p->tag, "\"%016" PRIx64 "\"", text_hash(buffer_view(&p->html)));
    return p;
}

void page_free(struct page *p)
{
    if (!p)
        return;
    buffer_free(&p->html);
    arena_reset(&p->arena);
    mem_free(p);
}

void answer_page(struct web_request *r)
{
    const struct page *p = r->web->page;
    const char *known = web_request_header(r, MHD_HTTP_HEADER_IF_NONE_MATCH);

    reply_body(r, REPLY_HTML);
    r->reply.policy = p->policy;
    r->reply.tag = p->tag;
    r->reply.cache = "no-cache"; /* kept, and asked for each time */
    r->reply.varies = true;
    if (known && text_list_has(text_from(known), text_from(p->tag))) {
        r->reply.status = MHD_HTTP_NOT_MODIFIED;
        return;
    }
    r->reply.compressed = reply_accepts_gzip(r);
    r->reply.constant = r->reply.compressed ? (struct text){live_page_data, live_page_size} : buffer_view(&p->html);
}
