/* SPDX-License-Identifier: MIT */
/* URLs: what is accepted can be written and is then read as the same URL; a resolved reference too; encoding is undone by
 * decoding.
 */
#include "fuzz.h"

#include "base/limits.h"
#include "http/url.h"

static bool same(const struct url *a, const struct url *b)
{
    return url_same_origin(a, b) && a->numeric_v6 == b->numeric_v6 && text_equal(a->target, b->target);
}

static bool can_be_sent(struct text t)
{
    for (size_t i = 0; i < t.size; i++) {
        if ((unsigned char)t.data[i] <= ' ' || (unsigned char)t.data[i] >= 0x7f)
            return false;
    }
    return true;
}

static void check_url(const struct url *u, struct arena *arena)
{
    struct text written = text_from(url_write(u, arena));
    struct url again;

    ensure(u->host.size > 0 && can_be_sent(u->host) && u->port > 0);
    ensure(u->target.size > 0 && u->target.data[0] == '/' && can_be_sent(u->target));
    ensure(can_be_sent(u->userinfo));
    if (written.size > LIMIT_URL) /* a default port or "/" may have been added */
        return;
    ensure(url_parse(written, false, arena, &again, NULL, NULL) == OK);
    ensure(same(u, &again) && again.userinfo.size == 0);
}

static void check_resolve(const struct url *base, struct text reference, struct arena *arena)
{
    struct url first, second;
    struct text written;

    if (url_resolve(base, reference, arena, &first) != OK)
        return;
    check_url(&first, arena);
    written = text_from(url_write(&first, arena));
    if (written.size > LIMIT_URL)
        return;
    ensure(url_resolve(base, written, arena, &second) == OK);
    ensure(url_same_origin(&first, &second));
}

static void check_encoding(struct text t, bool form)
{
    struct buffer encoded, decoded;

    buffer_init(&encoded, 3 * t.size);
    buffer_init(&decoded, t.size);
    url_encode(t, form, &encoded);
    ensure(!encoded.overflowed && can_be_sent(buffer_view(&encoded)));
    ensure(url_decode(buffer_view(&encoded), form, &decoded));
    ensure(text_equal(buffer_view(&decoded), t));
    buffer_clear(&decoded);
    (void)!url_decode(t, form, &decoded);
    ensure(!decoded.overflowed);
    buffer_free(&encoded);
    buffer_free(&decoded);
}

/* The input is a URL, or a base and a reference with a line break between them. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text reference = {(const char *)data, size};
    struct text first = text_cut(&reference, '\n');
    struct arena arena = {0};
    const char *problem = NULL;
    size_t at = SIZE_MAX;
    struct url u;

    if (url_parse(first, size % 2, &arena, &u, &problem, &at) == OK) {
        check_url(&u, &arena);
        if (reference.data)
            check_resolve(&u, reference, &arena);
    } else {
        ensure(problem && at <= first.size);
    }
    check_encoding(first, size % 2);
    arena_reset(&arena);
    return 0;
}
