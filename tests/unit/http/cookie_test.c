/* SPDX-License-Identifier: MIT */
/* Cookies: the text cases of tests/cases/cookie, dates, and the limits of a jar. */
#include "cases.h"

#include "base/limits.h"
#include "http/cookie.h"
#include "http/cookie_date.h"
#include "http/url.h"

#define NOW_S 1000000000

struct browser {
    struct cookie_jar jar;
    int64_t now_s;
    struct arena arena;
};

static struct url url_of(struct browser *b, struct text t)
{
    struct url u;

    if (url_parse(t, false, &b->arena, &u, NULL, NULL) != OK)
        fail_msg("%.*s is no URL", (int)t.size, t.data);
    return u;
}

static void answer_set(struct browser *b, struct text url, struct text value, struct buffer *out)
{
    struct url u = url_of(b, url);

    buffer_string(out, cookie_store(&b->jar, value, u.host, u.target, u.secure, b->now_s) ? "stored\n" : "refused\n");
}

static void answer_send(struct browser *b, struct text url, struct buffer *out)
{
    struct url u = url_of(b, url);
    struct buffer cookies;

    buffer_init(&cookies, CASE_OUTCOME_MAXIMUM);
    cookie_write(&b->jar, u.host, u.target, u.secure, b->now_s, &cookies);
    case_escape(out, buffer_view(&cookies));
    buffer_byte(out, '\n');
    buffer_free(&cookies);
}

static void answer(struct browser *b, struct text line, struct buffer *out)
{
    struct text command = text_cut(&line, ' ');
    struct text first = text_cut(&line, ' ');
    uint64_t seconds;

    if (text_equal(command, TEXT("set"))) {
        answer_set(b, first, line, out);
    } else if (text_equal(command, TEXT("send"))) {
        answer_send(b, first, out);
    } else if (text_equal(command, TEXT("count"))) {
        buffer_printf(out, "%zu\n", b->jar.count);
    } else if (text_equal(command, TEXT("find"))) {
        struct text found = cookie_find(&b->jar, first, line);

        buffer_printf(out, "%.*s\n", found.data ? (int)found.size : 4, found.data ? found.data : "none");
    } else if (text_equal(command, TEXT("wait")) && text_to_u64(first, &seconds)) {
        b->now_s += (int64_t)seconds;
    } else {
        buffer_string(out, "unknown command\n");
    }
}

static void run_case(const struct test_case *c, void *context, struct buffer *out)
{
    struct browser b = {.now_s = NOW_S};

    for (size_t i = 0; i < c->line_count; i++) {
        if (c->lines[i].mark == '>')
            answer(&b, c->lines[i].text, out);
    }
    cookie_jar_clear(&b.jar);
    arena_reset(&b.arena);
}

static void each_jar_behaves_as_its_case_wants(void **state)
{
    cases_run("cookie", run_case, NULL);
}

static void dates_are_read_in_the_ways_servers_write_them(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds;
    } dates[] = {
        {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
        {"Sun, 09 Sep 2001 01:46:40 GMT", NOW_S},
        {"Sunday, 09-Sep-01 01:46:40 GMT", NOW_S}, /* RFC 850 */
        {"Sun Sep  9 01:46:40 2001", NOW_S},       /* asctime */
        {"Sun, 9-Sep-2001 1:46:40 GMT", NOW_S},
        {"2001 09 september 01:46:40", NOW_S},      /* any order: the first number of one or two digits is the day */
        {"01:46:40 9 sEpTeMbEr 2001 +0200", NOW_S}, /* the zone is ignored */
        {"Fri, 31 Dec 1999 23:59:59 GMT", 946684799},
        {"Tue, 29 Feb 2000 12:00:00 GMT", 951825600},
        {"Thu, 01 Mar 1900 00:00:00 GMT", -2203891200},
        {"Mon, 01 Jan 1601 00:00:00 GMT", -11644473600},
        {"Fri, 31 Dec 9999 23:59:59 GMT", 253402300799},
        {"Wed, 31 Dec 69 00:00:00 GMT", 3155673600}, /* two digits below 70: this century */
        {"Thu, 01 Jan 70 00:00:00 GMT", 0},
        {"Tue, 19 Jan 2038 03:14:08 GMT", 2147483648},
    };

    for (size_t i = 0; i < COUNT(dates); i++) {
        int64_t seconds = -1;

        if (!cookie_date_parse(text_from(dates[i].text), &seconds) || seconds != dates[i].seconds)
            fail_msg("%s: got %" PRId64 ", wanted %" PRId64, dates[i].text, seconds, dates[i].seconds);
    }
}

static void what_no_calendar_has_is_no_date(void **state)
{
    static const char *const bad[] = {
        "",
        "0",
        "tomorrow",
        "Thu, 01 Jan 1970",
        "01 Jan 00:00:00",
        "Jan 1970 00:00:00",
        "Thu, 00 Jan 1970 00:00:00 GMT",
        "Thu, 32 Jan 1970 00:00:00 GMT",
        "Wed, 31 Feb 2001 00:00:00 GMT",
        "Thu, 29 Feb 2001 00:00:00 GMT",
        "Mon, 29 Feb 1900 00:00:00 GMT",
        "Thu, 01 Jan 1600 00:00:00 GMT",
        "Thu, 01 Jan 1970 24:00:00 GMT",
        "Thu, 01 Jan 1970 00:60:00 GMT",
        "Thu, 01 Jan 1970 00:00:60 GMT",
        "Thu, 01 Jan 1970 000:00:00 GMT",
        "Thu, 01 Jan 19700 00:00:00 GMT",
        "Thu, 01 Jan 1970 00:00 GMT",
        "Thu, 01 Foo 1970 00:00:00 GMT",
    };

    for (size_t i = 0; i < COUNT(bad); i++) {
        int64_t seconds;

        if (cookie_date_parse(text_from(bad[i]), &seconds))
            fail_msg("\"%s\" is read as %" PRId64, bad[i], seconds);
    }
}

/* One cookie named c<number>. */
static void store_numbered(struct cookie_jar *jar, const char *host, int number)
{
    char text[32];

    snprintf(text, sizeof text, "c%d=%d", number, number);
    assert_true(cookie_store(jar, text_from(text), text_from(host), TEXT("/"), false, NOW_S));
}

static bool has_numbered(const struct cookie_jar *jar, const char *host, int number)
{
    char name[32];

    snprintf(name, sizeof name, "c%d", number);
    return cookie_find(jar, text_from(host), text_from(name)).data != NULL;
}

static void the_oldest_cookies_of_a_host_give_way(void **state)
{
    struct cookie_jar jar = {0};

    store_numbered(&jar, "other", 0);
    for (int i = 0; i < LIMIT_COOKIES_PER_HOST + 3; i++)
        store_numbered(&jar, "h", i);
    assert_equal_u64("cookies", jar.count, LIMIT_COOKIES_PER_HOST + 1);
    assert_true(has_numbered(&jar, "other", 0));
    assert_false(has_numbered(&jar, "h", 2));
    assert_true(has_numbered(&jar, "h", 3));
    cookie_jar_clear(&jar);
}

static void a_jar_holds_no_more_than_its_limit(void **state)
{
    struct cookie_jar jar = {0};

    for (int i = 0; i < LIMIT_COOKIES + 5; i++) {
        char host[32];

        snprintf(host, sizeof host, "h%d", i);
        store_numbered(&jar, host, i);
    }
    assert_equal_u64("cookies", jar.count, LIMIT_COOKIES);
    assert_false(has_numbered(&jar, "h4", 4));
    assert_true(has_numbered(&jar, "h5", 5));
    cookie_jar_clear(&jar);
}

static void a_cookie_that_is_expired_already_displaces_nothing(void **state)
{
    struct cookie_jar jar = {0};

    for (int i = 0; i < LIMIT_COOKIES_PER_HOST; i++)
        store_numbered(&jar, "h", i);
    assert_true(cookie_store(&jar, TEXT("new=1; Max-Age=0"), TEXT("h"), TEXT("/"), false, NOW_S));
    assert_true(has_numbered(&jar, "h", 0));
    cookie_jar_clear(&jar);
}

static void a_cleared_jar_is_empty_and_usable(void **state)
{
    struct cookie_jar jar = {0};

    store_numbered(&jar, "h", 1);
    cookie_jar_clear(&jar);
    assert_null(jar.first);
    assert_equal_u64("cookies", jar.count, 0);
    store_numbered(&jar, "h", 2);
    assert_equal_u64("cookies", jar.count, 1);
    cookie_jar_clear(&jar);
}

TEST_MAIN(TEST(each_jar_behaves_as_its_case_wants), TEST(dates_are_read_in_the_ways_servers_write_them),
          TEST(what_no_calendar_has_is_no_date), TEST(the_oldest_cookies_of_a_host_give_way),
          TEST(a_jar_holds_no_more_than_its_limit), TEST(a_cookie_that_is_expired_already_displaces_nothing),
          TEST(a_cleared_jar_is_empty_and_usable))
