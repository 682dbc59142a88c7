/* SPDX-License-Identifier: MIT */
/* tests of web/login.h */
#include "web/login.h"

#include "base/base64.h"
#include "base/limits.h"
#include "support.h"
#include "web/guesses.h"

#define SECOND    NANOS_PER_SECOND
#define HERE      (&(struct address){.v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}})
#define ELSEWHERE (&(struct address){.v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x0a000001)}})

static int set_up(void **state)
{
    *state = login_new("anna", "correct horse");
    return 0;
}

static int clean_up(void **state)
{
    login_free(*state);
    return 0;
}

static void only_name_and_password_together_are_right(void **state)
{
    struct login *l = *state;

    assert_int_equal(login_check(l, "anna", "correct horse", HERE, SECOND), LOGIN_FINE);
    assert_int_equal(login_check(l, "anna", "correct hors", HERE, SECOND), LOGIN_WRONG);
    assert_int_equal(login_check(l, "anna", "correct horse ", HERE, SECOND), LOGIN_WRONG);
    assert_int_equal(login_check(l, "Anna", "correct horse", HERE, SECOND), LOGIN_WRONG);
    assert_int_equal(login_check(l, "", "correct horse", HERE, SECOND), LOGIN_WRONG);
    assert_int_equal(login_check(l, "anna", "", HERE, SECOND), LOGIN_WRONG);
    assert_int_equal(login_check(l, NULL, "correct horse", HERE, SECOND), LOGIN_FINE);
}

static enum login_result basic(struct login *l, const char *credentials)
{
    enum login_result result;
    struct buffer field;

    buffer_init(&field, 1 << 20);
    buffer_string(&field, "Basic ");
    base64_append(text_from(credentials), &field);
    result = login_check_field(l, field.data, ELSEWHERE, SECOND);
    buffer_free(&field);
    return result;
}

static void scripts_send_basic_or_bearer(void **state)
{
    struct login *l = *state;

    assert_int_equal(basic(l, "anna:correct horse"), LOGIN_FINE);
    assert_int_equal(basic(l, "anna:correct:horse"), LOGIN_WRONG);
    assert_int_equal(basic(l, "anna"), LOGIN_WRONG);
    assert_int_equal(basic(l, ""), LOGIN_WRONG);
    assert_int_equal(login_check_field(l, "Bearer correct horse", HERE, SECOND), LOGIN_FINE);
    assert_int_equal(login_check_field(l, "bearer  correct horse", HERE, SECOND), LOGIN_FINE);
}

static void fields_that_are_neither_are_wrong(void **state)
{
    static const char *const fields[] = {
        "", "Basic", "Basic !!!", "Basic YW5uYQ", "Bearer", "Bearer ", "Digest correct horse", "correct horse", "Basic AAAA"};

    for (size_t i = 0; i < COUNT(fields); i++)
        assert_int_equal(login_check_field(*state, fields[i], HERE, SECOND), LOGIN_WRONG);
}

static void guesses_of_one_network_have_to_wait_a_minute(void **state)
{
    struct login *l = *state;

    for (int i = 0; i < GUESSES_OF_NETWORK; i++)
        assert_int_equal(login_check(l, "anna", "guess", HERE, SECOND), LOGIN_WRONG);
    assert_int_equal(login_check(l, "anna", "correct horse", HERE, 30 * SECOND), LOGIN_TOO_OFTEN);
    assert_int_equal(login_check(l, "anna", "correct horse", ELSEWHERE, 30 * SECOND), LOGIN_FINE);
    assert_int_equal(login_check(l, "anna", "correct horse", HERE, 62 * SECOND), LOGIN_FINE);
}

static void a_session_is_known_until_it_is_closed(void **state)
{
    char one[LOGIN_SESSION], two[LOGIN_SESSION], forged[LOGIN_SESSION];
    struct login *l = *state;

    login_open(l, one, SECOND);
    login_open(l, two, SECOND);
    assert_int_equal(strlen(one), LOGIN_SESSION - 1);
    assert_string_not_equal(one, two);
    assert_true(login_is_open(l, one, 2 * SECOND));
    snprintf(forged, sizeof forged, "%s", one);
    forged[10] ^= 1;
    assert_false(login_is_open(l, forged, 2 * SECOND));
    assert_false(login_is_open(l, NULL, 2 * SECOND));
    assert_false(login_is_open(l, "", 2 * SECOND));
    login_close(l, one, 3 * SECOND);
    assert_false(login_is_open(l, one, 3 * SECOND));
    assert_true(login_is_open(l, two, 3 * SECOND));
}

static void a_session_is_known_whatever_others_guess(void **state)
{
    char session[LOGIN_SESSION];

    login_open(*state, session, SECOND);
    for (int i = 0; i < 2 * GUESSES_OF_NETWORK; i++)
        (void)login_check(*state, "anna", "guess", HERE, SECOND);
    assert_int_equal(login_check(*state, "anna", "correct horse", HERE, SECOND), LOGIN_TOO_OFTEN);
    assert_true(login_is_open(*state, session, 2 * SECOND));
}

static void an_unused_session_ends(void **state)
{
    char session[LOGIN_SESSION];

    login_open(*state, session, SECOND);
    assert_true(login_is_open(*state, session, 11 * 3600 * SECOND));
    assert_true(login_is_open(*state, session, 22 * 3600 * SECOND));
    assert_false(login_is_open(*state, session, 35 * 3600 * SECOND));
}

static void the_session_that_was_unused_longest_makes_room(void **state)
{
    char first[LOGIN_SESSION], second[LOGIN_SESSION], more[LOGIN_SESSION];

    login_open(*state, first, SECOND);
    login_open(*state, second, 2 * SECOND);
    for (int i = 0; i < LIMIT_WEB_SESSIONS - 1; i++)
        login_open(*state, more, 3 * SECOND);
    assert_false(login_is_open(*state, first, 4 * SECOND));
    assert_true(login_is_open(*state, second, 4 * SECOND));
}

#define T(name) TEST_WITH(name, set_up, clean_up)

TEST_MAIN(T(only_name_and_password_together_are_right), T(scripts_send_basic_or_bearer), T(fields_that_are_neither_are_wrong),
          T(guesses_of_one_network_have_to_wait_a_minute), T(a_session_is_known_until_it_is_closed),
          T(a_session_is_known_whatever_others_guess), T(an_unused_session_ends),
          T(the_session_that_was_unused_longest_makes_room))
