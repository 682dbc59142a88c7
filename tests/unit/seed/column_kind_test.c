/* SPDX-License-Identifier: MIT */
/* seed/column_kind_test.c - kinds of columns: their form, that they repeat, and that mistakes are shown */
#include "support.h"

#include <regex.h>

#include "seed/column_kind.h"

#define ROWS 500

static struct seed_column read_column(const char *as, struct arena *arena)
{
    struct seed_column c;
    struct buffer problem;

    buffer_init(&problem, 4096);
    if (!column_read(as, arena, &c, &problem))
        fail_msg("%s: %s", as, buffer_cstring(&problem));
    buffer_free(&problem);
    return c;
}

static void every_kind_has_its_form(void **state)
{
    static const struct {
        const char *as, *pattern;
        bool tells_rows_apart;
    } kinds[] = {
        {"a=email", "^[a-z.]+[0-9a-f]{12}@example\\.(com|org|net)$", true},
        {"a=first_name", "^[^ ]+$", false},
        {"a=last_name", "^[^ ]+$", false},
        {"a=full_name", "^[^ ]+ [^ ]+$", true},
        {"a=user_name", "^[a-z]+\\.[a-z]+[0-9]{1,2}$", true},
        {"a=phone", "^\\+1-", false},
        {"a=street", "^[0-9]+ ", false},
        {"a=city", "^[A-Z]", false},
        {"a=country", "^[A-Z]", false},
        {"a=company", " ", false},
        {"a=ipv4", "^(192|198|203)\\.", false},
        {"a=uuid", "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", true},
        {"a=word", "^[a-z]+$", false},
        {"a=sentence", "\\.$", true},
        {"a=bool", "^[01]$", false},
        {"a=hex", "^[0-9a-f]{32}$", true},
        {"a=hex:8", "^[0-9a-f]{8}$", true},
        {"a=words:3", "^[a-z]+ [a-z]+ [a-z]+$", false},
        {"a=text:40", "^.{39}\\.$", true},
        {"a=sequence", "^[1-9][0-9]*$", false},
        {"a=sequence:-5", "^-?[0-9]+$", false},
        {"a=int:-3:3", "^(-[1-3]|[0-3])$", false},
        {"a=int:1:9000000", "^[1-9][0-9]*$", true},
        {"a=float:1.5:2.5", "^[12]\\.[0-9]{2}$", false},
        {"a=date", "^202[0-5]-[01][0-9]-[0-3][0-9]$", false},
        {"a=date:2024-02-29:2024-02-29", "^2024-02-29$", false},
        {"a=timestamp:2024-01-01:2024-12-31", "^2024-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z$", true},
        {"a=unix:2024-01-01:2024-01-01", "^170(4[0-9]{6})$", true},
        {"a=choice:x|y|", "^[xy]?$", false},
        {"a=const:a:b=c", "^a:b=c$", false},
        {"a=template:load-{n}-{n}@x", "^load-([0-9]+)-\\1@x$", true},
        {"a=template:same", "^same$", false},
        {"a=sha256:abc", "^ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad$", false}, /* FIPS 180-4 */
        {"a=hashed:secret|$2b$12$|x", "^\\$2b\\$12\\$\\|x$", false},
        {"a=pbkdf2:x", "^pbkdf2-sha256\\$64\\$[0-9a-f]{32}\\$[0-9a-f]{64}$", true},
    };
    struct arena arena = {0};

    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct seed_column c = read_column(kinds[i].as, &arena);
        regex_t pattern;

        assert_int_equal(regcomp(&pattern, kinds[i].pattern, REG_EXTENDED), 0);
        for (uint64_t row = 0; row < ROWS; row++) {
            const char *text = column_value(&c, 7, row, &arena).stored;

            if (regexec(&pattern, text, 0, NULL, 0) != 0)
                fail_msg("%s: row %" PRIu64 " is \"%s\", not like %s", kinds[i].as, row, text, kinds[i].pattern);
        }
        regfree(&pattern);
        if (column_tells_rows_apart(&c) != kinds[i].tells_rows_apart)
            fail_msg("%s: tells rows apart: %d", kinds[i].as, column_tells_rows_apart(&c));
        arena_reset(&arena);
    }
}

/* These texts are in the test data of users: they must not change between versions. */
static void values_follow_from_seed_column_and_row_alone(void **state)
{
    struct arena arena = {0};
    struct seed_column email = read_column("email=email", &arena), other = read_column("mail=email", &arena);

    assert_string_equal(column_value(&email, 42, 0, &arena).stored, "paula.quinn.cce41cb905ab@example.net");
    assert_string_equal(column_value(&email, 42, 4, &arena).stored, "arjun.jensen.b702122e1c51@example.org");
    assert_string_equal(column_value(&email, 42, 0, &arena).stored, column_value(&email, 42, 0, &arena).stored);
    assert_string_not_equal(column_value(&email, 43, 0, &arena).stored, column_value(&email, 42, 0, &arena).stored);
    assert_string_not_equal(column_value(&other, 42, 0, &arena).stored, column_value(&email, 42, 0, &arena).stored);
    arena_reset(&arena);
}

static void hashes_have_their_password_beside_them_and_null_is_null(void **state)
{
    struct arena arena = {0};
    struct seed_column hashed = read_column("a=hashed:correct horse|$2b$", &arena);
    struct seed_column hash = read_column("a=pbkdf2:correct horse", &arena), null = read_column("a=null", &arena);

    assert_string_equal(column_value(&hash, 1, 0, &arena).plain, "correct horse");
    assert_string_equal(column_value(&hashed, 1, 0, &arena).plain, "correct horse");
    assert_string_equal(column_value(&hashed, 1, 0, &arena).stored, "$2b$");
    assert_null(column_value(&null, 1, 0, &arena).stored);
    assert_null(column_value(&null, 1, 0, &arena).plain);
    arena_reset(&arena);
}

static void mistakes_are_shown_with_a_caret(void **state)
{
    static const struct {
        const char *as, *says;
    } mistakes[] = {
        {"email", "not NAME=KIND"},
        {"=email", "not NAME=KIND"},
        {"", "not NAME=KIND"},
        {"a=emial", "    a=emial\n      ^^^^^ there is email"},
        {"a=email:x", "nothing behind the colon"},
        {"a=int", "two ends"},
        {"a=int:1", "two ends"},
        {"a=int:9:1", "ends before it begins"},
        {"a=int:1:99999999999999999999", "not a whole number"},
        {"a=int:-:1", "not a whole number"},
        {"a=float:1:nan", "not a range of numbers"},
        {"a=hex:4", "out of range"},
        {"a=hex:99999999", "out of range"},
        {"a=date:2024-02-30:2024-03-01", "not a range of days"},
        {"a=date:2024-02-01", "not a range of days"},
        {"a=choice", "nothing to choose from"},
        {"a=const", "needs a text"},
        {"a=hashed:secret", "have a | between them"},
    };
    struct arena arena = {0};
    struct seed_column c;
    struct buffer problem;

    buffer_init(&problem, 4096);
    for (size_t i = 0; i < COUNT(mistakes); i++) {
        buffer_clear(&problem);
        if (column_read(mistakes[i].as, &arena, &c, &problem))
            fail_msg("\"%s\" was read", mistakes[i].as);
        if (!strstr(buffer_cstring(&problem), mistakes[i].says) || !strchr(buffer_cstring(&problem), '^'))
            fail_msg("\"%s\": %s", mistakes[i].as, buffer_cstring(&problem));
    }
    buffer_free(&problem);
    arena_reset(&arena);
}

TEST_MAIN(TEST(every_kind_has_its_form), TEST(values_follow_from_seed_column_and_row_alone),
          TEST(hashes_have_their_password_beside_them_and_null_is_null), TEST(mistakes_are_shown_with_a_caret))
