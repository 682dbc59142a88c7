/* SPDX-License-Identifier: MIT */
/* http/cookie.c - the cookies of one user; see cookie.h
 *
 * A list in order of creation, each cookie one block of memory with its texts behind it. Jars hold a few cookies, so every
 * operation walks the list.
 */
#include "http/cookie.h"

#include <arpa/inet.h>

#include "base/limits.h"
#include "base/mem.h"
#include "http/cookie_date.h"
#include "http/octet.h"

#define KEPT INT64_MAX /* expiry of a cookie that lasts as long as its user */

struct cookie {
    struct cookie *next;
    struct text name, value, path;
    struct text domain; /* without a leading dot */
    bool host_only;     /* not for hosts below the domain */
    bool secure_only;
    int64_t expires_s; /* the first second in which it is no longer sent */
    char texts[];      /* what the texts point to */
};

/* One Set-Cookie value, taken apart: pieces of it. */
struct set_cookie {
    struct text name, value, domain, path;
    bool secure_only;
    bool has_max_age;
    int64_t expires_s;
};

static bool is_address(struct text host)
{
    char copy[INET_ADDRSTRLEN];
    struct in_addr parsed;

    if (text_find(host, ':') >= 0) /* only IPv6 addresses have colons */
        return true;
    if (host.size >= sizeof copy)
        return false;
    memcpy(copy, host.data, host.size);
    copy[host.size] = '\0';
    return inet_pton(AF_INET, copy, &parsed) == 1;
}

/* RFC 6265 section 5.1.3: the host is the domain or lies below it. Nothing lies below an address. */
static bool domain_covers(struct text domain, struct text host)
{
    struct text tail;

    if (host.size <= domain.size)
        return text_equal_nocase(domain, host);
    tail = (struct text){host.data + host.size - domain.size, domain.size};
    return tail.data[-1] == '.' && text_equal_nocase(domain, tail) && !is_address(host);
}

/* RFC 6265 section 5.1.4. */
static bool path_covers(struct text cookie_path, struct text path)
{
    if (!text_starts_with(path, cookie_path))
        return false;
    return path.size == cookie_path.size || text_ends_with(cookie_path, TEXT("/")) || path.data[cookie_path.size] == '/';
}

static struct text without_query(struct text target)
{
    return text_cut(&target, '?');
}

/* The folder of the request (RFC 6265 section 5.1.4). */
static struct text default_path(struct text path)
{
    size_t size = path.size;

    if (path.size == 0 || path.data[0] != '/')
        return TEXT("/");
    while (path.data[size - 1] != '/')
        size--;
    return size <= 1 ? TEXT("/") : (struct text){path.data, size - 1};
}

/* now + age without overflow; an age of zero or less is in the past whatever the time is. */
static bool read_max_age(struct text value, int64_t now_s, int64_t *expires_s)
{
    bool negative = value.size > 0 && value.data[0] == '-';
    struct text digits = {value.data + negative, value.size - negative};
    uint64_t age;

    if (digits.size == 0)
        return false;
    for (size_t i = 0; i < digits.size; i++) {
        if (!octet_is_digit(digits.data[i]))
            return false;
    }
    if (!text_to_u64(digits, &age) || age > INT64_MAX / 2)
        age = INT64_MAX / 2;
    *expires_s = negative || age == 0 ? INT64_MIN : now_s + (int64_t)age;
    return true;
}

/* RFC 6265 section 5.2, one attribute; the last of a name wins, Max-Age wins over Expires. */
static void read_attribute(struct set_cookie *c, struct text name, struct text value, int64_t now_s)
{
    if (text_equal_nocase(name, TEXT("Secure"))) {
        c->secure_only = true;
    } else if (text_equal_nocase(name, TEXT("Path"))) {
        c->path = value;
    } else if (text_equal_nocase(name, TEXT("Domain"))) {
        c->domain = text_starts_with(value, TEXT(".")) ? (struct text){value.data + 1, value.size - 1} : value;
    } else if (text_equal_nocase(name, TEXT("Max-Age"))) {
        c->has_max_age |= read_max_age(value, now_s, &c->expires_s);
    } else if (text_equal_nocase(name, TEXT("Expires")) && !c->has_max_age) {
        int64_t expires_s;

        if (cookie_date_parse(value, &expires_s))
            c->expires_s = expires_s;
    }
}

static bool read_set_cookie(struct text t, int64_t now_s, struct set_cookie *c)
{
    struct text pair = text_cut(&t, ';');

    *c = (struct set_cookie){.expires_s = KEPT};
    if (text_find(pair, '=') < 0)
        return false;
    c->name = text_trim(text_cut(&pair, '='));
    c->value = text_trim(pair);
    while (t.data) {
        struct text attribute = text_cut(&t, ';');
        struct text name = text_trim(text_cut(&attribute, '='));

        read_attribute(c, name, attribute.data ? text_trim(attribute) : TEXT(""), now_s);
    }
    return c->name.size > 0 && c->name.size + c->value.size <= LIMIT_COOKIE_SIZE && c->domain.size <= LIMIT_COOKIE_SIZE &&
           c->path.size <= LIMIT_COOKIE_SIZE;
}

/* Such bytes would be written into a request later. */
static bool has_control(struct text t)
{
    for (size_t i = 0; i < t.size; i++) {
        if (octet_is_control(t.data[i]) && t.data[i] != '\t')
            return true;
    }
    return false;
}

/* The Domain attribute must cover the host, and be more than a bare top-level name. */
static bool domain_is_allowed(struct text domain, struct text host)
{
    return domain_covers(domain, host) && (text_find(domain, '.') >= 0 || text_equal_nocase(domain, host));
}

static struct text keep(char **to, struct text t)
{
    struct text kept = {*to, t.size};

    if (t.size > 0)
        memcpy(*to, t.data, t.size);
    *to += t.size;
    return kept;
}

static struct cookie *new_cookie(const struct set_cookie *from, struct text host, struct text path)
{
    struct text domain = from->domain.size > 0 ? from->domain : host;
    struct text own_path = text_starts_with(from->path, TEXT("/")) ? from->path : default_path(path);
    struct cookie *c = mem_alloc(sizeof *c + from->name.size + from->value.size + domain.size + own_path.size);
    char *to = c->texts;

    *c = (struct cookie){.secure_only = from->secure_only, .expires_s = from->expires_s};
    c->host_only = from->domain.size == 0 || text_find(domain, '.') < 0;
    c->name = keep(&to, from->name);
    c->value = keep(&to, from->value);
    c->path = keep(&to, own_path);
    c->domain = keep(&to, domain);
    return c;
}

static void remove_at(struct cookie_jar *jar, struct cookie **link)
{
    struct cookie *gone = *link;

    assert(gone);
    *link = gone->next;
    jar->count--;
    mem_free(gone);
}

static void remove_expired(struct cookie_jar *jar, int64_t now_s)
{
    for (struct cookie **link = &jar->first; *link;) {
        if ((*link)->expires_s <= now_s)
            remove_at(jar, link);
        else
            link = &(*link)->next;
    }
}

static bool same_cookie(const struct cookie *a, const struct cookie *b)
{
    return text_equal(a->name, b->name) && text_equal_nocase(a->domain, b->domain) && text_equal(a->path, b->path);
}

/* The oldest cookies give way, first those of the same domain. */
static void make_room(struct cookie_jar *jar, struct text domain)
{
    size_t of_domain = 0;
    struct cookie **oldest = NULL;

    for (struct cookie **link = &jar->first; *link; link = &(*link)->next) {
        if (!text_equal_nocase((*link)->domain, domain))
            continue;
        if (of_domain++ == 0)
            oldest = link;
    }
    if (of_domain >= LIMIT_COOKIES_PER_HOST)
        remove_at(jar, oldest);
    if (jar->count >= LIMIT_COOKIES)
        remove_at(jar, &jar->first);
}

static void append(struct cookie_jar *jar, struct cookie *c)
{
    struct cookie **link = &jar->first;

    make_room(jar, c->domain);
    while (*link)
        link = &(*link)->next;
    *link = c;
    jar->count++;
}

/* Takes ownership of `c`, which replaces the cookie of the same name, domain and path in its place: the time of creation stays
 * (section 5.3, step 11). One that is expired already only removes. */
static void put(struct cookie_jar *jar, struct cookie *c, int64_t now_s)
{
    struct cookie **link = &jar->first;

    while (*link && !same_cookie(*link, c))
        link = &(*link)->next;
    if (*link) {
        c->next = (*link)->next;
        mem_free(*link);
        *link = c;
        if (c->expires_s <= now_s)
            remove_at(jar, link);
    } else if (c->expires_s <= now_s) {
        mem_free(c);
    } else {
        append(jar, c);
    }
}

bool cookie_store(struct cookie_jar *jar, struct text set_cookie, struct text host, struct text path, bool secure, int64_t now_s)
{
    struct set_cookie given;

    if (has_control(set_cookie) || !read_set_cookie(set_cookie, now_s, &given))
        return false;
    if (given.domain.size > 0 && !domain_is_allowed(given.domain, host))
        return false;
    if (given.secure_only && !secure)
        return false;
    remove_expired(jar, now_s);
    put(jar, new_cookie(&given, host, without_query(path)), now_s);
    return true;
}

static bool is_for(const struct cookie *c, struct text host, struct text path, bool secure)
{
    bool host_fits = c->host_only ? text_equal_nocase(c->domain, host) : domain_covers(c->domain, host);

    return host_fits && (secure || !c->secure_only) && path_covers(c->path, path);
}

/* Section 5.4: longer paths first, then the older. The jar is in order of age, so the sort has to be stable. */
static size_t choose(const struct cookie_jar *jar, struct text host, struct text path, bool secure,
                     const struct cookie *chosen[LIMIT_COOKIES])
{
    size_t count = 0;

    for (const struct cookie *c = jar->first; c; c = c->next) {
        size_t at = count;

        if (!is_for(c, host, path, secure))
            continue;
        for (; at > 0 && chosen[at - 1]->path.size < c->path.size; at--)
            chosen[at] = chosen[at - 1];
        chosen[at] = c;
        count++;
    }
    return count;
}

void cookie_write(struct cookie_jar *jar, struct text host, struct text path, bool secure, int64_t now_s, struct buffer *out)
{
    const struct cookie *chosen[LIMIT_COOKIES];
    size_t count;

    if (!jar->first)
        return;
    remove_expired(jar, now_s);
    count = choose(jar, host, without_query(path), secure, chosen);
    for (size_t i = 0; i < count; i++) {
        buffer_string(out, i > 0 ? "; " : "");
        buffer_text(out, chosen[i]->name);
        buffer_byte(out, '=');
        buffer_text(out, chosen[i]->value);
    }
}

struct text cookie_find(const struct cookie_jar *jar, struct text host, struct text name)
{
    for (const struct cookie *c = jar->first; c; c = c->next) {
        bool host_fits = c->host_only ? text_equal_nocase(c->domain, host) : domain_covers(c->domain, host);

        if (host_fits && text_equal(c->name, name))
            return c->value;
    }
    return (struct text){NULL, 0};
}

void cookie_jar_clear(struct cookie_jar *jar)
{
    while (jar->first)
        remove_at(jar, &jar->first);
}
