/* SPDX-License-Identifier: MIT */
/* tests of web/access.h: which names and which pages are let in */
#include "web/access.h"

#include "support.h"

#define TOKEN "0123456789abcdef"

static void addresses_and_localhost_are_our_names(void **state)
{
    static const char *const good[] = {"127.0.0.1:8089", "127.0.0.1",     "[::1]:8089", "[::1]",       "localhost",
                                       "LocalHost:1",    "10.0.0.7:8089", "load.lan",   "LOAD.LAN:443"};
    static const char *const own[] = {"load.lan", NULL, ""};

    for (size_t i = 0; i < COUNT(good); i++)
        if (!access_host_is_ours(good[i], own, COUNT(own)))
            fail_msg("%s is refused", good[i]);
    assert_true(access_host_is_ours(NULL, own, COUNT(own)));
}

static void other_names_are_refused(void **state)
{
    static const char *const bad[] = {"",
                                      ":8089",
                                      "evil.example",
                                      "evil.example:8089",
                                      "localhost.evil.example",
                                      "127.0.0.1.",
                                      "127.0.0.1.evil.example",
                                      "load.lan.evil",
                                      "[::1",
                                      "[evil]",
                                      "load.lan@evil",
                                      "1.2.3",
                                      "0x7f.1",
                                      "xlocalhost",
                                      "[::1]evil",
                                      "[::1]:8x",
                                      "localhost:evil",
                                      "localhost:80:80",
                                      "load.lan:8089@evil"};
    static const char *const own[] = {"load.lan", NULL, ""};

    for (size_t i = 0; i < COUNT(bad); i++)
        if (access_host_is_ours(bad[i], own, COUNT(own)))
            fail_msg("%s is let in", bad[i]);
}

static void a_script_may_change(void **state)
{
    assert_true(access_may_change(&(struct access_origin){.host = "localhost:8089"}, TOKEN));
    assert_true(access_may_change(&(struct access_origin){0}, TOKEN));
}

static void our_page_may_change(void **state)
{
    static const struct access_origin good[] = {
        {.host = "localhost:8089", .origin = "http://localhost:8089"},
        {.host = "localhost:8089", .origin = "http://localhost:8089", .sec_fetch_site = "same-origin"},
        {.host = "localhost:8089", .referer = "http://localhost:8089/load/?x=1"},
        {.host = "localhost:8089", .sec_fetch_site = "none"}, /* typed into the address bar */
        {.host = "LOAD.lan", .origin = "https://load.lan"},
        {.host = "behind:1", .origin = "https://proxy.example", .token = TOKEN},
    };

    for (size_t i = 0; i < COUNT(good); i++)
        if (!access_may_change(&good[i], TOKEN))
            fail_msg("number %zu is refused", i);
}

static void pages_of_others_may_not_change(void **state)
{
    static const struct access_origin bad[] = {
        {.host = "localhost:8089", .origin = "http://evil.example"},
        {.host = "localhost:8089", .origin = "null"},
        {.host = "localhost:8089", .origin = ""},
        {.host = "localhost:8089", .origin = "http://localhost:9999"},
        {.host = "localhost:8089", .origin = "http://localhost:8089.evil.example"},
        {.host = "localhost:8089", .origin = "http://evil.example/http://localhost:8089"},
        {.host = "localhost:8089", .origin = "http://localhost:8089", .sec_fetch_site = "cross-site"},
        {.host = "localhost:8089", .sec_fetch_site = "same-site"},
        {.host = "localhost:8089", .sec_fetch_site = "cross-site"},
        {.host = "localhost:8089", .sec_fetch_site = ""},
        {.host = "localhost:8089", .referer = "http://evil.example/localhost:8089"},
        {.host = "localhost:8089", .referer = "http://localhost:8089@evil.example/"},
        {.origin = "http://evil.example"},
        {.host = "localhost:8089", .origin = "http://localhost:8089", .token = "wrong"},
        {.host = "localhost:8089", .token = ""},
    };

    for (size_t i = 0; i < COUNT(bad); i++)
        if (access_may_change(&bad[i], TOKEN))
            fail_msg("number %zu is let in", i);
}

static void secrets_are_equal_only_when_all_of_them_is(void **state)
{
    assert_true(access_equal_secret(TEXT("abc"), TEXT("abc")));
    assert_true(access_equal_secret(TEXT(""), TEXT("")));
    assert_false(access_equal_secret(TEXT("abc"), TEXT("abd")));
    assert_false(access_equal_secret(TEXT("abc"), TEXT("ab")));
    assert_false(access_equal_secret(TEXT("abcabc"), TEXT("abc")));
    assert_false(access_equal_secret(TEXT(""), TEXT("abc")));
    assert_false(access_equal_secret(TEXT("abc"), TEXT("")));
}

TEST_MAIN(TEST(addresses_and_localhost_are_our_names), TEST(other_names_are_refused), TEST(a_script_may_change),
          TEST(our_page_may_change), TEST(pages_of_others_may_not_change), TEST(secrets_are_equal_only_when_all_of_them_is))
