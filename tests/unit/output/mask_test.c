/* SPDX-License-Identifier: MIT */
/* output/mask_test.c - what counts as a secret and what is left of it */
#include "support.h"

#include "output/mask.h"

static void assert_masked(const char *text, const char *wanted)
{
    struct buffer out;

    buffer_init(&out, mask_size_max(strlen(text)));
    mask_text(text_from(text), &out);
    assert_false(out.overflowed);
    assert_equal_string(text, buffer_cstring(&out), wanted);
    buffer_free(&out);
}

static void assert_command(int count, const char *const words[], const char *wanted)
{
    struct buffer out;

    buffer_init(&out, 4096);
    mask_command(count, words, &out);
    assert_equal_string("command line", buffer_cstring(&out), wanted);
    buffer_free(&out);
}

static void headers_with_secrets_lose_their_value(void **state)
{
    assert_masked("Authorization: Bearer abc.def", "Authorization: ***");
    assert_masked("X-Api-Key: 12345", "X-Api-Key: ***");
    assert_masked("cookie: a=1; b=2", "cookie: ***");
    assert_masked("Proxy-Authorization:Basic eA==", "Proxy-Authorization:***");
    assert_masked("Accept: */*", "Accept: */*");
    assert_masked("X-Auth-Token: t\r\nAccept: x", "X-Auth-Token: ***\r\nAccept: x");
}

static void urls_lose_userinfo_and_secret_parameters(void **state)
{
    assert_masked("http://user:pass@host/a?b=1", "http://***@host/a?b=1");
    assert_masked("https://a@b@host:8000/", "https://***@host:8000/");
    assert_masked("http://host/a?token=abc&x=1", "http://host/a?token=***&x=1");
    assert_masked("http://host/?x=1&api_key=abc#f", "http://host/?x=1&api_key=***");
    assert_masked("http://host/@me", "http://host/@me");
}

static void bodies_lose_secret_members(void **state)
{
    assert_masked("{\"user\": \"u\", \"password\": \"a\\\"b\", \"x\": 1}", "{\"user\": \"u\", \"password\": ***, \"x\": 1}");
    assert_masked("{\"access_token\":123,\"x\":1}", "{\"access_token\":***,\"x\":1}");
    assert_masked("password=abc&name=x", "password=***&name=x");
    assert_masked("{\"password\": \"never closed", "{\"password\": ***");
}

static void text_without_secrets_stays(void **state)
{
    assert_masked("", "");
    assert_masked("the token was refused", "the token was refused");
    assert_masked("a=b:c@d://", "a=b:c@d://");
    assert_masked("password", "password");
    assert_masked("password:", "password:");
}

static void many_short_secrets_fit_into_the_announced_size(void **state)
{
    assert_masked("sig=1;sig=1;sig=1;pwd=;sig=2", "sig=***;sig=***;sig=***;pwd=;sig=***");
}

static void command_lines_are_masked_and_quoted(void **state)
{
    const char *const words[] = {"cicada", "-f",        "my file.c", "--header",     "X-Api-Key: k", "--api-key",
                                 "k",      "--token=t", "--host",    "http://u:p@h", "it's",         ""};

    assert_command(
        COUNT(words), words,
        "cicada -f 'my file.c' --header 'X-Api-Key: ***' --api-key '***' '--token=***' --host 'http://***@h' 'it'\\''s' ''");
}

static void values_of_a_scenarios_options_are_masked_whatever_their_name(void **state)
{
    const char *const words[] = {"cicada", "--set", "code=hunter2", "--set=pin=a=b", "--set", "hunter2", "-u", "5"};

    assert_command(COUNT(words), words, "cicada --set 'code=***' '--set=pin=***' --set '***' -u 5");
}

TEST_MAIN(TEST(headers_with_secrets_lose_their_value), TEST(urls_lose_userinfo_and_secret_parameters),
          TEST(bodies_lose_secret_members), TEST(text_without_secrets_stays),
          TEST(many_short_secrets_fit_into_the_announced_size), TEST(command_lines_are_masked_and_quoted),
          TEST(values_of_a_scenarios_options_are_masked_whatever_their_name))
