/* SPDX-License-Identifier: MIT */
/* tests of web/guesses.h: what somebody gets who guesses passwords, from one place or from everywhere, and what others notice */
#include "web/guesses.h"

#include "base/limits.h"
#include "support.h"

#define SECOND NANOS_PER_SECOND
#define BEGIN  (1000 * SECOND)

static int set_up(void **state)
{
    *state = guesses_new("00112233445566778899aabbccddeeff");
    return 0;
}

static int clean_up(void **state)
{
    guesses_free(*state);
    return 0;
}

static struct address at(const char *text)
{
    struct address a;

    if (!address_parse(text_from(text), 1234, &a))
        fail_msg("%s is no address", text);
    return a;
}

static bool may_try(struct guesses *g, const char *from, uint64_t now_ns)
{
    struct address a = at(from);

    return guesses_may_try(g, &a, now_ns);
}

/* How many of so many wrong passwords are looked at. */
static unsigned guess(struct guesses *g, const char *from, unsigned times, uint64_t now_ns)
{
    struct address a = at(from);
    unsigned looked_at = 0;

    for (unsigned i = 0; i < times; i++) {
        if (!guesses_may_try(g, &a, now_ns))
            continue;
        guesses_note_wrong(g, &a, now_ns);
        looked_at++;
    }
    return looked_at;
}

#define NTH(text, ...) (snprintf((text), ADDRESS_TEXT, __VA_ARGS__), (text))

/* ---- one network ---- */

static void a_network_has_ten_guesses_a_minute(void **state)
{
    assert_equal_u64("first minute", guess(*state, "192.0.2.1", 50, BEGIN), GUESSES_OF_NETWORK);
    assert_equal_u64("still", guess(*state, "192.0.2.1", 50, BEGIN + 59 * SECOND), 0);
    assert_equal_u64("next minute", guess(*state, "192.0.2.1", 50, BEGIN + 60 * SECOND), GUESSES_OF_NETWORK);
}

static void the_addresses_of_one_machine_are_one_network(void **state)
{
    unsigned of_global = 0, of_link = 0;
    char text[ADDRESS_TEXT];

    for (unsigned i = 1; i <= 100; i++) {
        of_global += guess(*state, NTH(text, "2001:db8:1:2:%x::%x", i, 7 * i), 1, BEGIN);
        of_link += guess(*state, NTH(text, "fe80::%x:%x", i, 7 * i), 1, BEGIN);
    }
    assert_equal_u64("a global one", of_global, GUESSES_OF_NETWORK);
    assert_equal_u64("of a link", of_link, GUESSES_OF_NETWORK);
}

static void ports_make_no_difference(void **state)
{
    struct address a = at("192.0.2.1");

    guess(*state, "192.0.2.1", 50, BEGIN);
    address_set_port(&a, 4321);
    assert_false(guesses_may_try(*state, &a, BEGIN));
}

static void ipv4_is_the_same_within_ipv6(void **state)
{
    guess(*state, "::ffff:192.0.2.1", 50, BEGIN);
    assert_false(may_try(*state, "192.0.2.1", BEGIN));
    assert_true(may_try(*state, "::ffff:192.0.2.2", BEGIN));
    assert_true(may_try(*state, "::ffff:198.51.100.1", BEGIN));
}

static void loopback_is_one_network_however_it_is_written(void **state)
{
    guess(*state, "127.0.0.1", 50, BEGIN);
    assert_false(may_try(*state, "127.9.9.9", BEGIN));
    assert_false(may_try(*state, "::1", BEGIN));
    assert_false(may_try(*state, "::ffff:127.0.0.3", BEGIN));
    assert_true(may_try(*state, "::2", BEGIN));
}

static void who_has_no_address_is_counted_too(void **state)
{
    struct address nobody = {.generic.sa_family = AF_UNSPEC};

    for (int i = 0; i < GUESSES_OF_NETWORK; i++)
        guesses_note_wrong(*state, &nobody, BEGIN);
    assert_false(guesses_may_try(*state, &nobody, BEGIN));
    assert_true(may_try(*state, "127.0.0.1", BEGIN));
}

/* ---- many networks ---- */

static void the_networks_of_one_customer_have_thirty_guesses(void **state)
{
    unsigned of_v6 = 0, of_v4 = 0;
    char text[ADDRESS_TEXT];

    for (unsigned i = 1; i < 250; i++) {
        of_v6 += guess(*state, NTH(text, "2001:db8:1:%x::1", i), 3, BEGIN);
        of_v4 += guess(*state, NTH(text, "192.0.2.%u", i), 3, BEGIN);
    }
    assert_equal_u64("of a /48", of_v6, GUESSES_OF_AREA);
    assert_equal_u64("of a /24", of_v4, GUESSES_OF_AREA);
    assert_true(may_try(*state, "2001:db8:2::1", BEGIN));
    assert_true(may_try(*state, "192.0.3.1", BEGIN));
}

/* From so many areas at once, ten each: how many are looked at? */
static unsigned attack(struct guesses *g, unsigned areas, uint64_t now_ns)
{
    unsigned looked_at = 0;
    char text[ADDRESS_TEXT];

    for (unsigned i = 0; i < areas; i++)
        looked_at += guess(g, NTH(text, "2001:%x:%x::1", 0x1000 + i / 100, i % 100), 10, now_ns);
    return looked_at;
}

static void an_attack_from_everywhere_has_one_guess_for_each_area(void **state)
{
    unsigned areas = 500, most = GUESSES_OF_ALL + areas, got = attack(*state, areas, BEGIN);

    if (got < GUESSES_OF_ALL || got > most)
        fail_msg("%u guesses were looked at, wanted from %u to %u", got, GUESSES_OF_ALL, most);
}

static void who_is_right_at_once_gets_in_during_an_attack(void **state)
{
    unsigned places = 400, open = 0;
    char text[ADDRESS_TEXT];

    attack(*state, 100, BEGIN);
    for (unsigned i = 0; i < places; i++)
        open += may_try(*state, NTH(text, "198.%u.%u.1", 18 + i / 200, i % 200), BEGIN);
    /* the others share a place with one of the attackers */
    if (open < places - places / 10)
        fail_msg("from %u of %u places a password is looked at", open, places);
    assert_equal_u64("a second try", guess(*state, "203.0.113.9", 5, BEGIN + SECOND) <= 1, 1);
    assert_equal_u64("once it is over", guess(*state, "203.0.113.9", 5, BEGIN + 130 * SECOND), 5);
}

static void an_attack_from_outside_does_not_touch_loopback(void **state)
{
    attack(*state, 4000, BEGIN);
    assert_equal_u64("tries on loopback", guess(*state, "127.0.0.1", 50, BEGIN), GUESSES_OF_NETWORK);
}

/* A proxy, or an attacker, on the machine itself. */
static void an_attack_on_loopback_does_not_touch_the_outside(void **state)
{
    guess(*state, "127.0.0.1", 1000, BEGIN);
    assert_equal_u64("tries from outside", guess(*state, "192.0.2.1", 50, BEGIN), GUESSES_OF_NETWORK);
}

static void guessing_from_more_networks_wins_no_count_back(void **state)
{
    char text[ADDRESS_TEXT];

    guess(*state, "192.0.2.1", 50, BEGIN);
    for (unsigned i = 0; i < 3 * LIMIT_WEB_GUESSERS; i++) {
        struct address a = at(NTH(text, "10.%u.%u.1", i / 250, i % 250));

        guesses_note_wrong(*state, &a, BEGIN);
    }
    assert_false(may_try(*state, "192.0.2.1", BEGIN + SECOND));
}

#define T(name) TEST_WITH(name, set_up, clean_up)

TEST_MAIN(T(a_network_has_ten_guesses_a_minute), T(the_addresses_of_one_machine_are_one_network), T(ports_make_no_difference),
          T(ipv4_is_the_same_within_ipv6), T(loopback_is_one_network_however_it_is_written), T(who_has_no_address_is_counted_too),
          T(the_networks_of_one_customer_have_thirty_guesses), T(an_attack_from_everywhere_has_one_guess_for_each_area),
          T(who_is_right_at_once_gets_in_during_an_attack), T(an_attack_from_outside_does_not_touch_loopback),
          T(an_attack_on_loopback_does_not_touch_the_outside), T(guessing_from_more_networks_wins_no_count_back))
