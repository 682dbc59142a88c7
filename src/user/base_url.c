/* SPDX-License-Identifier: MIT */
/* user/base_url.c - the host that paths are appended to */
#include "http/url.h"
#include "user/world.h"

enum error base_url_parse(struct http_origins *origins, const char *host, struct arena *arena, struct base_url *out,
                          const char **problem)
{
    struct buffer decoded;
    struct url url;
    enum error e;

    *out = (struct base_url){.text = ""};
    if (!host || !host[0])
        return OK;
    e = url_parse(text_from(host), true, arena, &url, problem, NULL);
    if (e != OK)
        return e;
    if (memchr(url.target.data, '?', url.target.size)) {
        *problem = "a host cannot have a query (\"?\")";
        return ERROR_BAD_URL;
    }
    while (url.target.size && url.target.data[url.target.size - 1] == '/')
        url.target.size--; /* paths begin with one of their own */
    out->origin = http_origin_of(origins, &url);
    out->text = url_write(&url, arena);
    out->prefix = (struct text){arena_copy(arena, url.target), url.target.size};
    if (url.userinfo.size) {
        buffer_init(&decoded, 4096);
        if (url_decode(url.userinfo, false, &decoded))
            out->basic = (struct text){arena_copy(arena, buffer_view(&decoded)), decoded.size};
        buffer_free(&decoded);
    }
    return OK;
}
