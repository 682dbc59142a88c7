/* SPDX-License-Identifier: MIT */
/* web/access.c - see access.h */
#include "web/access.h"

#include "net/address.h"

/* "[::1]:8089" and "localhost:8089" without the port; the whole when what follows the name is no port. */
static struct text without_port(struct text host)
{
    ssize_t end = text_starts_with(host, TEXT("[")) ? text_find(host, ']') + 1 : text_find(host, ':');
    size_t size = end > 0 ? (size_t)end : host.size;

    if (size < host.size && (host.data[size] != ':' || strspn(host.data + size + 1, "0123456789") != host.size - size - 1))
        return host;
    return (struct text){host.data, size};
}

bool access_host_is_ours(const char *host_field, const char *const *own, size_t own_count)
{
    struct address address;
    struct text name;

    if (!host_field)
        return true;
    name = without_port(text_from(host_field));
    if (text_equal_nocase(name, TEXT("localhost")) || address_parse(name, 0, &address))
        return true;
    for (size_t i = 0; i < own_count; i++)
        if (own[i] && *own[i] && text_equal_nocase(name, text_from(own[i])))
            return true;
    return false;
}

/* The "host:port" of a URL; empty when it is none ("null"). */
static struct text authority_of(const char *url)
{
    const char *begin = strstr(url, "://");

    if (!begin)
        return TEXT("");
    begin += strlen("://");
    return (struct text){begin, strcspn(begin, "/?#")};
}

static bool is_from_host(const char *url, const char *host)
{
    struct text authority = authority_of(url);

    return host && authority.size > 0 && text_equal_nocase(authority, text_trim(text_from(host)));
}

bool access_may_change(const struct access_origin *from, const char *token)
{
    if (from->token)
        return access_equal_secret(text_from(from->token), text_from(token));
    if (from->sec_fetch_site && strcmp(from->sec_fetch_site, "same-origin") != 0 && strcmp(from->sec_fetch_site, "none") != 0)
        return false;
    if (from->origin)
        return is_from_host(from->origin, from->host);
    if (from->referer)
        return is_from_host(from->referer, from->host);
    return true;
}

bool access_equal_secret(struct text a, struct text b)
{
    volatile unsigned char difference = a.size != b.size;

    for (size_t i = 0; i < a.size && b.size > 0; i++)
        difference |= (unsigned char)(a.data[i] ^ b.data[i % b.size]);
    return difference == 0;
}
