/* SPDX-License-Identifier: MIT */
/* user/fake_test.c - made-up data: its form, its ranges, that it repeats with the seed and that addresses do not collide */
#include "fixture.h"

#include <regex.h>
#include <time.h>

#include "base/map.h"

#define DRAWS 2000

static void assert_matches(const char *name, const char *text, const char *pattern)
{
    regex_t compiled;

    assert_int_equal(regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB), 0);
    if (regexec(&compiled, text, 0, NULL, 0) != 0)
        fail_msg("%s: \"%s\" does not match %s", name, text, pattern);
    regfree(&compiled);
}

static void every_kind_has_its_form(void **state)
{
    static const struct {
        const char *name;
        const char *(*draw)(cic_user *u);
        const char *pattern;
    } kinds[] = {
        {"first name", cic_fake_first_name, "^[^ ]+$"},
        {"last name", cic_fake_last_name, "^[^ ]+$"},
        {"name", cic_fake_name, "^[^ ]+ [^ ]+$"},
        {"user name", cic_fake_user_name, "^[a-z]+\\.[a-z]+[0-9]{1,2}$"},
        {"email", cic_fake_email, "^[a-z]+\\.[a-z]+\\.[0-9a-f]{12}@example\\.(com|org|net)$"},
        {"phone", cic_fake_phone, "^\\+1-[2-9][0-9]{2}-555-01[0-9]{2}$"},
        {"street", cic_fake_street, "^[1-9][0-9]* [A-Z][A-Za-z ]+$"},
        {"city", cic_fake_city, "^[A-Z]"},
        {"country", cic_fake_country, "^[A-Z]"},
        {"company", cic_fake_company, "^[^ ]+ [A-Za-z ]+$"},
        {"word", cic_fake_word, "^[a-z]+$"},
        {"sentence", cic_fake_sentence, "^[A-Z][a-z]*( [a-z]+){4,13}\\.$"},
        {"uuid", cic_fake_uuid, "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"},
        {"time stamp", cic_fake_timestamp, "^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]\\.[0-9]{3}Z$"},
        {"address", cic_fake_ipv4, "^(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.[0-9]{1,3}$"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(kinds); i++)
        for (int k = 0; k < 200; k++)
            assert_matches(kinds[i].name, kinds[i].draw(&f->user), kinds[i].pattern);
}

static void all_of_it_is_utf8(void **state)
{
    struct fixture *f = *state;
    const char *(*const kinds[])(cic_user *) = {cic_fake_name, cic_fake_city, cic_fake_country, cic_fake_company};
    size_t beyond_ascii = 0;

    for (size_t i = 0; i < COUNT(kinds); i++)
        for (int k = 0; k < DRAWS; k++)
            for (struct text t = text_from(kinds[i](&f->user)); t.size;) {
                size_t size = text_utf8_size(t);

                assert_true(size > 0);
                beyond_ascii += size > 1;
                t = (struct text){t.data + size, t.size - size};
            }
    assert_true(beyond_ascii > 100);
}

static void a_user_makes_up_the_same_data_again(void **state)
{
    struct fixture *f = *state;
    cic_user again, other;

    fixture_user(f, &again, 0);
    fixture_user(f, &other, 1);
    for (int i = 0; i < 100; i++) {
        const char *mine = cic_fake_email(&f->user), *same = cic_fake_email(&again), *others = cic_fake_email(&other);

        assert_equal_string("the same user", same, mine);
        assert_string_not_equal(others, mine);
    }
    fixture_end_user(&again);
    fixture_end_user(&other);
}

static void emails_of_many_users_are_distinct(void **state)
{
    struct fixture *f = *state;
    struct map *seen = map_new();
    cic_user u;

    for (uint64_t user = 0; user < 200; user++) {
        fixture_user(f, &u, user);
        for (int i = 0; i < 500; i++)
            if (map_put(seen, text_from(cic_fake_email(&u)), seen))
                fail_msg("user %" PRIu64 " made up an address again", user);
        fixture_end_user(&u);
    }
    assert_equal_u64("addresses", map_size(seen), 100000);
    map_free(seen);
}

static void texts_have_the_size_that_was_asked_for(void **state)
{
    static const size_t sizes[] = {0, 1, 2, 10, 100, 1000, 100000};
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(sizes); i++) {
        const char *text = cic_fake_text(&f->user, sizes[i]);

        assert_equal_u64("size", strlen(text), sizes[i]);
        if (sizes[i])
            assert_int_equal(text[sizes[i] - 1], '.');
    }
    assert_matches("words", cic_fake_words(&f->user, 3), "^[a-z]+ [a-z]+ [a-z]+$");
    assert_equal_string("no words", cic_fake_words(&f->user, 0), "");
}

static void hex_and_bytes_have_their_size_and_use_all_values(void **state)
{
    struct fixture *f = *state;
    const unsigned char *bytes = cic_fake_bytes(&f->user, 100003);
    size_t seen[256] = {0};

    for (size_t i = 0; i < 100003; i++)
        seen[bytes[i]]++;
    for (size_t i = 0; i < 256; i++)
        assert_near_double("byte", (double)seen[i], 100003 / 256.0, 120); /* six deviations */
    assert_non_null(cic_fake_bytes(&f->user, 0));
    for (size_t digits = 0; digits < 40; digits++) {
        const char *text = cic_fake_hex(&f->user, digits);

        assert_equal_u64("digits", strlen(text), digits);
        assert_equal_u64("hex", strspn(text, "0123456789abcdef"), digits);
    }
}

static void dates_lie_between_their_ends(void **state)
{
    struct fixture *f = *state;
    struct map *seen = map_new();

    for (int i = 0; i < DRAWS; i++) {
        const char *date = cic_fake_date(&f->user, "2024-02-27", "2024-03-02");

        assert_matches("date", date, "^2024-(02-2[789]|03-0[12])$");
        map_put(seen, text_from(date), seen);
    }
    assert_equal_u64("days of a leap year", map_size(seen), 5);
    map_free(seen);
    assert_equal_string("one day", cic_fake_date(&f->user, "1999-12-31", "1999-12-31"), "1999-12-31");
    assert_equal_string("the first", cic_fake_date(&f->user, "0001-01-01", "0001-01-01"), "0001-01-01");
    assert_equal_string("the last", cic_fake_date(&f->user, "9999-12-31", "9999-12-31"), "9999-12-31");
    assert_matches("swapped", cic_fake_date(&f->user, "2025-01-02", "2025-01-01"), "^2025-01-0[12]$");
}

/* Against the C library's own calendar. */
static void every_day_of_a_century_is_written_right(void **state)
{
    struct fixture *f = *state;

    for (time_t at = 0; at < (time_t)100 * 366 * 86400; at += 86400) {
        struct tm day;
        char wanted[32];

        gmtime_r(&at, &day);
        strftime(wanted, sizeof wanted, "%Y-%m-%d", &day);
        assert_equal_string("day", cic_fake_date(&f->user, wanted, wanted), wanted);
        user_forget(&f->user);
    }
}

static void dates_that_are_none_are_refused(void **state)
{
    static const char *const wrong[] = {"",           "2024",       "2024-2-1",   "2023-02-29", "1900-02-29",
                                        "2024-13-01", "2024-00-01", "2024-01-00", "2024-01-32", "0000-01-01",
                                        "2024/01/01", "20240-1-01", "2024-01-1x"};
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_equal_string(wrong[i], cic_fake_date(&f->user, wrong[i], "2024-01-01"), "1970-01-01");
    assert_equal_string("NULL", cic_fake_date(&f->user, "2024-01-01", NULL), "1970-01-01");
}

TEST_MAIN(WITH_USER(every_kind_has_its_form), WITH_USER(all_of_it_is_utf8), WITH_USER(a_user_makes_up_the_same_data_again),
          WITH_USER(emails_of_many_users_are_distinct), WITH_USER(texts_have_the_size_that_was_asked_for),
          WITH_USER(hex_and_bytes_have_their_size_and_use_all_values), WITH_USER(dates_lie_between_their_ends),
          WITH_USER(every_day_of_a_century_is_written_right), WITH_USER(dates_that_are_none_are_refused))
