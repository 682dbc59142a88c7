/* SPDX-License-Identifier: MIT */
/* monitor/redis.c - see redis.h */
#include "monitor/redis.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "monitor/redis_text.h"
#include "net/resolver.h"
#include "net/tcp.h"

#define PORT       6379
#define PATIENCE_S 2 /* for one look, connecting included */

struct redis {
    struct source source;
    struct http_settings *settings;
    struct arena arena;
    struct text host, user, password; /* password without data: none */
    uint16_t port;
    struct stream *stream; /* NULL: not connected */
    struct buffer answer;
};

/* ---- one command and its answer ---- */

/* An array of bulk strings, as clients have to send commands. */
static void write_command(struct buffer *out, const struct text *words, size_t count)
{
    buffer_printf(out, "*%zu\r\n", count);
    for (size_t i = 0; i < count; i++) {
        buffer_printf(out, "$%zu\r\n", words[i].size);
        buffer_text(out, words[i]);
        buffer_string(out, "\r\n");
    }
}

static enum error send_command(struct redis *r, const struct text *words, size_t count, uint64_t deadline_ns)
{
    struct buffer command;
    struct iovec part;
    enum error e;

    buffer_init(&command, LIMIT_URL);
    write_command(&command, words, count);
    part = (struct iovec){command.data, command.size};
    e = stream_write(r->stream, &part, 1, deadline_ns);
    buffer_free(&command);
    return e;
}

static enum error receive(struct redis *r, struct text *body, uint64_t deadline_ns)
{
    buffer_clear(&r->answer);
    for (;;) {
        size_t size = redis_text_reply(buffer_view(&r->answer), body);
        char *room;
        ssize_t got;

        if (size == SIZE_MAX)
            return ERROR_SYNTAX;
        if (size > 0)
            return OK;
        room = buffer_reserve(&r->answer, 4096);
        if (!room)
            return ERROR_TOO_LARGE;
        got = stream_read(r->stream, room, 4096, deadline_ns);
        if (got <= 0)
            return got == 0 ? ERROR_CLOSED_EARLY : stream_error(got);
        buffer_commit(&r->answer, (size_t)got);
    }
}

static enum error command(struct redis *r, const struct text *words, size_t count, struct text *body, uint64_t deadline_ns)
{
    enum error e = send_command(r, words, count, deadline_ns);

    if (e == OK)
        e = receive(r, body, deadline_ns);
    if (e == OK && r->answer.data[0] == '-')
        return source_fail(&r->source, ERROR_HTTP_STATUS, "Redis answers: %.*s", (int)MIN(body->size, (size_t)150), body->data);
    return e == OK ? OK : source_fail(&r->source, e, e == ERROR_SYNTAX ? "this is not a Redis server" : "%s", error_text(e));
}

/* ---- the connection ---- */

static void disconnect(struct redis *r)
{
    if (r->stream)
        stream_close(r->stream, false);
    r->stream = NULL;
}

static enum error log_in(struct redis *r, uint64_t deadline_ns)
{
    struct text words[3] = {TEXT("AUTH")}, unused;
    size_t count = 1;

    if (!r->password.data)
        return OK;
    if (r->user.size > 0)
        words[count++] = r->user;
    words[count++] = r->password;
    return command(r, words, count, &unused, deadline_ns);
}

static enum error connect_to(struct redis *r, uint64_t deadline_ns)
{
    struct address_list addresses;
    enum error e = resolver_lookup(r->settings->resolver, r->host, r->port, deadline_ns, &addresses, NULL);

    if (e == OK)
        e = tcp_connect(r->settings->fibers, &addresses, &r->settings->tcp, deadline_ns, &r->stream, NULL);
    if (e != OK) {
        r->stream = NULL;
        return source_fail(&r->source, e, "%s", error_text(e));
    }
    return log_in(r, deadline_ns);
}

static enum error redis_look(struct source *source, struct usage *out)
{
    static const struct text info[] = {TEXT("INFO")};
    struct redis *r = CONTAINER_OF(source, struct redis, source);
    uint64_t deadline = clock_after(clock_now(), PATIENCE_S);
    struct text body = {"", 0};
    enum error e = OK;

    if (r->stream && stream_is_stale(r->stream))
        disconnect(r);
    if (!r->stream)
        e = connect_to(r, deadline);
    if (e == OK)
        e = command(r, info, COUNT(info), &body, deadline);
    out->taken_ns = clock_now();
    if (e == OK && !redis_text_info(body, out))
        e = source_fail(source, ERROR_SYNTAX, "this is not a Redis server");
    if (e != OK)
        disconnect(r);
    return e;
}

static void redis_free(struct source *source)
{
    struct redis *r = CONTAINER_OF(source, struct redis, source);

    disconnect(r);
    buffer_free(&r->answer);
    arena_reset(&r->arena);
    mem_free(r);
}

static const struct source_ops ops = {.look = redis_look, .free = redis_free};

/* ---- the URL ---- */

static bool decode(struct text t, struct arena *arena, struct text *out)
{
    struct buffer decoded;
    bool fine;

    buffer_init(&decoded, LIMIT_URL);
    fine = url_decode(t, false, &decoded);
    *out = (struct text){arena_copy(arena, buffer_view(&decoded)), decoded.size};
    buffer_free(&decoded);
    return fine;
}

/* Behind the user and an address in brackets. */
static bool names_port(struct text url)
{
    struct text authority = text_cut(&url, '/');
    const char *user = memrchr(authority.data, '@', authority.size);
    const char *bracket = memrchr(authority.data, ']', authority.size);
    const char *host = bracket ? bracket : user ? user : authority.data;

    return memchr(host, ':', (size_t)(authority.data + authority.size - host));
}

/* The rules of a URL's authority are those of http, but for the port. */
static bool read_url(struct redis *r, struct text t, const char **problem)
{
    char *http = arena_printf(&r->arena, "http://%.*s", (int)(t.size - strlen(REDIS_SCHEME)), t.data + strlen(REDIS_SCHEME));
    struct url url;

    if (url_parse(text_from(http), false, &r->arena, &url, problem, NULL) != OK)
        return false;
    r->host = url.host;
    r->port = names_port(text_from(http + strlen("http://"))) ? url.port : PORT;
    if (url.userinfo.size == 0)
        return true;
    struct text password = url.userinfo, user = text_cut(&password, ':');
    if (!password.data) /* redis://password@host, as older clients have it */
        password = user, user = (struct text){"", 0};
    *problem = "an escape (%) in user name or password is wrong";
    return decode(user, &r->arena, &r->user) && decode(password, &r->arena, &r->password);
}

struct source *redis_of_url(struct http_settings *settings, struct text url, const char **problem)
{
    struct redis *r = MEM_NEW(struct redis);

    r->source.ops = &ops;
    r->settings = settings;
    buffer_init(&r->answer, 2 * LIMIT_INFO_BODY);
    if (read_url(r, url, problem))
        return &r->source;
    redis_free(&r->source);
    return NULL;
}
