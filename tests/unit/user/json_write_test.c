/* SPDX-License-Identifier: MIT */
/* user/json_write_test.c - cic_json: what each conversion writes, and that the result is always JSON */
#include "fixture.h"

#include <float.h>
#include <jansson.h>

#define WRITES(wanted, ...) assert_equal_string(#__VA_ARGS__, cic_json(&((struct fixture *)*state)->user, __VA_ARGS__), wanted)

static void text_is_copied(void **state)
{
    WRITES("{}", "{}");
    WRITES("{\"a\": 100%}", "{\"a\": 100%%}");
}

static void strings_are_quoted_and_escaped(void **state)
{
    const char *volatile nothing = NULL; /* which the compiler would not let through as a constant */

    WRITES("\"\"", "%s", "");
    WRITES("{\"a\": \"b\"}", "{\"a\": %s}", "b");
    WRITES("\"say \\\"no\\\" \\\\ /\"", "%s", "say \"no\" \\ /");
    WRITES("\"\\b\\t\\n\\f\\r\\u000b\\u0001\\u001f\x7f\"", "%s", "\b\t\n\f\r\v\x01\x1f\x7f");
    WRITES("null", "%s", nothing);
}

static void what_is_not_utf8_is_replaced(void **state)
{
    WRITES("\"caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x90\x9D\"", "%s", "caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x90\x9D");
    WRITES("\"a\xEF\xBF\xBD\x62\"", "%s",
           "a\xFF"
           "b");
    WRITES("\"\xEF\xBF\xBD\xEF\xBF\xBD\"", "%s", "\xC0\x80");                 /* overlong */
    WRITES("\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"", "%s", "\xED\xA0\x80"); /* a surrogate */
    WRITES("\"\xEF\xBF\xBD\"", "%.1s", "\xC3\xA9");                           /* cut in the middle */
}

static void the_precision_bounds_what_is_read(void **state)
{
    static const char open_ended[] = {'a', 'b', 'c'}; /* no zero */

    WRITES("\"abc\"", "%.3s", open_ended);
    WRITES("\"ab\"", "%.*s", 2, open_ended);
    WRITES("\"abc\"", "%.9s", "abc");
    WRITES("\"\"", "%.0s", "abc");
    WRITES("\"abc\"", "%.*s", -1, "abc");
}

static void inside_of_quotes_only_characters_are_written(void **state)
{
    WRITES("{\"id\": \"user-a\\\"b-7\", \"x\": \"y\"}", "{\"id\": \"user-%s-%d\", \"x\": %s}", "a\"b", 7, "y");
    WRITES("{\"a\\\"b\": \"c\"}", "{\"a\\\"b\": %s}", "c");
    WRITES("\"100% c\"", "\"%d%% %c\"", 100, 'c');
}

static void every_integer_is_written(void **state)
{
    WRITES("-1 0 1", "%d %i %u", -1, 0, 1U);
    WRITES("-128 255", "%hhd %hhu", (signed char)-128, (unsigned char)255);
    WRITES("-32768 65535", "%hd %hu", (short)-32768, (unsigned short)65535);
    WRITES("-9223372036854775807 18446744073709551615", "%ld %lu", -LONG_MAX, ULONG_MAX);
    WRITES("9223372036854775807 18446744073709551615", "%lld %llu", LLONG_MAX, ULLONG_MAX);
    WRITES("-5 5 18446744073709551615 -3", "%jd %ju %zu %td", (intmax_t)-5, (uintmax_t)5, (size_t)SIZE_MAX, (ptrdiff_t)-3);
    WRITES("18446744073709551615 -2", "%" PRIu64 " %" PRId64, UINT64_MAX, (int64_t)-2);
    WRITES("ff 0XFF 10", "%x %#X %o", 255U, 255U, 8U);
    WRITES("\"00042\" 7    |   42", "\"%05d\" %-5d|%*d", 42, 7, 5, 42);
}

static void numbers_that_json_cannot_write_are_null(void **state)
{
    WRITES("null null null", "%f %g %e", NAN, INFINITY, -INFINITY);
    WRITES("null", "%Lf", (long double)NAN);
}

static void real_numbers_keep_their_precision(void **state)
{
    WRITES("1.500000 1.50 2", "%f %.2f %.0f", 1.5, 1.5, 1.5);
    WRITES("1e+20 1.5 1.500000e+00", "%g %g %e", 1e20, 1.5, 1.5);
    WRITES("0.1 0.10000000000000001", "%.16g %.*g", 0.1, 17, 0.1);
    WRITES("2.5", "%.1Lf", 2.5L);
    WRITES("2.5", "%.1lf", 2.5);
}

static void a_character_is_a_string(void **state)
{
    WRITES("\"x\" \"\\\"\" \"\\u0000\" \"\xEF\xBF\xBD\"", "%c %c %c %c", 'x', '"', 0, 0xE9);
}

/* What the compiler would not let through is made from text at run time. */
static void unknown_conversions_give_null(void **state)
{
    static const char *const formats[] = {"%p",
                                          "%n",
                                          "%a",
                                          "%ls",
                                          "%lc",
                                          "%Ld",
                                          "%hf",
                                          "%1$d",
                                          "%",
                                          "[%",
                                          "%5",
                                          "%l",
                                          "%q",
                                          "%lll",
                                          "%'d",
                                          "%m",
                                          "%zs",
                                          "%S",
                                          "%.",
                                          "%999999999999d",
                                          "%.999999999999f",
                                          "%k"};
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(formats); i++) {
        const char *volatile format = formats[i];

        assert_equal_string(formats[i], cic_json(&f->user, format, 0, 0), "null");
    }
}

static void any_bytes_make_valid_json(void **state)
{
    struct fixture *f = *state;
    struct random random;

    random_init(&random, 11, 0);
    for (int i = 0; i < 3000; i++) {
        size_t size = (size_t)random_between(&random, 0, 60);
        char bytes[64];
        json_t *read;

        for (size_t k = 0; k < size; k++)
            bytes[k] = (char)random_between(&random, 1, 255);
        read = json_loads(cic_json(&f->user, "{\"a\": %.*s, \"b\": \"x%.*s\"}", (int)size, bytes, (int)size, bytes), 0, NULL);
        if (!read)
            fail_msg("input %d makes broken JSON", i);
        json_decref(read);
        user_forget(&f->user);
    }
}

static void large_texts_are_written_whole(void **state)
{
    struct fixture *f = *state;
    size_t size = 5 * MIB;
    char *text = mem_alloc(size + 1);

    memset(text, '"', size);
    text[size] = '\0';
    assert_equal_u64("size", strlen(cic_json(&f->user, "%s", text)), 2 * size + 2);
    mem_free(text);
}

TEST_MAIN(WITH_USER(text_is_copied), WITH_USER(strings_are_quoted_and_escaped), WITH_USER(what_is_not_utf8_is_replaced),
          WITH_USER(the_precision_bounds_what_is_read), WITH_USER(inside_of_quotes_only_characters_are_written),
          WITH_USER(every_integer_is_written), WITH_USER(numbers_that_json_cannot_write_are_null),
          WITH_USER(real_numbers_keep_their_precision), WITH_USER(a_character_is_a_string),
          WITH_USER(unknown_conversions_give_null), WITH_USER(any_bytes_make_valid_json),
          WITH_USER(large_texts_are_written_whole))
