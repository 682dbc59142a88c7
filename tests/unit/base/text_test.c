/* SPDX-License-Identifier: MIT */
/* tests of base/text.c */
#include "support.h"

#include <locale.h>

#include "base/text.h"

static void comparison_without_case_touches_ascii_letters_only(void **state)
{
    assert_true(text_equal_nocase(TEXT("Content-Length"), TEXT("cONTENT-lENGTH")));
    assert_true(text_equal_nocase(TEXT(""), text_from(NULL)));
    assert_false(text_equal_nocase(TEXT("a"), TEXT("ab")));
    /* These differ in bit 0x20 only, as letters do. */
    assert_false(text_equal_nocase(TEXT("@["), TEXT("`{")));
    assert_false(text_equal_nocase(TEXT("\xc3\x84"), TEXT("\xc3\xa4")));
}

static void prefix_and_suffix_are_found_at_their_ends_only(void **state)
{
    assert_true(text_starts_with(TEXT("http://x"), TEXT("http://")));
    assert_false(text_starts_with(TEXT("htt"), TEXT("http://")));
    assert_true(text_starts_with(TEXT("x"), TEXT("")));
    assert_true(text_ends_with(TEXT("locustfile.py"), TEXT(".py")));
    assert_false(text_ends_with(TEXT("locustfile.py "), TEXT(".py")));
    assert_false(text_ends_with(TEXT("y"), TEXT(".py")));
    assert_true(text_ends_with(text_from(NULL), TEXT("")));
}

static void trim_takes_blanks_and_line_ends_off_both_ends(void **state)
{
    assert_true(text_equal(text_trim(TEXT(" \t a b \r\n")), TEXT("a b")));
    assert_int_equal(text_trim(TEXT(" \r\n\t")).size, 0);
    assert_int_equal(text_trim(text_from(NULL)).size, 0);
}

static void find_gives_the_first_place_and_also_finds_a_zero_byte(void **state)
{
    assert_int_equal(text_find(TEXT("a,b,c"), ','), 1);
    assert_int_equal(text_find(TEXT("abc"), ','), -1);
    assert_int_equal(text_find(TEXT("a\0b"), '\0'), 1);
    assert_int_equal(text_find((struct text){NULL, 0}, ','), -1);
}

static void cut_visits_each_part_once_and_empty_parts_too(void **state)
{
    static const char *const wanted[] = {"", "a", "", "bc", ""};
    struct text rest = TEXT(",a,,bc,");
    size_t count = 0;

    while (rest.data) {
        struct text part = text_cut(&rest, ',');

        assert_in_range(count, 0, COUNT(wanted) - 1);
        assert_true(text_equal(part, text_from(wanted[count])));
        count++;
    }
    assert_int_equal(count, COUNT(wanted));
    assert_int_equal(text_cut(&rest, ',').size, 0);
}

static void list_membership_ignores_case_and_blanks_but_not_parts_of_words(void **state)
{
    assert_true(text_list_has(TEXT("keep-alive,\tClose "), TEXT("close")));
    assert_true(text_list_has(TEXT(",, gzip"), TEXT("gzip")));
    assert_false(text_list_has(TEXT("enclosed, closed"), TEXT("close")));
    assert_false(text_list_has(text_from(NULL), TEXT("close")));
}

static void whole_numbers_are_digits_within_64_bits(void **state)
{
    static const char *const bad[] = {
        "", "-1", "+1", " 1", "1 ", "0x10", "1.0", "18446744073709551616", "99999999999999999999999"};
    uint64_t value = 7;

    for (size_t i = 0; i < COUNT(bad); i++) {
        if (text_to_u64(text_from(bad[i]), &value))
            fail_msg("\"%s\" was read as %" PRIu64, bad[i], value);
    }
    assert_false(text_to_u64(TEXT("1\0002"), &value));
    assert_int_equal(value, 7);
    assert_true(text_to_u64(TEXT("18446744073709551615"), &value));
    assert_equal_u64("largest", value, UINT64_MAX);
    assert_true(text_to_u64(TEXT("000"), &value));
    assert_equal_u64("zeroes", value, 0);
}

static void decimal_numbers_are_whole_texts_and_finite(void **state)
{
    static const char *const bad[] = {"", " 1", "1 ", "1x", "nan", "inf", "-infinity", "1e999", "1,5", "."};
    char many[600];
    double value = 7;

    for (size_t i = 0; i < COUNT(bad); i++) {
        if (text_to_double(text_from(bad[i]), &value))
            fail_msg("\"%s\" was read as %g", bad[i], value);
    }
    memset(many, '1', sizeof many);
    assert_false(text_to_double((struct text){many, sizeof many}, &value));
    assert_near_double("untouched", value, 7, 0);
    assert_true(text_to_double(TEXT("-1.5e3"), &value));
    assert_near_double("-1.5e3", value, -1500, 0);
    /* A piece is not ended by a zero: what follows it must not be read. */
    assert_true(text_to_double((struct text){"12.5678", 4}, &value));
    assert_near_double("piece", value, 12.5, 0);
}

static void decimal_numbers_keep_their_point_whatever_the_locale(void **state)
{
    double value = 0;

    if (!setlocale(LC_NUMERIC, "de_DE.UTF-8") && !setlocale(LC_NUMERIC, "fr_FR.UTF-8"))
        skip();
    assert_true(text_to_double(TEXT("1.5"), &value));
    setlocale(LC_NUMERIC, "C");
    assert_near_double("1.5", value, 1.5, 0);
}

static void hash_tells_keys_apart_and_fills_tables_evenly(void **state)
{
    enum { KEYS = 100000, PLACES = 1024 };
    static unsigned filled[PLACES];
    double expected = (double)KEYS / PLACES;
    double deviation = 0;
    char key[64];

    for (int i = 0; i < KEYS; i++) {
        int size = snprintf(key, sizeof key, "/api/v1/items/%d", i);

        filled[text_hash((struct text){key, (size_t)size}) % PLACES]++;
    }
    for (size_t i = 0; i < PLACES; i++)
        deviation += (filled[i] - expected) * (filled[i] - expected) / expected;
    /* Chi-square with 1023 degrees of freedom: mean 1023, deviation 45. */
    assert_in_range((LargestIntegralType)deviation, 700, 1400);

    assert_true(text_hash(TEXT("")) != text_hash(TEXT("\0")));
    assert_true(text_hash(TEXT("\0")) != text_hash(TEXT("\0\0")));
    assert_true(text_hash(TEXT("abcdefgh")) != text_hash(TEXT("abcdefgh\0")));
    assert_equal_u64("same bytes", text_hash(TEXT("abcdefghi")), text_hash(text_from("abcdefghi")));
}

static void utf8_size_accepts_what_unicode_calls_well_formed(void **state)
{
    static const struct {
        struct text text;
        size_t wanted;
    } cases[] = {
        {TEXT(""), 0},
        {TEXT("a"), 1},
        {TEXT("\0"), 1},
        {TEXT("\xc3\xa9x"), 2},
        {TEXT("\xe2\x82\xac"), 3},
        {TEXT("\xf0\x9f\xa6\x97"), 4},
        {TEXT("\xc3"), 0},             /* cut off */
        {TEXT("\xf0\x9f\xa6"), 0},     /* cut off */
        {TEXT("\x80"), 0},             /* continuation alone */
        {TEXT("\xc0\xaf"), 0},         /* "/" in two bytes */
        {TEXT("\xe0\x80\xaf"), 0},     /* "/" in three bytes */
        {TEXT("\xed\xa0\x80"), 0},     /* a surrogate */
        {TEXT("\xf4\x90\x80\x80"), 0}, /* above U+10FFFF */
        {TEXT("\xe2\x28\xa1"), 0},     /* no continuation */
        {TEXT("\xf0\x9f\x28\x97"), 0},
        {TEXT("\xff"), 0},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        if (text_utf8_size(cases[i].text) != cases[i].wanted)
            fail_msg("case %zu: got %zu, wanted %zu", i, text_utf8_size(cases[i].text), cases[i].wanted);
    }
}

static void distance_counts_changes_and_swaps_of_neighbours(void **state)
{
    static const struct {
        const char *a, *b;
        unsigned wanted;
    } cases[] = {
        {"", "", 0},      {"", "abc", 3},     {"user", "users", 1},     {"users", "suers", 1}, {"hots", "host", 1},
        {"ca", "abc", 3}, {"run", "rate", 3}, {"kitten", "sitting", 3}, {"abcd", "badc", 2},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct text a = text_from(cases[i].a), b = text_from(cases[i].b);

        if (text_distance(a, b) != cases[i].wanted || text_distance(b, a) != cases[i].wanted)
            fail_msg("%s, %s: got %u and %u, wanted %u", cases[i].a, cases[i].b, text_distance(a, b), text_distance(b, a),
                     cases[i].wanted);
    }
}

static void distance_of_long_words_is_the_cap(void **state)
{
    char a[100], b[100];

    memset(a, 'x', sizeof a);
    memset(b, 'x', sizeof b);
    assert_int_equal(text_distance((struct text){a, 100}, (struct text){b, 100}), 0);
    assert_int_equal(text_distance((struct text){a, 100}, (struct text){b, 99}), 99);
    assert_int_equal(text_distance((struct text){a, 64}, (struct text){b, 60}), 4);
}

TEST_MAIN(TEST(comparison_without_case_touches_ascii_letters_only), TEST(prefix_and_suffix_are_found_at_their_ends_only),
          TEST(trim_takes_blanks_and_line_ends_off_both_ends), TEST(find_gives_the_first_place_and_also_finds_a_zero_byte),
          TEST(cut_visits_each_part_once_and_empty_parts_too),
          TEST(list_membership_ignores_case_and_blanks_but_not_parts_of_words), TEST(whole_numbers_are_digits_within_64_bits),
          TEST(decimal_numbers_are_whole_texts_and_finite), TEST(decimal_numbers_keep_their_point_whatever_the_locale),
          TEST(hash_tells_keys_apart_and_fills_tables_evenly), TEST(utf8_size_accepts_what_unicode_calls_well_formed),
          TEST(distance_counts_changes_and_swaps_of_neighbours), TEST(distance_of_long_words_is_the_cap))
