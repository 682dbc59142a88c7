/* SPDX-License-Identifier: MIT */
/* Cookies: each line of the input is a Set-Cookie value. The jar keeps its limits, and what it sends is one line without
 * controls.
 */
#include "fuzz.h"

#include "base/limits.h"
#include "http/cookie.h"
#include "http/cookie_date.h"

#define NOW_S       1000000000
#define YEAR_1601_S (-11644473600)
#define YEAR_9999_S 253402300799

static const struct {
    struct text host, path;
} pages[] = {
    {{"example.com", 11}, {"/", 1}}, {{"www.example.com", 15}, {"/a/b?c", 6}}, {{"localhost", 9}, {"/a/b/c/", 7}},
    {{"10.0.0.1", 8}, {"/a", 2}},    {{"2001:db8::1", 11}, {"/a/b", 4}},
};

static void check_sent(struct cookie_jar *jar, size_t page, bool secure)
{
    struct buffer sent;

    buffer_init(&sent, LIMIT_COOKIES * (LIMIT_COOKIE_SIZE + 3));
    cookie_write(jar, pages[page].host, pages[page].path, secure, NOW_S, &sent);
    ensure(!sent.overflowed);
    for (size_t i = 0; i < sent.size; i++)
        ensure((unsigned char)sent.data[i] >= ' ' ? sent.data[i] != 0x7f : sent.data[i] == '\t');
    buffer_free(&sent);
}

static void store_line(struct cookie_jar *jar, struct text line, size_t number)
{
    size_t page = number % COUNT(pages);
    bool was_stored = cookie_store(jar, line, pages[page].host, pages[page].path, number % 2, NOW_S);
    int64_t seconds;

    ensure(!was_stored || text_find(line, '=') > 0);
    ensure(jar->count <= LIMIT_COOKIES && jar->count <= number + 1);
    ensure((jar->count == 0) == (jar->first == NULL));
    if (cookie_date_parse(line, &seconds))
        ensure(seconds >= YEAR_1601_S && seconds <= YEAR_9999_S);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text left = {(const char *)data, size};
    struct cookie_jar jar = {0};

    for (size_t number = 0; left.data; number++)
        store_line(&jar, text_cut(&left, '\n'), number);
    for (size_t page = 0; page < COUNT(pages); page++) {
        check_sent(&jar, page, false);
        check_sent(&jar, page, true);
    }
    cookie_jar_clear(&jar);
    ensure(jar.count == 0 && !jar.first);
    return 0;
}
