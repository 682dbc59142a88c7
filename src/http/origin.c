/* SPDX-License-Identifier: MIT */
/* http/origin.c - a map from "scheme://host:port", host in lower case, to the record */
#include "http/origin.h"

#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"

struct http_origins {
    struct map *by_key;
};

struct http_origins *http_origins_new(void)
{
    struct http_origins *all = MEM_NEW(struct http_origins);

    all->by_key = map_new();
    return all;
}

static void origin_free(struct http_origin *o)
{
    mem_free((void *)(uintptr_t)o->host.data);
    mem_free((void *)(uintptr_t)o->authority.data);
    mem_free(o);
}

void http_origins_free(struct http_origins *all)
{
    void *value;

    if (!all)
        return;
    for (size_t at = 0; map_next(all->by_key, &at, NULL, &value);)
        origin_free(value);
    map_free(all->by_key);
    mem_free(all);
}

static struct http_origin *origin_new(const struct url *url, struct text host)
{
    struct http_origin *o = MEM_NEW(struct http_origin);
    struct url lower = *url;
    struct buffer authority;

    lower.host = host;
    buffer_init(&authority, LIMIT_URL);
    url_write_authority(&lower, &authority);
    o->secure = url->secure;
    o->port = url->port;
    o->host = (struct text){mem_strndup(host.data, host.size), host.size};
    o->authority = (struct text){mem_strndup(authority.data, authority.size), authority.size};
    buffer_free(&authority);
    return o;
}

const struct http_origin *http_origin_of(struct http_origins *all, const struct url *url)
{
    char key[LIMIT_HOST + 32];
    const size_t prefix = 3; /* scheme and port, before the host */

    if (url->host.size > LIMIT_HOST)
        return NULL;
    key[0] = url->secure ? 's' : 'p';
    key[1] = (char)(url->port & 0xff);
    key[2] = (char)(url->port >> 8);
    for (size_t i = 0; i < url->host.size; i++) {
        char c = url->host.data[i];
        key[prefix + i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }

    struct text host = {key + prefix, url->host.size};
    struct text whole = {key, prefix + url->host.size};
    struct http_origin *o = map_get(all->by_key, whole);

    if (!o) {
        if (map_size(all->by_key) >= LIMIT_ORIGINS)
            return NULL;
        o = origin_new(url, host);
        map_put(all->by_key, whole, o);
    }
    return o;
}
